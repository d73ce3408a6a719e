// SPDX-License-Identifier: Apache-2.0

#include "tests/regress/compare.h"

#include <algorithm>
#include <cstdint>

namespace vta {
namespace {

void must(const Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "run_on: %s\n", status.error().message.c_str());
  VTA_CHECK(!"a device accepts the program of a test");
}

std::string report_text(const RunReport& report) {
  switch (report.outcome) {
    case RunOutcome::kFinished:
      return "finished";
    case RunOutcome::kTimeout:
      return "timeout (" + report.detail + ")";
    case RunOutcome::kError:
      return describe_error(report.error, report.error_insn) + " (" + report.detail + ")";
  }
  return "?";
}

std::string report_difference(const RunReport& expected, const RunReport& actual) {
  if (expected.outcome != actual.outcome || expected.error != actual.error ||
      expected.error_insn != actual.error_insn) {
    return "ended with " + report_text(actual) + ", expected " + report_text(expected);
  }
  for (const StatisticsKey& key : statistics_keys()) {
    const std::uint64_t a = expected.statistics.*key.field;
    const std::uint64_t b = actual.statistics.*key.field;
    if (a != b) {
      return std::string(key.name) + " is " + std::to_string(b) + ", expected " + std::to_string(a);
    }
  }
  return "";
}

bool inside(std::span<const ProgramRegion> regions, std::uint64_t address) {
  return std::any_of(regions.begin(), regions.end(), [address](const ProgramRegion& region) {
    return address >= region.address && address - region.address < region.size;
  });
}

}  // namespace

ProgramOutcome run_on(Device& device, const Program& program) {
  for (const ProgramRegion& region : program.regions) {
    must(device.add_region(region.address, region.size));
  }
  ProgramOutcome outcome;
  for (std::size_t r = 0; r < program.runs.size(); ++r) {
    const ProgramRun& run = program.runs[r];
    for (const ProgramBlob& blob : run.memory) must(device.write(blob.address, blob.bytes));
    RunRequest request;
    request.insn_address = run.insn_address;
    request.insn_count = run.insn_count;
    request.max_cycles = run.max_cycles;
    RunReport report = device.run(request).value();
    if (r == 0) {
      outcome.report = std::move(report);
    } else {
      outcome.later.push_back(std::move(report));
    }
  }
  for (const ProgramRegion& region : program.regions) {
    const std::size_t begin = outcome.memory.size();
    outcome.memory.resize(begin + static_cast<std::size_t>(region.size));
    must(device.read(region.address, std::span(outcome.memory).subspan(begin)));
  }
  return outcome;
}

std::string difference(const Program& program, const ProgramOutcome& expected,
                       const ProgramOutcome& actual, std::span<const ProgramRegion> unspecified) {
  const std::string text = report_difference(expected.report, actual.report);
  if (!text.empty()) return "the run " + text;
  if (expected.later.size() != actual.later.size()) return "the number of runs differs";
  for (std::size_t r = 0; r < expected.later.size(); ++r) {
    const std::string later = report_difference(expected.later[r], actual.later[r]);
    if (!later.empty()) return "run " + std::to_string(r + 1) + " " + later;
  }
  if (expected.memory.size() != actual.memory.size()) return "the size of memory differs";
  std::size_t at = 0;
  for (const ProgramRegion& region : program.regions) {
    for (std::uint64_t i = 0; i < region.size; ++i, ++at) {
      if (expected.memory[at] == actual.memory[at]) continue;
      if (inside(unspecified, region.address + i)) continue;
      return "the byte at address " + std::to_string(region.address + i) + " is " +
             std::to_string(std::to_integer<int>(actual.memory[at])) + ", expected " +
             std::to_string(std::to_integer<int>(expected.memory[at]));
    }
  }
  return "";
}

}  // namespace vta
