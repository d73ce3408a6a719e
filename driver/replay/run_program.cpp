// SPDX-License-Identifier: Apache-2.0

#include "driver/replay/run_program.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <map>
#include <utility>

namespace vta {
namespace {

Status check_geometry(const Device& device, const Program& program) {
  const std::vector<std::string> keys = program.config.differences(device.config());
  if (keys.empty()) return ok_status();
  std::string list;
  for (const std::string& key : keys) list += (list.empty() ? "" : ", ") + key;
  return Error{"the program is for the geometry " + program.config.name() + ", but device " +
               std::string(device.target()) + " has " + device.config().name() +
               "; they differ in " + list};
}

// What a run that ended this way did wrong.
void judge_ending(const ProgramRun& expected, ReplayRun& run) {
  const RunReport& report = run.report;
  std::string wanted = expected.error ? "error " + *expected.error : "the end";
  if (expected.error_insn) wanted += " at instruction " + std::to_string(*expected.error_insn);
  switch (report.outcome) {
    case RunOutcome::kFinished:
      if (expected.error) run.missed_error = "finished, but had to stop with " + wanted;
      return;
    case RunOutcome::kError:
      if (expected.error && *expected.error == to_string(report.error) &&
          expected.error_insn.value_or(report.error_insn) == report.error_insn) {
        return;
      }
      run.failure = "stopped with error " + describe_error(report, run.error_site);
      break;
    case RunOutcome::kTimeout:
      run.failure = "timed out";
      break;
  }
  if (expected.error) *run.failure += " instead of " + wanted;
  *run.failure += detail_suffix(report);
}

Status compare_memory(const Device& device, const ProgramBlob& blob, ReplayRun& run) {
  std::vector<std::byte> actual(blob.bytes.size());
  if (Status status = device.read(blob.address, actual); !status) return status;
  MemoryMismatch mismatch;
  mismatch.file = blob.file;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    if (actual[i] == blob.bytes[i]) continue;
    if (mismatch.count++ != 0) continue;
    mismatch.address = blob.address + i;
    mismatch.expected = blob.bytes[i];
    mismatch.actual = actual[i];
  }
  if (mismatch.count != 0) run.memory.push_back(std::move(mismatch));
  return ok_status();
}

void compare_statistics(const ProgramRun& expected, ReplayRun& run) {
  for (const StatisticsKey& key : statistics_keys()) {
    const auto wanted = expected.stats.find(std::string(key.name));
    if (wanted == expected.stats.end()) continue;
    const std::uint64_t actual = run.report.statistics.*key.field;
    if (actual != wanted->second) run.statistics.push_back({wanted->first, wanted->second, actual});
  }
}

Result<ReplayRun> run_one(Device& device, const ProgramRun& expected) {
  for (const ProgramBlob& blob : expected.memory) {
    if (Status status = device.write(blob.address, blob.bytes); !status) return status.error();
  }
  RunRequest request;
  request.insn_address = expected.insn_address;
  request.insn_count = expected.insn_count;
  request.base = expected.base;
  request.max_cycles = expected.max_cycles;
  Result<RunReport> report = device.run(request);
  if (!report) return report.error();
  ReplayRun run;
  run.report = std::move(report).value();
  run.error_site = error_site(device, expected, run.report);
  judge_ending(expected, run);
  if (run.failure) return run;
  for (const ProgramBlob& blob : expected.expect) {
    if (Status status = compare_memory(device, blob, run); !status) return status.error();
  }
  compare_statistics(expected, run);
  return run;
}

std::string describe(const MemoryMismatch& mismatch) {
  char text[160];
  std::snprintf(text, sizeof text,
                "first differs at address 0x%" PRIx64 ": expected 0x%02x, actual 0x%02x; %" PRIu64
                " bytes differ",
                mismatch.address, std::to_integer<unsigned>(mismatch.expected),
                std::to_integer<unsigned>(mismatch.actual), mismatch.count);
  return "memory of '" + mismatch.file + "' " + text;
}

}  // namespace

ReplayVerdict ReplayResult::verdict() const {
  if (std::any_of(runs.begin(), runs.end(), [](const auto& run) { return run.failure; })) {
    return ReplayVerdict::kFailed;
  }
  const bool match =
      std::all_of(runs.begin(), runs.end(), [](const auto& run) { return run.matches(); });
  return match ? ReplayVerdict::kMatch : ReplayVerdict::kMismatch;
}

std::vector<std::string> ReplayResult::complaints() const {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const ReplayRun& run = runs[i];
    const std::string prefix = "run " + std::to_string(i) + ": ";
    if (run.failure) lines.push_back(prefix + *run.failure);
    if (run.missed_error) lines.push_back(prefix + *run.missed_error);
    for (const MemoryMismatch& mismatch : run.memory) lines.push_back(prefix + describe(mismatch));
    for (const StatisticMismatch& mismatch : run.statistics) {
      lines.push_back(prefix + "statistic " + mismatch.name + ": expected " +
                      std::to_string(mismatch.expected) + ", actual " +
                      std::to_string(mismatch.actual));
    }
  }
  return lines;
}

int exit_code(ReplayVerdict verdict) {
  switch (verdict) {
    case ReplayVerdict::kMatch:
      return 0;
    case ReplayVerdict::kMismatch:
      return 1;
    case ReplayVerdict::kFailed:
      return 3;
  }
  return 3;
}

Result<ReplayResult> run_program(Device& device, const Program& program) {
  if (Status status = check_program(program); !status) return status.error();
  if (Status status = check_geometry(device, program); !status) return status.error();
  for (const ProgramRegion& region : program.regions) {
    Status status = device.add_region(region.address, region.size);
    if (!status) return status.error();
  }
  ReplayResult result;
  for (std::size_t i = 0; i < program.runs.size(); ++i) {
    Result<ReplayRun> run = run_one(device, program.runs[i]);
    if (!run) return Error{"run " + std::to_string(i) + ": " + run.error().message};
    result.runs.push_back(std::move(run).value());
    if (result.runs.back().failure) break;  // what a failed run leaves behind is no start
  }
  return result;
}

}  // namespace vta
