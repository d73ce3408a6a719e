// SPDX-License-Identifier: Apache-2.0
//
// Fetch between an instruction memory and three stages that only wait.

#ifndef VTA_TESTS_RTL_FETCH_BENCH_H_
#define VTA_TESTS_RTL_FETCH_BENCH_H_

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "Vvta_fetch.h"
#include "hw/isa/config.h"
#include "hw/isa/insn.h"
#include "tests/rtl/dut.h"
#include "tests/rtl/rng.h"

namespace vta {

// Checks each instruction that a stage takes. `next`, `held` and so on are by stage.
class FetchBench {
 public:
  static constexpr unsigned kInsnBits = 128, kIndexBits = 32;

  explicit FetchBench(std::uint32_t seed = 1)
      : config(Config::from_file(VTA_TEST_CONFIG).value()), rng(seed) {
    dut->start_i = 0;
    dut->rsp_valid_i = 0;
    dut.reset();
  }

  void start(std::uint32_t at, std::vector<InsnWord> insns) {
    const auto count = static_cast<std::uint32_t>(insns.size());
    start(at, std::move(insns), count);
  }

  // A stream of `count` instructions of which only the first ones exist.
  void start(std::uint32_t at, std::vector<InsnWord> insns, std::uint32_t count) {
    address = at;
    program = std::move(insns);
    next = {};
    dut->start_i = 1;
    dut->insn_addr_i = at;
    dut->insn_count_i = count;
    cycle();
    dut->start_i = 0;
    dut->insn_addr_i = 0;  // it has been looked at
    dut->insn_count_i = 0;
  }

  // Until fetch is quiet for good, or for `bound` cycles.
  void run(std::uint64_t bound = 200'000) {
    unsigned quiet = 0;
    for (std::uint64_t i = 0; i < bound && quiet < 10; ++i) {
      cycle();
      if (testing::Test::HasFatalFailure()) return;
      const bool waiting = (held[0] + held[1] + held[2] != 0 && retire_percent != 0) ||
                           (dut->insn_valid_o != 0 && take_percent != 0);
      quiet = dut->quiet_o && !waiting ? quiet + 1 : 0;
    }
    EXPECT_EQ(quiet, 10u) << "fetch is not quiet";
    EXPECT_TRUE(bursts.empty()) << "quiet with reads in flight";
  }

  void cycle() {
    drive();
    dut.eval();
    take_request();
    for (unsigned stage = 0; stage < 3; ++stage) take_insn(stage);
    if (dut->rsp_valid_i) pop_beat();
    EXPECT_EQ(dut->rsp_ready_o, 1);
    EXPECT_LE(dut->busy_o + dut->queue_wait_o + dut->memory_wait_o, 1);
    queue_wait += dut->queue_wait_o;
    memory_wait += dut->memory_wait_o;
    busy += dut->busy_o;
    dut.tick();
    dut.eval();
  }

  [[nodiscard]] std::uint32_t beat_bytes() const { return 1u << (config.log_bus_width() - 3); }
  [[nodiscard]] std::uint64_t taken() const { return taken_[0] + taken_[1] + taken_[2]; }

  Config config;
  Rng rng;
  Dut<Vvta_fetch> dut;
  unsigned request_percent = 100, beat_percent = 100, latency = 40;
  unsigned take_percent = 100, retire_percent = 100;
  std::uint64_t most_beats = ~std::uint64_t{0};  // no more data than that
  std::optional<std::uint32_t> bad_address;      // a beat that covers it is answered with an error
  std::uint32_t address = 0;
  std::vector<InsnWord> program;
  std::array<std::uint32_t, 3> next{};  // position in the program behind the last one of the stage
  std::array<unsigned, 3> held{};       // taken and not retired
  std::uint64_t requests = 0, queue_wait = 0, memory_wait = 0, busy = 0;

 private:
  struct Burst {
    std::uint32_t address;
    unsigned beats;
    std::uint64_t due;
  };

  void drive() {
    dut->req_ready_i = rng.chance(request_percent);
    dut->rsp_valid_i = beats_ < most_beats && !bursts.empty() &&
                       bursts.front().due <= dut.cycle() && rng.chance(beat_percent);
    dut->rsp_error_i = 0;
    dut->rsp_last_i = 0;
    if (dut->rsp_valid_i) {
      const Burst& burst = bursts.front();
      Bytes beat(beat_bytes());
      for (std::uint32_t i = 0; i < beat.size(); ++i) beat[i] = byte_at(burst.address + i);
      set_bytes(dut->rsp_data_i, beat.data());
      dut->rsp_error_i = bad_address && *bad_address - burst.address < beat_bytes();
      dut->rsp_last_i = burst.beats == 1;
    }
    dut->insn_ready_i = 0;
    dut->retire_i = 0;
    for (unsigned stage = 0; stage < 3; ++stage) {
      if (rng.chance(take_percent)) dut->insn_ready_i |= static_cast<std::uint8_t>(1u << stage);
      if (held[stage] != 0 && rng.chance(retire_percent)) {
        dut->retire_i |= static_cast<std::uint8_t>(1u << stage);
        --held[stage];
      }
    }
  }

  // Instruction memory; garbage around the program.
  [[nodiscard]] std::uint8_t byte_at(std::uint32_t at) const {
    const std::uint32_t offset = at - address;
    if (offset / kInsnBytes >= program.size()) return static_cast<std::uint8_t>(at * 37 + 11);
    const InsnWord& word = program[offset / kInsnBytes];
    return static_cast<std::uint8_t>(word[offset % 16 / 8] >> (8 * (offset % 8)));
  }

  void take_request() {
    if (!dut->req_valid_o || !dut->req_ready_i) return;
    const std::uint32_t size = dut->req_len_o * beat_bytes();
    EXPECT_GE(dut->req_len_o, 1);
    EXPECT_LE(dut->req_len_o, 16);
    EXPECT_EQ(dut->req_addr_o % beat_bytes(), 0u);
    EXPECT_LE(dut->req_addr_o % 4096 + size, 4096u) << "a burst across 4 KiB";
    bursts.push_back({dut->req_addr_o, dut->req_len_o, dut.cycle() + latency});
    ++requests;
  }

  void pop_beat() {
    Burst& burst = bursts.front();
    burst.address += beat_bytes();
    ++beats_;
    if (--burst.beats == 0) bursts.pop_front();
  }

  void take_insn(unsigned stage) {
    if ((dut->insn_valid_o >> stage & 1) == 0 || (dut->insn_ready_i >> stage & 1) == 0) return;
    std::uint32_t& at = next[stage];
    const auto belongs = [&](const InsnWord& word) {
      return static_cast<unsigned>(stage_of(decode(config, word))) == stage;
    };
    while (at < program.size() && !belongs(program[at])) ++at;
    ASSERT_LT(at, program.size()) << "stage " << stage << " got an instruction too many";
    EXPECT_EQ(get_bits(dut->insn_index_o, stage * kIndexBits, kIndexBits), at);
    EXPECT_EQ(get_bits(dut->insn_o, stage * kInsnBits, 64), program[at][0]);
    EXPECT_EQ(get_bits(dut->insn_o, stage * kInsnBits + 64, 64), program[at][1]);
    ++at;
    ++held[stage];
    ++taken_[stage];
  }

  std::deque<Burst> bursts;
  std::array<std::uint64_t, 3> taken_{};
  std::uint64_t beats_ = 0;
};

}  // namespace vta

#endif  // VTA_TESTS_RTL_FETCH_BENCH_H_
