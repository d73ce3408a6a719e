// SPDX-License-Identifier: Apache-2.0
//
// Both ends of an AXI4 port set by hand, cycle by cycle, in front of an AxiChecker.

#ifndef VTA_TESTS_SIM_RTL_AXI_CHECKER_FIXTURE_H_
#define VTA_TESTS_SIM_RTL_AXI_CHECKER_FIXTURE_H_

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "sim/rtl/axi_checker.h"

namespace vta {

inline AxiAddress address(std::uint32_t addr, std::uint8_t len, std::uint8_t id = 0) {
  return {.addr = addr, .id = id, .len = len, .size = 3};
}

class AxiCheckerTest : public ::testing::Test {
 protected:
  AxiCheckerTest() { start(); }

  void start(AxiCheckerOptions options = {.max_stall = 100}) {
    checker_.emplace(options);
    m_ = AxiMasterPins{};
    s_ = AxiSlavePins{};
    m_.r_ready = m_.b_ready = true;
    s_.ar_ready = s_.aw_ready = s_.w_ready = true;
  }

  // One cycle; then all valids are low.
  bool cycle() {
    const bool fine = checker_->check(m_, s_);
    m_.ar_valid = m_.aw_valid = m_.w_valid = s_.r_valid = s_.b_valid = false;
    return fine;
  }
  void ar(const AxiAddress& a) {
    m_.ar_valid = true;
    m_.ar = a;
  }
  void aw(const AxiAddress& a) {
    m_.aw_valid = true;
    m_.aw = a;
  }
  void w(bool last, std::uint64_t strb = 0xFF, unsigned data = 0) {
    m_.w_valid = true;
    m_.w.last = last;
    m_.w.strb = strb;
    m_.w.data[0] = static_cast<std::byte>(data);
  }
  void r(unsigned id, bool last, unsigned data = 0) {
    s_.r_valid = true;
    s_.r.id = static_cast<std::uint8_t>(id);
    s_.r.last = last;
    s_.r.data[0] = static_cast<std::byte>(data);
  }
  void b(unsigned id, AxiResp resp = AxiResp::kOkay) {
    s_.b_valid = true;
    s_.b = {static_cast<std::uint8_t>(id), resp};
  }
  // The cycle that is set up now must break `rule` and say `words`.
  void expect_broken(const std::string& rule, const std::string& words = "") {
    const std::uint64_t now = checker_->cycle();
    EXPECT_TRUE(checker_->violation().empty()) << checker_->violation();
    EXPECT_FALSE(cycle());
    const std::string start = "AXI rule " + rule + " broken in cycle " + std::to_string(now) + ": ";
    EXPECT_EQ(checker_->violation().substr(0, start.size()), start) << checker_->violation();
    EXPECT_NE(checker_->violation().find(words), std::string::npos) << checker_->violation();
    EXPECT_FALSE(cycle()) << "a broken rule stays broken";
  }

  std::optional<AxiChecker> checker_;
  AxiMasterPins m_;
  AxiSlavePins s_;
};

}  // namespace vta

#endif  // VTA_TESTS_SIM_RTL_AXI_CHECKER_FIXTURE_H_
