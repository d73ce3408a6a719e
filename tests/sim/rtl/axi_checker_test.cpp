// SPDX-License-Identifier: Apache-2.0
//
// The rules of AxiChecker that bind the master, and those that bind both ends, fire on hand-made
// violations; legal traffic passes.

#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "tests/sim/rtl/axi_checker_fixture.h"

namespace vta {
namespace {

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

// Verifies: axi.requests
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

// Verifies: axi.requests
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

// Verifies: axi.requests
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

// Verifies: axi.writes
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

}  // namespace
}  // namespace vta
