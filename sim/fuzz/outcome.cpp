// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/outcome.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace vta::fuzz {
namespace {

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
    return "it ended with " + report_text(actual) + ", expected " + report_text(expected);
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

std::string memory_difference(const Program& program, const std::vector<std::byte>& expected,
                              const std::vector<std::byte>& actual,
                              std::span<const ProgramRegion> unspecified) {
  if (expected == actual) return "";
  std::size_t at = 0;
  for (const ProgramRegion& region : program.regions) {
    for (std::uint64_t i = 0; i < region.size; ++i, ++at) {
      if (expected[at] == actual[at] || inside(unspecified, region.address + i)) continue;
      return "the byte at address " + std::to_string(region.address + i) + " is " +
             std::to_string(std::to_integer<int>(actual[at])) + ", expected " +
             std::to_string(std::to_integer<int>(expected[at]));
    }
  }
  return "";
}

// The bytes of a region, in as many pieces as the unspecified ones leave of it.
void add_specified(std::size_t run, const ProgramRegion& region, std::span<const std::byte> bytes,
                   std::span<const ProgramRegion> unspecified, std::vector<ProgramBlob>& blobs) {
  for (std::uint64_t i = 0; i < region.size; ++i) {
    if (inside(unspecified, region.address + i)) continue;
    const std::uint64_t begin = i;
    while (i < region.size && !inside(unspecified, region.address + i)) ++i;
    const auto piece =
        bytes.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(i - begin));
    blobs.push_back(
        {region.address + begin,
         "run" + std::to_string(run) + "-expect" + std::to_string(blobs.size()) + ".bin",
         std::vector<std::byte>(piece.begin(), piece.end())});
  }
}

}  // namespace

Result<ProgramOutcome> run_on(Device& device, const Program& program) {
  std::uint64_t bytes = 0;
  for (const ProgramRegion& region : program.regions) {
    if (Status s = device.add_region(region.address, region.size); !s) return s.error();
    bytes += region.size;
  }
  ProgramOutcome outcome;
  for (const ProgramRun& run : program.runs) {
    for (const ProgramBlob& blob : run.memory) {
      if (Status s = device.write(blob.address, blob.bytes); !s) return s.error();
    }
    RunRequest request;
    request.insn_address = run.insn_address;
    request.insn_count = run.insn_count;
    request.base = run.base;
    request.max_cycles = run.max_cycles;
    Result<RunReport> report = device.run(request);
    if (!report) return report.error();
    outcome.push_back(
        {std::move(report).value(), std::vector<std::byte>(static_cast<std::size_t>(bytes))});
    std::span<std::byte> rest(outcome.back().memory);
    for (const ProgramRegion& region : program.regions) {
      const auto size = static_cast<std::size_t>(region.size);
      if (Status s = device.read(region.address, rest.first(size)); !s) return s.error();
      rest = rest.subspan(size);
    }
  }
  return outcome;
}

std::string difference(const Program& program, const ProgramOutcome& expected,
                       const ProgramOutcome& actual, std::span<const ProgramRegion> unspecified) {
  if (expected.size() != actual.size()) return "the number of runs differs";
  for (std::size_t r = 0; r < expected.size(); ++r) {
    std::string text = report_difference(expected[r].report, actual[r].report);
    if (text.empty()) {
      text = memory_difference(program, expected[r].memory, actual[r].memory, unspecified);
    }
    if (!text.empty()) return "run " + std::to_string(r) + ": " + text;
  }
  return "";
}

Program with_expectations(Program program, const ProgramOutcome& outcome,
                          std::span<const ProgramRegion> unspecified) {
  for (std::size_t r = 0; r < program.runs.size(); ++r) {
    ProgramRun& run = program.runs[r];
    const RunReport& report = outcome[r].report;
    run.expect.clear();
    std::size_t at = 0;
    for (const ProgramRegion& region : program.regions) {
      add_specified(r, region, std::span(outcome[r].memory).subspan(at), unspecified, run.expect);
      at += static_cast<std::size_t>(region.size);
    }
    for (const StatisticsKey& key : statistics_keys()) {
      run.stats[std::string(key.name)] = report.statistics.*key.field;
    }
    run.error.reset();
    run.error_insn.reset();
    if (report.outcome == RunOutcome::kError) {
      run.error = std::string(to_string(report.error));
      run.error_insn = report.error_insn;
    }
  }
  return program;
}

}  // namespace vta::fuzz
