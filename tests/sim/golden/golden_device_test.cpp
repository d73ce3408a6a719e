// SPDX-License-Identifier: Apache-2.0
//
// What only the golden model shows: its tokens, and why a run stopped, in words.

#include "sim/golden/golden_device.h"

#include <gtest/gtest.h>

#include <vector>

#include "hw/isa/insn.h"

namespace vta {
namespace {

class GoldenDeviceTest : public testing::Test {
 protected:
  GoldenDeviceTest() { EXPECT_TRUE(device_.add_region(0, 0x10000).ok()); }

  RunReport run(const std::vector<Insn>& insns) {
    std::vector<std::byte> image(insns.size() * kInsnBytes);
    for (std::size_t i = 0; i < insns.size(); ++i) {
      store_insn_word(encode(device_.config(), insns[i]).value(), &image[i * kInsnBytes]);
    }
    EXPECT_TRUE(device_.write(0, image).ok());
    RunRequest request;
    request.insn_count = static_cast<std::uint32_t>(insns.size());
    return device_.run(request).value();
  }

  GoldenDevice device_{Config::pynq()};
};

constexpr MemFields kLoadNop{.memory_type = static_cast<std::uint32_t>(MemoryType::kInp)};

TEST_F(GoldenDeviceTest, ShowsTheTokensThatAreLeft) {
  const TokenFlags both{.push_prev = true, .push_next = true};
  run({make_load({}, both), make_load({}, both), make_finish()});
  EXPECT_EQ(device_.tokens().compute_to_load, 2u);
  EXPECT_EQ(device_.tokens().compute_to_store, 2u);
  EXPECT_EQ(device_.tokens().load_to_compute, 0u);
  run({make_load(kLoadNop, {.pop_next = true}), make_finish()});
  EXPECT_EQ(device_.tokens().compute_to_load, 1u);
}

TEST_F(GoldenDeviceTest, SaysWhichIndexLeftWhichMemoryAndWhere) {
  GemmFields f;
  f.loop = {.uop_end = 1, .iter_out = 3, .iter_in = 2, .dst_factor_out = 2047};
  EXPECT_EQ(run({make_gemm(f), make_finish()}).detail,
            "sram_out_of_range (5) at instruction 0: ACC index 4094 of a memory of 2048, at "
            "micro-op 0 in trip 2 of the outer and trip 0 of the inner loop");
}

TEST_F(GoldenDeviceTest, SaysWhichRangeAndAddressIsWrong) {
  MemFields f{.memory_type = 2, .sram_base = 2040, .y_size = 3, .x_size = 3};
  EXPECT_EQ(run({make_load(f)}).detail,
            "sram_out_of_range (5) at instruction 0: INP elements 2040..2048 of a memory of 2048");
  f.sram_base = 0;
  f.dram_base = 0xffe;
  EXPECT_EQ(
      run({make_load(f)}).detail,
      "axi_error (7) at instruction 0: byte address 65536 of row 0, column 2 is outside every "
      "memory region");
}

TEST_F(GoldenDeviceTest, SaysWhoWaitsForWhom) {
  EXPECT_EQ(run({make_load(kLoadNop, {.pop_next = true}), make_load({}, {.pop_prev = true}),
                 make_store({}, {.pop_prev = true}), make_finish()})
                .detail,
            "deadlock (8) at instruction 0: load waits at instruction 0 for a token from compute, "
            "compute waits at instruction 1 for a token from load, store waits at instruction 2 "
            "for a token from compute");
}

TEST_F(GoldenDeviceTest, SaysThatFetchWaits) {
  std::vector<Insn> insns(514, make_load(kLoadNop));
  insns[0].tokens.pop_next = true;
  EXPECT_EQ(run(insns).detail,
            "deadlock (8) at instruction 0: load waits at instruction 0 for a token from compute, "
            "fetch waits at instruction 512 for a place in a queue of 512");
}

TEST_F(GoldenDeviceTest, SaysWhoGaveTooManyTokens) {
  EXPECT_EQ(
      run(std::vector<Insn>(1024, make_load({}, {.push_next = true}))).detail,
      "token_overflow (6) at instruction 1023: compute gives a token while 1023 of its tokens "
      "have not been taken");
}

}  // namespace
}  // namespace vta
