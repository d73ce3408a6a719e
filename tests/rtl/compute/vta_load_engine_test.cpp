// SPDX-License-Identifier: Apache-2.0
//
// vta_load_engine: several descriptors in flight, requests ahead of data, order of completion.

#include <gtest/gtest.h>

#include <deque>
#include <vector>

#include VTA_TEST_HEADER
#include "tests/rtl/compute/lane_memory.h"
#include "tests/rtl/compute/read_port.h"
#include "tests/rtl/insn_index.h"

namespace vta {
namespace {

constexpr MemoryType kLoadTypes[] = {MemoryType::kUop, MemoryType::kWgt, MemoryType::kInp,
                                     MemoryType::kAcc, MemoryType::kAcc8bit};
constexpr std::size_t kInFlight = 5;  // four waiting, one being written

class LoadEngine : public testing::TestWithParam<std::uint32_t> {
 protected:
  LoadEngine() {
    dut_->desc_valid_i = 0;
    dut_->wr_ready_i = 1;
    dut_->halt_i = 0;
    port_.drive(model());
    dut_.reset();
  }

  using Model = VTA_TEST_MODEL;
  Model& model() { return *dut_.operator->(); }

  // A descriptor for the engine; an error makes it one that moves nothing.
  void send(const MemFields& fields, ErrorCode error = ErrorCode::kNone) {
    to_send_.push_back({fields, error, index_of(sent_++)});
  }
  void send_random(std::uint32_t most) {
    send(random_load(random_, config_, kLoadTypes[random_.below(5)], most));
  }

  void cycle() {
    offering_ = !to_send_.empty() && (offering_ || random_.percent(offer_percent_));
    dut_->desc_valid_i = offering_;
    if (offering_) drive_desc(model(), describe_sent(to_send_.front()));
    dut_->done_ready_i = random_.percent(accept_percent_);
    port_.drive(model());
    dut_.eval();
    port_.sample(model());
    EXPECT_EQ(dut_->empty_o, in_flight_.empty()) << "cycle " << dut_.cycle();
    if (!in_flight_.empty()) {
      EXPECT_EQ(dut_->oldest_o, in_flight_.front().index);
    }
    EXPECT_TRUE(!dut_->quiet_o || in_flight_.empty());
    EXPECT_FALSE(dut_->quiet_o && (port_.owes() || dut_->req_valid_o)) << dut_.cycle();
    memories_.sample(model());
    if (dut_->done_valid_o && dut_->done_ready_i) complete();
    if (offering_ && dut_->desc_ready_o) {
      in_flight_.push_back(to_send_.front());
      to_send_.pop_front();
      offering_ = false;
    }
    dut_.tick();
  }

  void run(std::uint64_t bound = 200'000) {
    while ((!to_send_.empty() || !in_flight_.empty()) && !HasFailure()) {
      ASSERT_GT(bound--, 0u) << "descriptors are left";
      cycle();
    }
  }

  struct Sent {
    MemFields fields;
    ErrorCode error;
    std::uint32_t index;
  };

  [[nodiscard]] Desc describe_sent(const Sent& sent) const {
    Desc d = describe(config_, make_load(sent.fields), sent.index, bases_);
    if (sent.error != ErrorCode::kNone) d.error = sent.error;
    return d;
  }

  // The oldest one is done: its elements are in place, and nothing else has changed.
  void complete() {
    ASSERT_FALSE(in_flight_.empty());
    const Sent sent = in_flight_.front();
    in_flight_.pop_front();
    ++done_;
    ASSERT_EQ(dut_->done_index_o, sent.index);
    ASSERT_EQ(dut_->done_error_o, static_cast<unsigned>(sent.error));
    if (sent.error != ErrorCode::kNone) return;
    const MemFields& f = sent.fields;
    auto& want = expected_.of(f.memory_type).elements();
    std::size_t at = f.sram_base;
    for (const Bytes& e : elements_of(config_, f, bases_.of(f.memory_type), dram_)) want[at++] = e;
    ASSERT_TRUE(memories_.of(f.memory_type).elements() == want) << "descriptor " << sent.index;
  }

