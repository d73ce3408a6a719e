// SPDX-License-Identifier: Apache-2.0

#include "tests/regress/faults/machine.h"

#include <gtest/gtest.h>

#include <utility>

#include "driver/device/host_registers.h"

#include VTA_RTL_HEADER

namespace vta::faults {
namespace {

std::string stage_text(const StageCycles& stage) {
  return std::to_string(stage.busy) + "/" + std::to_string(stage.token_wait) + "/" +
         std::to_string(stage.memory_wait);
}

std::string cycles_text(const RunReport& report) {
  if (!report.cycle_report) return "none";
  const CycleReport& c = *report.cycle_report;
  return std::to_string(c.cycles) + " (fetch " + stage_text(c.fetch) + ", load " +
         stage_text(c.load) + ", compute " + stage_text(c.compute) + ", store " +
         stage_text(c.store) + ")";
}

}  // namespace

FaultyDevice::FaultyDevice(const Subject& subject, std::optional<std::uint32_t> timing) {
  RtlOptions options;
  options.random_seed = timing;
  options.faults = faults;
  Result<std::unique_ptr<Device>> made = VTA_RTL_FACTORY(geometry(), options);
  VTA_CHECK(made.ok());
  device = std::move(made).value();
  subject.add_to(*device);
}

RunReport FaultyDevice::run(const Subject& subject, std::uint64_t max_cycles) {
  RunRequest request = subject.request();
  request.max_cycles = max_cycles;
  Result<RunReport> report = device->run(request);
  EXPECT_TRUE(report) << report.error().message;
  return report ? report.value() : RunReport{};
}

Board::Board(const Subject& subject, std::optional<std::uint32_t> timing) {
  AxiMemoryOptions options;
  options.random_seed = timing;
  options.faults = faults;
  system = std::make_unique<RtlSystem>(VTA_RTL_MODEL(), options);
  subject.add_to(system->memory());
}

void Board::start(const Subject& subject) {
  const Status status = start_run(*system, subject.request());
  EXPECT_TRUE(status) << status.error().message;
}

void Board::cycles(std::uint64_t count) {
  const Status status = system->run_cycles(count);
  EXPECT_TRUE(status) << status.error().message;
}

std::uint32_t Board::get(std::uint32_t offset) {
  const Result<std::uint32_t> value = system->read_register(offset);
  EXPECT_TRUE(value) << value.error().message;
  return value ? value.value() : 0;
}

void Board::set(std::uint32_t offset, std::uint32_t value, std::uint8_t strobe) {
  const Status status = system->write_bytes(offset, value, strobe);
  EXPECT_TRUE(status) << status.error().message;
}

RunReport Board::finish() {
  const Result<bool> ended = system->run_until_irq(kManyCycles);
  EXPECT_TRUE(ended) << ended.error().message;
  EXPECT_TRUE(!ended || ended.value()) << "no end within " << kManyCycles << " cycles";
  if (!ended || !ended.value()) return {};
  Result<RunReport> report = read_report(*system);
  EXPECT_TRUE(report) << report.error().message;
  return report ? report.value() : RunReport{};
}

Outcome first_run(const Subject& subject) {
  FaultyDevice machine(subject, {});
  Outcome outcome{machine.run(subject), {}};
  outcome.memory = Subject::regions_of(subject.program(), *machine.device);
  EXPECT_EQ(difference(subject.program(), subject.golden(), outcome), "");
  EXPECT_EQ(subject.disturbance(*machine.device), "");
  return outcome;
}

std::string difference_from_first(const Subject& subject, const Outcome& first,
                                  const Outcome& outcome, bool exactly) {
  const std::string text = difference(subject.program(), first, outcome);
  if (!text.empty() || !exactly) return text;
  const std::string expected = cycles_text(first.report), actual = cycles_text(outcome.report);
  return expected == actual ? "" : "the cycles are " + actual + ", expected " + expected;
}

std::string clean_run_difference(FaultyDevice& machine, const Subject& subject,
                                 const Outcome& first, bool exactly) {
  *machine.faults = {};
  subject.write_to(*machine.device);
  Outcome outcome{machine.run(subject), {}};
  outcome.memory = Subject::regions_of(subject.program(), *machine.device);
  const std::string text = difference_from_first(subject, first, outcome, exactly);
  return text.empty() ? subject.disturbance(*machine.device) : text;
}

std::string clean_run_difference(Board& board, const Subject& subject, const Outcome& first,
                                 bool exactly) {
  *board.faults = {};
  subject.write_to(board.system->memory());
  board.start(subject);
  Outcome outcome{board.finish(), {}};
  outcome.memory = Subject::regions_of(subject.program(), board.system->memory());
  const std::string text = difference_from_first(subject, first, outcome, exactly);
  return text.empty() ? subject.disturbance(board.system->memory()) : text;
}

}  // namespace vta::faults
