// SPDX-License-Identifier: Apache-2.0
//
// Every cycle: writes first, then retirements and errors, then starts, since nothing starts and
// writes, or writes and was retired before, in one cycle. Tokens are those of its beginning.

#include "sim/lockstep/checker.h"

#include <algorithm>
#include <utility>

namespace vta::lockstep {
namespace {

constexpr std::array<Stage, kStageCount> kStages = {Stage::kLoad, Stage::kCompute, Stage::kStore};

std::uint64_t packed(const TokenCounters& t) {
  return std::uint64_t{t.compute_to_load} << (10 * kComputeToLoad) |
         std::uint64_t{t.load_to_compute} << (10 * kLoadToCompute) |
         std::uint64_t{t.compute_to_store} << (10 * kComputeToStore) |
         std::uint64_t{t.store_to_compute} << (10 * kStoreToCompute);
}

constexpr unsigned bit(Stage stage) { return 1u << static_cast<unsigned>(stage); }

// The counters that an instruction pushes or pops, as the wires of the core show them. Flags that
// name a neighbour the stage does not have are ignored.
unsigned pushes(Stage stage, const TokenFlags& f) {
  switch (stage) {
    case Stage::kLoad:
      return f.push_next ? 1u << kLoadToCompute : 0u;
    case Stage::kCompute:
      return (f.push_prev ? 1u << kComputeToLoad : 0u) | (f.push_next ? 1u << kComputeToStore : 0u);
    case Stage::kStore:
      return f.push_prev ? 1u << kStoreToCompute : 0u;
  }
  return 0;
}
unsigned pops(Stage stage, const TokenFlags& f) {
  switch (stage) {
    case Stage::kLoad:
      return f.pop_next ? 1u << kComputeToLoad : 0u;
    case Stage::kCompute:
      return (f.pop_prev ? 1u << kLoadToCompute : 0u) | (f.pop_next ? 1u << kStoreToCompute : 0u);
    case Stage::kStore:
      return f.pop_prev ? 1u << kComputeToStore : 0u;
  }
  return 0;
}
constexpr TokenFlags kAllTokens{true, true, true, true};

// "load to compute, store to compute", or "none".
std::string counter_names(unsigned mask) {
  constexpr std::array<const char*, 4> kNames = {"compute to load", "load to compute",
                                                 "compute to store", "store to compute"};
  std::string text;
  for (unsigned q = 0; q < kNames.size(); ++q) {
    if ((mask >> q & 1) != 0) text += (text.empty() ? "" : ", ") + std::string(kNames[q]);
  }
  return text.empty() ? "none" : text;
}

}  // namespace

void Checker::begin_run(const RunRequest& request, const RtlMemories& memories) {
  if (runs_++ != 0 && (out_of_step_ || mismatch_)) golden_.copy_from(memories);
  if (!finished_) golden_.tokens.clear();  // the soft reset before the run does, too
  golden_.base = request.base;
  request_ = request;
  stages_ = {};
  next_ = 0;
  fault_.reset();
  fetch_stopped_ = finish_retired_ = finished_ = false;
  out_of_step_ = true;  // until the run has come to its end
  last_tokens_ = golden_.tokens;
  bursts_.clear();
  statistics_ = {};
  mismatch_.reset();
}

std::string Checker::complaint() const { return mismatch_ ? to_string(*mismatch_) : ""; }

void Checker::report(Mismatch mismatch) {
  if (mismatch_) return;
  mismatch.cycle = cycle_;
  mismatch.run = runs_ - 1;
  mismatch_ = std::move(mismatch);
}

void Checker::report(Stage stage, const InsnCheck* insn, Mismatch mismatch) {
  mismatch.stage = stage;
  if (insn != nullptr) {
    mismatch.index = insn->index();
    mismatch.insn = insn->insn();
  }
  report(std::move(mismatch));
}

bool Checker::nothing_happens(const CoreCycle& core, const AxiMasterPins& master) const {
  unsigned failed = 0;
  for (const Stage stage : kStages) {
    if (stages_[static_cast<std::size_t>(stage)].failed) failed |= bit(stage);
  }
  return (core.start | core.retire | core.push | core.pop) == 0 && core.failed == failed &&
         !core.uop_we && !core.acc_or_out_written() && (core.inp_parts | core.wgt_parts) == 0 &&
         !(master.aw_valid | master.w_valid) && core.tokens == packed(golden_.tokens);
}

bool Checker::cycle(std::uint64_t cycle, const CoreCycle& core, const AxiMasterPins& master,
                    const AxiSlavePins& slave) {
  if (mismatch_) return false;
  cycle_ = cycle;
  const TokenCounters before = golden_.tokens;
  if (!nothing_happens(core, master)) {
    check_tokens(core);
    check_writes(core);
    check_bus(master, slave);
    for (const Stage stage : kStages) check_stage(stage, core, before);
  }
  last_tokens_ = before;
  return !mismatch_;
}

bool Checker::fetch_one() {
  if (fetch_stopped_ || next_ >= request_.insn_count) return false;
  std::array<std::byte, kInsnBytes> bytes;
  if (!golden_.memory.read(request_.insn_address + next_ * kInsnBytes, bytes).ok()) {
    fetch_stopped_ = true;
    keep_lowest(fault_, {next_, ErrorCode::kAxiError, "the instruction cannot be read"});
    return false;
  }
  const Insn insn = decode(golden_.config, load_insn_word(bytes.data()));
  StageState& target = state(stage_of(insn));
  if (target.held.size() >= kQueueDepth) return false;
  target.held.emplace_back(next_++, insn);
  return true;
}

void Checker::check_tokens(const CoreCycle& core) {
  if (core.tokens == packed(golden_.tokens)) return;
  for (unsigned q = 0; q < 4; ++q) {
    const auto expected =
        static_cast<std::uint32_t>(packed(golden_.tokens) >> (10 * q) & kTokenMax);
    if (core.token_count(q) == expected) continue;
    report({.what = "a token counter is wrong",
            .place = "tokens from " + counter_names(1u << q),
            .expected = std::to_string(expected),
            .actual = std::to_string(core.token_count(q))});
  }
}

void Checker::check_stage(Stage stage, const CoreCycle& core, const TokenCounters& before) {
  StageState& s = state(stage);
  const auto id = static_cast<std::size_t>(stage);
  if ((core.retire & bit(stage)) != 0) {
    check_retirement(stage, core, before);
  } else if ((core.push & pushes(stage, kAllTokens)) != 0) {
    report(stage, s.started == 0 ? nullptr : &s.held.front(),
           {.what = "tokens were given before the retirement"});
  }
  if ((core.failed & bit(stage)) != 0 && !s.failed) {
    check_failure(stage, core.failed_index[id],
                  static_cast<ErrorCode>(core.failed_code >> (4 * id) & 0xf));
  }
  if ((core.start & bit(stage)) != 0) {
    check_start(stage, core, before);
  } else if ((core.pop & pops(stage, kAllTokens)) != 0) {
    report(stage, nullptr, {.what = "tokens were taken without a start"});
  }
}

std::size_t Checker::retiring(const StageState& s, std::uint32_t index) {
  unsigned older = 0;  // tokens that the older ones have to give
  for (std::size_t i = 0; i < s.started; ++i) {
    const InsnCheck& insn = s.held[i];
    const unsigned given = pushes(Stage::kCompute, insn.insn().tokens);
    if (insn.index() == index && insn.unit() == ComputeUnit::kTail && (older & given) == 0)
      return i;
    older |= given;
  }
  return 0;
}

void Checker::check_retirement(Stage stage, const CoreCycle& core, const TokenCounters& before) {
  StageState& s = state(stage);
  const std::uint32_t index = core.retire_index[static_cast<std::size_t>(stage)];
  const std::size_t position = retiring(s, index);
  InsnCheck* head = s.started == 0 ? nullptr : &s.held[position];
  const std::string retired = "instruction " + std::to_string(index);
  if (s.failed) return report(stage, head, {.what = "an instruction behind an error retired"});
  if (head == nullptr) return report(stage, head, {.what = retired + " retired without a start"});
  if (head->index() != index) {
    return report(stage, head,
                  {.what = "another instruction retired",
                   .expected = "instruction " + std::to_string(head->index()),
                   .actual = retired});
  }
  if (auto mismatch = head->finish(golden_)) {
    mismatch->what += " at the retirement";
    return report(stage, head, std::move(*mismatch));
  }
  ErrorCode code = head->execution().code;
  const TokenFlags& flags = head->insn().tokens;
  if (code == ErrorCode::kNone && !before.can_push(stage, flags)) code = ErrorCode::kTokenOverflow;
  if (code != ErrorCode::kNone) {
    return report(stage, head,
                  {.what = "it ended in another way",
                   .expected = "the error " + std::string(vta::to_string(code)),
                   .actual = "retirement"});
  }
  if (const unsigned given = core.push & pushes(stage, kAllTokens); given != pushes(stage, flags)) {
    return report(stage, head,
                  {.what = "it gave other tokens",
                   .expected = counter_names(pushes(stage, flags)),
                   .actual = counter_names(given)});
  }
  golden_.tokens.push(stage, flags);
  golden::count(golden_.config, head->insn(), statistics_);
  if (head->insn().opcode == static_cast<std::uint32_t>(Opcode::kFinish)) finish_retired_ = true;
  s.held.erase(s.held.begin() + static_cast<std::ptrdiff_t>(position));
  --s.started;
  if (s.writing > position) --s.writing;
  ++counts_.instructions;
}

void Checker::check_failure(Stage stage, std::uint32_t index, ErrorCode code) {
  StageState& s = state(stage);
  s.failed = true;
  s.code = code;
  InsnCheck* head = s.started == 0 ? nullptr : &s.held.front();
  const std::string error = "the error " + std::string(vta::to_string(code));
  if (head == nullptr) {
    return report(
        stage, head,
        {.what = error + " of instruction " + std::to_string(index) + ", which has not started"});
  }
  if (head->index() != index) {
    return report(stage, head,
                  {.what = "another instruction ended with " + error,
                   .expected = "instruction " + std::to_string(head->index()),
                   .actual = "instruction " + std::to_string(index)});
  }
  if (auto mismatch = head->finish(golden_)) {
    mismatch->what += " before " + error;
    return report(stage, head, std::move(*mismatch));
  }
  // The stage has seen the counters of the cycle before.
  ErrorCode expected = head->execution().code;
  const bool overflow = !last_tokens_.can_push(stage, head->insn().tokens);
  if (expected == ErrorCode::kNone && overflow) expected = ErrorCode::kTokenOverflow;
  if (expected != code) {
    return report(stage, head,
                  {.what = "it ended in another way",
                   .expected = expected == ErrorCode::kNone
                                   ? "retirement"
                                   : "the error " + std::string(vta::to_string(expected)),
                   .actual = error});
  }
  keep_lowest(fault_, {index, code, head->execution().what});
}

void Checker::check_start(Stage stage, const CoreCycle& core, const TokenCounters& before) {
  StageState& s = state(stage);
  while (s.held.size() == s.started && fetch_one()) {
  }
  if (s.held.size() == s.started) {
    return report(stage, nullptr, {.what = "an instruction started that fetch cannot have given"});
  }
  InsnCheck& insn = s.held[s.started];
  if (s.failed) return report(stage, &insn, {.what = "an instruction behind an error started"});
  if (!before.can_take(stage, insn.insn().tokens)) {
    return report(stage, &insn,
                  {.what = "it started without " + before.missing(stage, insn.insn().tokens)});
  }
  const TokenFlags& flags = insn.insn().tokens;
  if (const unsigned taken = core.pop & pops(stage, kAllTokens); taken != pops(stage, flags)) {
    return report(stage, &insn,
                  {.what = "it took other tokens",
                   .expected = counter_names(pops(stage, flags)),
                   .actual = counter_names(taken)});
  }
  golden_.tokens.take(stage, flags);
  if (stage == Stage::kCompute) insn.start(core.start_unit, golden_);
  ++s.started;
}

}  // namespace vta::lockstep
