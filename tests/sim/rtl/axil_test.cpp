// SPDX-License-Identifier: Apache-2.0
//
// The AXI4-Lite master against a hand-written register file, and every rule of AxilChecker.

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <map>

#include "sim/rtl/axil_checker.h"
#include "sim/rtl/axil_master.h"

namespace vta {
namespace {

// 64 registers, with seeded delays on every channel.
class RegisterFile {
 public:
  explicit RegisterFile(std::uint32_t seed) : rng_(seed) {}
  const AxilSlavePins& pins() const { return pins_; }
  void step(const AxilMasterPins& m) {
    if (pins_.b_valid && m.b_ready) pins_.b_valid = false;
    if (pins_.r_valid && m.r_ready) pins_.r_valid = false;
    if (m.aw_valid && pins_.aw_ready) address_ = m.aw_addr;
    if (m.w_valid && pins_.w_ready) data_ = m;
    if (m.ar_valid && pins_.ar_ready) read_ = m.ar_addr;
    if (address_ && data_ && !pins_.b_valid && rng_.percent(50)) {
      std::uint32_t& reg = reg_[*address_ / 4 % 64];
      for (unsigned i = 0; i < 4; ++i) {
        const std::uint32_t mask = 0xFFu << (8 * i);
        if (data_->w_strb >> i & 1) reg = (reg & ~mask) | (data_->w_data & mask);
      }
      pins_.b_valid = true;
      pins_.b_resp = *address_ >= 256 ? AxiResp::kSlvErr : AxiResp::kOkay;
      address_.reset();
      data_.reset();
    }
    if (read_ && !pins_.r_valid && rng_.percent(50)) {
      pins_.r_valid = true;
      pins_.r_data = reg_[*read_ / 4 % 64];
      pins_.r_resp = *read_ >= 256 ? AxiResp::kDecErr : AxiResp::kOkay;
      read_.reset();
    }
    pins_.aw_ready = !address_ && rng_.percent(60);
    pins_.w_ready = !data_ && rng_.percent(60);
    pins_.ar_ready = !read_ && rng_.percent(60);
  }

 private:
  Random rng_;
  AxilSlavePins pins_;
  std::array<std::uint32_t, 64> reg_{};
  std::optional<std::uint32_t> address_, read_;
  std::optional<AxilMasterPins> data_;
};

class AxilMasterTest : public ::testing::TestWithParam<std::uint32_t> {
 protected:
  void finish() {
    for (unsigned i = 0; !master_.idle(); ++i) {
      ASSERT_LT(i, 1000u);
      ASSERT_TRUE(checker_.check(master_.pins(), slave_.pins())) << checker_.violation();
      const AxilSlavePins slave = slave_.pins();
      slave_.step(master_.pins());
      master_.step(slave);
    }
    EXPECT_FALSE(master_.pins().ar_valid || master_.pins().aw_valid || master_.pins().w_valid);
  }

