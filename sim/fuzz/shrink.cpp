// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/shrink.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "sim/fuzz/race_check.h"
#include "sim/fuzz/shrink_steps.h"

namespace vta::fuzz {
namespace {

// Halves of all, then quarters, and so on, are left out where that goes.
void leave_out_instructions(Attempts& attempts) {
  for (std::size_t chunk = std::max<std::size_t>(attempts.best().size() / 2, 1);; chunk /= 2) {
    for (std::size_t end = attempts.best().size(); end > 0 && !attempts.exhausted();) {
      const std::size_t begin = end > chunk ? end - chunk : 0;
      const std::vector<Place> places = attempts.best().places();
      const auto first = places.begin() + static_cast<std::ptrdiff_t>(begin);
      const auto last = places.begin() + static_cast<std::ptrdiff_t>(end);
      attempts.attempt(without(attempts.best(), {first, last}, attempts.failing()));
      end = begin;
    }
    if (chunk <= 1) return;
  }
}

void leave_out_runs(Attempts& attempts) {
  for (std::size_t r = attempts.best().runs.size(); r-- > 0 && !attempts.exhausted();) {
    if (attempts.best().runs.size() == 1) return;
    std::vector<Place> places;
    for (const Place& place : attempts.best().places()) {
      if (place.run == r) places.push_back(place);
    }
    Draft draft = without(attempts.best(), places, attempts.failing());
    std::vector<ProgramBlob> memory = std::move(draft.runs[r].frame.memory);
    draft.runs.erase(draft.runs.begin() + static_cast<std::ptrdiff_t>(r));
    if (r < draft.runs.size()) {  // the host writes it all the same
      std::vector<ProgramBlob>& later = draft.runs[r].frame.memory;
      later.insert(later.begin(), memory.begin(), memory.end());
    }
    attempts.attempt_without_run(std::move(draft), r);
  }
}

void leave_out_tokens(Attempts& attempts) {
  const std::size_t count = token_pairs(attempts.best(), attempts.failing()).size();
  for (std::size_t i = count; i-- > 0 && !attempts.exhausted();) {
    const std::vector<TokenPair> pairs = token_pairs(attempts.best(), attempts.failing());
    if (i >= pairs.size()) continue;
    const TokenPair& pair = pairs[i];
    Draft draft = attempts.best();
    TokenFlags given = draft.insn(pair.giver).tokens;
    given.*pair.push = false;
    draft.set_tokens(pair.giver, given);
    if (pair.taker) {
      TokenFlags taken = draft.insn(*pair.taker).tokens;
      taken.*pair.pop = false;
      draft.set_tokens(*pair.taker, taken);
    }
    attempts.attempt(std::move(draft));
  }
}

}  // namespace

Shrunk shrink(const Program& failing, const Complaint& complaint, const ShrinkOptions& options) {
  Shrunk result{failing, complaint(failing), 0};
  Result<Draft> draft = draft_of(failing);
  Result<std::vector<Verdict>> verdicts = check_one_result(failing, options.first_read);
  if (!draft || !verdicts || result.complaint.empty()) return result;
  Attempts attempts(std::move(draft).value(), std::move(verdicts).value(), complaint, options);
  std::size_t before = 0;
  do {
    before = attempts.successes();
    leave_out_runs(attempts);
    leave_out_instructions(attempts);
    leave_out_tokens(attempts);
    make_fields_small(attempts);
    clear_memory(attempts);
    leave_out_regions(attempts);
  } while (attempts.successes() != before && !attempts.exhausted());
  result.steps = attempts.steps();
  if (attempts.successes() == 0) return result;
  result.program = program_of(attempts.best());
  result.complaint = attempts.complaint();
  return result;
}

std::size_t instruction_count(const Program& program) {
  std::size_t count = 0;
  for (const ProgramRun& run : program.runs) count += run.insn_count;
  return count;
}

}  // namespace vta::fuzz
