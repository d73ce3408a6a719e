// SPDX-License-Identifier: Apache-2.0
//
// Every rule of AxiChecker fires on a hand-made violation, and legal traffic passes.

#include "sim/rtl/axi_checker.h"

#include <gtest/gtest.h>

#include <functional>

namespace vta {
namespace {

AxiAddress address(std::uint32_t addr, std::uint8_t len, std::uint8_t id = 0) {
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

TEST_F(AxiCheckerTest, LegalTrafficPasses) {
  ar(address(0x1000, 1, 2));
  aw(address(0x1FF8, 0, 1));
  w(true, 0x3C);  // partial strobe, beside its address
  EXPECT_TRUE(cycle());
  ar(address(0x2000, 0, 3));
  aw(address(0x2000, 2, 1));
  EXPECT_TRUE(cycle());
  w(false, 0xF0);
  r(3, true);  // ids overtake each other
  b(1);
  EXPECT_TRUE(cycle());
  w(false);
  r(2, false);
  EXPECT_TRUE(cycle());
  EXPECT_TRUE(cycle());  // a gap
  w(true, 0x01);
  r(2, true);
  EXPECT_TRUE(cycle());
  EXPECT_EQ(checker_->writes_outstanding(), 1u);
  b(1, AxiResp::kDecErr);
  EXPECT_TRUE(cycle());
  EXPECT_EQ(checker_->reads_outstanding(), 0u);
  EXPECT_EQ(checker_->writes_outstanding(), 0u);
}

TEST_F(AxiCheckerTest, ValidIsHeldUntilReady) {
  const auto stalled_then_gone = [&](const std::function<void()>& setup, const char* words) {
    start();
    ar(address(0, 1));
    aw(address(0, 0));
    w(true);
    ASSERT_TRUE(cycle());
    s_.ar_ready = s_.aw_ready = s_.w_ready = m_.r_ready = m_.b_ready = false;
    setup();
    ASSERT_TRUE(cycle());
    expect_broken("VALID_HELD", words);
  };
  stalled_then_gone([&] { ar(address(0, 0)); }, "ARVALID fell");
  stalled_then_gone([&] { aw(address(0, 0)); }, "AWVALID fell");
  stalled_then_gone([&] { r(0, false); }, "RVALID fell");
  stalled_then_gone([&] { b(0); }, "BVALID fell");
  start();
  aw(address(0, 0));
  ASSERT_TRUE(cycle());
  s_.w_ready = false;
  w(true);
  ASSERT_TRUE(cycle());
  expect_broken("VALID_HELD", "WVALID fell");
}

TEST_F(AxiCheckerTest, AddressIsStableWhileStalled) {
  for (const auto& change : std::vector<std::function<void(AxiAddress&)>>{
           [](AxiAddress& a) { a.addr = 0x2000; }, [](AxiAddress& a) { a.len = 2; },
           [](AxiAddress& a) { a.id = 1; }, [](AxiAddress& a) { a.cache = 3; },
           [](AxiAddress& a) { a.prot = 2; }}) {
    AxiAddress other = address(0x1000, 1);
    change(other);
    start();
    s_.ar_ready = false;
    ar(address(0x1000, 1));
    ASSERT_TRUE(cycle());
    ar(other);
    expect_broken("PAYLOAD_STABLE", "AR changed while stalled, from address 0x1000");
    start();
    s_.aw_ready = false;
    aw(address(0x1000, 1));
    ASSERT_TRUE(cycle());
    aw(other);
    expect_broken("PAYLOAD_STABLE", "AW changed");
  }
}

TEST_F(AxiCheckerTest, DataAreStableWhileStalled) {
  const auto stall_write = [&] {
    start();
    aw(address(0, 1));
    ASSERT_TRUE(cycle());
    s_.w_ready = false;
    w(false, 0xFE, 5);
    ASSERT_TRUE(cycle());
  };
  stall_write();
  w(false, 0xFE, 6);
  expect_broken("PAYLOAD_STABLE", "WDATA changed while stalled: byte 0 from 0x5 to 0x6");
  stall_write();
  w(false, 0xFF, 5);
  expect_broken("PAYLOAD_STABLE", "strobe 0xfe");
  stall_write();
  w(true, 0xFE, 5);
  expect_broken("PAYLOAD_STABLE", "last 1");

  const auto stall_read = [&] {
    start();
    ar(address(0, 1, 1));
    ASSERT_TRUE(cycle());
    m_.r_ready = false;
    r(1, false, 5);
    ASSERT_TRUE(cycle());
  };
  stall_read();
  r(1, false, 4);
  expect_broken("PAYLOAD_STABLE", "RDATA changed while stalled: byte 0 from 0x5 to 0x4");
  stall_read();
  s_.r.resp = AxiResp::kSlvErr;
  r(1, false, 5);
  expect_broken("PAYLOAD_STABLE", "OKAY to id 1, SLVERR");

  start();
  aw(address(0, 0));
  w(true);
  ASSERT_TRUE(cycle());
  m_.b_ready = false;
  b(0);
  ASSERT_TRUE(cycle());
  b(0, AxiResp::kSlvErr);
  expect_broken("PAYLOAD_STABLE", "B changed");
}

TEST_F(AxiCheckerTest, BurstsHaveTheRightShape) {
  const auto both = [&](const AxiAddress& a, const char* rule, const char* words) {
    start();
    ar(a);
    expect_broken(rule, words);
    start();
    aw(a);
    expect_broken(rule, words);
  };
  AxiAddress wrap = address(0, 0);
  wrap.burst = 2;
  both(wrap, "BURST_INCR", "burst 2");
  AxiAddress narrow = address(0, 0);
  narrow.size = 2;
  both(narrow, "BURST_SIZE", "size 2");
  both(address(0, 16), "BURST_LEN", "len 16");
  both(address(0x1004, 0), "ADDRESS_ALIGNED", "address 0x1004");
  both(address(0x1FF8, 1), "BURST_4K", "address 0x1ff8");
  both(address(0xFFFFFFF8, 1), "BURST_4K", "address 0xfffffff8");
  both(address(0, 0, 16), "ID_RANGE", "id 16");
  start();
  ar(address(0x1F80, 15));  // up to the last byte of a page
  EXPECT_TRUE(cycle());
}

TEST_F(AxiCheckerTest, NoMoreOutstandingThanPromised) {
  start({.max_outstanding_reads = 2, .max_outstanding_writes = 1});
  ar(address(0, 0, 0));
  ASSERT_TRUE(cycle());
  ar(address(0, 0, 1));
  ASSERT_TRUE(cycle());
  ar(address(0, 0, 2));
  expect_broken("READS_OUTSTANDING", "read number 3");
  start({.max_outstanding_reads = 2, .max_outstanding_writes = 1});
  aw(address(0, 0));
  w(true);
  ASSERT_TRUE(cycle());
  aw(address(0, 0));
  expect_broken("WRITES_OUTSTANDING", "write number 2");
}

TEST_F(AxiCheckerTest, WriteDataNeverPrecedeTheirAddress) {
  w(true);
  expect_broken("W_AFTER_AW", "has not been offered");
  start();
  s_.aw_ready = false;  // the address is offered, not accepted, and the beat is accepted
  aw(address(0, 0));
  w(true);
  expect_broken("W_AFTER_AW", "before the address");
  start();
  aw(address(0, 0));
  w(true);
  ASSERT_TRUE(cycle());
  w(true);  // one beat too many
  expect_broken("W_AFTER_AW");
}

TEST_F(AxiCheckerTest, WlastIsExactlyOnTheLastBeat) {
  aw(address(0, 1));
  w(true);
  expect_broken("WLAST", "WLAST is 1 in beat 1 of a burst of 2");
  start();
  aw(address(0, 1));
  w(false);
  ASSERT_TRUE(cycle());
  w(false);
  expect_broken("WLAST", "WLAST is 0 in beat 2 of a burst of 2");
}

TEST_F(AxiCheckerTest, StrobesOfABurstAreContiguous) {
  const auto strobes = [&](const std::vector<std::uint64_t>& strb) {
    start();
    aw(address(0, static_cast<std::uint8_t>(strb.size() - 1)));
    for (std::size_t i = 0; i < strb.size(); ++i) {
      w(i + 1 == strb.size(), strb[i]);
      if (i + 1 < strb.size()) {
        ASSERT_TRUE(cycle()) << checker_->violation();
      }
    }
  };
  strobes({0x00});
  expect_broken("STROBE", "WSTRB is 0x0 in beat 1 (first) (last)");
  strobes({0x5A});
  expect_broken("STROBE");
  strobes({0xFF, 0xFE});
  expect_broken("STROBE", "beat 2 (last)");
  start();
  aw(address(0, 2));
  w(false);
  ASSERT_TRUE(cycle());
  w(false, 0x7F);
  expect_broken("STROBE", "WSTRB is 0x7f in beat 2;");
  strobes({0x1FF});
  expect_broken("STROBE", "0x1ff");
  strobes({0xF0, 0xFF, 0x0F});
  EXPECT_TRUE(cycle()) << checker_->violation();
  strobes({0x18});
  EXPECT_TRUE(cycle()) << checker_->violation();
}

TEST_F(AxiCheckerTest, ReadBeatsAnswerReadsInFlight) {
  r(0, true);
  expect_broken("R_EXPECTED", "id 0");
  start();
  ar(address(0, 0, 1));
  r(1, true);  // in the same cycle: too early
  expect_broken("R_EXPECTED", "id 1");
  start();
  ar(address(0, 0, 1));
  ASSERT_TRUE(cycle());
  r(2, true);
  expect_broken("R_EXPECTED", "id 2");
  start();
  ar(address(0, 0, 1));
  ASSERT_TRUE(cycle());
  r(1, true);
  ASSERT_TRUE(cycle());
  r(1, true);
  expect_broken("R_EXPECTED", "id 1");
}

TEST_F(AxiCheckerTest, RlastIsExactlyOnTheLastBeat) {
  ar(address(0, 1, 1));
  ASSERT_TRUE(cycle());
  r(1, true);
  expect_broken("RLAST", "RLAST is 1 in beat 1 of a burst of 2 of id 1");
  start();
  ar(address(0, 0, 1));
  ASSERT_TRUE(cycle());
  r(1, false);
  expect_broken("RLAST", "RLAST is 0 in beat 1 of a burst of 1");
}

TEST_F(AxiCheckerTest, BeatsOfABurstStayTogether) {
  ar(address(0, 1, 1));
  ASSERT_TRUE(cycle());
  ar(address(0, 1, 2));
  ASSERT_TRUE(cycle());
  r(1, false);
  ASSERT_TRUE(cycle());
  r(2, false);
  expect_broken("R_TOGETHER", "id 2 within a burst of id 1");
}

TEST_F(AxiCheckerTest, WriteResponsesAnswerCompleteWrites) {
  b(0);
  expect_broken("B_EXPECTED", "id 0");
  start();
  aw(address(0, 0));
  w(true);
  b(0);  // in the same cycle: too early
  expect_broken("B_EXPECTED");
  start();
  aw(address(0, 1, 3));
  w(false);
  ASSERT_TRUE(cycle());
  b(3);
  expect_broken("B_EXPECTED", "id 3");
  start();
  aw(address(0, 0, 3));
  w(true);
  ASSERT_TRUE(cycle());
  b(2);
  expect_broken("B_EXPECTED", "id 2");
}

TEST_F(AxiCheckerTest, ExclusiveResponsesAreWrong) {
  ar(address(0, 0));
  aw(address(0, 0));
  w(true);
  ASSERT_TRUE(cycle());
  s_.r.resp = AxiResp::kExOkay;
  r(0, true);
  expect_broken("RESP", "RRESP");
  start();
  aw(address(0, 0));
  w(true);
  ASSERT_TRUE(cycle());
  b(0, AxiResp::kExOkay);
  expect_broken("RESP", "BRESP");
}

TEST_F(AxiCheckerTest, ReadyComesInTime) {
  const auto wait = [&](const std::function<void()>& offer, const char* words) {
    offer();
    for (unsigned i = 0; i <= 100; ++i) {
      offer();
      ASSERT_TRUE(cycle()) << checker_->violation();
    }
    offer();
    expect_broken("READY_IN_TIME", words);
  };
  s_.ar_ready = false;
  wait([&] { ar(address(0, 0)); }, "ARVALID has waited for ARREADY since cycle 0");
  start();
  aw(address(0, 0));
  ASSERT_TRUE(cycle());
  s_.w_ready = false;
  wait([&] { w(true); }, "WVALID has waited for WREADY since cycle 1");
  start();
  ar(address(0, 0));
  ASSERT_TRUE(cycle());
  m_.r_ready = false;
  wait([&] { r(0, true); }, "RVALID has waited for RREADY since cycle 1");
  start();
  aw(address(0, 0));
  w(true);
  ASSERT_TRUE(cycle());
  m_.b_ready = false;
  wait([&] { b(0); }, "BVALID has waited for BREADY since cycle 1");
}

TEST_F(AxiCheckerTest, ResetForgetsWhatWasInFlight) {
  ar(address(0, 0));
  ASSERT_TRUE(cycle());
  r(1, true);
  expect_broken("R_EXPECTED");
  checker_->reset(500);
  EXPECT_EQ(checker_->reads_outstanding(), 0u);
  EXPECT_TRUE(cycle());
  r(0, true);
  expect_broken("R_EXPECTED");
}

}  // namespace
}  // namespace vta
