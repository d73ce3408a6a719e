// SPDX-License-Identifier: Apache-2.0

#include "sim/timing/fetch.h"

#include <algorithm>

namespace vta::timing {

Fetch::Fetch(const Geometry& geometry, std::uint32_t address, const std::vector<Insn>& insns)
    : geometry_(geometry), insns_(insns) {
  const unsigned beat = geometry.beat_bytes();
  gather_ = beat < kInsnBytes ? static_cast<unsigned>(kInsnBytes) / beat : 1;
  lanes_ = beat > kInsnBytes ? beat / static_cast<unsigned>(kInsnBytes) : 1;
  buffer_words_ = lanes_ > 2 ? 32 : 64;
  space_ = buffer_words_;
  const std::uint64_t first = address / kInsnBytes;
  lane_ = static_cast<unsigned>(first % lanes_);
  next_word_ = first / lanes_;
  words_left_ = insns.empty() ? 0 : (insns.size() + lane_ + lanes_ - 1) / lanes_;
  for (std::vector<Cycle>& ring : retire_) ring.resize(kQueueDepth);
  ask();
}

// A burst ends at a multiple of 16 beats. The request is shown in the cycle after the decision.
void Fetch::ask() {
  if (words_left_ == 0 || wants_at_ != kNever) return;
  const std::uint64_t burst_max = kMaxBurstBeats / gather_;
  const std::uint64_t burst = std::min(words_left_, burst_max - next_word_ % burst_max);
  Cycle at = free_at_;
  while (space_ < burst) {
    if (freed_.empty()) return;  // dispatch() comes back
    at = std::max(at, freed_.front());
    freed_.pop_front();
    ++space_;
  }
  space_ -= burst;
  words_left_ -= burst;
  next_word_ += burst;
  burst_words_ = static_cast<unsigned>(burst);
  beats_ = burst_words_ * gather_;
  wants_at_ = at + 1;
  shown_at_ = others_ ? kNever : wants_at_;
}

void Fetch::set_others(bool others, Cycle now) {
  others_ = others;
  if (wants_at_ == kNever) return;
  if (others) {
    if (shown_at_ >= now) shown_at_ = kNever;
  } else if (shown_at_ == kNever) {
    shown_at_ = std::max(now, wants_at_);
  }
}

Cycle Fetch::asks_at() const {
  if (wants_at_ == kNever) return kNever;
  return std::min(shown_at_, wants_at_ + kFetchPatience);
}

void Fetch::grant(Cycle now) {
  wants_at_ = kNever;
  free_at_ = now + 1;
  ask();
}

bool Fetch::receive(unsigned beats, Cycle shown, Channel& channel) {
  const Cycle first = channel.stream(shown, beats, 0);
  for (unsigned i = 0; i < beats; ++i) {
    if (++beats_of_word_ < gather_) continue;
    beats_of_word_ = 0;
    words_.push_back(first + i);
  }
  dispatch();
  return true;
}

void Fetch::retired(Stage stage, Cycle now) {
  const std::size_t s = index_of(stage);
  retire_[s][retired_[s]++ % kQueueDepth] = now;
  dispatch();
}

// The dispatcher takes an instruction when the one before it goes to its queue, and hands it on one
// cycle later, if there is room.
void Fetch::dispatch() {
  while (dispatched_ < insns_.size()) {
    if (!taken_) {
      if (words_.empty()) break;
      taken_ = true;
      take_ = std::max(words_.front() + 1, last_fire_);
      if (++lane_ == lanes_ || dispatched_ + 1 == insns_.size()) {
        lane_ = 0;
        words_.pop_front();
        freed_.push_back(take_ + 1);
      }
    }
    const Insn& insn = insns_[dispatched_];
    const std::size_t s = index_of(stage_of(insn));
    Cycle fire = take_ + 1;
    if (sent_[s] >= kQueueDepth) {
      if (sent_[s] - kQueueDepth >= retired_[s]) break;  // retired() comes back
      fire = std::max(fire, retire_[s][(sent_[s] - kQueueDepth) % kQueueDepth] + 1);
    }
    ++sent_[s];
    queues_[s].push_back({insn, static_cast<std::uint32_t>(dispatched_), fire});
    news_ |= 1u << s;
    last_fire_ = fire;
    taken_ = false;
    ++dispatched_;
  }
  ask();
}

}  // namespace vta::timing
