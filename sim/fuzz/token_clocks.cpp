// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/token_clocks.h"

#include <algorithm>

namespace vta::fuzz {

void TokenClocks::begin_run(std::uint64_t ended) {
  for (Clock& clock : known_) clock.fill(ended);
  suspicions_.clear();
}

bool TokenClocks::can_take(Stage stage, const TokenFlags& flags) const {
  for (std::size_t c = 0; c < kChannels.size(); ++c) {
    if (kChannels[c].to != stage || !(flags.*kChannels[c].pop)) continue;
    if (channels_[c].waiting.empty()) return false;
  }
  return true;
}

void TokenClocks::take(Stage stage, const TokenFlags& flags, std::uint64_t insn) {
  Clock& known = known_[index_of(stage)];
  for (std::size_t c = 0; c < kChannels.size(); ++c) {
    if (kChannels[c].to != stage || !(flags.*kChannels[c].pop)) continue;
    Channel& channel = channels_[c];
    for (std::size_t s = 0; s < kStageCount; ++s) {
      known[s] = std::max(known[s], channel.waiting.front()[s]);
    }
    channel.waiting.pop_front();
    channel.pops.push_back(insn);
  }
}

bool TokenClocks::give(Stage stage, const TokenFlags& flags, std::uint64_t insn) {
  Clock& known = known_[index_of(stage)];
  known[index_of(stage)] = insn;
  bool room = true;
  for (std::size_t c = 0; c < kChannels.size(); ++c) {
    if (kChannels[c].from != stage || !(flags.*kChannels[c].push)) continue;
    Channel& channel = channels_[c];
    room = room && channel.waiting.size() < kTokenMax;
    const std::uint64_t taker = known[index_of(kChannels[c].to)];
    std::size_t& pops = channel.known_pops;
    while (pops < channel.pops.size() && channel.pops[pops] <= taker) ++pops;
    if (channel.given - pops >= kTokenMax) suspicions_.push_back({c, channel.given + 1, insn});
  }
  for (std::size_t c = 0; c < kChannels.size() && room; ++c) {
    if (kChannels[c].from != stage || !(flags.*kChannels[c].push)) continue;
    channels_[c].waiting.push_back(known);
    ++channels_[c].given;
  }
  return room;
}

std::uint64_t TokenClocks::doubtful_overflow() const {
  for (const Suspicion& s : suspicions_) {
    // With all that the taker ever takes it would not fit either: then it overflows for sure.
    if (s.given <= kTokenMax + channels_[s.channel].pops.size()) return s.insn;
  }
  return 0;
}

void TokenClocks::clear() { channels_ = {}; }

}  // namespace vta::fuzz
