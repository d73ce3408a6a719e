// SPDX-License-Identifier: Apache-2.0
//
// Every stage knows up to which instruction each stage has ended: its own up to the last one, those
// of its neighbours by the tokens it has popped, which carry what their producer knew. Tokens of a
// queue are popped in the order in which they were pushed.

#include "tests/compiler/property/races.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/compiler/property/footprint.h"

namespace vta::test {
namespace {

using Clock = std::array<std::size_t, kStageCount>;  // instructions of the stream that have ended

constexpr std::size_t at(Stage stage) { return static_cast<std::size_t>(stage); }

// The last instructions that touched an element, by stage; 0 for none, else one more than the
// index.
struct Element {
  Clock reads{}, writes{};
};

class Detector {
 public:
  Detector(const Config& config, const CommandStream::Finished& finished)
      : finished_(finished), footprint_(config, finished) {
    for (const MemoryType type : {MemoryType::kInp, MemoryType::kWgt, MemoryType::kAcc}) {
      elements_[type].resize(config.depth(type));
    }
  }

  Status run() {
    for (std::size_t i = 0; i < finished_.insns.size(); ++i) {
      const Insn& insn = finished_.insns[i];
      const std::size_t stage = at(stage_of(insn));
      move_tokens(insn.tokens, stage, false);
      for (const Access& access : footprint_.next()) {
        for (std::uint64_t e = access.first; e < access.first + access.count; ++e) {
          if (Status s = touch(i, stage, access, e); !s) return s;
        }
      }
      known_[stage][stage] = i + 1;
      move_tokens(insn.tokens, stage, true);
    }
    return ok_status();
  }

 private:
  void move_tokens(const TokenFlags& tokens, std::size_t stage, bool push) {
    const bool prev = push ? tokens.push_prev : tokens.pop_prev;
    const bool next = push ? tokens.push_next : tokens.pop_next;
    if (prev && stage != at(Stage::kLoad)) move_token(stage, stage - 1, push);
    if (next && stage != at(Stage::kStore)) move_token(stage, stage + 1, push);
  }

  void move_token(std::size_t stage, std::size_t neighbour, bool push) {
    if (push) {
      queues_[{stage, neighbour}].push_back(known_[stage]);
      return;
    }
    std::deque<Clock>& queue = queues_[{neighbour, stage}];
    VTA_CHECK(!queue.empty());
    for (std::size_t s = 0; s < kStageCount; ++s) {
      known_[stage][s] = std::max(known_[stage][s], queue.front()[s]);
    }
    queue.pop_front();
  }

  Status touch(std::size_t insn, std::size_t stage, const Access& access, std::uint64_t index) {
    Element& element = elements_.at(access.memory).at(index);
    for (std::size_t other = 0; other < kStageCount; ++other) {
      if (other == stage) continue;
      const std::size_t last = access.write ? std::max(element.reads[other], element.writes[other])
                                            : element.writes[other];
      if (last <= known_[stage][other]) continue;
      return Error{"instructions " + std::to_string(last - 1) + " and " + std::to_string(insn) +
                   " race for element " + std::to_string(index) + " of " +
                   std::string(to_string(access.memory))};
    }
    (access.write ? element.writes : element.reads)[stage] = insn + 1;
    return ok_status();
  }

  const CommandStream::Finished& finished_;
  Footprint footprint_;
  std::array<Clock, kStageCount> known_{};
  std::map<std::pair<std::size_t, std::size_t>, std::deque<Clock>> queues_;  // from, to
  std::map<MemoryType, std::vector<Element>> elements_;
};

}  // namespace

Status check_no_race(const Config& config, const CommandStream::Finished& finished) {
  return Detector(config, finished).run();
}

}  // namespace vta::test
