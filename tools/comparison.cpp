// SPDX-License-Identifier: Apache-2.0
#include "tools/comparison.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

#include "driver/program/json_reader.h"
#include "hw/isa/shown.h"
#include "tools/report/trace_events.h"

namespace vta {
namespace {

using json_reader::Json;
using json_reader::Node;
using json_reader::Refusal;

constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 30;
constexpr std::uint64_t kMaxFigure = std::uint64_t{1} << 62;
constexpr const char* kKinds =
    "expected what vta conv2d, replay or estimate write with --stats-json, or a timeline";
constexpr std::array<const char*, 7> kStatistics = {
    "inp_load_nbytes",  "wgt_load_nbytes", "acc_load_nbytes", "uop_load_nbytes",
    "out_store_nbytes", "gemm_counter",    "alu_counter"};
// What is no result.
constexpr std::array<const char*, 8> kSettings = {"target",  "name",  "geometry", "seed",
                                                  "machine", "layer", "schedule", "outcome"};

class Reader {
 public:
  explicit Reader(const Json& json) : json_(json) {}

  Figures read() {
    if (!json_.is_object()) throw Refusal{std::string("is no object of JSON; ") + kKinds};
    if (json_.contains("traceEvents")) {
      timeline();
    } else if (json_.contains("bundles")) {
      throw Refusal{"speaks of several bundles; replay those to be compared one by one"};
    } else if (json_.contains("outcome")) {
      figures_.kind = "statistics";
      report({json_, ""});
    } else if (json_.contains("runs") && json_.contains("cycles")) {
      figures_.kind = "estimate";
      estimate();
    } else {
      throw Refusal{std::string("is of another kind; ") + kKinds};
    }
    return std::move(figures_);
  }

 private:
  void add(const char* group, const std::string& name, std::uint64_t value) {
    figures_.figures.push_back({group, name, value});
  }
  static std::uint64_t number(const Node& node) {
    return json_reader::integer(node, 0, kMaxFigure);
  }

  void setting(const std::string& name, const Json& value) {
    if (value.is_object()) {
      for (const auto& [key, part] : value.items()) setting(name + "." + shown(key), part);
    } else {
      figures_.settings[name] =
          value.is_string() ? shown(value.get<std::string>()) : shown(value.dump(-1, ' ', true));
    }
  }

  // What add_report() of tools/report.h writes, and what stands beside it.
  void report(const Node& node) {
    if (!node.json.is_object()) json_reader::refuse(node, "an object");
    for (const char* key : kSettings) {
      if (node.json.contains(key)) setting(key, node.json[key]);
    }
    std::optional<std::uint64_t> cycles;
    if (node.json.contains("cycles")) {
      cycles = number(json_reader::member(node, "cycles"));
      add("run", "cycles", *cycles);
    }
    if (node.json.contains("instructions")) {
      add("run", "instructions", number(json_reader::member(node, "instructions")));
    }
    if (cycles && node.json.contains("stages"))
      stages(json_reader::member(node, "stages"), *cycles);
    for (const char* key : kStatistics) {
      if (node.json.contains(key)) add("statistics", key, number(json_reader::member(node, key)));
    }
  }

  void stages(const Node& stages, std::uint64_t cycles) {
    json_reader::check_keys(stages, {"fetch", "load", "compute", "store"});
    for (const char* name : {"fetch", "load", "compute", "store"}) {
      const Node stage = json_reader::member(stages, name);
      json_reader::check_keys(stage, {"busy", "token_wait", "memory_wait"});
      std::uint64_t sum = 0;
      for (const auto& [key, label] : {std::pair{"busy", "busy"},
                                       {"token_wait", "token wait"},
                                       {"memory_wait", "memory wait"}}) {
        const std::uint64_t value = number(json_reader::member(stage, key));
        add(name, label, value);
        sum += value;
      }
      if (sum <= cycles) add(name, "idle", cycles - sum);
    }
  }

  void estimate() {
    for (const char* key : kSettings) {
      if (json_.contains(key)) setting(key, json_[key]);
    }
    const Node root{json_, ""};
    add("run", "cycles", number(json_reader::member(root, "cycles")));
    std::vector<std::pair<std::string, std::uint64_t>> causes;
    for (const Node& run : json_reader::elements(json_reader::member(root, "runs"), 65536)) {
      json_reader::check_keys(run, {"cycles", "breakdown", "load_token_bus_busy"});
      const Node breakdown = json_reader::member(run, "breakdown");
      if (!breakdown.json.is_object()) json_reader::refuse(breakdown, "an object");
      for (const auto& [key, value] : breakdown.json.items()) {
        const std::uint64_t cycles = number({value, json_reader::join(breakdown.path, shown(key))});
        const auto known = std::find_if(causes.begin(), causes.end(),
                                        [&name = key](const auto& c) { return c.first == name; });
        if (known == causes.end()) {
          causes.emplace_back(shown(key), cycles);
        } else {
          known->second += cycles;
        }
      }
    }
    for (const auto& [cause, cycles] : causes) add("cause", cause, cycles);
  }

