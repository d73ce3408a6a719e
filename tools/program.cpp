// SPDX-License-Identifier: Apache-2.0
//
// vta program: load a design into a board.

#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "driver/board/identity.h"
#include "driver/board/open_system.h"
#include "driver/board/program_device.h"
#include "hw/isa/shown.h"
#include "tools/command.h"
#include "tools/text.h"

namespace vta {
namespace {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;

const CommandHelp kHelp = {
    "vta program", "--bitstream FILE [options]",
    "Loads a bitstream through the FPGA manager and sets the PL clock to what the description\n"
    "beside FILE (same name, ending .json) says. Then the registers of the design must be those\n"
    "of the description. Runs on the board, as root.",
    "Exit codes: 0 programmed; 2 wrong usage, no bitstream for this board, or no description of\n"
    "it; 3 the device is in use, or the system refused.\n"};

// Looks at the registers of the design once it is loaded.
Status verify_registers(board::System& system, const board::Sidecar& sidecar) {
  board::RegisterOptions options;
  options.address = sidecar.register_base;
  options.size = sidecar.register_span;
  const Result<std::unique_ptr<board::RegisterIo>> registers =
      board::RegisterIo::open(system, options);
  if (!registers) return registers.error();
  return board::verify_identity(*registers.value(), sidecar.config);
}

Status check_root(const std::string& root) {
  std::error_code error;
  if (root.empty() || std::filesystem::is_directory(root, error)) return ok_status();
  return Error{"--root is '" + shown(root) + "', which is no directory"};
}

Json report_json(const board::Board& board, const board::Bitstream& bitstream,
                 const board::Sidecar& sidecar, const board::Programmed& programmed) {
  Json json;
  json["board"] = board.name;
  json["device"] = board::device_name(bitstream.configuration.idcode);
  json["geometry"] = sidecar.config.name();
  json["firmware"] = programmed.firmware;
  json["clock_mhz"] = programmed.clock_mhz;
  json["registers_verified"] = programmed.verified;
  return json;
}

std::string report_text(const Json& json) {
  return textf("loaded %s into the %s of a %s\ngeometry %s, PL clock %g MHz\nregisters %s\n",
               json["firmware"].get<std::string>().c_str(),
               json["device"].get<std::string>().c_str(), json["board"].get<std::string>().c_str(),
               json["geometry"].get<std::string>().c_str(), json["clock_mhz"].get<double>(),
               json["registers_verified"].get<bool>()
                   ? "verified"
                   : "not verified: whether this is the design described, nobody has looked");
}

}  // namespace

int program_command(const Arguments& arguments) {
  po::options_description options("Options");
  const auto text = [] { return po::value<std::string>(); };
  options.add_options()("bitstream", text()->value_name("FILE"), "what to load; required")(
      "board", text()->default_value("pynq-z1")->value_name("NAME"), "pynq-z1 or pynq-z2")(
      "root", text()->default_value("")->value_name("DIR"),
      "folder of an emulated board, before every path")("json", "print one JSON object");
  po::variables_map values;
  if (const auto code = parse_arguments(kHelp, options, {}, arguments, values)) return *code;
  if (values.count("bitstream") == 0) return fail(kHelp, "expected --bitstream FILE");
  const std::string path = values["bitstream"].as<std::string>();
  const std::string root = values["root"].as<std::string>();

  const Result<board::Board> board = board::find_board(values["board"].as<std::string>());
  if (!board) return fail(kHelp, board.error().message);
  if (Status status = check_root(root); !status) return fail(kHelp, status.error().message);
  const Result<board::Bitstream> bitstream = board::read_bitstream(path);
  if (!bitstream) return fail(kHelp, bitstream.error().message);
  if (Status status = board::check_for_board(bitstream.value(), board.value()); !status) {
    return fail(kHelp, "'" + shown(path) + "' " + status.error().message);
  }
  const Result<board::Sidecar> sidecar = board::read_sidecar(board::sidecar_path(path));
  if (!sidecar) return fail(kHelp, sidecar.error().message);
  if (Status status = board::check_belongs(sidecar.value(), bitstream.value()); !status) {
    return fail(kHelp, "'" + shown(board::sidecar_path(path)) + "': " + status.error().message);
  }

  const Result<std::unique_ptr<board::System>> system = board::open_system(root);
  if (!system) return fail(kHelp, system.error().message, kExitDevice);
  const Result<board::Lease> lease = board::Lease::take(*system.value());
  if (!lease) return fail(kHelp, lease.error().message, kExitDevice);
  const Result<board::Programmed> programmed =
      board::program_device(*system.value(), lease.value(), board.value(), bitstream.value(),
                            sidecar.value(), verify_registers);
  if (!programmed) return fail(kHelp, programmed.error().message, kExitDevice);
  const Json json =
      report_json(board.value(), bitstream.value(), sidecar.value(), programmed.value());
  std::fputs((values.count("json") != 0 ? json.dump(2) + "\n" : report_text(json)).c_str(), stdout);
  return kExitOk;
}

}  // namespace vta
