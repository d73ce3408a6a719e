// SPDX-License-Identifier: Apache-2.0
//
// vta bitstream: what a file with a bitstream is, other forms of it, and its description.

#include "driver/board/bitstream.h"

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "driver/board/sidecar.h"
#include "hw/isa/shown.h"
#include "tools/command.h"
#include "tools/output_file.h"
#include "tools/target.h"
#include "tools/text.h"

namespace vta {
namespace {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;
using board::Bitstream;
using board::Sidecar;

const CommandHelp kHelp = {
    "vta bitstream", "FILE [options]",
    "Tells what a bitstream of a 7-series device is, from a .bit file or from its words alone, in\n"
    "either order of bytes. Its packets are read to their end and its CRC is computed again.",
    "--describe needs --clock-mhz; it describes a design for `vta program`, with registers at\n"
    "0x40000000 and interrupt line 0.\n\n"
    "Exit codes: 0 told, 2 wrong usage, or no bitstream that could be loaded.\n"};

// One field per line, in this order, as text and as JSON.
Json bitstream_json(const std::string& path, const Bitstream& bitstream) {
  const board::Configuration& configuration = bitstream.configuration;
  Json json;
  json["file"] = path;
  json["container"] = bitstream.header ? "bit" : "words";
  json["byte_order"] = bitstream.swapped ? "swapped" : "as in a .bit file";
  if (bitstream.header) {
    json["design"] = bitstream.header->design;
    json["part"] = bitstream.header->part;
    json["date"] = bitstream.header->date;
    json["time"] = bitstream.header->time;
    json["tool"] = bitstream.header->tool;
    json["user_id"] = bitstream.header->user_id;
  }
  json["device"] = board::device_name(configuration.idcode);
  json["idcode"] = textf("0x%08x", configuration.idcode);
  json["extent"] = board::to_string(bitstream.extent());
  json["compressed"] = bitstream.compressed();
  json["bytes"] = bitstream.words.size();
  json["sync_offset"] = bitstream.sync_offset;
  json["frame_words"] = configuration.fdri_words;
  json["repeated_frames"] = configuration.repeated_frames;
  json["crc_checks"] = configuration.crc_checks;
  json["sha256"] = bitstream.sha256;
  return json;
}

std::string text_of(const Json& json) {
  std::string text;
  for (const auto& [key, value] : json.items()) {
    const std::string shown = value.is_string()    ? value.get<std::string>()
                              : value.is_boolean() ? (value.get<bool>() ? "yes" : "no")
                                                   : value.dump();
    text += textf("%-15s %s\n", key.c_str(), shown.c_str());
  }
  return text;
}

std::string option(const po::variables_map& values, const char* name) {
  return values.count(name) != 0 ? values[name].as<std::string>() : "";
}

// What --describe writes, from the options that go with it.
Result<std::string> description(const po::variables_map& values, const Bitstream& bitstream) {
  Sidecar sidecar;
  const Result<Config> config = read_config(option(values, "config"));
  if (!config) return config.error();
  if (values.count("clock-mhz") == 0) {
    return Error{"--describe needs --clock-mhz, the clock that the design was built for"};
  }
  const std::string port = values["port"].as<std::string>();
  if (port != "hp" && port != "acp") {
    return Error{"--port is '" + port + "'; it must be hp or acp"};
  }
  sidecar.config = config.value();
  sidecar.clock_mhz = values["clock-mhz"].as<double>();
  sidecar.port = port == "hp" ? board::PortKind::kHp : board::PortKind::kAcp;
  sidecar.coherent = values.count("coherent") != 0;
  sidecar.bitstream_sha256 = bitstream.sha256;
  if (!std::isfinite(sidecar.clock_mhz)) return Error{"--clock-mhz is no number"};
  return board::sidecar_to_json(sidecar);
}

// Whether a file may be written over: not one that holds something else.
Status check_targets(const po::variables_map& values, const std::string& path) {
  std::error_code ignored;
  if (values.count("bin") != 0 &&
      std::filesystem::equivalent(path, option(values, "bin"), ignored)) {
    return Error{"--bin names the bitstream itself, which would be lost"};
  }
  const std::string beside = board::sidecar_path(path);
  if (values.count("describe") != 0 && std::filesystem::exists(beside, ignored)) {
    if (const Result<Sidecar> old = board::read_sidecar(beside); !old) {
      return Error{"the description would replace another file: " + old.error().message};
    }
  }
  return ok_status();
}

Result<OutputFile> write_file(const std::string& path, std::string_view contents) {
  Result<OutputFile> file = OutputFile::create(path);
  if (!file) return file;
  if (Status status = file.value().write(contents); !status) return status.error();
  return file;
}

// Options that mean something only with --describe.
Status check_options(const po::variables_map& values) {
  if (values.count("describe") != 0) return ok_status();
  for (const char* name : {"config", "clock-mhz", "coherent"}) {
    if (values.count(name) != 0) return Error{"--" + std::string(name) + " needs --describe"};
  }
  return values["port"].defaulted() ? ok_status() : Status(Error{"--port needs --describe"});
}

}  // namespace

int bitstream_command(const Arguments& arguments) {
  po::options_description options("Options");
  const auto text = [] { return po::value<std::string>(); };
  options.add_options()("bin", text()->value_name("OUT"),
                        "write the words as the FPGA manager of a Zynq-7000 takes them")(
      "json", "print one JSON object")("describe",
                                       "write the description beside FILE, with the ending .json")(
      "config", text()->value_name("FILE"),
      "geometry to describe (default: the one of hw/config/pynq.json)")(
      "clock-mhz", po::value<double>()->value_name("N"), "PL clock to describe")(
      "port", text()->default_value("hp")->value_name("hp|acp"), "memory port to describe")(
      "coherent", "describe an acp port that sees the caches");
  po::positional_options_description positional;
  positional.add("argument", -1);
  po::variables_map values;
  if (const auto code = parse_arguments(kHelp, options, positional, arguments, values)) {
    return *code;
  }
  const Result<std::string> path = single_argument(values, "a file with a bitstream");
  if (!path) return fail(kHelp, path.error().message);
  if (Status status = check_options(values); !status) return fail(kHelp, status.error().message);
  const Result<Bitstream> bitstream = board::read_bitstream(path.value());
  if (!bitstream) return fail(kHelp, bitstream.error().message);

  if (Status status = check_targets(values, path.value()); !status) {
    return fail(kHelp, status.error().message);
  }

  std::optional<OutputFile> bin, sidecar;  // both or none
  if (values.count("bin") != 0) {
    const std::vector<std::byte> words = board::swapped_words(bitstream.value());
    Result<OutputFile> file = write_file(
        option(values, "bin"), {reinterpret_cast<const char*>(words.data()), words.size()});
    if (!file) return fail(kHelp, file.error().message);
    bin.emplace(std::move(file).value());
  }
  if (values.count("describe") != 0) {
    const Result<std::string> json = description(values, bitstream.value());
    if (!json) return fail(kHelp, json.error().message);
    Result<OutputFile> file = write_file(board::sidecar_path(path.value()), json.value());
    if (!file) return fail(kHelp, file.error().message);
    sidecar.emplace(std::move(file).value());
  }
  for (std::optional<OutputFile>* file : {&bin, &sidecar}) {
    if (!*file) continue;
    if (Status status = (*file)->commit(); !status) return fail(kHelp, status.error().message);
  }
  Json json = bitstream_json(shown(path.value(), 1000), bitstream.value());
  std::fputs((values.count("json") != 0 ? json_text(json) : text_of(json)).c_str(), stdout);
  return kExitOk;
}

}  // namespace vta
