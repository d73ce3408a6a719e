// SPDX-License-Identifier: Apache-2.0
//
// vta_dma_requests: the bursts of a descriptor against bursts_of(), and one of them per cycle.

#include <gtest/gtest.h>

#include <deque>
#include <vector>

#include "Vvta_dma_requests.h"
#include "tests/rtl/compute/desc.h"

namespace vta {
namespace {

struct Rows {
  std::uint32_t addr, row_bytes, rows, stride;
};

class DmaRequests : public testing::Test {
 protected:
  DmaRequests() {
    dut_->desc_valid_i = 0;
    dut_->req_ready_i = 0;
    dut_.reset();
  }

  // One cycle. Returns whether `rows`, if there is one, was taken.
  bool cycle(const Rows* rows, bool ready) {
    dut_->desc_valid_i = rows != nullptr;
    if (rows != nullptr) {
      dut_->addr_i = rows->addr;
      dut_->row_bytes_i = rows->row_bytes;
      dut_->rows_i = static_cast<std::uint16_t>(rows->rows);
      dut_->stride_bytes_i = rows->stride;
    }
    dut_->req_ready_i = ready;
    dut_.eval();
    EXPECT_EQ(dut_->idle_o, expected_.empty()) << "cycle " << dut_.cycle();
    const Burst burst = {dut_->req_addr_o, dut_->req_len_o};
    if (dut_->req_valid_o) {
      EXPECT_FALSE(expected_.empty()) << "a request from nowhere";
      if (!expected_.empty()) {
        EXPECT_EQ(burst.addr, expected_.front().addr) << "cycle " << dut_.cycle();
        EXPECT_EQ(burst.beats, expected_.front().beats) << "cycle " << dut_.cycle();
      }
      EXPECT_TRUE(burst.beats >= 1 && burst.beats <= 16);
      EXPECT_EQ(burst.addr % beat_, 0u);
      EXPECT_LE(burst.addr % 4096 + burst.beats * beat_, 4096u);
      if (ready && !expected_.empty()) {
        expected_.pop_front();
        ++received_;
      }
    }
    EXPECT_FALSE(stalled_ && !dut_->req_valid_o) << "valid fell, cycle " << dut_.cycle();
    stalled_ = dut_->req_valid_o && !ready;
    const bool taken = rows != nullptr && dut_->desc_ready_o;
    if (taken) {
      for (const Burst& b :
           bursts_of(beat_, rows->addr, rows->row_bytes, rows->rows, rows->stride)) {
        expected_.push_back(b);
      }
    }
    dut_.tick();
    return taken;
  }

  // Offers all without a pause to a port that is always ready: the requests come one per cycle.
  void expect_no_gap(const std::vector<Rows>& all) {
    std::size_t next = 0, total = 0;
    for (const Rows& r : all) {
      total += bursts_of(beat_, r.addr, r.row_bytes, r.rows, r.stride).size();
    }
    const std::uint64_t start = dut_.cycle();
    const std::size_t before = received_;
    while (received_ - before < total && dut_.cycle() < start + 2 * total + 10) {
      if (cycle(next < all.size() ? &all[next] : nullptr, true)) ++next;
    }
    EXPECT_EQ(received_ - before, total);
    constexpr std::uint64_t kLatency = 3;
    EXPECT_EQ(dut_.cycle() - start, total + kLatency);
  }

  const std::uint32_t beat_ = 1u << (test_config().log_bus_width() - 3);
  Dut<Vvta_dma_requests> dut_;
  std::deque<Burst> expected_;
  std::size_t received_ = 0;
  bool stalled_ = false;
};

// Verifies: axi.requests
TEST_F(DmaRequests, KnownBursts) {
  // 8-byte beats: a partial burst up to the multiple of 128, a whole one, the rest.
  const std::vector<Burst> expected = {{0x1078, 1}, {0x1080, 16}, {0x1100, 2}};
  EXPECT_EQ(bursts_of(8, 0x107c, 0x91, 1, 0), expected);
  const std::vector<Burst> wrapped = {{0xffff'fff8, 1}, {0, 1}};
  EXPECT_EQ(bursts_of(8, 0xffff'fffc, 8, 1, 0), wrapped);
  expect_no_gap({{0x107c, 0x91, 1, 0}, {0xffff'fffc, 8, 1, 0}});
}

TEST_F(DmaRequests, OnePerCycleWithinALongRow) { expect_no_gap({{0x40, 1u << 18, 1, 0}}); }

TEST_F(DmaRequests, OnePerCycleWhenEveryRowIsOneBurst) {
  expect_no_gap({{0x40, 16, 300, 0x230}, {0x2000, 128, 300, 0x1000}, {0x8, 4, 300, 4}});
}

TEST_F(DmaRequests, OnePerCycleAcrossDescriptorsOfOneBurst) {
  std::vector<Rows> all;
  for (std::uint32_t i = 0; i < 300; ++i) all.push_back({i * 0x1010, 16, 1, 0});
  expect_no_gap(all);
}

TEST_F(DmaRequests, OnePerCycleInAnyMixture) {
  Random random(7);
  std::vector<Rows> all;
  for (int i = 0; i < 200; ++i) {
    all.push_back({static_cast<std::uint32_t>(random.next()) & ~3u, between(random, 1, 700),
                   between(random, 1, 5), random.below(2000) & ~3u});
  }
  expect_no_gap(all);
}

TEST_F(DmaRequests, AddressesWrapAtTheEndOfMemory) {
  expect_no_gap({{0xffff'ff00, 0x300, 1, 0},           // within a row
                 {0xffff'fe00, 0x40, 8, 0x80},         // between rows
                 {0xffff'fff0, 16, 1, 0},              // ends at 2^32
                 {0x8000'0000, 8, 40, 0x1fff'ff00}});  // the longest strides
}

class DmaRequestsRandom : public DmaRequests, public testing::WithParamInterface<std::uint32_t> {};

// Verifies: axi.requests
TEST_P(DmaRequestsRandom, MatchesTheEnumerationUnderBackPressure) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  Random random(GetParam());
  const auto draw = [&] {
    // Addresses are multiples of the smallest element, 4 bytes.
    const std::uint32_t near_end = random.percent(20) ? 0xffff'f000u : 0u;
    return Rows{(static_cast<std::uint32_t>(random.next()) | near_end) & ~3u,
                random.percent(70) ? between(random, 1, 40) * 4 : between(random, 1, 3000) * 4,
                random.percent(50) ? 1 : between(random, 1, 9), random.below(4000) * 4};
  };
  for (int phase = 0; phase < 12; ++phase) {
    const std::uint32_t offer = one_of(random, 10u, 60u, 100u);
    const std::uint32_t accept = one_of(random, 10u, 60u, 100u);
    Rows rows = draw();
    bool waiting = false;
    for (int i = 0; i < 2000 || waiting; ++i) {
      ASSERT_LT(i, 100'000) << "the descriptor is never taken";
      waiting = waiting || (i < 2000 && random.percent(offer));
      if (cycle(waiting ? &rows : nullptr, random.percent(accept))) {
        waiting = false;
        rows = draw();
      }
      if (HasFailure()) return;
    }
  }
  for (int i = 0; i < 100'000 && !expected_.empty(); ++i) cycle(nullptr, true);
  EXPECT_TRUE(expected_.empty()) << expected_.size() << " requests were not made";
  EXPECT_GT(received_, 2000u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, DmaRequestsRandom, testing::Range(0u, 4u));

}  // namespace
}  // namespace vta
