// SPDX-License-Identifier: Apache-2.0
//
// vta devices: which devices can be opened here, and why others cannot.

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "hw/isa/shown.h"
#include "tools/back_ends.h"
#include "tools/command.h"
#include "tools/target.h"
#include "tools/text.h"

namespace vta {
namespace {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;

const CommandHelp kHelp = {
    "vta devices", "[URI...] [options]",
    "Lists the kinds of device that --target can name, whether one could be opened here and now,\n"
    "and why not. With URIs: opens each of them, and says what is there.",
    "Exit codes: 0 listed, and every URI could be opened; 2 wrong usage; 3 a URI could not be "
    "opened.\n"};

struct Found {
  std::string name, help, problem;  // no problem: usable
};

std::vector<Found> all_kinds(const DeviceRegistry& registry) {
  std::vector<Found> found;
  for (const BackEnd& back_end : registry.back_ends()) {
    found.push_back({back_end.scheme + ":", back_end.help,
                     back_end.unusable ? back_end.unusable() : std::string()});
  }
  return found;
}

std::vector<Found> opened(const DeviceRegistry& registry, const std::vector<std::string>& uris,
                          const Config& config) {
  std::vector<Found> found;
  for (const std::string& uri : uris) {
    const Result<std::unique_ptr<Device>> device = registry.open(uri, config);
    if (device) {
      found.push_back({uri,
                       "a device of target " + std::string(device.value()->target()) +
                           " and geometry " + device.value()->config().name(),
                       ""});
    } else {
      found.push_back({uri, "", device.error().message});
    }
  }
  return found;
}

std::string listing(const std::vector<Found>& all) {
  std::size_t width = 0;
  for (const Found& found : all) width = std::max(width, shown(found.name).size());
  std::string text;
  for (const Found& found : all) {
    const std::string state = found.problem.empty() ? "usable" : "not usable";
    text +=
        textf("%-*s  %-10s  ", static_cast<int>(width), shown(found.name).c_str(), state.c_str());
    std::string says = found.help;
    if (!found.problem.empty()) says += (says.empty() ? "" : "; ") + found.problem;
    text += one_line(says) + "\n";
  }
  return text;
}

}  // namespace

int devices_command(const Arguments& arguments) {
  po::options_description options("Options");
  options.add_options()("config", po::value<std::string>()->value_name("FILE"),
                        "geometry to open a URI with (default: the one of hw/config/pynq.json)")(
      "json", "print one JSON object");
  po::positional_options_description positional;
  positional.add("argument", -1);
  po::variables_map values;
  if (const auto code = parse_arguments(kHelp, options, positional, arguments, values)) {
    return *code;
  }
  const Result<Config> config =
      read_config(values.count("config") != 0 ? values["config"].as<std::string>() : "");
  if (!config) return fail(kHelp, config.error().message);
  const DeviceRegistry registry = make_registry();
  const bool any = values.count("argument") != 0;
  const std::vector<Found> all =
      any ? opened(registry, values["argument"].as<std::vector<std::string>>(), config.value())
          : all_kinds(registry);
  if (values.count("json") != 0) {
    Json json = {{"devices", Json::array()}};
    for (const Found& found : all) {
      Json entry = {{"device", found.name}, {"usable", found.problem.empty()}};
      if (!found.help.empty()) entry["what"] = found.help;
      if (!found.problem.empty()) entry["why_not"] = found.problem;
      json["devices"].push_back(std::move(entry));
    }
    std::fputs(json_text(json).c_str(), stdout);
  } else {
    std::fputs(listing(all).c_str(), stdout);
  }
  const auto bad = std::ranges::count_if(all, [](const Found& f) { return !f.problem.empty(); });
  if (!any || bad == 0) return kExitOk;
  const std::string count = std::to_string(bad) + " of " + std::to_string(all.size());
  return fail(kHelp, count + " devices cannot be opened; the list says why", kExitDevice);
}

}  // namespace vta
