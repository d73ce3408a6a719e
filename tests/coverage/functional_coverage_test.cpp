// SPDX-License-Identifier: Apache-2.0
//
// Directed programs leave the same on the RTL as on the golden model, and reach the bins of the
// functional coverage that they are made for, under several behaviours of memory.

#include "tests/coverage/functional_coverage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "sim/fuzz/outcome.h"
#include "sim/golden/golden_device.h"
#include "tests/coverage/directed_programs.h"
#include "vta_rtl_1x8x8.h"
#include "vta_rtl_pynq.h"

namespace vta::coverage {
namespace {

constexpr std::uint64_t kMaxCycles = 3'000'000;  // of a run; none needs nearly as many

struct Geometry {
  const char* file;
  std::unique_ptr<RtlModel> (*new_model)();
};
constexpr std::array<Geometry, 2> kGeometries = {
    {{"pynq.json", new_vta_rtl_pynq_model}, {"1x8x8.json", new_vta_rtl_1x8x8_model}}};

Config config_of(const Geometry& geometry) {
  Result<Config> config =
      Config::from_file(std::string(VTA_SOURCE_DIR) + "/hw/config/" + geometry.file);
  VTA_CHECK(config.ok());
  return config.value();
}

// Of memory that stalls on every channel in 30 to 90 per cent of the cycles, each in its way.
constexpr std::array<std::uint32_t, 7> kStallingSeeds = {98, 123, 164, 248, 283, 299, 55};

// Memory that never makes anybody wait, and the others.
std::vector<RtlOptions> timings() {
  std::vector<RtlOptions> all(1);
  all[0].max_outstanding_reads = 64;
  for (const std::uint32_t seed : kStallingSeeds) all.emplace_back().random_seed = seed;
  for (RtlOptions& options : all) options.max_cycles = kMaxCycles;
  return all;
}

// Runs it with each timing.
void expect_same(const Geometry& geometry, const Program& program, FunctionalCoverage& coverage,
                 const std::vector<RtlOptions>& options,
                 const std::vector<ProgramRegion>& unspecified = {}) {
  const Config config = config_of(geometry);
  const fuzz::ProgramOutcome golden = fuzz::run_on(*make_golden(config), program).value();
  for (const RtlOptions& timing : options) {
    SCOPED_TRACE(std::string(geometry.file) + " " + program.name + " timing seed " +
                 std::to_string(timing.random_seed.value_or(0)));
    Result<std::unique_ptr<Device>> rtl =
        make_observed_rtl(geometry.new_model(), config, timing, coverage);
    ASSERT_TRUE(rtl) << rtl.error().message;
    const Result<fuzz::ProgramOutcome> outcome = fuzz::run_on(*rtl.value(), program);
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(fuzz::difference(program, golden, outcome.value(), unspecified), "");
  }
}

void expect_full(const std::vector<const CoverageGroup*>& groups) {
  for (const CoverageGroup* group : groups) {
    EXPECT_EQ(group->contradictions(), std::vector<std::string>{}) << group->name();
    const std::vector<std::string> holes = group->holes();
    std::string some;
    for (std::size_t i = 0; i < std::min<std::size_t>(holes.size(), 20); ++i) {
      some += "\n  " + holes[i];
    }
    EXPECT_EQ(holes.size(), 0u) << group->name() << ": " << group->covered() << " of "
                                << group->legal() << ", for example" << some;
  }
}

// Verifies: load.types, load.pads, load.acc8, store.rows, zero.y_size, axi.requests, models.agree
TEST(DirectedPrograms, ReachEveryKindOfTransferUnderEveryPressure) {
  FunctionalCoverage coverage;
  for (const Geometry& geometry : kGeometries) {
    for (const Program& program : directed_transfers(config_of(geometry))) {
      expect_same(geometry, program, coverage, timings());
    }
    for (const Program& program : directed_runs(config_of(geometry))) {
      expect_same(geometry, program, coverage, {timings()[0]});
    }
  }
  save(coverage);
  expect_full(coverage.transfers.groups());
}

// Verifies: zero.loops, acc.hazards, alu.operations, alu.shift, arithmetic.wraps, models.agree
TEST(DirectedPrograms, ReachEveryDistanceShiftAndEmptyLoop) {
  FunctionalCoverage coverage;
  for (const Program& program : directed_compute(config_of(kGeometries[0]))) {
    expect_same(kGeometries[0], program, coverage, {timings()[0]});
  }
  save(coverage);
  expect_full(coverage.compute.groups());
}

// Verifies: tokens.capacity, tokens.illegal_flags, fetch.queue, persist, error.deadlock
// Verifies: error.axi, error.sram_range, error.index, error.missing_finish, models.agree
TEST(DirectedPrograms, ReachEveryEndOfARun) {
  const Geometry& geometry = kGeometries[0];
  const Config config = config_of(geometry);
  FunctionalCoverage coverage;
  for (const Program& program : directed_runs(config)) {
    expect_same(geometry, program, coverage, {timings()[0]});
  }
  for (const Program& program : directed_compute(config)) {
    expect_same(geometry, program, coverage, {timings()[0]});
  }
  for (const fuzz::IllegalProgram& sample : directed_errors(config)) {
    SCOPED_TRACE(sample.name);
    const RunReport golden =
        fuzz::run_on(*make_golden(config), sample.program).value().front().report;
    EXPECT_EQ(to_string(golden.error), to_string(sample.code));
    EXPECT_EQ(golden.error_insn, sample.index);
    expect_same(geometry, sample.program, coverage, {timings()[0], timings()[1]},
                sample.unspecified);
  }
  save(coverage);
  expect_full(coverage.runs.groups());
}

}  // namespace
}  // namespace vta::coverage
