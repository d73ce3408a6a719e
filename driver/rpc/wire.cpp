// SPDX-License-Identifier: Apache-2.0
#include "driver/rpc/wire.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <utility>

#include "driver/rpc/limits.h"
#include "hw/isa/shown.h"

namespace vta::rpc {
namespace {

constexpr int kMaxGeometryKeys = 32;  // more than there are

void stage_to_wire(const StageCycles& stage, v1::StageCycles* message) {
  message->set_busy(stage.busy);
  message->set_token_wait(stage.token_wait);
  message->set_memory_wait(stage.memory_wait);
}

StageCycles stage_from_wire(const v1::StageCycles& message) {
  return {message.busy(), message.token_wait(), message.memory_wait()};
}

v1::RunReport::Outcome outcome_to_wire(RunOutcome outcome) {
  switch (outcome) {
    case RunOutcome::kFinished:
      return v1::RunReport::FINISHED;
    case RunOutcome::kError:
      return v1::RunReport::ERROR;
    case RunOutcome::kTimeout:
      break;
  }
  return v1::RunReport::TIMEOUT;
}

}  // namespace

void to_wire(const Config& config, v1::Geometry& message) {
  auto& keys = *message.mutable_keys();
  for (const auto& [key, value] : config.bundle_keys()) keys[key] = value;
  keys["LOG_OUT_WIDTH"] = config.log_out_width();
  keys["LOG_BUS_WIDTH"] = config.log_bus_width();
}

Result<Config> from_wire(const v1::Geometry& message) {
  if (message.keys_size() > kMaxGeometryKeys) {
    return Error{"a geometry of " + std::to_string(message.keys_size()) +
                 " keys; there are at most " + std::to_string(kMaxGeometryKeys)};
  }
  std::map<std::string, std::int64_t> keys;
  for (const auto& [key, value] : message.keys()) keys[key] = value;
  return Config::from_keys(keys);
}

void to_wire(const RunRequest& request, v1::RunRequest& message) {
  message.set_insn_address(request.insn_address);
  message.set_insn_count(request.insn_count);
  for (const std::uint32_t base : request.base) message.add_base(base);
  if (request.max_cycles) message.set_max_cycles(*request.max_cycles);
}

Result<RunRequest> from_wire(const v1::RunRequest& message) {
  RunRequest request;
  request.insn_address = message.insn_address();
  request.insn_count = message.insn_count();
  const auto bases = static_cast<std::size_t>(message.base_size());
  if (bases != 0 && bases != request.base.size()) {
    return Error{"a run with " + std::to_string(bases) + " base registers; it has none or " +
                 std::to_string(request.base.size())};
  }
  std::copy(message.base().begin(), message.base().end(), request.base.begin());
  if (message.has_max_cycles()) request.max_cycles = message.max_cycles();
  return request;
}

void to_wire(const RunReport& report, v1::RunReport& message) {
  message.set_outcome(outcome_to_wire(report.outcome));
  message.set_error(static_cast<std::uint32_t>(report.error));
  message.set_error_insn(report.error_insn);
  message.set_detail(shown(report.detail, kMaxSentence));
  for (const StatisticsKey& key : statistics_keys()) {
    message.add_statistics(report.statistics.*key.field);
  }
  if (!report.cycle_report) return;
  const CycleReport& cycles = *report.cycle_report;
  v1::CycleReport& to = *message.mutable_cycle_report();
  to.set_cycles(cycles.cycles);
  stage_to_wire(cycles.fetch, to.mutable_fetch());
  stage_to_wire(cycles.load, to.mutable_load());
  stage_to_wire(cycles.compute, to.mutable_compute());
  stage_to_wire(cycles.store, to.mutable_store());
  to.set_host_seconds(cycles.host_seconds);
}

Result<RunReport> from_wire(const v1::RunReport& message) {
  RunReport report;
  switch (message.outcome()) {
    case v1::RunReport::FINISHED:
      report.outcome = RunOutcome::kFinished;
      break;
    case v1::RunReport::ERROR:
      report.outcome = RunOutcome::kError;
      break;
    case v1::RunReport::TIMEOUT:
      report.outcome = RunOutcome::kTimeout;
      break;
    default:
      return Error{"a report with outcome " + std::to_string(message.outcome()) +
                   ", which there is not"};
  }
  if (message.error() >= kErrorCodeCount) {
    return Error{"a report with error code " + std::to_string(message.error()) +
                 ", which there is not"};
  }
  report.error = static_cast<ErrorCode>(message.error());
  report.error_insn = message.error_insn();
  report.detail = shown(message.detail(), kMaxSentence);
  if (static_cast<std::size_t>(message.statistics_size()) != statistics_keys().size()) {
    return Error{"a report with " + std::to_string(message.statistics_size()) +
                 " statistics; there are " + std::to_string(statistics_keys().size())};
  }
  int i = 0;
  for (const StatisticsKey& key : statistics_keys()) {
    report.statistics.*key.field = message.statistics(i++);
  }
  if (message.has_cycle_report()) {
    const v1::CycleReport& from = message.cycle_report();
    report.cycle_report = CycleReport{.cycles = from.cycles(),
                                      .fetch = stage_from_wire(from.fetch()),
                                      .load = stage_from_wire(from.load()),
                                      .compute = stage_from_wire(from.compute()),
                                      .store = stage_from_wire(from.store()),
                                      .host_seconds = from.host_seconds()};
  }
  return report;
}

std::string seconds_text(std::chrono::milliseconds time) {
  if (time.count() < 1000) return std::to_string(time.count()) + " ms";
  char text[32];
  if (time.count() < 10'000 && time.count() % 1000 != 0) {
    std::snprintf(text, sizeof text, "%.1f s", static_cast<double>(time.count()) / 1000.0);
    return text;
  }
  return std::to_string(time.count() / 1000) + " s";
}

}  // namespace vta::rpc
