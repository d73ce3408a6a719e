// SPDX-License-Identifier: Apache-2.0
//
// What every buffer with a valid/ready stream on both sides must do, against a queue.

#ifndef VTA_TESTS_RTL_STREAM_CHECKS_H_
#define VTA_TESTS_RTL_STREAM_CHECKS_H_

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <deque>

#include "tests/rtl/dut.h"
#include "tests/rtl/rng.h"

namespace vta {

// Sends cycle numbers (16 bits) through the buffer and looks at each cycle.
template <class Model>
class StreamBench {
 public:
  StreamBench() {
    dut_->in_valid_i = 0;
    dut_->out_ready_i = 0;
    dut_.reset();
  }

  // One cycle. A producer that was not served keeps its word, as the streams require.
  void cycle(bool offer, bool accept) {
    if (!waiting_) word_ = static_cast<std::uint16_t>(word_ + 1);
    offer = offer || waiting_;
    dut_->in_valid_i = offer;
    dut_->in_data_i = word_;
    dut_->out_ready_i = accept;
    dut_.eval();
    const bool out = dut_->out_valid_o;
    if (out) {
      ASSERT_FALSE(inside_.empty()) << "a word from nowhere in cycle " << dut_.cycle();
      ASSERT_EQ(dut_->out_data_o, inside_.front()) << "cycle " << dut_.cycle();
    }
    if (stalled_) {
      ASSERT_TRUE(out) << "valid fell before the word was taken, cycle " << dut_.cycle();
    }
    stalled_ = out && !accept;
    if (out && accept) {
      inside_.pop_front();
      ++received_;
    }
    waiting_ = offer && !dut_->in_ready_o;
    if (offer && !waiting_) inside_.push_back(word_);
    dut_.tick();
  }

  [[nodiscard]] std::size_t inside() const { return inside_.size(); }
  [[nodiscard]] std::size_t received() const { return received_; }
  Dut<Model>& dut() { return dut_; }

 private:
  Dut<Model> dut_;
  std::deque<std::uint16_t> inside_;
  std::uint16_t word_ = 0;
  std::size_t received_ = 0;
  bool waiting_ = false, stalled_ = false;
};

template <class Model>
void delivers_every_word_in_order(std::uint32_t seed, std::size_t capacity) {
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  Rng rng(seed);
  StreamBench<Model> bench;
  std::size_t fullest = 0;
  for (int phase = 0; phase < 40; ++phase) {
    const unsigned offer = rng() % 5, accept = rng() % 5;  // quarters of the time
    for (int i = 0; i < 500; ++i) {
      bench.cycle(rng() % 4 < offer, rng() % 4 < accept);
      if (testing::Test::HasFatalFailure()) return;
      ASSERT_LE(bench.inside(), capacity);
      fullest = std::max(fullest, bench.inside());
    }
  }
  EXPECT_EQ(fullest, capacity);
  EXPECT_GT(bench.received(), 1000u);
}

// Holds `capacity` words when nothing leaves, and says so.
template <class Model>
void holds(std::size_t capacity) {
  StreamBench<Model> bench;
  for (std::size_t i = 0; i < capacity + 3; ++i) bench.cycle(true, false);
  EXPECT_EQ(bench.inside(), capacity);
  EXPECT_EQ(bench.dut()->in_ready_o, 0);
}

// One word per cycle, first of an empty buffer, then of one that holds all but one of its words.
template <class Model>
void moves_a_word_per_cycle(std::size_t capacity, std::size_t latency) {
  StreamBench<Model> bench;
  for (std::size_t i = 0; i < 200; ++i) bench.cycle(true, true);
  EXPECT_EQ(bench.received(), 200 - latency);
  while (bench.inside() + 1 < capacity) bench.cycle(true, false);
  const std::size_t before = bench.received();
  for (std::size_t i = 0; i < 200; ++i) bench.cycle(true, true);
  EXPECT_EQ(bench.received(), before + 200);
}

}  // namespace vta

#endif  // VTA_TESTS_RTL_STREAM_CHECKS_H_
