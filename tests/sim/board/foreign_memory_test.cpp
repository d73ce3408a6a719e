// SPDX-License-Identifier: Apache-2.0
//
// Programs that leave their memory: on a board they end as on the golden model, whatever else is
// wrong with them.

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "hw/isa/insn.h"
#include "sim/golden/golden_device.h"
#include "tests/sim/board/emulated_board.h"

namespace vta::board {
namespace {

constexpr std::uint64_t kRegion = 65'536;     // bytes from address 0; the program lies at their end
constexpr std::uint64_t kProgramAt = 49'152;  // and what it stores before
constexpr std::uint32_t kForeign = 0x10'0000;  // element, in nobody's region for any type

MemFields fields(MemoryType type, std::uint32_t dram_base, std::uint32_t count) {
  MemFields mem;
  mem.memory_type = static_cast<std::uint32_t>(type);
  mem.dram_base = dram_base;
  mem.y_size = 1;
  mem.x_size = mem.x_stride = count;
  return mem;
}

Insn stray_load(MemoryType type = MemoryType::kInp, TokenFlags tokens = {}) {
  return make_load(fields(type, kForeign, 2), tokens);
}

Insn fill(std::uint32_t count, TokenFlags tokens = {}) {  // of ACC and OUT, by a reset
  GemmFields gemm;
  gemm.loop.reset = true;
  gemm.loop.uop_end = 1;
  gemm.loop.iter_out = 1;
  gemm.loop.iter_in = count;
  gemm.loop.dst_factor_in = 1;
  return make_gemm(gemm, tokens);
}

Insn illegal_alu() {
  AluFields alu;
  alu.alu_opcode = 7;
  return make_alu(alu);
}

class ForeignMemory : public EmulatedBoardTest {
 protected:
  void SetUp() override {
    start();
    ASSERT_EQ(load(small_bitstream()), 0);
    Result<std::unique_ptr<PynqDevice>> opened = open();
    ASSERT_TRUE(opened) << opened.error().message;
    board_ = std::move(opened).value();
    ASSERT_TRUE(board_->add_region(0, kRegion));
    ASSERT_TRUE(golden_->add_region(0, kRegion));
  }

  struct Ran {
    RunReport report;
    std::vector<std::byte> memory;
  };
  static Ran run_on(Device& device, const std::vector<Insn>& insns, std::uint64_t at,
                    std::uint32_t count) {
    std::vector<std::byte> memory(kRegion);
    for (std::size_t i = 0; i < memory.size(); ++i) memory[i] = std::byte(i * 7 % 251);
    for (std::size_t i = 0; i < insns.size(); ++i) {
      store_insn_word(encode(Config::pynq(), insns[i]).value(),
                      memory.data() + at + i * kInsnBytes);
    }
    EXPECT_TRUE(device.write(0, memory));
    RunRequest request;
    request.insn_address = at;
    request.insn_count = count;
    const Result<RunReport> report = device.run(request);
    EXPECT_TRUE(report.ok()) << report.error().message;
    EXPECT_TRUE(device.read(0, memory));
    return {report ? report.value() : RunReport(), memory};
  }

  // Runs on both, compares everything that is defined, and returns what the board said.
  RunReport same_on_both(const std::vector<Insn>& insns, std::uint64_t at = kProgramAt,
                         std::uint32_t count = 0) {
    if (count == 0) count = static_cast<std::uint32_t>(insns.size());
    const Ran wanted = run_on(*golden_, insns, at, count);
    const Ran got = run_on(*board_, insns, at, count);
    EXPECT_EQ(got.report.outcome, wanted.report.outcome);
    EXPECT_EQ(got.report.error, wanted.report.error)
        << got.report.detail << "\ninstead of " << wanted.report.detail;
    EXPECT_EQ(got.report.error_insn, wanted.report.error_insn);
    EXPECT_EQ(got.report.statistics, wanted.report.statistics);
    EXPECT_EQ(got.memory, wanted.memory);
    return got.report;
  }

