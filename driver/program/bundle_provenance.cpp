// SPDX-License-Identifier: Apache-2.0

#include "driver/program/bundle_provenance.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "driver/program/json_reader.h"

namespace vta {
namespace {

using namespace json_reader;
using OrderedJson = nlohmann::ordered_json;

constexpr std::size_t kMaxIterations = 1024;  // loops around one instruction
// Every run with a line has a place for each of its instructions.
constexpr std::uint64_t kMaxInsns = std::uint64_t{1} << 24;
constexpr std::uint64_t kMaxIndex = std::numeric_limits<std::int64_t>::max();

OrderedJson line_json(std::size_t run, std::size_t insn, const Provenance& provenance) {
  OrderedJson json;
  json["run"] = run;
  json["insn"] = insn;
  json["workload"] = provenance.workload;
  json["stage"] = provenance.stage;
  json["iterations"] = OrderedJson::array();
  for (const Provenance::Iteration& it : provenance.iterations) {
    json["iterations"].push_back(OrderedJson::array({it.axis, it.index, it.extent}));
  }
  json["slice"] = provenance.slice;
  return json;
}

Provenance::Iteration read_iteration(const Node& node) {
  const std::vector<Node> parts = elements(node, kMaxIterations);
  if (parts.size() != 3) refuse(node, "[axis, index, extent]");
  return {text_of(parts[0]), static_cast<std::int64_t>(integer(parts[1], 0, kMaxIndex)),
          static_cast<std::int64_t>(integer(parts[2], 0, kMaxIndex))};
}

Provenance read_origin(const Node& line) {
  Provenance provenance;
  provenance.workload = text_of(member(line, "workload"));
  provenance.stage = text_of(member(line, "stage"));
  for (const Node& node : elements(member(line, "iterations"), kMaxIterations)) {
    provenance.iterations.push_back(read_iteration(node));
  }
  provenance.slice = text_of(member(line, "slice"));
  if (Status s = check_provenance(provenance); !s) throw Refusal{s.error().message};
  return provenance;
}

void read_line(std::string_view text, Program& program, std::uint64_t& places) {
  if (text.empty()) throw Refusal{"is empty, expected an object"};
  const Json json = parse_json(text);
  const Node line{json, ""};
  check_keys(line, {"run", "insn", "workload", "stage", "iterations", "slice"});
  const auto r = static_cast<std::size_t>(integer(member(line, "run"), 0, program.runs.size() - 1));
  ProgramRun& run = program.runs[r];
  const std::uint64_t insn = integer(member(line, "insn"), 0, kMaxIndex);
  if (insn >= run.insn_count) {
    throw Refusal{"insn is " + std::to_string(insn) + ", but run " + std::to_string(r) + " has " +
                  std::to_string(run.insn_count) + " instructions"};
  }
  if (run.origins.empty()) {
    places += run.insn_count;
    if (places > kMaxInsns) {
      throw Refusal{"the runs up to here have more than " + std::to_string(kMaxInsns) +
                    " instructions"};
    }
    run.origins.resize(run.insn_count);
  }
  Origin& origin = run.origins[static_cast<std::size_t>(insn)];
  if (origin) {
    throw Refusal{"instruction " + std::to_string(insn) + " of run " + std::to_string(r) +
                  " has a line already"};
  }
  origin = std::make_shared<const Provenance>(read_origin(line));
}

// The library counts lines, too, and knows only this one.
std::string without_line(std::string message) {
  const std::string first = " line 1,";
  if (const auto at = message.find(first); at != std::string::npos) message.erase(at, first.size());
  return message;
}

}  // namespace

Result<std::string> provenance_to_jsonl(const Program& program) {
  std::string text;
  for (std::size_t r = 0; r < program.runs.size(); ++r) {
    const std::vector<Origin>& origins = program.runs[r].origins;
    for (std::size_t i = 0; i < origins.size(); ++i) {
      if (!origins[i]) continue;
      try {
        text += line_json(r, i, *origins[i]).dump() + "\n";
      } catch (const Json::exception& exception) {
        return Error{"runs[" + std::to_string(r) + "].origins[" + std::to_string(i) +
                     "] does not fit into JSON: " + without_tag(exception)};
      }
    }
  }
  return text;
}

Status provenance_from_jsonl(std::string_view text, Program& program) {
  std::uint64_t places = 0;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string where = "line " + std::to_string(number) + ": ";
    try {
      read_line(text.substr(0, end), program, places);
    } catch (const Refusal& refusal) {
      return Error{where + refusal.message};
    } catch (const Json::exception& exception) {
      return Error{where + "malformed JSON: " + without_line(without_tag(exception))};
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return ok_status();
}

}  // namespace vta
