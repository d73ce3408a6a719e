// SPDX-License-Identifier: Apache-2.0
#include "tools/report/view.h"

#include <algorithm>
#include <numeric>

#include "hw/isa/disassemble.h"

namespace vta::report {
namespace {

const Provenance* origin(const Program& program, std::size_t run, std::size_t index) {
  if (run >= program.runs.size()) return nullptr;
  const std::vector<Origin>& origins = program.runs[run].origins;
  return index < origins.size() ? origins[index].get() : nullptr;
}

}  // namespace

Engine engine_of(const timeline::InsnRecord& record) {
  if (record.stage == Stage::kLoad) return Engine::kLoad;
  if (record.stage == Stage::kStore) return Engine::kStore;
  switch (record.unit) {
    case ComputeUnit::kExec:
      return Engine::kExec;
    case ComputeUnit::kTail:
      return Engine::kTail;
    case ComputeUnit::kLoad:
      return Engine::kComputeLoad;
  }
  return Engine::kExec;
}

Span span_of(const timeline::InsnRecord& record, const timeline::Run& run) {
  const bool retired = record.retired != timeline::kNever;
  return {record.started, retired ? record.retired + 1 : std::max(run.cycles, record.started + 1)};
}

std::vector<std::uint32_t> rows_of(const timeline::Run& run) {
  std::vector<std::uint32_t> rows(run.insns.size(), 0);
  std::vector<std::size_t> order(run.insns.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&run](std::size_t a, std::size_t b) {
    return run.insns[a].started < run.insns[b].started;
  });
  std::array<std::vector<std::uint64_t>, kEngineCount> free_from;  // of each row
  for (const std::size_t i : order) {
    const timeline::InsnRecord& record = run.insns[i];
    if (record.started == timeline::kNever) continue;
    const Span span = span_of(record, run);
    std::vector<std::uint64_t>& ends = free_from[static_cast<std::size_t>(engine_of(record))];
    const auto row = std::find_if(ends.begin(), ends.end(),
                                  [&span](std::uint64_t end) { return end <= span.begin; });
    rows[i] = static_cast<std::uint32_t>(row - ends.begin());
    if (row == ends.end()) {
      ends.push_back(span.end);
    } else {
      *row = span.end;
    }
  }
  return rows;
}

std::string insn_text(const Config& config, std::uint64_t index, const Insn& insn) {
  // Behind number, stage and token flags; columns are for listings.
  const std::string line = disassemble(config, index, insn);
  const std::size_t flags = line.find(" push=");
  VTA_CHECK(flags != std::string::npos);
  std::string text;
  for (std::size_t i = flags + 9; i < line.size(); ++i) {
    if (line[i] != ' ' || (!text.empty() && text.back() != ' ')) text += line[i];
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

std::string mnemonic(const std::string& insn_text) {
  return insn_text.substr(0, insn_text.find(' '));
}

std::string origin_text(const Program& program, std::size_t run, std::size_t index) {
  const Provenance* provenance = origin(program, run, index);
  return provenance == nullptr ? "" : describe(*provenance);
}

std::string tile_text(const Program& program, std::size_t run, std::size_t index) {
  const Provenance* provenance = origin(program, run, index);
  return provenance == nullptr ? "" : to_string(*provenance);
}

std::uint64_t bus_bytes(const Config& config) {
  return (std::uint64_t{1} << config.log_bus_width()) / 8;
}

std::uint64_t operations(const Config& config) {
  return 2 * static_cast<std::uint64_t>(config.batch()) *
         static_cast<std::uint64_t>(config.block()) * static_cast<std::uint64_t>(config.block());
}

std::uint64_t total_cycles(const View& view) {
  std::uint64_t sum = 0;
  for (const timeline::Run& run : view.runs) sum += run.cycles;
  return sum;
}

}  // namespace vta::report
