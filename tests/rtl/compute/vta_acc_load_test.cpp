// SPDX-License-Identifier: Apache-2.0
//
// vta_acc_load: where a beat of ACC or ACC_8BIT goes in an accumulator element, and the element as
// it was written last.

#include <gtest/gtest.h>

#include VTA_TEST_HEADER
#include "tests/rtl/compute/bits.h"

namespace vta {
namespace {

void tick(VTA_TEST_MODEL& dut) {
  dut.clk_i = 0;
  dut.eval();
  dut.clk_i = 1;
  dut.eval();
}

// Verifies: load.acc8
TEST(AccLoad, PlacesEveryBeatOfBothTypesAndZerosAndWritesItAgain) {
  const Config config = test_config();
  const std::size_t beat = 1u << (config.log_bus_width() - 3);
  const std::size_t acc = config.elem_bytes(MemoryType::kAcc), narrow = acc / 4;
  ASSERT_EQ(config.elem_bytes(MemoryType::kAcc8bit), narrow);
  Random random(5);
  VTA_TEST_MODEL dut;
  for (int round = 0; round < 50; ++round) {
    for (const bool is_narrow : {false, true}) {
      const Bytes element = random_bytes(random, is_narrow ? narrow : acc);
      Bytes want = element;
      if (is_narrow) {
        want.clear();
        for (const std::uint8_t byte : element) {
          want.push_back(byte);
          want.insert(want.end(), 3, byte & 0x80 ? 0xff : 0);
        }
      }
      Bytes got = random_bytes(random, acc);
      for (std::size_t lane = 0; lane < element.size() / beat; ++lane) {
        dut.narrow_i = is_narrow;
        dut.zero_i = dut.again_i = 0;
        dut.write_i = 1;
        dut.lane_i = static_cast<std::uint8_t>(lane);
        const auto from = element.begin() + static_cast<std::ptrdiff_t>(lane * beat);
        put_bytes(dut.data_i, Bytes(from, from + static_cast<std::ptrdiff_t>(beat)));
        dut.eval();
        const Bytes data = get_bytes(dut.wdata_o);
        int lanes = 0;
        for (std::size_t l = 0; l < acc / beat; ++l) {
          if (get_bits(dut.wlane_o, static_cast<unsigned>(l), 1) == 0) continue;
          ++lanes;
          for (std::size_t b = l * beat; b < (l + 1) * beat; ++b) got[b] = data[b];
        }
        EXPECT_EQ(lanes, is_narrow ? 4 : 1);
        tick(dut);
        // What is not written is not kept.
        dut.write_i = 0;
        put_bytes(dut.data_i, random_bytes(random, beat));
        tick(dut);
      }
      EXPECT_EQ(got, want) << (is_narrow ? "ACC_8BIT" : "ACC");
      dut.zero_i = 1;
      dut.lane_i = static_cast<std::uint8_t>(random.below(8));
      dut.eval();
      EXPECT_EQ(get_bits(dut.wlane_o, 0, static_cast<unsigned>(acc / beat)),
                (1u << acc / beat) - 1);
      EXPECT_EQ(get_bytes(dut.wdata_o), Bytes(acc, 0));
      dut.write_i = 1;
      tick(dut);
      for (int again = 0; again < 2; ++again) {
        dut.zero_i = 0;
        dut.again_i = 1;
        dut.lane_i = static_cast<std::uint8_t>(random.below(8));
        put_bytes(dut.data_i, random_bytes(random, beat));
        dut.eval();
        EXPECT_EQ(get_bits(dut.wlane_o, 0, static_cast<unsigned>(acc / beat)),
                  (1u << acc / beat) - 1);
        EXPECT_EQ(get_bytes(dut.wdata_o), want) << "written again";
        tick(dut);
      }
    }
  }
}

}  // namespace
}  // namespace vta
