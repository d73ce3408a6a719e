// SPDX-License-Identifier: Apache-2.0
//
// vta_ram_1r1w: a memory of 40 words of four 16-bit parts, against an array.

#include <gtest/gtest.h>

#include <array>

#include "Vvta_ram_1r1w.h"
#include "tests/rtl/dut.h"
#include "tests/rtl/rng.h"

namespace vta {
namespace {

constexpr unsigned kDepth = 40, kLanes = 4, kLaneBits = 16;

class RamTest : public testing::TestWithParam<std::uint32_t> {};

TEST_P(RamTest, BehavesLikeAnArray) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  Rng rng(GetParam());
  struct {
    std::unique_ptr<VerilatedContext> context = std::make_unique<VerilatedContext>();
    std::unique_ptr<Vvta_ram_1r1w> model = std::make_unique<Vvta_ram_1r1w>(context.get());
  } dut;
  std::array<std::uint64_t, kDepth> words{};
  std::uint64_t shown = 0;
  bool known = false;
  for (unsigned i = 0; i < 4000 + kDepth; ++i) {
    auto& m = *dut.model;
    const bool first = i < kDepth;  // fill, so that every word is known
    m.we_i = first || rng.coin();
    m.wlane_i = first ? 15 : rng.byte() & 15;
    m.waddr_i = static_cast<std::uint8_t>((first ? i : rng()) % kDepth);
    m.wdata_i = rng.wide();
    m.re_i = !first && rng.coin();
    m.raddr_i = static_cast<std::uint8_t>(
        rng.chance(30) ? m.waddr_i : rng() % kDepth);  // often the word being written
    if (m.re_i) {
      shown = words[m.raddr_i];  // the old word
      known = true;
    }
    if (m.we_i) {
      for (unsigned lane = 0; lane < kLanes; ++lane) {
        if ((m.wlane_i >> lane & 1) != 0) {
          set_bits(words[m.waddr_i], lane * kLaneBits, kLaneBits,
                   get_bits(m.wdata_i, lane * kLaneBits, kLaneBits));
        }
      }
    }
    m.clk_i = 0;
    m.eval();
    m.clk_i = 1;
    m.eval();
    if (known) {
      ASSERT_EQ(m.rdata_o, shown) << "cycle " << i;
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, RamTest, testing::Range(0u, 4u));

}  // namespace
}  // namespace vta
