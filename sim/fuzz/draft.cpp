// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/draft.h"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

#include "sim/fuzz/program_builder.h"
#include "sim/fuzz/token_clocks.h"

namespace vta::fuzz {
namespace {

bool same(const Place& a, const Place& b) { return a.run == b.run && a.insn == b.insn; }

bool holds(const ProgramRegion& region, std::uint64_t address) {
  return address >= region.address && address - region.address < region.size;
}

void clear(Draft& draft, const Place& place, bool TokenFlags::*flag) {
  TokenFlags tokens = draft.insn(place).tokens;
  tokens.*flag = false;
  draft.set_tokens(place, tokens);
}

}  // namespace

std::size_t Draft::size() const {
  std::size_t count = 0;
  for (const DraftRun& run : runs) count += run.words.size();
  return count;
}

std::vector<Place> Draft::places() const {
  std::vector<Place> all;
  for (std::size_t r = 0; r < runs.size(); ++r) {
    for (std::size_t i = 0; i < runs[r].words.size(); ++i) all.push_back({r, i});
  }
  return all;
}

Insn Draft::insn(const Place& place) const {
  return decode(frame.config, runs[place.run].words[place.insn]);
}

void Draft::set_tokens(const Place& place, const TokenFlags& tokens) {
  InsnWord& word = runs[place.run].words[place.insn];
  Insn changed = decode(frame.config, word);
  const InsnWord used = used_bits(frame.config, changed);
  changed.tokens = tokens;
  const InsnWord bits = encode(frame.config, changed).value();
  for (std::size_t i = 0; i < word.size(); ++i) word[i] = bits[i] | (word[i] & ~used[i]);
}

Result<Draft> draft_of(const Program& program) {
  Draft draft;
  draft.frame = program;
  draft.frame.runs.clear();
  if (program.runs.empty()) return Error{"the program has no runs"};
  std::vector<ProgramBlob> first = program.runs.front().memory;
  const auto image = std::find_if(first.begin(), first.end(),
                                  [](const auto& blob) { return blob.file == kInsnFile; });
  if (image == first.end()) return Error{"no memory file is named " + std::string(kInsnFile)};
  draft.insn_address = image->address;
  std::vector<ProgramRegion>& regions = draft.frame.regions;
  const auto region = std::find_if(regions.begin(), regions.end(),
                                   [&](const auto& r) { return r.address == draft.insn_address; });
  if (region == regions.end()) return Error{"the instructions have no region of their own"};
  regions.erase(region);
  const std::vector<std::byte> bytes = std::move(image->bytes);
  first.erase(image);
  for (std::size_t r = 0; r < program.runs.size(); ++r) {
    DraftRun run;
    run.frame = program.runs[r];
    if (r == 0) run.frame.memory = first;
    const std::uint64_t begin = run.frame.insn_address - draft.insn_address;  // huge when before
    std::uint64_t end = bytes.size();
    if (r + 1 < program.runs.size()) {  // what the run beyond it executes is not this one's
      const std::uint64_t next = program.runs[r + 1].insn_address - draft.insn_address;
      if (next >= begin) end = std::min(end, next);
    }
    for (std::uint64_t at = begin; at < end && run.words.size() < run.frame.insn_count;
         at += kInsnBytes) {
      run.words.push_back(load_insn_word(&bytes[static_cast<std::size_t>(at)]));
    }
    run.missing = run.frame.insn_count - static_cast<std::uint32_t>(run.words.size());
    draft.runs.push_back(std::move(run));
  }
  return draft;
}

Program program_of(const Draft& draft) {
  ProgramBuilder builder(draft.frame.config, draft.frame.name, draft.insn_address);
  for (const ProgramRegion& region : draft.frame.regions) {
    builder.add_region(region.address, region.size);
  }
  for (std::size_t r = 0; r < draft.runs.size(); ++r) {
    const DraftRun& run = draft.runs[r];
    if (r != 0) builder.next_run();
    builder.set_bases(run.frame.base);
    for (const ProgramBlob& blob : run.frame.memory) builder.add_bytes(blob.address, blob.bytes);
    for (const InsnWord& word : run.words) builder.add_word(word);
  }
  Program program = builder.build();
  const ProgramRegion insns = program.regions.back();
  for (std::size_t r = 0; r < draft.runs.size(); ++r) {
    const DraftRun& run = draft.runs[r];
    program.runs[r].insn_count += run.missing;
    program.runs[r].max_cycles = run.frame.max_cycles;
    // An address where there are no instructions stays what it was.
    const std::uint64_t address = run.frame.insn_address;
    if (run.words.empty() && run.missing != 0 && !holds(insns, address)) {
      program.runs[r].insn_address = address;
    }
  }
  return program;
}

std::vector<TokenPair> token_pairs(const Draft& draft, const std::vector<bool>& failing) {
  std::vector<TokenPair> pairs;
  std::array<std::deque<std::size_t>, kChannels.size()> waiting;  // in `pairs`
  for (std::size_t r = 0; r < draft.runs.size(); ++r) {
    // Givers first: a token may be taken by an instruction that stands before its giver.
    for (const bool push : {true, false}) {
      for (std::size_t i = 0; i < draft.runs[r].words.size(); ++i) {
        const Place place{r, i};
        const Insn insn = draft.insn(place);
        for (std::size_t c = 0; c < kChannels.size(); ++c) {
          const TokenChannel& channel = kChannels[c];
          if (push && channel.from == stage_of(insn) && insn.tokens.*channel.push) {
            waiting[c].push_back(pairs.size());
            pairs.push_back({channel.push, channel.pop, place, {}});
          }
          if (push || channel.to != stage_of(insn) || !(insn.tokens.*channel.pop)) continue;
          if (waiting[c].empty()) continue;
          pairs[waiting[c].front()].taker = place;
          waiting[c].pop_front();
        }
      }
    }
    if (!failing[r]) continue;
    for (auto& tokens : waiting) tokens.clear();
  }
  return pairs;
}

Draft without(const Draft& draft, const std::vector<Place>& places,
              const std::vector<bool>& failing) {
  const auto removed = [&places](const Place& place) {
    return std::any_of(places.begin(), places.end(),
                       [&place](const Place& p) { return same(p, place); });
  };
  Draft result = draft;
  for (const TokenPair& pair : token_pairs(draft, failing)) {
    if (!pair.taker) continue;
    const bool giver = removed(pair.giver), taker = removed(*pair.taker);
    if (giver && !taker) clear(result, *pair.taker, pair.pop);
    if (taker && !giver) clear(result, pair.giver, pair.push);
  }
  for (auto place = places.rbegin(); place != places.rend(); ++place) {
    std::vector<InsnWord>& words = result.runs[place->run].words;
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(place->insn));
  }
  return result;
}

}  // namespace vta::fuzz
