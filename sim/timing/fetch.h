// SPDX-License-Identifier: Apache-2.0
//
// Fetch: vta_fetch with its reader, dispatcher and queues.
//
// A word is an instruction or, on a bus that is wider, several; 64 words (32) wait in a buffer, and
// a burst is asked for when there is room for all of it. Instructions go to the queues of their
// stages in order, one per cycle; a stage holds at most 512 that have not retired.

#ifndef VTA_SIM_TIMING_FETCH_H_
#define VTA_SIM_TIMING_FETCH_H_

#include <array>
#include <cstdint>
#include <deque>
#include <vector>

#include "hw/isa/insn.h"
#include "sim/timing/clock.h"
#include "sim/timing/geometry.h"
#include "sim/timing/read_port.h"

namespace vta::timing {

// An instruction on its way to its stage.
struct Queued {
  Insn insn;
  std::uint32_t index = 0;
  Cycle fired = 0;  // when it entered the queue
};

class Fetch final : public ReadClient {
 public:
  // `insns`: the stream, decoded.
  Fetch(const Geometry& geometry, std::uint32_t address, const std::vector<Insn>& insns);

  // The queue of a stage, the oldest first.
  [[nodiscard]] std::deque<Queued>& queue(Stage stage) { return queues_[index_of(stage)]; }
  // An instruction of the stage retires; it may be ahead of the cycle that is being worked at.
  void retired(Stage stage, Cycle now);

  // Stages that got instructions since the last call, one bit each.
  [[nodiscard]] unsigned take_news() {
    const unsigned news = news_;
    news_ = 0;
    return news;
  }

  // Whether load and compute ask for data and have work left, from the cycle `now` on: then fetch
  // waits for up to 255 cycles.
  void set_others(bool others, Cycle now);
  [[nodiscard]] bool wants() const { return wants_at_ != kNever; }

  [[nodiscard]] Cycle asks_at() const override;
  [[nodiscard]] unsigned beats() const override { return beats_; }
  void grant(Cycle now) override;
  bool receive(unsigned beats, Cycle shown, Channel& channel) override;

  [[nodiscard]] bool done() const { return dispatched_ == insns_.size(); }
  [[nodiscard]] Cycle last_dispatch() const { return last_fire_; }
  [[nodiscard]] std::uint32_t dispatched() const { return static_cast<std::uint32_t>(dispatched_); }

 private:
  static std::size_t index_of(Stage stage) { return static_cast<std::size_t>(stage); }
  void ask();
  void dispatch();

  Geometry geometry_;
  const std::vector<Insn>& insns_;
  unsigned gather_ = 1, lanes_ = 1, buffer_words_ = 64;
  // Requests.
  std::uint64_t words_left_ = 0, next_word_ = 0, space_ = 0;
  Cycle wants_at_ = kNever, free_at_ = 1, shown_at_ = kNever;
  bool others_ = false;
  unsigned beats_ = 0, burst_words_ = 0;
  std::deque<Cycle> freed_;  // cycles from which places of the buffer are free again
  // Words that have come, by the cycle in which they were complete.
  std::deque<Cycle> words_;
  unsigned beats_of_word_ = 0, lane_ = 0;
  // Dispatch.
  std::size_t dispatched_ = 0;
  bool taken_ = false;  // the dispatcher has one that has not gone on
  Cycle take_ = 0, last_fire_ = 0;
  std::array<std::deque<Queued>, kStageCount> queues_;
  std::array<std::uint64_t, kStageCount> sent_{}, retired_{};
  std::array<std::vector<Cycle>, kStageCount> retire_;  // the last 512, by number
  unsigned news_ = 0;
};

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_FETCH_H_
