// SPDX-License-Identifier: Apache-2.0
//
// vta program: load a design into a board.

#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "driver/board/load_design.h"
#include "hw/isa/shown.h"
#include "tools/command.h"
#include "tools/load_bitstream.h"
#include "tools/text.h"

namespace vta {
namespace {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;

const CommandHelp kHelp = {
    "vta program", "--bitstream FILE [options]",
    "Loads a bitstream through the FPGA manager and sets the PL clock to what the description\n"
    "beside FILE (same name, ending .json) says. Then the registers of the design must be those\n"
    "of the description. Runs on the board, as root. A design that is loaded already is not "
    "loaded\n"
    "again, and one that runs is not replaced. With --target, a server of a board does all that.",
    "Exit codes: 0 programmed; 2 wrong usage, no bitstream for this board, or no description of\n"
    "it; 3 the device is in use, or the system refused.\n"};

Status check_root(const std::string& root) {
  std::error_code error;
  if (root.empty() || std::filesystem::is_directory(root, error)) return ok_status();
  return Error{"--root is '" + shown(root) + "', which is no directory"};
}

Json report_json(const board::Board& board, const board::Bitstream& bitstream,
                 const board::Sidecar& sidecar, const board::LoadReport& report) {
  const board::Programmed& programmed = report.programmed;
  Json json;
  json["board"] = board.name;
  json["device"] = board::device_name(bitstream.configuration.idcode);
  json["geometry"] = sidecar.config.name();
  json["firmware"] = programmed.firmware;
  json["loaded"] = report.loaded;
  json["clock_mhz"] = programmed.clock_mhz;
  json["registers_verified"] = programmed.verified;
  return json;
}

std::string report_text(const Json& json) {
  const bool loaded = json["loaded"].get<bool>();
  return textf("%s %s %s the %s of a %s\ngeometry %s, PL clock %g MHz\nregisters %s\n",
               loaded ? "loaded" : "found", json["firmware"].get<std::string>().c_str(),
               loaded ? "into" : "in", json["device"].get<std::string>().c_str(),
               json["board"].get<std::string>().c_str(),
               json["geometry"].get<std::string>().c_str(), json["clock_mhz"].get<double>(),
               json["registers_verified"].get<bool>()
                   ? "verified"
                   : "not verified: whether this is the design described, nobody has looked");
}

// To the server that has the board.
int send(const po::variables_map& values, const std::string& path) {
  for (const char* name : {"root", "board"}) {
    if (!values[name].defaulted()) {
      return fail(kHelp, "--" + std::string(name) + " is for a board of this host, not --target");
    }
  }
  if (values.count("force") != 0) return fail(kHelp, "--force is for a board of this host");
  const Result<DeviceUri> uri = parse_device_uri(values["target"].as<std::string>());
  if (!uri) return fail(kHelp, "--target: " + uri.error().message);
  if (uri.value().scheme != "remote") {
    return fail(kHelp, "--target is '" + shown(uri.value().text()) +
                           "'; it must be remote:ADDRESS, the server of a board");
  }
  if (Result<board::Bitstream> b = board::read_bitstream(path); !b) {
    return fail(kHelp, b.error().message);
  }
  if (Status status = load_bitstream(uri.value(), path); !status) {
    return fail(kHelp, status.error().message, kExitDevice);
  }
  const Json json = {{"target", uri.value().text()}, {"loaded", true}};
  std::fputs((values.count("json") != 0 ? json_text(json)
                                        : "loaded by " + shown(uri.value().text()) + "\n")
                 .c_str(),
             stdout);
  return kExitOk;
}

}  // namespace

int program_command(const Arguments& arguments) {
  po::options_description options("Options");
  const auto text = [] { return po::value<std::string>(); };
  options.add_options()("bitstream", text()->value_name("FILE"), "what to load; required")(
      "board", text()->default_value("pynq-z1")->value_name("NAME"), "pynq-z1 or pynq-z2")(
      "root", text()->default_value("")->value_name("DIR"),
      "folder of an emulated board, before every path")(
      "force", "load even if it is loaded already; reset an accelerator that runs")(
      "target", text()->value_name("URI"),
      "remote:ADDRESS, the server that has the board; it knows clock and geometry")(
      "json", "print one JSON object");
  po::variables_map values;
  if (const auto code = parse_arguments(kHelp, options, {}, arguments, values)) return *code;
  if (values.count("bitstream") == 0) return fail(kHelp, "expected --bitstream FILE");
  const std::string path = values["bitstream"].as<std::string>();
  const std::string root = values["root"].as<std::string>();
  if (values.count("target") != 0) return send(values, path);

  const Result<board::Board> board = board::find_board(values["board"].as<std::string>());
  if (!board) return fail(kHelp, board.error().message);
  if (Status status = check_root(root); !status) return fail(kHelp, status.error().message);
  const Result<board::Design> design = board::read_design(path, board.value());
  if (!design) return fail(kHelp, design.error().message);
  const Result<board::LoadReport> report =
      board::load_design(root, board.value(), design.value(), values.count("force") != 0);
  if (!report) return fail(kHelp, report.error().message, kExitDevice);
  const Json json =
      report_json(board.value(), design.value().bitstream, design.value().sidecar, report.value());
  std::fputs((values.count("json") != 0 ? json_text(json) : report_text(json)).c_str(), stdout);
  return kExitOk;
}

}  // namespace vta
