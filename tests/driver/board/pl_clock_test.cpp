// SPDX-License-Identifier: Apache-2.0
#include "driver/board/pl_clock.h"

#include <gtest/gtest.h>

#include "tests/driver/board/scripted_system.h"

namespace vta::board {
namespace {

using namespace test;

TEST(ChooseDivisors, DividesExactlyOrNearlySo) {
  struct Case {
    double pll, wanted;
    unsigned product;
  };
  for (const Case& c : {Case{1000, 100, 10},
                        {1000, 125, 8},
                        {1000, 142.857143, 7},
                        {1000, 142.857, 7},
                        {1000, 250, 4},
                        {1000, 10, 100},
                        {1000, 1, 1000},
                        {1600, 133.333, 12},
                        {999.99, 100, 10},
                        {1000.05, 100, 10},
                        {1000, 1000.0 / 3969, 3969},
                        {1000, 83.4, 12},
                        {1000, 0.7, 1430}}) {
    const Result<Divisors> divisors = choose_divisors(c.pll, c.wanted);
    ASSERT_TRUE(divisors.ok()) << divisors.error().message;
    EXPECT_EQ(divisors.value().first * divisors.value().second, c.product) << c.wanted;
    EXPECT_LE(divisors.value().first, 63u);
    EXPECT_LE(divisors.value().second, 63u);
  }
}

// Over all clocks that have a product, and over some between them.
TEST(ChooseDivisors, IsNeverFasterThanTheDesign) {
  for (unsigned product = 4; product <= 63 * 63; ++product) {
    for (const double factor : {1.0, 0.99995, 1.0009, 1.002, 1.01}) {
      const double wanted = 1000.0 / product * factor;
      const Result<Divisors> divisors = choose_divisors(1000, wanted);
      if (!divisors) continue;
      const double made = 1000.0 / (divisors.value().first * divisors.value().second);
      EXPECT_LE(made, wanted * 1.0001);
      EXPECT_GE(made, wanted * 0.999);
    }
  }
}

TEST(ChooseDivisors, RefusesWhatIsNotExactEnough) {
  EXPECT_EQ(
      choose_divisors(1000, 150).error().message,
      "the design was built for a PL clock of 150 MHz, which the IO PLL of 1000 MHz cannot be "
      "divided into; the closest that is not faster is 142.857 MHz");
  EXPECT_EQ(choose_divisors(1000, 99.9).error().message,
            "the design was built for a PL clock of 99.9 MHz, which the IO PLL of 1000 MHz cannot "
            "be divided into; the closest that is not faster is 90.9091 MHz");
  EXPECT_EQ(
      choose_divisors(1000, 0.1).error().message,
      "the design was built for a PL clock of 0.1 MHz, which the IO PLL of 1000 MHz cannot be "
      "divided into; the slowest is 0.251953 MHz");
  for (const double bad : {0.0, -1.0, std::numeric_limits<double>::infinity(),
                           std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_FALSE(choose_divisors(1000, bad).ok());
    EXPECT_FALSE(choose_divisors(bad, 100).ok());
  }
}

class PlClock : public testing::Test {
 protected:
  [[nodiscard]] std::string refusal(double wanted = 125) {
    const Result<double> set = set_pl_clock(*system_, 50, wanted);
    return set.ok() ? "it was set" : set.error().message;
  }
  std::unique_ptr<ScriptedSystem> system_ = scripted_pynq();
  std::map<std::size_t, std::uint32_t>& values_ = system_->slcr.values;
};

TEST_F(PlClock, IsDividedFromTheIoPllAndReadBack) {
  values_[slcr::kFpga0Clock] = 0xf0f0'c0ff;  // bits of nobody stay as they are
  const Result<double> set = set_pl_clock(*system_, 50, 125);
  ASSERT_TRUE(set.ok()) << set.error().message;
  EXPECT_DOUBLE_EQ(set.value(), 125);
  EXPECT_EQ(values_[slcr::kFpga0Clock], 0xf010'c8cfu);  // 8 and 1, source 0
  values_[slcr::kIoPllControl] = 32u << 12;             // 1600 MHz
  EXPECT_DOUBLE_EQ(set_pl_clock(*system_, 50, 1600.0 / 12).value(), 1600.0 / 12);
}

TEST_F(PlClock, IsNotWrittenWhenItIsRight) {
  values_[slcr::kFpga0Clock] = 0x0010'0a00;
  system_->slcr.on_write = [](Registers&, std::size_t offset, std::uint32_t) {
    ADD_FAILURE() << "wrote " << offset;
  };
  EXPECT_DOUBLE_EQ(set_pl_clock(*system_, 50, 100).value(), 100);
}

TEST_F(PlClock, UnlocksTheRegistersAndLocksThemAgain) {
  values_[slcr::kLockStatus] = 1;
  std::vector<std::pair<std::size_t, std::uint32_t>> writes;
  system_->slcr.on_write = [&](Registers& self, std::size_t offset, std::uint32_t value) {
    writes.emplace_back(offset, value);
    if (offset == slcr::kUnlock && value == 0xdf0d) self.values[slcr::kLockStatus] = 0;
    if (offset == slcr::kLock && value == 0x767b) self.values[slcr::kLockStatus] = 1;
    if (self.values[slcr::kLockStatus] == 0) self.values[offset] = value;
  };
  EXPECT_EQ(refusal(), "it was set");
  EXPECT_EQ(writes,
            (std::vector<std::pair<std::size_t, std::uint32_t>>{
                {slcr::kUnlock, 0xdf0d}, {slcr::kFpga0Clock, 0x0010'0800}, {slcr::kLock, 0x767b}}));
  EXPECT_EQ(values_[slcr::kLockStatus], 1u);
}

TEST_F(PlClock, IsStartedWhenItIsStopped) {
  values_[slcr::kFpga0Count] = 1;
  values_[slcr::kFpga0Throttle] = 3;
  EXPECT_EQ(refusal(), "it was set");
  EXPECT_EQ(values_[slcr::kFpga0Count], 0u);
  EXPECT_EQ(values_[slcr::kFpga0Throttle], 0u);
}

TEST_F(PlClock, IsRefusedWhenRegistersDoNotKeepIt) {
  system_->slcr.on_write = [](Registers&, std::size_t, std::uint32_t) {};
  EXPECT_EQ(refusal(),
            "the PL clock was not set: FPGA0_CLK_CTRL reads 0x00200500 after 0x00100800 was "
            "written");
  values_[slcr::kFpga0Clock] = 0x0010'0800;
  values_[slcr::kFpga0Count] = 1;
  EXPECT_EQ(
      refusal(),
      "the PL clock is stopped and does not start: FPGA0_THR_CNT reads 0x00000001 after 0 was "
      "written");
  values_[slcr::kLockStatus] = 1;
  EXPECT_EQ(refusal(), "the clock registers stay locked: SLCR_LOCKSTA is 1 after the unlock key");
}

TEST_F(PlClock, NeedsARunningPll) {
  const std::string begin =
      "the IO PLL, from which the PL clock comes, does not run: IO_PLL_CTRL is ";
  for (const std::uint32_t stopped : {0x00014001u, 0x00014002u, 0x00014010u, 0u}) {
    values_[slcr::kIoPllControl] = stopped;
    EXPECT_EQ(refusal().substr(0, begin.size()), begin);
    EXPECT_EQ(check_pl_clock(*system_, 50, 125).error().message, refusal());
  }
  values_[slcr::kIoPllControl] = 20u << 12;
  values_[slcr::kPllStatus] = 0x3b;
  EXPECT_EQ(refusal(), begin + "0x00014000 and PLL_STATUS says that it has not locked");
  EXPECT_EQ(values_[slcr::kFpga0Clock], 0x0020'0500u);
}

TEST_F(PlClock, NeedsTheRegisters) {
  const std::string cannot = "cannot reach the clock registers through /dev/mem: ";
  const std::string root = " (root is needed, and a kernel without STRICT_DEVMEM, as PYNQ has)";
  system_->errors = {{"open /dev/mem", EACCES}};
  EXPECT_EQ(refusal(), cannot + "Permission denied" + root);
  system_->errors = {{"map /dev/mem", EPERM}};
  EXPECT_EQ(refusal(), cannot + "Operation not permitted" + root);
  system_->errors = {};
  system_->files.erase("/dev/mem");
  EXPECT_EQ(refusal(), cannot + "No such file or directory");
}

TEST_F(PlClock, IsOnlyLookedAtByTheCheck) {
  system_->slcr.on_write = [](Registers&, std::size_t offset, std::uint32_t) {
    ADD_FAILURE() << "wrote " << offset;
  };
  EXPECT_TRUE(check_pl_clock(*system_, 50, 125).ok());
  EXPECT_EQ(check_pl_clock(*system_, 50, 150).error().message,
            choose_divisors(1000, 150).error().message);
}

}  // namespace
}  // namespace vta::board
