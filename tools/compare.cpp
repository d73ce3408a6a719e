// SPDX-License-Identifier: Apache-2.0
//
// vta compare: two runs side by side.

#include <cinttypes>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "tools/command.h"
#include "tools/comparison.h"
#include "tools/text.h"

namespace vta {
namespace {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;
using Row = FigureComparison::Row;

const CommandHelp kHelp = {
    "vta compare", "A B [--json]",
    "Puts two runs side by side and tells where their cycles differ: other schedules, memories,\n"
    "features or versions. A and B are files that vta conv2d, replay or estimate wrote with\n"
    "--stats-json, or vta conv2d and replay with --timeline, which tells more.",
    "Exit codes: 0 compared, whatever differs; 2 wrong usage, an unreadable file or one of "
    "another\n"
    "kind.\n"};

std::int64_t change(const Row& row) {
  return static_cast<std::int64_t>(*row.b) - static_cast<std::int64_t>(*row.a);
}

std::string number(const std::optional<std::uint64_t>& value) {
  return value ? std::to_string(*value) : "-";
}

std::string change_text(const Row& row) {
  if (!row.a || !row.b || row.a == row.b) return "";
  std::string text = textf(" %+13" PRId64, change(row));
  if (*row.a != 0) {
    text +=
        textf(" %+8.2f %%", 100.0 * static_cast<double>(change(row)) / static_cast<double>(*row.a));
  }
  return text;
}

// "B takes 120 cycles less (-1.20 %). Compute: memory wait -100, idle -20."
std::string verdict(const FigureComparison& comparison) {
  const Row* cycles = nullptr;
  for (const Row& row : comparison.rows) {
    if (row.group == "run" && row.name == "cycles" && row.a && row.b) cycles = &row;
  }
  if (cycles == nullptr) return "One of the files has no cycles.\n";
  std::string text;
  if (cycles->a == cycles->b) {
    text = "Both take " + number(cycles->a) + " cycles.";
  } else {
    const std::int64_t more = change(*cycles);
    text =
        textf("B takes %" PRId64 " cycles %s", more < 0 ? -more : more, more < 0 ? "less" : "more");
    if (*cycles->a != 0) {
      text +=
          textf(" (%+.2f %%)", 100.0 * static_cast<double>(more) / static_cast<double>(*cycles->a));
    }
    text += ".";
  }
  const char* separator = " Compute: ";
  for (const Row& row : moved_cycles(comparison)) {
    text += separator + row.name + textf(" %+" PRId64, change(row));
    separator = ", ";
  }
  return text + (*separator == ',' ? ".\n" : "\n");
}

std::string table(const FigureComparison& comparison) {
  std::string text;
  for (const FigureComparison::Setting& s : comparison.settings) {
    if (text.empty()) text = "settings that differ\n";
    text += textf("  %-34s %14s %14s\n", s.name.c_str(), s.a.empty() ? "-" : s.a.c_str(),
                  s.b.empty() ? "-" : s.b.c_str());
  }
  std::string group;
  for (const Row& row : comparison.rows) {
    if (row.group != group) text += row.group + "\n";
    group = row.group;
    text +=
        textf("  %-34s %14s %14s", row.name.c_str(), number(row.a).c_str(), number(row.b).c_str()) +
        change_text(row) + "\n";
  }
  return text;
}

Json to_json(const std::string& a, const std::string& b, const FigureComparison& comparison) {
  Json json = {{"a", a}, {"b", b}, {"settings", Json::array()}, {"figures", Json::array()}};
  for (const FigureComparison::Setting& s : comparison.settings) {
    json["settings"].push_back({{"name", s.name}, {"a", s.a}, {"b", s.b}});
  }
  for (const Row& row : comparison.rows) {
    Json entry = {{"group", row.group}, {"name", row.name}};
    entry["a"] = row.a ? Json(*row.a) : Json();
    entry["b"] = row.b ? Json(*row.b) : Json();
    if (row.a && row.b) entry["change"] = change(row);
    json["figures"].push_back(std::move(entry));
  }
  return json;
}

}  // namespace

int compare_command(const Arguments& arguments) {
  po::options_description options("Options");
  options.add_options()("json", "print one JSON object");
  po::positional_options_description positional;
  positional.add("argument", -1);
  po::variables_map values;
  if (const auto code = parse_arguments(kHelp, options, positional, arguments, values))
    return *code;
  const std::vector<std::string> paths = values.count("argument") != 0
                                             ? values["argument"].as<std::vector<std::string>>()
                                             : std::vector<std::string>();
  if (paths.size() != 2) {
    return fail(kHelp, "expected two files, got " + std::to_string(paths.size()));
  }
  const Result<Figures> a = read_figures_file(paths[0]);
  if (!a) return fail(kHelp, a.error().message);
  const Result<Figures> b = read_figures_file(paths[1]);
  if (!b) return fail(kHelp, b.error().message);
  const FigureComparison comparison = compare(a.value(), b.value());
  std::string text;
  if (values.count("json") != 0) {
    text = json_text(to_json(paths[0], paths[1], comparison));
  } else {
    text = textf("  %-34s %14s %14s %13s\n", "", "A", "B", "change") + table(comparison) +
           verdict(comparison);
  }
  std::fputs(text.c_str(), stdout);
  return kExitOk;
}

}  // namespace vta
