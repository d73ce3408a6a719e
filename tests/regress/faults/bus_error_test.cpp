// SPDX-License-Identifier: Apache-2.0
//
// Error responses of the bus to every kind of access. A memory that answers a range with an error
// is, for a program, a memory that has a hole there: the golden model with that hole says which
// error of which instruction the run ends with, what is counted and what the other stages still do.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/golden/golden_device.h"
#include "sim/rtl/random.h"
#include "tests/regress/faults/machine.h"
#include "tests/regress/faults/tour.h"

namespace vta::faults {
namespace {

constexpr std::uint64_t kBeat = 8;  // bytes of the bus
constexpr AxiResp kResponses[] = {AxiResp::kSlvErr, AxiResp::kDecErr};

AxiFaults::Range beat_at(std::uint64_t address, AxiResp resp) {
  return {address / kBeat * kBeat, kBeat, resp};
}

// A run under `ranges` does what golden does with holes there.
RunReport expect_like_golden(FaultyDevice& machine, const Subject& subject,
                             const std::vector<AxiFaults::Range>& ranges) {
  std::vector<ProgramRegion> holes;
  for (const AxiFaults::Range& range : ranges) holes.push_back({range.address, range.size});
  const Program cut = without(subject.program(), holes);
  const Outcome golden = fuzz::run_on(*make_golden(geometry()), cut).value().front();
  subject.write_to(*machine.device);
  machine.faults->ranges = ranges;
  Outcome outcome{machine.run(subject), {}};
  outcome.memory = Subject::regions_of(cut, *machine.device);
  std::vector<ProgramRegion> unspecified;
  if (golden.report.outcome == RunOutcome::kError) {
    unspecified = subject.stored(golden.report.error_insn);
  }
  EXPECT_EQ(difference(cut, golden, outcome, unspecified), "");
  EXPECT_EQ(subject.disturbance(*machine.device), "");
  return outcome.report;
}

void expect_axi_error(const RunReport& report, std::uint64_t insn) {
  EXPECT_EQ(report.outcome, RunOutcome::kError);
  EXPECT_EQ(to_string(report.error), to_string(ErrorCode::kAxiError));
  EXPECT_EQ(report.error_insn, insn);
}

class BusError : public ::testing::TestWithParam<TourStop> {};

// Verifies: error.axi, error.stage, reset.soft
TEST_P(BusError, StopsItsInstructionWhereverItComes) {
  const Subject subject(tour().program);
  const Outcome first = first_run(subject);
  const TourStop& stop = GetParam();
  for (const bool exactly : {true, false}) {
    FaultyDevice machine(subject, exactly ? std::nullopt : std::optional(stop.insn + 1));
    for (const ProgramRegion& row : stop.rows) {
      for (const std::uint64_t at :
           {row.address, row.address + row.size / 2, row.address + row.size - 1}) {
        for (const AxiResp resp : kResponses) {
          SCOPED_TRACE("address " + std::to_string(at) + ", response " +
                       std::to_string(static_cast<int>(resp)));
          expect_axi_error(expect_like_golden(machine, subject, {beat_at(at, resp)}), stop.insn);
          ASSERT_EQ(clean_run_difference(machine, subject, first, exactly), "");
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Accesses, BusError, ::testing::ValuesIn(tour().stops),
                         [](const auto& test) { return test.param.name; });

// Verifies: error.axi, reset.soft
TEST(BusErrorOfFetch, NamesTheInstructionThatCouldNotBeRead) {
  const Subject subject(tour().program);
  const Outcome first = first_run(subject);
  for (const bool exactly : {true, false}) {
    FaultyDevice machine(subject, exactly ? std::nullopt : std::optional(77u));
    for (std::uint32_t insn = 0; insn < subject.request().insn_count; ++insn) {
      for (const std::uint64_t half : {0u, 8u}) {
        const std::uint64_t at = subject.request().insn_address + 16 * insn + half;
        SCOPED_TRACE("instruction " + std::to_string(insn));
        const AxiResp resp = kResponses[insn % 2];
        expect_axi_error(expect_like_golden(machine, subject, {beat_at(at, resp)}), insn);
        ASSERT_EQ(clean_run_difference(machine, subject, first, exactly), "");
      }
    }
  }
}

// The instruction of the tour that touches an address.
std::uint64_t owner(const Tour& tour, const Subject& subject, std::uint64_t address) {
  for (const TourStop& stop : tour.stops) {
    for (const ProgramRegion& row : stop.rows) {
      if (address >= row.address && address - row.address < row.size) return stop.insn;
    }
  }
  return (address - subject.request().insn_address) / kInsnBytes;
}

// Verifies: error.axi, axi.reads
TEST(BusErrorOfABurst, EveryReadOfTheRunIsAnsweredToItsInstruction) {
  const Tour program = tour();
  const Subject subject(program.program);
  const Outcome first = first_run(subject);
  FaultyDevice machine(subject, {});
  ASSERT_EQ(machine.run(subject).outcome, RunOutcome::kFinished);
  const std::vector<AxiAddress> reads = machine.faults->reads_seen;
  ASSERT_GT(reads.size(), 20u);
  for (std::size_t number = 0; number < reads.size(); ++number) {
    for (const std::uint32_t beat :
         {0u, reads[number].len / 2u, std::uint32_t{reads[number].len}}) {
      SCOPED_TRACE("read " + std::to_string(number) + ", beat " + std::to_string(beat));
      subject.write_to(*machine.device);
      *machine.faults = {};
      machine.faults->reads = {{number, kResponses[beat % 2], 1u << beat}};
      const RunReport report = machine.run(subject);
      ASSERT_EQ(machine.faults->reads_seen.at(number).addr, reads[number].addr);
      expect_axi_error(report, owner(program, subject, reads[number].addr + beat * kBeat));
      EXPECT_EQ(subject.disturbance(*machine.device), "");
      ASSERT_EQ(clean_run_difference(machine, subject, first, true), "");
    }
  }
}

// Verifies: error.axi, axi.writes
TEST(BusErrorOfABurst, EveryWriteOfTheRunIsAnsweredToItsInstruction) {
  const Tour program = tour();
  const Subject subject(program.program);
  const Outcome first = first_run(subject);
  FaultyDevice machine(subject, {});
  ASSERT_EQ(machine.run(subject).outcome, RunOutcome::kFinished);
  const std::vector<AxiAddress> writes = machine.faults->writes_seen;
  ASSERT_GT(writes.size(), 5u);
  for (std::size_t number = 0; number < writes.size(); ++number) {
    for (const AxiResp resp : kResponses) {
      SCOPED_TRACE("write " + std::to_string(number));
      subject.write_to(*machine.device);
      *machine.faults = {};
      machine.faults->writes = {{number, resp}};
      const RunReport report = machine.run(subject);
      expect_axi_error(report, owner(program, subject, writes[number].addr));
      EXPECT_EQ(subject.disturbance(*machine.device), "");
      ASSERT_EQ(clean_run_difference(machine, subject, first, true), "");
    }
  }
}

class BusErrors : public ::testing::TestWithParam<std::uint32_t> {};

// One to four errors in a random program, in beats that it is known to touch.
// Verifies: error.axi, error.lowest, error.stage, models.agree
TEST_P(BusErrors, OfARandomProgramEndItAsGoldenDoes) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  Random random(GetParam());
  const std::vector<Subject> all = subjects(4);
  const Subject& subject = all[random.below(static_cast<std::uint32_t>(all.size()))];
  const Outcome first = first_run(subject);
  const bool exactly = random.percent(50);
  const std::optional<std::uint32_t> timing = exactly ? std::nullopt : std::optional(GetParam());
  FaultyDevice scout(subject, timing);
  ASSERT_EQ(scout.run(subject).outcome, RunOutcome::kFinished);
  std::vector<AxiAddress> bursts = scout.faults->reads_seen;
  bursts.insert(bursts.end(), scout.faults->writes_seen.begin(), scout.faults->writes_seen.end());
  for (unsigned round = 0; round < 6; ++round) {
    std::vector<AxiFaults::Range> ranges;
    for (std::uint32_t n = 1 + random.below(4); n > 0; --n) {
      const AxiAddress& burst = bursts[random.below(static_cast<std::uint32_t>(bursts.size()))];
      ranges.push_back(
          beat_at(burst.addr + kBeat * random.below(burst.len + 1u), kResponses[random.below(2)]));
    }
    std::string trace = subject.program().name;
    for (const AxiFaults::Range& range : ranges) trace += " " + std::to_string(range.address);
    SCOPED_TRACE(trace);
    // A new one: the program may leave tokens, which its next run would find.
    FaultyDevice machine(subject, timing);
    const RunReport report = expect_like_golden(machine, subject, ranges);
    EXPECT_EQ(report.outcome, RunOutcome::kError);
    ASSERT_EQ(clean_run_difference(machine, subject, first, exactly), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, BusErrors,
                         ::testing::Range(number_from_environment("VTA_FIRST_SEED", 1),
                                          number_from_environment("VTA_FIRST_SEED", 1) +
                                              number_from_environment("VTA_SEEDS", 40)));

}  // namespace
}  // namespace vta::faults
