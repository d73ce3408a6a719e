// SPDX-License-Identifier: Apache-2.0
#include "bench/tables.h"

#include <optional>

#include "bench/anchors.h"
#include "tools/text.h"

namespace vta::bench {
namespace {

// 1234567 as 1,234,567; a dash for zero, which nothing takes.
std::string grouped(std::uint64_t value) {
  if (value == 0) return "–";
  std::string digits = std::to_string(value);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
  return digits;
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  if (part == 0 || whole == 0) return "–";
  return textf("%.1f %%", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string ratio(std::uint64_t part, std::uint64_t whole) {
  if (part == 0 || whole == 0) return "–";
  return textf("%.3f", static_cast<double>(part) / static_cast<double>(whole));
}

// A row of a Markdown table.
std::string row(const std::vector<std::string>& cells) {
  std::string text = "|";
  for (const std::string& cell : cells) text += " " + cell + " |";
  return text + "\n";
}

// The head of a table: the first column is text, the others are numbers.
std::string head(const std::vector<std::string>& cells) {
  std::string text = row(cells) + "| --- |";
  for (std::size_t i = 1; i < cells.size(); ++i) text += " ---: |";
  return text + "\n";
}

std::string seed_line(const Results& results) {
  const Run* seed = results.find("seed");
  if (seed == nullptr) return "";
  return "The seed's program: " + grouped(seed->cycles) + " cycles, " +
         percent(seed->floor, seed->cycles) + " of the multiply array.\n\n";
}

std::string layers_table(const Results& results) {
  std::string text = head({"layer", "uses", "floor", "cycles", "utilization", "on silicon",
                           "utilization", "cycles / silicon"});
  for (const Anchor& a : kAnchors) {
    const Run* run = results.find(a.layer);
    if (run == nullptr) continue;
    text += row({std::string(a.layer), std::to_string(a.uses), grouped(run->floor),
                 grouped(run->cycles), percent(run->floor, run->cycles), grouped(a.silicon_cycles),
                 percent(run->floor, a.silicon_cycles), ratio(run->cycles, a.silicon_cycles)});
  }
  if (const std::uint64_t total = results.resnet_cycles(); total != 0) {
    text += row({"**19 convolutions**", "19", grouped(kFloorCycles), "**" + grouped(total) + "**",
                 "**" + percent(kFloorCycles, total) + "**", grouped(kSiliconCycles),
                 percent(kFloorCycles, kSiliconCycles), ratio(total, kSiliconCycles)});
    text +=
        row({"the same, upstream's cycle simulation", "", "", "", "",
             grouped(kUpstreamSimulationCycles), percent(kFloorCycles, kUpstreamSimulationCycles),
             ratio(total, kUpstreamSimulationCycles)});
  }
  return text;
}

// Cycles of every layer in several set-ups.
std::string setups_table(const std::vector<const Results*>& columns) {
  std::vector<std::string> cells = {"layer"};
  for (const Results* column : columns) cells.push_back(column->setup.title);
  std::string text = head(cells);
  for (const Run& first : columns[0]->runs) {
    cells = {first.layer};
    for (const Results* column : columns) {
      const Run* run = column->find(first.layer);
      cells.push_back(grouped(run == nullptr ? 0 : run->cycles));
    }
    text += row(cells);
  }
  std::vector<std::string> totals = {"**19 convolutions**"}, shares = {"utilization"};
  for (const Results* column : columns) {
    totals.push_back(grouped(column->resnet_cycles()));
    shares.push_back(percent(kFloorCycles, column->resnet_cycles()));
  }
  if (columns[0]->resnet_cycles() != 0) text += row(totals) + row(shares);
  return text;
}

std::vector<const Results*> pointers(const std::vector<Results>& results) {
  std::vector<const Results*> all;
  for (const Results& r : results) all.push_back(&r);
  return all;
}

nlohmann::ordered_json json_of(const Results& results) {
  nlohmann::ordered_json object = {{"setup", results.setup.key},
                                   {"read_latency", results.setup.options.read_latency},
                                   {"write_latency", results.setup.options.write_latency},
                                   {"bus_bits", 1 << results.setup.config.log_bus_width()},
                                   {"features", results.setup.options.features}};
  for (const Run& run : results.runs) {
    object["layers"][run.layer] = {{"cycles", run.cycles},
                                   {"floor", run.floor},
                                   {"utilization", run.utilization()},
                                   {"bytes_read", run.read},
                                   {"bytes_stored", run.stored}};
  }
  if (const std::uint64_t total = results.resnet_cycles(); total != 0) {
    object["resnet18"] = {
        {"cycles", total},
        {"utilization", static_cast<double>(kFloorCycles) / static_cast<double>(total)}};
  }
  return object;
}

}  // namespace

std::string exact_markdown(const Measurements& m) {
  std::vector<const Results*> features = pointers(m.features);
  features.insert(features.begin(), &m.memories[0]);
  return "### Layers of ResNet-18\n\n" + seed_line(m.memories[0]) + layers_table(m.memories[0]) +
         "\n### Memory\n\nCycles at other read latencies and with a wider bus.\n\n" +
         setups_table(pointers(m.memories)) +
         "\n### Mechanisms\n\nCycles at latency 40 with one mechanism of the compute stage "
         "switched "
         "off, and with all of them.\n\n" +
         setups_table(features);
}

std::string timed_markdown(const Measurements& m) {
  std::string text =
      "Seconds are processor time of one machine (" + m.machine + "), the best of some runs.\n\n";
  text += head({"RTL simulation", "cycles per second", "ratio"});
  for (const RtlSpeed& s : m.speeds.rtl) {
    text +=
        row({s.title, textf("%.0f thousand", s.cycles_per_second / 1e3), textf("%.2f", s.ratio)});
  }
  text += "\n" + head({"the seed's program on", "GEMM micro-ops per second", "ratio"});
  for (const SimulatorSpeed& s : m.speeds.simulators) {
    text += row(
        {s.target, textf("%.2f million", s.gemm_uops_per_second / 1e6), textf("%.1f", s.ratio)});
  }
  text += "\n" + head({"layer", "instructions", "lowering, ms", "tuner, ms", "tuner / lowering"});
  for (const CompileTime& t : m.compiler) {
    const bool tuned = t.tuner_ms > 0;
    text += row({t.layer, grouped(t.insns), textf("%.1f", t.lowering_ms),
                 tuned ? textf("%.1f", t.tuner_ms) : "–",
                 tuned ? textf("%.1f", t.tuner_ms / t.lowering_ms) : "–"});
  }
  return text;
}

nlohmann::ordered_json to_json(const Measurements& m) {
  nlohmann::ordered_json object;
  for (const Results& results : m.memories) object["memories"].push_back(json_of(results));
  for (const Results& results : m.features) object["features"].push_back(json_of(results));
  object["anchors"] = {{"floor", kFloorCycles},
                       {"silicon", kSiliconCycles},
                       {"upstream_simulation", kUpstreamSimulationCycles}};
  for (const Anchor& a : kAnchors) {
    nlohmann::ordered_json& anchor = object["anchors"]["layers"][std::string(a.layer)];
    anchor["uses"] = a.uses;
    if (a.silicon_cycles != 0) anchor["silicon"] = a.silicon_cycles;
  }
  nlohmann::ordered_json& machine = object["times"];
  machine["machine"] = m.machine;
  for (const RtlSpeed& s : m.speeds.rtl) {
    machine["rtl"][s.key] = {{"cycles_per_second", s.cycles_per_second}, {"ratio", s.ratio}};
  }
  for (const SimulatorSpeed& s : m.speeds.simulators) {
    machine["simulators"][s.target] = {{"gemm_uops_per_second", s.gemm_uops_per_second},
                                       {"ratio", s.ratio}};
  }
  for (const CompileTime& t : m.compiler) {
    machine["compiler"][t.layer] = {
        {"instructions", t.insns}, {"lowering_ms", t.lowering_ms}, {"tuner_ms", t.tuner_ms}};
  }
  return object;
}

std::string roofline_points(const Results& results) {
  const Config& config = results.setup.config;
  // Multiplications and additions.
  const double per_gemm = 2.0 * config.batch() * config.block() * config.block();
  std::string text;
  for (const Anchor& a : kAnchors) {
    const Run* run = results.find(a.layer);
    if (run == nullptr) continue;
    const auto operations = static_cast<double>(run->floor) * per_gemm;
    text += textf("%s %.4f %.4f ", run->layer.c_str(),
                  operations / static_cast<double>(run->read + run->stored),
                  operations / static_cast<double>(run->cycles));
    text += a.silicon_cycles == 0
                ? "NaN\n"
                : textf("%.4f\n", operations / static_cast<double>(a.silicon_cycles));
  }
  return text;
}

}  // namespace vta::bench
