// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>

#include "sim/timeline/occupancy.h"
#include "tools/report/bins.h"
#include "tools/report/page.h"
#include "tools/report/traffic.h"

namespace vta::report {
namespace {

using timeline::kNever;

constexpr std::size_t kBins = 480;

// With three digits behind the point: more than a chart shows.
Json rounded(const std::vector<double>& values) {
  Json array = Json::array();
  for (const double v : values) array.push_back(std::round(v * 1000) / 1000);
  return array;
}

Json units_json(const View& view) {
  Json units = Json::array();
  for (std::size_t u = 0; u < kUnitCount; ++u) {
    const auto sum = [&](timeline::PhaseBit bit) {
      std::uint64_t cycles = 0;
      for (const timeline::Run& run : view.runs) cycles += timeline::phase_cycles(run, u, bit);
      return cycles;
    };
    units.push_back({{"name", timeline::kUnitNames[u]},
                     {"busy", sum(timeline::kBusy)},
                     {"token_wait", sum(timeline::kTokenWait)},
                     {"memory_wait", sum(timeline::kMemoryWait)}});
  }
  return units;
}

// Shares of each bin, 0 to 1.
Json bins_json(const View& view) {
  const std::uint64_t cycles = total_cycles(view);
  const Bins empty(cycles, kBins);
  std::array<std::array<Bins, 3>, kUnitCount> phases{
      {{empty, empty, empty}, {empty, empty, empty}, {empty, empty, empty}, {empty, empty, empty}}};
  std::array<Bins, 2> bus = {empty, empty};
  std::array<Bins, timeline::kOnChip.size()> buffers = {empty, empty, empty, empty, empty};
  std::array<std::uint64_t, timeline::kOnChip.size()> peaks{};
  std::uint64_t offset = 0;
  for (const timeline::Run& run : view.runs) {
    for (std::size_t u = 0; u < kUnitCount; ++u) {
      for (const timeline::Phase& phase : run.phases[u]) {
        for (std::size_t bit = 0; bit < 3; ++bit) {
          if ((phase.bits >> bit & 1) == 0) continue;
          phases[u][bit].add(offset + phase.begin, offset + phase.begin + phase.cycles, 1);
        }
      }
    }
    for (const timeline::Burst& burst : run.bursts) {
      if (burst.first == kNever) continue;
      const std::uint64_t length = burst.last + 1 - burst.first;
      bus[burst.write].add(offset + burst.first, offset + burst.last + 1,
                           static_cast<double>(burst.beats) / static_cast<double>(length));
    }
    const auto levels = timeline::occupancy(view.program.config, run);
    for (std::size_t m = 0; m < levels.size(); ++m) {
      const double depth = view.program.config.depth(timeline::kOnChip[m]);
      for (std::size_t i = 0; i < levels[m].size(); ++i) {
        const std::uint64_t end = i + 1 < levels[m].size() ? levels[m][i + 1].cycle : run.cycles;
        buffers[m].add(offset + levels[m][i].cycle, offset + std::min(end, run.cycles),
                       static_cast<double>(levels[m][i].elements) / depth);
        peaks[m] = std::max(peaks[m], levels[m][i].elements);
      }
    }
    offset += run.cycles;
  }
  Json json = {{"width", empty.width()}, {"count", empty.count()}};
  constexpr std::array<const char*, 3> kPhases = {"busy", "token_wait", "memory_wait"};
  for (std::size_t u = 0; u < kUnitCount; ++u) {
    for (std::size_t bit = 0; bit < 3; ++bit) {
      json["units"][u][kPhases[bit]] = rounded(phases[u][bit].means());
    }
  }
  json["bus"] = {{"read", rounded(bus[0].means())}, {"write", rounded(bus[1].means())}};
  for (std::size_t m = 0; m < buffers.size(); ++m) {
    json["buffers"].push_back({{"name", to_string(timeline::kOnChip[m])},
                               {"depth", view.program.config.depth(timeline::kOnChip[m])},
                               {"peak", peaks[m]},
                               {"share", rounded(buffers[m].means())}});
  }
  return json;
}

// One array per column; instructions of all runs, `run` and `index` say which.
Json insns_json(const View& view, Json& tiles, Json& tokens) {
  Json insns;
  for (const char* column : {"run", "index", "engine", "row", "dispatched", "started", "ended",
                             "retired", "text", "tile", "origin"}) {
    insns[column] = Json::array();
  }
  std::map<std::string, std::size_t> tile_numbers;
  const auto number_of = [&](const std::string& tile) {
    const auto [at, fresh] = tile_numbers.try_emplace(tile, tiles.size());
    if (fresh) tiles.push_back(tile);
    return at->second;
  };
  std::uint64_t offset = 0;
  std::size_t first = 0;
  for (std::size_t r = 0; r < view.runs.size(); ++r) {
    const timeline::Run& run = view.runs[r];
    const std::vector<std::uint32_t> rows = rows_of(run);
    for (std::size_t i = 0; i < run.insns.size(); ++i) {
      const timeline::InsnRecord& record = run.insns[i];
      const bool started = record.started != kNever;
      insns["run"].push_back(r);
      insns["index"].push_back(i);
      insns["engine"].push_back(static_cast<int>(engine_of(record)));
      insns["row"].push_back(rows[i]);
      insns["dispatched"].push_back(offset + record.dispatched);
      insns["started"].push_back(started ? Json(offset + record.started) : Json());
      insns["ended"].push_back(started ? Json(offset + span_of(record, run).end) : Json());
      insns["retired"].push_back(record.retired != kNever);
      insns["text"].push_back(insn_text(view.program.config, i, record.insn));
      insns["tile"].push_back(number_of(tile_text(view.program, r, i)));
      insns["origin"].push_back(number_of(origin_text(view.program, r, i)));
    }
    for (const timeline::TokenPass& token : run.tokens) {
      if (token.from == timeline::kNobody || token.to == timeline::kNobody) continue;
      tokens.push_back({token.counter, first + token.from, first + token.to, offset + token.given,
                        offset + token.taken});
    }
    offset += run.cycles;
    first += run.insns.size();
  }
  return insns;
}

}  // namespace

Json page_data(const View& view) {
  const Config& config = view.program.config;
  const Traffic traffic = report::traffic(view);
  const Floor floor = floor_of(view, traffic);
  Json data = {{"name", view.program.name},
               {"geometry", config.name()},
               {"cycles", total_cycles(view)},
               {"runs", view.runs.size()},
               {"complete", std::all_of(view.runs.begin(), view.runs.end(),
                                        [](const timeline::Run& run) { return run.complete; })},
               {"report", view.report},
               {"bus_bytes", bus_bytes(config)},
               {"operations", operations(config)},
               {"units", units_json(view)},
               {"bins", bins_json(view)}};
  data["traffic"] = {{"users", kBusUsers},
                     {"bursts", traffic.bursts},
                     {"read_bytes", traffic.read_bytes},
                     {"written_bytes", traffic.written_bytes},
                     {"distinct_read_bytes", traffic.distinct_read_bytes},
                     {"distinct_written_bytes", traffic.distinct_written_bytes}};
  data["floor"] = {{"gemm_cycles", floor.gemm_cycles},
                   {"read_cycles", floor.read_cycles},
                   {"write_cycles", floor.write_cycles}};
  data["engines"] = kEngineNames;
  for (const auto& [from, to] : timeline::kTokenPaths) {
    data["token_paths"].push_back(std::string(from) + " to " + std::string(to));
  }
  Json tiles = Json::array(), tokens = Json::array();
  data["insns"] = insns_json(view, tiles, tokens);
  data["tiles"] = std::move(tiles);
  data["tokens"] = std::move(tokens);
  return data;
}

}  // namespace vta::report
