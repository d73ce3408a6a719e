// SPDX-License-Identifier: Apache-2.0
//
// A memory behind an AXI4 write port that checks the master.

#include "tests/rtl/write_memory.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace vta {

void WriteMemory::drive() {
  awready_ = rng_.chance(options.aw_percent);
  wready_ = rng_.chance(options.w_percent);
  if (!bvalid_) {
    bvalid_ = options.answer && !waiting_.empty() && waiting_.front().due <= cycle_ &&
              rng_.chance(options.b_percent);
  }
}

void WriteMemory::observe(const WriteMaster& master) {
  if (master.awvalid) take_address(master);
  if (master.wvalid) take_beat(master);
  // The address may be taken after its first data.
  if (master.awvalid && awready_) {
    addresses_.push_back(early_.front());
    early_.pop_front();
    if (addresses_.back().data.size() == addresses_.back().beats * master.wdata.size()) {
      addresses_.back().due = cycle_ + options.latency;
      waiting_.push_back(addresses_.back());
      addresses_.pop_back();
    }
  }
  if (stalled_address_) {
    EXPECT_TRUE(master.awvalid) << "AWVALID fell while stalled";
  }
  if (stalled_beat_) {
    EXPECT_TRUE(master.wvalid) << "WVALID fell while stalled";
  }
  stalled_address_ = master.awvalid && !awready_ ? std::optional(master) : std::nullopt;
  stalled_beat_ = master.wvalid && !wready_ ? std::optional(master) : std::nullopt;
  if (bvalid_ && master.bready) take_response();
  max_unanswered_ = std::max(max_unanswered_, unanswered());
  ++cycle_;
}

void WriteMemory::take_address(const WriteMaster& master) {
  if (stalled_address_) {
    EXPECT_EQ(master.awaddr, stalled_address_->awaddr) << "AWADDR changed while stalled";
    EXPECT_EQ(master.awlen, stalled_address_->awlen) << "AWLEN changed while stalled";
  }
  const auto beat_bytes = static_cast<std::uint32_t>(master.wdata.size());
  const std::uint32_t size = (master.awlen + 1) * beat_bytes;
  EXPECT_LT(master.awlen, 16u);
  EXPECT_EQ(master.awaddr % beat_bytes, 0u);
  EXPECT_LE(master.awaddr % 4096 + size, 4096u) << "a burst across 4 KiB";
  if (early_.empty()) {
    Burst burst;
    burst.address = master.awaddr;
    burst.beats = master.awlen + 1;
    burst.failed = bad_address && *bad_address - master.awaddr < size;
    early_.push_back(burst);
  }
  if (awready_) ++addresses_taken_;
}

void WriteMemory::take_beat(const WriteMaster& master) {
  if (stalled_beat_) {
    EXPECT_EQ(master.wdata, stalled_beat_->wdata) << "WDATA changed while stalled";
    EXPECT_EQ(master.wlast, stalled_beat_->wlast) << "WLAST changed while stalled";
  }
  const bool taken_before = !addresses_.empty();
  ASSERT_TRUE(taken_before || !early_.empty()) << "data before their address";
  if (!wready_) return;
  ++beats_taken_;
  Burst& burst = taken_before ? addresses_.front() : early_.front();
  burst.data.insert(burst.data.end(), master.wdata.begin(), master.wdata.end());
  const std::size_t size = burst.beats * master.wdata.size();
  ASSERT_LE(burst.data.size(), size) << "more data than announced";
  EXPECT_EQ(master.wlast, burst.data.size() == size) << "WLAST in the wrong beat";
  if (taken_before && burst.data.size() == size) {
    burst.due = cycle_ + options.latency;
    waiting_.push_back(burst);
    addresses_.pop_front();
  }
}

void WriteMemory::take_response() {
  const Burst& burst = waiting_.front();
  for (std::uint32_t i = 0; i < burst.data.size(); ++i) {
    Byte& byte = bytes_[burst.address + i];  // modulo 2^32
    byte.value = burst.data[i];
    ++byte.writes;
  }
  waiting_.pop_front();
  ++answered_;
  bvalid_ = false;
}

}  // namespace vta