  // Tokens and on-chip memories stay from run to run, on both.
  std::unique_ptr<PynqDevice> board_;
  const std::unique_ptr<Device> golden_ = make_golden(Config::pynq());
};

TEST_F(ForeignMemory, TheTransferIsNamedAndNothingOfItHappens) {
  const RunReport report = same_on_both({stray_load(), make_finish()});
  EXPECT_EQ(report.error, ErrorCode::kAxiError);
  EXPECT_TRUE(report.detail.starts_with(
      "axi_error (7) at instruction 0, which was not executed: address 0x01000000 is outside the "
      "memory regions: fetch at instruction 2, load at instruction 0, compute "))
      << report.detail;
  EXPECT_EQ(same_on_both({make_load(fields(MemoryType::kInp, 4096 - 4, 5)), make_finish()}).error,
            ErrorCode::kAxiError);
}

TEST_F(ForeignMemory, AnEarlierErrorWinsWhicheverStageHasIt) {
  MemFields beyond = fields(MemoryType::kInp, 0, 1);
  beyond.sram_base = 2048;
  EXPECT_EQ(same_on_both({make_load(beyond), stray_load(), make_finish()}).error,
            ErrorCode::kSramOutOfRange);
  EXPECT_EQ(same_on_both({illegal_alu(), stray_load(), make_finish()}).error,
            ErrorCode::kIllegalAluOpcode);
  EXPECT_EQ(same_on_both({fill(5'000), stray_load(), make_finish()}).error,
            ErrorCode::kSramOutOfRange)
      << "found by a micro-op only";
  EXPECT_EQ(same_on_both({fill(4), make_store(fields(MemoryType::kOut, kForeign, 1)), stray_load(),
                          illegal_alu()})
                .error_insn,
            1u);
}

TEST_F(ForeignMemory, ALaterErrorDoesNot) {
  const RunReport report = same_on_both({stray_load(), illegal_alu(), make_finish()});
  EXPECT_EQ(report.error, ErrorCode::kAxiError);
  EXPECT_EQ(report.error_insn, 0u);
}

TEST_F(ForeignMemory, ATransferThatIsNeverReachedIsNoError) {
  const RunReport report =
      same_on_both({stray_load(MemoryType::kInp, {.pop_next = true}), make_finish()});
  EXPECT_EQ(report.error, ErrorCode::kDeadlock);
}

TEST_F(ForeignMemory, OtherStagesGoOnAsFarAsTokensCarryThem) {
  const RunReport report = same_on_both(
      {fill(8, {.push_next = true}), stray_load(),
       make_store(fields(MemoryType::kOut, 64, 8), {.pop_prev = true, .push_prev = true}),
       fill(3, {.pop_next = true}), make_finish()});
  EXPECT_EQ(report.error_insn, 1u);
  EXPECT_EQ(report.statistics.out_store_nbytes, 8u * 16);
}

TEST_F(ForeignMemory, InstructionsThatAreNotThereStopFetch) {
  const std::uint64_t at = kRegion - 2 * kInsnBytes;
  EXPECT_EQ(same_on_both({fill(4), make_finish()}, at, 3).error_insn, 2u);
  EXPECT_EQ(same_on_both({illegal_alu(), make_finish()}, at, 5).error,
            ErrorCode::kIllegalAluOpcode);
  EXPECT_EQ(same_on_both({stray_load(), make_finish()}, at, 5).error_insn, 0u);
  EXPECT_EQ(same_on_both({fill(1, {.pop_prev = true}), make_finish()}, at, 3).error,
            ErrorCode::kAxiError)
      << "fetch does not wait for the stage";
  const RunReport none = same_on_both({}, kRegion, 4);
  EXPECT_EQ(none.error, ErrorCode::kAxiError);
  EXPECT_EQ(none.error_insn, 0u);
}

TEST_F(ForeignMemory, TheDeviceIsAsGoodAsNewAfterwards) {
  same_on_both({stray_load(), make_finish()});
  EXPECT_EQ(same_on_both({fill(2), make_finish()}).outcome, RunOutcome::kFinished);
}

// VTA_TEST_SEED repeats one of them.
TEST_F(ForeignMemory, RandomProgramsEndAsOnTheGoldenModel) {
  const char* again = std::getenv("VTA_TEST_SEED");
  std::set<ErrorCode> ends;
  const unsigned first = again == nullptr ? 1 : static_cast<unsigned>(std::stoul(again));
  for (unsigned seed = first; seed < first + (again == nullptr ? 60 : 1); ++seed) {
    SCOPED_TRACE("VTA_TEST_SEED=" + std::to_string(seed));
    std::mt19937 engine(seed);
    const auto rng = [&engine] { return static_cast<std::uint32_t>(engine()); };
    const auto one_in = [&](unsigned n) { return rng() % n == 0; };
    const auto tokens = [&](TokenFlags possible) {
      possible.pop_prev = possible.pop_prev && one_in(6);
      possible.pop_next = possible.pop_next && one_in(6);
      possible.push_prev = possible.push_prev && one_in(2);
      possible.push_next = possible.push_next && one_in(2);
      return possible;
    };
    std::vector<Insn> insns;
    const std::size_t length = 3 + rng() % 10;
    while (insns.size() < length) {
      const std::uint32_t where = one_in(4) ? kForeign : rng() % 64;
      switch (rng() % 6) {
        case 0:
          insns.push_back(make_load(fields(MemoryType::kInp, where, 1 + rng() % 4),
                                    tokens({.pop_next = true, .push_next = true})));
          break;
        case 1:
          insns.push_back(make_load(fields(MemoryType::kAcc, where, 1 + rng() % 4),
                                    tokens({true, true, true, true})));
          break;
        case 2:
        case 3:  // each to a place of its own, which no load reads
          insns.push_back(make_store(
              fields(
                  MemoryType::kOut,
                  where == kForeign ? where : 2048 + 8 * static_cast<std::uint32_t>(insns.size()),
                  1 + rng() % 4),
              tokens({.pop_prev = true, .push_prev = true})));
          std::get<MemFields>(insns.back().body).sram_base = 1024;  // written by nobody
          break;
        case 4:
          insns.push_back(fill(1 + rng() % 20, tokens({true, true, true, true})));
          break;
        default:
          insns.push_back(one_in(3) ? illegal_alu() : fill(1));
      }
    }
    if (!one_in(5)) insns.push_back(make_finish());
    ends.insert(same_on_both(insns).error);
    if (HasFailure()) return;
  }
  if (again != nullptr) return;
  for (const ErrorCode end : {ErrorCode::kNone, ErrorCode::kAxiError, ErrorCode::kIllegalAluOpcode,
                              ErrorCode::kDeadlock, ErrorCode::kMissingFinish}) {
    EXPECT_TRUE(ends.contains(end)) << static_cast<int>(end) << ": the programs are too much alike";
  }
}

}  // namespace
}  // namespace vta::board