  void timeline() {
    const Node root{json_, ""};
    figures_.kind = "timeline";
    const Json other = json_.value("otherData", Json::object());
    if (!other.is_object() || other.value("format", Json()) != report::kTimelineFormat) {
      throw Refusal{"has trace events of another program; expected those of --timeline"};
    }
    if (other.value("version", Json()) != report::kTimelineVersion) {
      throw Refusal{"is a timeline of another version of vta; expected version " +
                    std::to_string(report::kTimelineVersion)};
    }
    if (!other.contains("report")) throw Refusal{"is a timeline without its report"};
    report({other["report"], "otherData.report"});
    std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> kinds, stages, users;
    for (const Node& event :
         json_reader::elements(json_reader::member(root, "traceEvents"), std::size_t{1} << 28)) {
      if (!event.json.is_object()) json_reader::refuse(event, "an object");
      if (event.json.value("ph", Json()) != "X") continue;
      const std::string category = text(event, "cat");
      if (category != "insn" && category != "burst") continue;
      const std::string name = text(event, "name");
      const std::uint64_t cycles = number(json_reader::member(event, "dur"));
      const std::string word = shown(name.substr(0, name.find(' ')));
      if (category == "burst") {
        ++users[word].first;
        users[word].second += cycles;
        continue;
      }
      ++kinds[word].first;
      kinds[word].second += cycles;
      // "conv2d res_conv: tile ..."
      const Json args = event.json.value("args", Json::object());
      if (!args.is_object() || !args.contains("origin")) continue;
      const std::string origin = text({args, event.path + ".args"}, "origin");
      auto& stage = stages[shown(origin.substr(0, origin.find(':')))];
      ++stage.first;
      stage.second += cycles;
    }
    for (const auto& [word, sums] : kinds) {
      add("instructions", word, sums.first);
      add("cycles in flight, by instruction", word, sums.second);
    }
    for (const auto& [stage, sums] : stages) {
      add("cycles in flight, by stage of the schedule", stage, sums.second);
    }
    for (const auto& [user, sums] : users) {
      add("bursts", user, sums.first);
      add("bus cycles", user, sums.second);
    }
  }

  static std::string text(const Node& node, const char* key) {
    if (!node.json.contains(key)) throw Refusal{json_reader::join(node.path, key) + " is missing"};
    return json_reader::text_of(json_reader::member(node, key));
  }

  const Json& json_;
  Figures figures_;
};

std::optional<std::uint64_t> find(const Figures& figures, const Figure& like) {
  for (const Figure& f : figures.figures) {
    if (f.group == like.group && f.name == like.name) return f.value;
  }
  return std::nullopt;
}

}  // namespace

Result<Figures> read_figures(std::string_view text, const std::string& origin) {
  try {
    return Reader(json_reader::parse_json(text)).read();
  } catch (const Refusal& refusal) {
    return Error{"'" + shown(origin) + "': " + refusal.message};
  } catch (const Json::exception& exception) {
    return Error{"'" + shown(origin) + "' is not JSON: " + json_reader::without_tag(exception)};
  }
}

Result<Figures> read_figures_file(const std::string& path) {
  std::error_code error;
  if (std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error)) {
    return Error{"cannot read '" + shown(path) + "': it is not a file"};
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{"cannot read '" + shown(path) + "'"};
  if (std::filesystem::file_size(path, error) > kMaxBytes || error) {
    return Error{"'" + shown(path) + "' has more than " + std::to_string(kMaxBytes) + " bytes"};
  }
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (file.bad()) return Error{"cannot read '" + shown(path) + "'"};
  return read_figures(text, path);
}

FigureComparison compare(const Figures& a, const Figures& b) {
  FigureComparison result;
  std::set<std::string> names;
  for (const Figures* side : {&a, &b}) {
    for (const auto& setting : side->settings) names.insert(setting.first);
  }
  for (const std::string& name : names) {
    const auto value = [&name](const Figures& side) {
      const auto at = side.settings.find(name);
      return at == side.settings.end() ? std::string() : at->second;
    };
    if (value(a) != value(b)) result.settings.push_back({name, value(a), value(b)});
  }
  std::vector<std::string> groups;
  for (const Figures* side : {&a, &b}) {
    for (const Figure& f : side->figures) {
      if (std::find(groups.begin(), groups.end(), f.group) == groups.end()) {
        groups.push_back(f.group);
      }
    }
  }
  for (const std::string& group : groups) {
    for (const Figure& f : a.figures) {
      if (f.group == group) result.rows.push_back({group, f.name, f.value, find(b, f)});
    }
    for (const Figure& f : b.figures) {
      if (f.group == group && !find(a, f)) result.rows.push_back({group, f.name, {}, f.value});
    }
  }
  return result;
}

std::vector<FigureComparison::Row> moved_cycles(const FigureComparison& comparison) {
  std::vector<FigureComparison::Row> moved;
  for (const FigureComparison::Row& row : comparison.rows) {
    if (row.group == "compute" && row.a && row.b && row.a != row.b) moved.push_back(row);
  }
  const auto size = [](const FigureComparison::Row& row) {
    return *row.a > *row.b ? *row.a - *row.b : *row.b - *row.a;
  };
  std::stable_sort(moved.begin(), moved.end(),
                   [&size](const auto& x, const auto& y) { return size(x) > size(y); });
  return moved;
}

}  // namespace vta
