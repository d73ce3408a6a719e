// SPDX-License-Identifier: Apache-2.0
//
// The part of Checker that looks at a run that has come to rest.

#include <algorithm>
#include <vector>

#include "sim/lockstep/checker.h"

namespace vta::lockstep {
namespace {

constexpr std::array<Stage, kStageCount> kStages = {Stage::kLoad, Stage::kCompute, Stage::kStore};

std::string ending(const RunReport& report) {
  return report.outcome == RunOutcome::kFinished ? "finished"
                                                 : describe_error(report.error, report.error_insn);
}

}  // namespace

bool Checker::end_run(std::uint64_t cycle, const RunReport& report, const RtlMemories& memories) {
  if (mismatch_) return false;
  cycle_ = cycle;
  if (report.outcome == RunOutcome::kTimeout) return true;  // nothing has come to rest
  while (fetch_one()) {
  }
  check_rest(report);
  check_verdict(report);
  for (const StageState& s : stages_) {
    if (s.code != ErrorCode::kAxiError) continue;
    for (const InsnCheck& insn : s.held) insn.take_over(golden_, memories);
  }
  check_memories(memories);
  finished_ = report.outcome == RunOutcome::kFinished;
  out_of_step_ = false;
  return !mismatch_;
}

// Nothing that can go on is left.
void Checker::check_rest(const RunReport& run) {
  const std::string end = "the run ended (" + ending(run) + ")";
  for (const Stage stage : kStages) {
    const StageState& s = state(stage);
    if (s.failed) {
      // What is behind the error has moved nothing; data of pipelined transfers are an exception.
      for (std::size_t i = 1; i < s.started && s.code != ErrorCode::kAxiError; ++i) {
        if (!s.held[i].has_written()) continue;
        report(stage, &s.held[i], {.what = "an instruction behind an error has moved data"});
      }
    } else if (s.started != 0) {
      report(stage, &s.held.front(), {.what = end + " before it had retired"});
    } else if (!s.held.empty() && golden_.tokens.can_take(stage, s.held.front().insn().tokens)) {
      report(stage, &s.held.front(), {.what = end + " though it could start"});
    }
  }
}

void Checker::check_verdict(const RunReport& run) {
  RestingMachine rest;
  rest.insn_count = request_.insn_count;
  rest.fault = fault_;
  rest.finish_retired = finish_retired_;
  std::uint64_t oldest = next_;
  for (const StageState& s : stages_) {
    if (!s.held.empty()) oldest = std::min(oldest, s.held.front().index());
  }
  if (oldest < request_.insn_count) rest.oldest_left = oldest;
  const RunReport expected = verdict(rest);
  if (ending(expected) != ending(run)) {
    report({.what = "the run ended in another way",
            .expected = ending(expected),
            .actual = ending(run)});
  }
  for (const StatisticsKey& key : statistics_keys()) {
    if (statistics_.*key.field == run.statistics.*key.field) continue;
    report({.what = "a statistic is wrong at the end of the run",
            .place = std::string(key.name),
            .expected = std::to_string(statistics_.*key.field),
            .actual = std::to_string(run.statistics.*key.field)});
  }
}

void Checker::check_memories(const RtlMemories& memories) {
  const Config& c = golden_.config;
  const auto compare = [&](MemoryType type, std::uint32_t element,
                           std::span<const std::byte> expected, std::vector<std::byte>& actual) {
    memories.read_sram(type, element, actual);
    auto mismatch = compare_element(c, type, element, 0, expected, actual);
    if (!mismatch) return;
    mismatch->what = "a memory differs at the end of the run";
    report(std::move(*mismatch));
  };
  for (const MemoryType type :
       {MemoryType::kUop, MemoryType::kInp, MemoryType::kWgt, MemoryType::kAcc}) {
    std::vector<std::byte> actual(c.elem_bytes(type));
    for (std::uint32_t i = 0; i < c.depth(type); ++i) {
      compare(type, i, golden_.element(type, i), actual);
    }
  }
  std::vector<std::byte> out(acc_lanes(c)), actual(out.size());
  for (std::uint32_t i = 0; i < c.depth(MemoryType::kOut); ++i) {
    for (std::size_t lane = 0; lane < out.size(); ++lane) {
      out[lane] = golden::out_lane(golden_.sram.acc[i * out.size() + lane]);
    }
    compare(MemoryType::kOut, i, out, actual);
  }
  const std::vector<DeviceMemory::Region>& regions = golden_.memory.regions();
  for (std::size_t r = 0; r < regions.size(); ++r) {
    const std::vector<std::byte>& expected = regions[r].bytes;
    const std::vector<std::byte>& left = memories.dram().regions()[r].bytes;
    const auto at = std::ranges::mismatch(expected, left);
    if (at.in1 == expected.end()) continue;
    const auto offset = static_cast<std::uint64_t>(at.in1 - expected.begin());
    report({.what = "a memory differs at the end of the run",
            .place = "DRAM byte " + std::to_string(regions[r].address + offset),
            .expected = std::to_string(std::to_integer<unsigned>(*at.in1)),
            .actual = std::to_string(std::to_integer<unsigned>(*at.in2))});
  }
}

}  // namespace vta::lockstep
