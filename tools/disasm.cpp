// SPDX-License-Identifier: Apache-2.0
//
// vta disasm: instructions as text.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "driver/device/memory.h"
#include "driver/program/bundle.h"
#include "driver/program/bundle_path.h"
#include "hw/isa/disassemble.h"
#include "tools/command.h"
#include "tools/gtkwave_filter.h"
#include "tools/target.h"
#include "tools/text.h"

namespace vta {
namespace {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;

const CommandHelp kHelp = {
    "vta disasm", "DIR|FILE [--config FILE] [--provenance] [--json], or --gtkwave [--config FILE]",
    "Lists instructions, one line each: those of every run of a bundle (a directory), or those of\n"
    "a binary file of 16 bytes per instruction, little endian. With --gtkwave it translates "
    "values\n"
    "that it reads, for GTKWave (docs/waves.md).",
    "Exit codes: 0 listed, 2 wrong usage or unreadable input.\n"};

// All of them are in memory at once, and those of a JSON object as a tree of it.
constexpr std::uint64_t kMaxInsns = std::uint64_t{1} << 24;
constexpr std::uint64_t kMaxJsonInsns = std::uint64_t{1} << 20;

std::string too_many(const std::string& what, std::uint64_t most = kMaxInsns) {
  return what + " has more than " + std::to_string(most) + " instructions; list parts of it";
}

// The instructions of one run.
struct Listing {
  std::uint64_t address = 0;
  std::vector<std::byte> bytes;
  std::vector<Origin> origins;  // one per instruction, or empty