  const Config config_ = test_config();
  const Bases bases_ = {0x40, 0x1000, 0x8000'0000, 0xffff'f000, 0xc0};
  Random random_{GetParam()};
  Dram dram_ = hashed_dram(GetParam());
  LaneMemories memories_{config_}, expected_{config_};
  Dut<Model> dut_;
  ReadPort<Model> port_{config_, GetParam(), dram_};
  std::deque<Sent> to_send_, in_flight_;
  std::size_t sent_ = 0;
  std::uint32_t offer_percent_ = 100, accept_percent_ = 100;
  std::size_t done_ = 0;
  bool offering_ = false;
};

TEST_P(LoadEngine, CompletesInOrderWithAnyTiming) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  for (int phase = 0; phase < 12; ++phase) {
    port_.timing = random_timing(random_);
    offer_percent_ = one_of(random_, 10u, 100u);
    accept_percent_ = one_of(random_, 10u, 100u);
    for (int i = 0; i < 25; ++i) {
      send_random(80);
      if (random_.percent(10)) {
        send(random_load(random_, config_, MemoryType::kInp, 30), ErrorCode::kSramOutOfRange);
      }
    }
    run();
    ASSERT_FALSE(HasFailure()) << "phase " << phase;
    cycle();
    dut_.eval();
    EXPECT_EQ(dut_->quiet_o, 1);
  }
  EXPECT_GE(done_, 300u);
}

TEST_P(LoadEngine, RequestsOfAllInFlightGoOutBeforeTheFirstDatum) {
  port_.timing.latency = 400;
  std::size_t bursts = 0;
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kInp);
  f.x_size = 8;
  f.y_size = 3;
  f.x_stride = 50;
  for (std::size_t i = 0; i < kInFlight + 1; ++i) {
    f.dram_base = 10'000 * static_cast<std::uint32_t>(i);
    send(f);
    const Desc d = describe_sent(to_send_.back());
    if (i < kInFlight) {
      bursts += bursts_of(8, d.addr, d.row_bytes, d.rows, d.stride_bytes).size();
    }
  }
  while (port_.requests().size() < bursts && dut_.cycle() < 300) cycle();
  EXPECT_EQ(port_.requests().size(), bursts);
  EXPECT_LT(dut_.cycle(), bursts + 10) << "a request per cycle";
  EXPECT_EQ(port_.beats(), 0u);
  for (int i = 0; i < 50; ++i) cycle();
  EXPECT_EQ(in_flight_.size(), kInFlight);
  EXPECT_EQ(port_.requests().size(), bursts) << "no room for a sixth";
  run();
}

// Enough beats in flight to hide the latency of memory, and not so many that others wait long.
TEST_P(LoadEngine, BeatsInFlightAreBounded) {
  port_.timing.latency = 400;
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kInp);
  f.x_size = 200;
  f.y_size = 1;
  f.x_stride = 200;
  f.dram_base = 3;
  for (int i = 0; i < 3; ++i) send(f);
  for (int i = 0; i < 300; ++i) cycle();
  EXPECT_EQ(port_.beats(), 0u);
  std::uint64_t asked = 0;
  for (const Burst& burst : port_.requests()) asked += burst.beats;
  EXPECT_GE(asked, 128u);
  EXPECT_LT(asked, 128u + 16);
  EXPECT_EQ(dut_->wants_o, 1);
  run();
  EXPECT_EQ(dut_->wants_o, 0);
}

// Two cycles between the last write of a descriptor and the first of the next.
TEST_P(LoadEngine, DescriptorsFollowEachOtherWithAKnownGap) {
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kInp);
  f.x_size = 10;
  f.y_size = 1;
  constexpr std::uint64_t kCount = 20, kGap = 2;
  for (std::uint64_t i = 0; i < kCount; ++i) send(f);
  while (done_ == 0) cycle();
  const std::uint64_t first = dut_.cycle();
  run();
  EXPECT_EQ(dut_.cycle() - first, (kCount - 1) * (f.x_size + kGap));
}

TEST_P(LoadEngine, AnErrorWaitsForTheDataOfOlderOnes) {
  port_.timing.latency = 100;
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kWgt);
  f.x_size = f.y_size = 1;
  send(f);
  send(f, ErrorCode::kIllegalMemoryType);
  for (int i = 0; i < 90; ++i) cycle();
  EXPECT_EQ(done_, 0u);
  EXPECT_EQ(port_.requests().size(), 1u) << "the one in error asks for nothing";
  run();
  EXPECT_EQ(done_, 2u);
}

TEST_P(LoadEngine, HaltThrowsAwayWhatIsUnderWayAndThenIsQuiet) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  port_.timing = random_timing(random_);
  for (int i = 0; i < 12; ++i) send_random(100);
  const std::size_t before = 1 + random_.below(5);
  while (done_ < before && !HasFailure()) cycle();
  for (std::uint32_t i = random_.below(10); i > 0; --i) cycle();
  dut_->halt_i = 1;  // the stage has stopped
  dut_->desc_valid_i = 0;
  dut_->done_ready_i = 0;
  // A write that was under way in the cycle before the stop is still seen in its first cycle.
  for (int i = 0; i < 20'000 && !dut_->quiet_o; ++i) {
    port_.drive(model());
    dut_.eval();
    port_.sample(model());
    EXPECT_FALSE(dut_->quiet_o && (port_.owes() || dut_->req_valid_o));
    EXPECT_TRUE(!dut_->wr_valid_o || i == 0) << "a write after the stop";
    dut_.tick();
    dut_.eval();
  }
  EXPECT_EQ(dut_->quiet_o, 1);
  EXPECT_FALSE(port_.owes());
}

// The stage halts it when it has taken what has failed; those behind it do not come up any more.
TEST_P(LoadEngine, AHaltedEngineBeginsNothing) {
  offer_percent_ = accept_percent_ = 100;
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kWgt);
  f.x_size = f.y_size = 1;
  for (int i = 0; i < 3; ++i) send(f, ErrorCode::kIllegalMemoryType);
  while (done_ == 0 && !HasFailure()) cycle();
  dut_->halt_i = 1;
  dut_->desc_valid_i = 0;
  dut_->done_ready_i = 0;
  for (int i = 0; i < 20; ++i) {
    port_.drive(model());
    dut_.eval();
    EXPECT_EQ(dut_->done_valid_o, 0) << i << " cycles behind the stop";
    dut_.tick();
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, LoadEngine, testing::Range(0u, 8u));

}  // namespace
}  // namespace vta
