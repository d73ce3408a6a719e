// SPDX-License-Identifier: Apache-2.0

#include "tests/coverage/run_coverage.h"

#include "tests/coverage/names.h"

namespace vta::coverage {
namespace {

// Where an error can be: the codes of MemoryType first.
enum Site : std::size_t {
  kLoadUop,
  kLoadWgt,
  kLoadInp,
  kLoadAcc,
  kStoreOut,
  kLoadAcc8,
  kLoadOther,
  kStoreOther,
  kGemm,
  kAlu,
  kFinish,
  kUndefined,
  kFetch,
  kEnd,
  kSiteCount
};

std::vector<std::string> site_names() {
  std::vector<std::string> names = transfer_names();
  for (const char* name : {"LOAD of no type", "STORE of another type", "GEMM", "ALU", "FINISH",
                           "undefined opcode", "fetch", "end of stream"}) {
    names.push_back(name);
  }
  return names;
}

std::vector<std::string> code_names() {
  std::vector<std::string> names;
  for (std::size_t c = 1; c < kErrorCodeCount; ++c) {
    names.emplace_back(to_string(static_cast<ErrorCode>(c)));
  }
  return names;
}

bool possible(ErrorCode code, std::size_t site) {
  switch (code) {
    case ErrorCode::kNone:
      return false;
    case ErrorCode::kIllegalOpcode:
      return site == kUndefined;
    case ErrorCode::kIllegalMemoryType:
      return site == kLoadOther || site == kStoreOther;
    case ErrorCode::kIllegalPadding:
      return site == kStoreOut;
    case ErrorCode::kIllegalAluOpcode:
      return site == kAlu;
    case ErrorCode::kSramOutOfRange:
      return site <= kLoadAcc8 || site == kGemm || site == kAlu;
    case ErrorCode::kTokenOverflow:
      return site <= kFinish;
    case ErrorCode::kAxiError:
      return site <= kLoadAcc8 || site == kFetch;
    case ErrorCode::kDeadlock:
      return site <= kUndefined;
    case ErrorCode::kMissingFinish:
      return site == kEnd;
  }
  return false;
}

std::string_view impossible_error(Bin bin) {
  if (possible(static_cast<ErrorCode>(bin[0] + 1), bin[1])) return {};
  return "docs/semantics.md has no such error of such an instruction";
}

std::string_view nothing_is_impossible(Bin) { return {}; }

Site site_of(const RunReport& report, const std::optional<Insn>& insn) {
  if (report.error == ErrorCode::kMissingFinish) return kEnd;
  if (!insn) return kFetch;
  if (const MemFields* f = std::get_if<MemFields>(&insn->body)) {
    const bool out = f->memory_type == static_cast<std::uint32_t>(MemoryType::kOut);
    if (insn->opcode == static_cast<std::uint32_t>(Opcode::kStore)) {
      return out ? kStoreOut : kStoreOther;
    }
    return out || f->memory_type >= kMemoryTypeCount ? kLoadOther : Site{f->memory_type};
  }
  switch (static_cast<Opcode>(insn->opcode)) {
    case Opcode::kGemm:
      return kGemm;
    case Opcode::kAlu:
      return kAlu;
    case Opcode::kFinish:
      return kFinish;
    default:
      return kUndefined;
  }
}

enum Carrier : std::size_t { kLoadStage, kComputeLoad, kStore, kGemmInsn, kAluInsn, kFinishInsn };

std::optional<Carrier> carrier_of(const Insn& insn) {
  switch (static_cast<Opcode>(insn.opcode)) {
    case Opcode::kLoad:
      return stage_of(insn) == Stage::kLoad ? kLoadStage : kComputeLoad;
    case Opcode::kStore:
      return kStore;
    case Opcode::kGemm:
      return kGemmInsn;
    case Opcode::kAlu:
      return kAluInsn;
    case Opcode::kFinish:
      return kFinishInsn;
    default:
      return std::nullopt;
  }
}

std::size_t count_class(std::uint32_t count) {
  return count == 0 ? 0 : count == 1 ? 1 : count < kTokenMax ? 2 : 3;
}

}  // namespace

// Covers: tokens.illegal_flags, tokens.pop, tokens.push, tokens.capacity, fetch.queue, persist
// Covers: error.illegal_opcode, error.illegal_memory_type, error.illegal_padding
// Covers: error.illegal_alu_opcode, error.sram_range, error.index, error.axi, error.deadlock
// Covers: error.missing_finish
RunCoverage::RunCoverage()
    : flags_("flags",
             {{"instruction",
               {"LOAD of the load stage", "LOAD of the compute stage", "STORE", "GEMM", "ALU",
                "FINISH"}},
              {"tokens", flag_names()}},
             nothing_is_impossible),
      errors_("errors", {{"code", code_names()}, {"at", site_names()}}, impossible_error),
      tokens_(
          "tokens left",
          {{"from", {"load to compute", "compute to load", "compute to store", "store to compute"}},
           {"count", {"0", "1", "many", "1023"}}},
          nothing_is_impossible),
      queues_("full queues", {{"stage", {"load", "compute", "store"}}}, nothing_is_impossible) {}

void RunCoverage::visit(const Insn& insn) {
  if (const std::optional<Carrier> carrier = carrier_of(insn)) {
    flags_.hit({*carrier, flag_number(insn.tokens)});
  }
}

void RunCoverage::end_of_run(const RunReport& report, const std::optional<Insn>& named,
                             const TokenCounters& tokens,
                             const std::array<std::size_t, kStageCount>& instructions) {
  if (report.outcome == RunOutcome::kError) {
    errors_.hit({static_cast<std::size_t>(report.error) - 1, site_of(report, named)});
  }
  if (report.outcome == RunOutcome::kFinished) {
    std::size_t queue = 0;
    for (const std::uint32_t count : {tokens.load_to_compute, tokens.compute_to_load,
                                      tokens.compute_to_store, tokens.store_to_compute}) {
      tokens_.hit({queue++, count_class(count)});
    }
  }
  // Fetch waited for a place; with one stage that got more than fits, it was that one's.
  std::optional<std::size_t> full;
  for (std::size_t s = 0; s < kStageCount; ++s) {
    if (instructions[s] <= kQueueDepth) continue;
    if (full) return;
    full = s;
  }
  if (full && report.cycle_report && report.cycle_report->fetch.token_wait > 0) {
    queues_.hit({*full});
  }
}

std::vector<const CoverageGroup*> RunCoverage::groups() const {
  return {&flags_, &errors_, &tokens_, &queues_};
}

}  // namespace vta::coverage