  // What an instruction came from, or nothing.
  [[nodiscard]] std::string origin(std::size_t insn) const {
    return insn < origins.size() && origins[insn] ? describe(*origins[insn]) : "";
  }
};

struct Source {
  Config config = Config::pynq();
  bool is_bundle = false;
  std::vector<Listing> runs;
};

bool has_origins(const Source& source) {
  return std::any_of(source.runs.begin(), source.runs.end(),
                     [](const Listing& listing) { return !listing.origins.empty(); });
}

Result<Source> from_bundle(const std::string& directory, bool provenance) {
  const Result<Program> program = read_bundle(directory);
  if (!program) return program.error();
  Source source{program.value().config, true, {}};
  DeviceMemory memory;
  for (const ProgramRegion& region : program.value().regions) {
    if (Status s = memory.add_region(region.address, region.size); !s) return s.error();
  }
  std::uint64_t total = 0;
  for (const ProgramRun& run : program.value().runs) {
    total += run.insn_count;
    if (total > kMaxInsns) return Error{too_many("the runs of '" + directory + "'")};
    for (const ProgramBlob& blob : run.memory) {
      if (Status s = memory.write(blob.address, blob.bytes); !s) return s.error();
    }
    Listing listing{
        run.insn_address, std::vector<std::byte>(std::size_t{run.insn_count} * kInsnBytes), {}};
    if (provenance) listing.origins = run.origins;
    if (Status s = memory.read(listing.address, listing.bytes); !s) return s.error();
    source.runs.push_back(std::move(listing));
  }
  if (!provenance || has_origins(source)) return source;
  return Error{"--provenance needs a bundle that says where its instructions came from; '" +
               directory + "' has no line in " + kProvenanceFile};
}

Result<Source> from_file(const std::string& path, const std::string& config_path) {
  Result<Config> config = read_config(config_path);
  if (!config) return config.error();
  // A pipe may never end, and neither does /dev/zero.
  std::error_code error;
  const bool exists = std::filesystem::exists(path, error);
  if (exists && !std::filesystem::is_regular_file(path, error)) {
    return Error{"cannot read '" + path + "': it is not a file"};
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{"cannot read '" + path + "'"};
  if (std::filesystem::file_size(path, error) > kMaxInsns * kInsnBytes || error) {
    return Error{too_many("'" + path + "'")};
  }
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (file.bad()) return Error{"cannot read '" + path + "'"};
  if (bytes.empty() || bytes.size() % kInsnBytes != 0) {
    return Error{"'" + path + "' has " + std::to_string(bytes.size()) +
                 " bytes; a file of instructions has a positive multiple of " +
                 std::to_string(kInsnBytes)};
  }
  Source source{config.value(), false, {}};
  const auto* data = reinterpret_cast<const std::byte*>(bytes.data());
  source.runs.push_back({0, std::vector<std::byte>(data, data + bytes.size()), {}});
  return source;
}

template <typename Visit>  // visit(index, word, line)
void for_each_insn(const Config& config, const Listing& listing, Visit visit) {
  for (std::size_t i = 0; i < listing.bytes.size() / kInsnBytes; ++i) {
    const InsnWord word = load_insn_word(listing.bytes.data() + i * kInsnBytes);
    visit(i, word, disassemble(config, i, decode(config, word)));
  }
}

void print_text(const Source& source) {
  for (std::size_t r = 0; r < source.runs.size(); ++r) {
    const Listing& listing = source.runs[r];
    if (source.is_bundle) {
      std::printf("run %zu: %zu instructions at 0x%08llx\n", r, listing.bytes.size() / kInsnBytes,
                  static_cast<unsigned long long>(listing.address));
    }
    for_each_insn(source.config, listing,
                  [&listing](std::size_t i, const InsnWord&, const std::string& line) {
                    const std::string origin = listing.origin(i);
                    std::printf("%s%s%s\n", line.c_str(), origin.empty() ? "" : "  ; ",
                                origin.c_str());
                  });
  }
  if (!source.is_bundle) {
    std::printf("%zu instructions\n", source.runs.front().bytes.size() / kInsnBytes);
  }
}

void print_json(const Source& source) {
  Json result;
  result["geometry"] = source.config.name();
  result["runs"] = Json::array();
  for (const Listing& listing : source.runs) {
    Json run;
    run["address"] = listing.address;
    run["count"] = listing.bytes.size() / kInsnBytes;
    run["instructions"] = Json::array();
    for_each_insn(
        source.config, listing, [&](std::size_t i, const InsnWord& word, const std::string& line) {
          Json insn = {{"index", i},
                       {"word", textf("0x%016llx%016llx", static_cast<unsigned long long>(word[1]),
                                      static_cast<unsigned long long>(word[0]))},
                       {"text", line}};
          const std::string origin = listing.origin(i);
          if (!origin.empty()) insn["provenance"] = origin;
          run["instructions"].push_back(std::move(insn));
        });
    result["runs"].push_back(std::move(run));
  }
  std::fputs(json_text(result).c_str(), stdout);
}

// Nothing else has a meaning beside --gtkwave but the geometry.
int translate(const po::variables_map& values) {
  for (const char* option : {"argument", "provenance", "json"}) {
    if (values.count(option) == 0) continue;
    const std::string name =
        std::string(option) == "argument" ? "a bundle or a file" : "--" + std::string(option);
    return fail(kHelp, "--gtkwave reads values from its standard input; " + name +
                           " has no meaning beside it");
  }
  const Result<Config> config =
      read_config(values.count("config") != 0 ? values["config"].as<std::string>() : "");
  if (!config) return fail(kHelp, config.error().message);
  if (!gtkwave_filter(config.value(), stdin, stdout)) {
    return fail(kHelp, "the translation of a value could not be written");
  }
  return kExitOk;
}

}  // namespace

int disasm_command(const Arguments& arguments) {
  po::options_description options("Options");
  options.add_options()("config", po::value<std::string>()->value_name("FILE"),
                        "geometry of a binary file (default: the one of hw/config/pynq.json); a "
                        "bundle has its own")(
      "provenance", "append to each instruction of a bundle where it came from")(
      "json", "print one JSON object")(
      "gtkwave",
      "process filter: answer each line of standard input, a value in hexadecimal, with the "
      "instruction (32 digits) or the state of a stage (1 digit) that it is");
  po::positional_options_description positional;
  positional.add("argument", -1);
  po::variables_map values;
  if (const auto code = parse_arguments(kHelp, options, positional, arguments, values)) {
    return *code;
  }
  if (values.count("gtkwave") != 0) return translate(values);
  const Result<std::string> path = single_argument(values, "a bundle directory or a binary file");
  if (!path) return fail(kHelp, path.error().message);
  const std::string config = values.count("config") != 0 ? values["config"].as<std::string>() : "";
  std::error_code ignored;
  const bool is_bundle = std::filesystem::is_directory(path.value(), ignored);
  if (is_bundle && !config.empty()) {
    return fail(
        kHelp, "--config is for binary files; bundle '" + path.value() + "' says its own geometry");
  }
  const bool provenance = values.count("provenance") != 0;
  if (!is_bundle && provenance) {
    return fail(kHelp, "--provenance is for bundles; binary file '" + path.value() +
                           "' does not say where its instructions came from");
  }
  const Result<Source> source =
      is_bundle ? from_bundle(path.value(), provenance) : from_file(path.value(), config);
  if (!source) return fail(kHelp, source.error().message);
  if (values.count("json") != 0) {
    std::uint64_t total = 0;
    for (const Listing& listing : source.value().runs) total += listing.bytes.size() / kInsnBytes;
    if (total > kMaxJsonInsns) {
      return fail(kHelp, too_many("the JSON object of '" + path.value() + "'", kMaxJsonInsns));
    }
    print_json(source.value());
  } else {
    print_text(source.value());
  }
  return kExitOk;
}

}  // namespace vta
