// SPDX-License-Identifier: Apache-2.0
#include "tools/report/traffic.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace vta::report {
namespace {

// Bytes covered by any of the ranges.
class Ranges {
 public:
  void add(std::uint64_t begin, std::uint64_t size) {
    if (size == 0) return;
    if (!ranges_.empty() && ranges_.back().second == begin) {
      ranges_.back().second += size;
    } else {
      ranges_.emplace_back(begin, begin + size);
    }
  }

  [[nodiscard]] std::uint64_t bytes() {
    std::sort(ranges_.begin(), ranges_.end());
    std::uint64_t sum = 0, reached = 0;
    for (const auto& [begin, end] : ranges_) {
      const std::uint64_t from = std::max(begin, reached);
      if (end > from) sum += end - from;
      reached = std::max(reached, end);
    }
    return sum;
  }

 private:
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges_;
};

void add_rows(const Config& config, const ProgramRun* run, const MemFields& f, Ranges& ranges) {
  const auto type = static_cast<MemoryType>(f.memory_type);
  const std::uint64_t elem = config.elem_bytes(type);
  const std::uint64_t base = run == nullptr ? 0 : run->base[f.memory_type];
  for (std::uint64_t y = 0; y < f.y_size; ++y) {
    ranges.add(base + elem * (f.dram_base + y * f.x_stride), elem * f.x_size);
  }
}

}  // namespace

std::size_t bus_user(const timeline::Burst& burst) {
  return burst.write ? kBusUsers.size() - 1 : std::min<std::size_t>(burst.id, 2);
}

Traffic traffic(const View& view) {
  Traffic result;
  const Config& config = view.program.config;
  for (std::size_t r = 0; r < view.runs.size(); ++r) {
    const timeline::Run& run = view.runs[r];
    for (const timeline::Burst& burst : run.bursts) {
      const std::size_t beats = std::clamp<std::size_t>(burst.beats, 1, kMaxBeats);
      ++result.bursts[bus_user(burst)][beats - 1];
      (burst.write ? result.written_bytes : result.read_bytes) += beats * bus_bytes(config);
    }
    const ProgramRun* of = r < view.program.runs.size() ? &view.program.runs[r] : nullptr;
    Ranges read, written;
    for (const timeline::InsnRecord& record : run.insns) {
      const auto* mem = std::get_if<MemFields>(&record.insn.body);
      if (mem == nullptr || mem->memory_type >= kMemoryTypeCount) continue;
      if (record.stage != Stage::kStore) {
        add_rows(config, of, *mem, read);
      } else if (static_cast<MemoryType>(mem->memory_type) == MemoryType::kOut) {
        add_rows(config, of, *mem, written);
      }
    }
    result.distinct_read_bytes += read.bytes() + kInsnBytes * run.insns.size();
    result.distinct_written_bytes += written.bytes();
  }
  return result;
}

Floor floor_of(const View& view, const Traffic& traffic) {
  const std::uint64_t bus = bus_bytes(view.program.config);
  return {.gemm_cycles = view.report.value("gemm_counter", std::uint64_t{0}),
          .read_cycles = (traffic.distinct_read_bytes + bus - 1) / bus,
          .write_cycles = (traffic.distinct_written_bytes + bus - 1) / bus};
}

}  // namespace vta::report
