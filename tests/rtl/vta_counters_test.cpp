// SPDX-License-Identifier: Apache-2.0
//
// vta_counters: every counter counts its own input, only during a run.

#include <gtest/gtest.h>

#include <array>

#include "Vvta_counters.h"
#include "tests/rtl/dut.h"
#include "tests/rtl/rng.h"

namespace vta {
namespace {

constexpr unsigned kStats = 7, kLevels = 12, kStatBits = 48;

class CountersTest : public testing::TestWithParam<std::uint32_t> {
 protected:
  CountersTest() : rng_(GetParam()) {
    clear_inputs();
    dut_->start_i = 0;
    dut_->running_i = 0;
    dut_.reset();
  }
  void clear_inputs() {
    dut_->stat_valid_i = 0;
    dut_->level_i = 0;
    dut_->acc_writes_i = 0;
  }
  void random_inputs(bool counted) {
    dut_->stat_valid_i = rng_.byte() % (1u << kStats);
    dut_->level_i = static_cast<std::uint16_t>(rng_() % (1u << kLevels));
    dut_->acc_writes_i = static_cast<std::uint8_t>(rng_() % 6);
    for (unsigned s = 0; s < kStats; ++s) {
      const std::uint64_t add = rng_.wide() >> 26;  // 38 bits: the sums pass 32 bits
      set_bits(dut_->stat_i, s * kStatBits, kStatBits, add);
      if (counted && (dut_->stat_valid_i >> s & 1) != 0) sums_[s] += add;
    }
    for (unsigned l = 0; l < kLevels; ++l) {
      if (counted) sums_[kStats + l] += (dut_->level_i >> l & 1) != 0 ? 1u : 0u;
    }
    if (counted) acc_writes_ += dut_->acc_writes_i;
  }
  void run(unsigned cycles) {
    sums_ = {};
    acc_writes_ = 0;
    random_inputs(false);
    dut_->start_i = 1;
    dut_->running_i = 1;
    dut_.tick();
    dut_->start_i = 0;
    for (unsigned i = 0; i < cycles; ++i) {
      random_inputs(true);
      dut_.tick();
    }
    dut_->running_i = 0;
    random_inputs(false);
    dut_.tick();
  }
  void expect_sums(unsigned cycles) {
    EXPECT_EQ(dut_->cycles_o, cycles);
    EXPECT_EQ(dut_->acc_writes_o, acc_writes_);
    for (unsigned c = 0; c < kStats + kLevels; ++c) {
      EXPECT_EQ(get_bits(dut_->counters_o, c * kStatBits, kStatBits), sums_[c]) << "counter " << c;
    }
  }
  Rng rng_;
  Dut<Vvta_counters> dut_;
  std::array<std::uint64_t, kStats + kLevels> sums_{};
  unsigned acc_writes_ = 0;
};

TEST_P(CountersTest, CountDuringARunOnlyAndStartAgainFromZero) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  for (const unsigned cycles : {500u, 3u, 200u}) {
    run(cycles);
    expect_sums(cycles);
    for (int i = 0; i < 20; ++i) {  // after the run: frozen
      random_inputs(false);
      dut_.tick();
    }
    expect_sums(cycles);
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, CountersTest, testing::Range(0u, 4u));

}  // namespace
}  // namespace vta