  AxilMaster master_{GetParam() % 2 == 0 ? std::optional<std::uint32_t>() : GetParam()};
  RegisterFile slave_{GetParam()};
  AxilChecker checker_{1000};
};

// Verifies: axi.lite
TEST_P(AxilMasterTest, ReadsWhatWasWritten) {
  SCOPED_TRACE(GetParam());
  Random rng(GetParam());
  std::map<std::uint32_t, std::uint32_t> expected;
  for (unsigned i = 0; i < 300; ++i) {
    const std::uint32_t offset = 4 * rng.below(64);
    if (rng.percent(50)) {
      const auto value = static_cast<std::uint32_t>(rng.next());
      const auto strobe = static_cast<std::uint8_t>(rng.below(16));
      for (unsigned k = 0; k < 4; ++k) {
        const std::uint32_t mask = 0xFFu << (8 * k);
        if (strobe >> k & 1) expected[offset] = (expected[offset] & ~mask) | (value & mask);
      }
      master_.start_write(offset, value, strobe);
      finish();
    } else {
      master_.start_read(offset);
      finish();
      ASSERT_EQ(master_.data(), expected[offset]) << "access " << i;
    }
    ASSERT_EQ(master_.resp(), AxiResp::kOkay);
  }
}

TEST_P(AxilMasterTest, ReportsErrorResponses) {
  SCOPED_TRACE(GetParam());
  master_.start_read(256);
  finish();
  EXPECT_EQ(master_.resp(), AxiResp::kDecErr);
  master_.start_write(260, 1);
  finish();
  EXPECT_EQ(master_.resp(), AxiResp::kSlvErr);
  master_.start_read(0);
  finish();
  EXPECT_EQ(master_.resp(), AxiResp::kOkay);
}

INSTANTIATE_TEST_SUITE_P(Seeds, AxilMasterTest, ::testing::Range(0u, 20u));

TEST(AxilMasterTimingTest, OffersAddressAndDataAtOnceWithoutASeed) {
  AxilMaster master;
  master.start_write(0x10, 7);
  EXPECT_TRUE(master.pins().aw_valid && master.pins().w_valid && master.pins().b_ready);
  EXPECT_FALSE(master.pins().ar_valid);
  AxilSlavePins slave;
  slave.aw_ready = true;
  master.step(slave);
  EXPECT_FALSE(master.pins().aw_valid);
  EXPECT_TRUE(master.pins().w_valid) << "the data wait for their own ready";
  master.reset();
  EXPECT_TRUE(master.idle());
  EXPECT_FALSE(master.pins().w_valid);
}

class AxilCheckerTest : public ::testing::Test {
 protected:
  bool cycle() { return checker_.check(m_, s_); }
  void expect_broken(const std::string& rule, const std::string& words) {
    EXPECT_FALSE(cycle());
    const std::string start = "AXI4-Lite rule " + rule + " broken in cycle ";
    EXPECT_EQ(checker_.violation().substr(0, start.size()), start) << checker_.violation();
    EXPECT_NE(checker_.violation().find(words), std::string::npos) << checker_.violation();
    m_ = {};
    s_ = {};
    EXPECT_FALSE(cycle()) << "a broken rule stays broken";
    checker_.reset(0);
  }
  AxilChecker checker_{50};
  AxilMasterPins m_;
  AxilSlavePins s_;
};

TEST_F(AxilCheckerTest, ValidIsHeldAndPayloadIsStable) {
  m_.aw_valid = true;
  ASSERT_TRUE(cycle());
  m_.aw_valid = false;
  expect_broken("VALID_HELD", "AWVALID fell");
  m_.w_valid = true;
  ASSERT_TRUE(cycle());
  m_.w_strb = 1;
  expect_broken("PAYLOAD_STABLE", "W changed");
  m_.ar_valid = true;
  ASSERT_TRUE(cycle());
  m_.ar_addr = 4;
  expect_broken("PAYLOAD_STABLE", "AR changed while stalled, from 0 to 4");
  m_.ar_valid = s_.ar_ready = true;
  ASSERT_TRUE(cycle());
  m_.ar_valid = false;
  s_.r_valid = true;
  ASSERT_TRUE(cycle());
  s_.r_data = 1;
  expect_broken("PAYLOAD_STABLE", "R changed");
  m_.aw_valid = s_.aw_ready = m_.w_valid = s_.w_ready = true;
  ASSERT_TRUE(cycle());
  m_.aw_valid = m_.w_valid = false;
  s_.b_valid = true;
  ASSERT_TRUE(cycle());
  s_.b_valid = false;
  expect_broken("VALID_HELD", "BVALID fell");
}

TEST_F(AxilCheckerTest, ResponsesAnswerAccesses) {
  s_.r_valid = true;
  expect_broken("R_EXPECTED", "RVALID");
  s_.b_valid = true;
  expect_broken("B_EXPECTED", "BVALID");
  m_.aw_valid = s_.aw_ready = true;
  ASSERT_TRUE(cycle());
  m_.aw_valid = false;
  s_.b_valid = true;  // the data are missing
  expect_broken("B_EXPECTED", "data");
  m_.ar_valid = s_.ar_ready = s_.r_valid = true;  // in the same cycle: too early
  expect_broken("R_EXPECTED", "before");
}

TEST_F(AxilCheckerTest, ExclusiveResponsesAreWrong) {
  m_.ar_valid = s_.ar_ready = m_.aw_valid = s_.aw_ready = m_.w_valid = s_.w_ready = true;
  ASSERT_TRUE(cycle());
  m_ = {};
  s_.r_valid = true;
  s_.r_resp = AxiResp::kExOkay;
  expect_broken("RESP", "RRESP");
  m_.aw_valid = s_.aw_ready = m_.w_valid = s_.w_ready = true;
  ASSERT_TRUE(cycle());
  m_ = {};
  s_.b_valid = true;
  s_.b_resp = AxiResp::kExOkay;
  expect_broken("RESP", "BRESP");
}

TEST_F(AxilCheckerTest, ReadyComesInTime) {
  m_.aw_valid = true;
  for (unsigned i = 0; i <= 50; ++i) ASSERT_TRUE(cycle());
  expect_broken("READY_IN_TIME", "AWVALID has waited for AWREADY since cycle 0");
}

}  // namespace
}  // namespace vta
