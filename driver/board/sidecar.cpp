// SPDX-License-Identifier: Apache-2.0

#include "driver/board/sidecar.h"

#include <bit>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "driver/board/sha256.h"
#include "driver/program/json_reader.h"
#include "hw/isa/shown.h"

namespace vta::board {
namespace {

using namespace json_reader;
using OrderedJson = nlohmann::ordered_json;

constexpr const char* kFormat = "vta-bitstream";
constexpr double kMaxClockMhz = 250;  // of an FCLK (UG585, chapter 25)
// Where a master of the PL answers: M_AXI_GP0 and, behind it, M_AXI_GP1 (UG585, table 4-1).
constexpr std::uint64_t kPortsBegin = 0x4000'0000, kPortBytes = 0x4000'0000,
                        kPortsEnd = 0xc000'0000;
constexpr std::uint64_t kMinSpan = 4096;

double read_clock(const Node& node) {
  if (node.json.is_number()) {
    const double mhz = node.json.get<double>();
    if (std::isfinite(mhz) && mhz > 0 && mhz <= kMaxClockMhz) return mhz;
  }
  refuse(node, "a clock above 0 and up to 250 MHz");
}

bool read_flag(const Node& node) {
  if (!node.json.is_boolean()) refuse(node, "true or false");
  return node.json.get<bool>();
}

void read_registers(const Node& node, Sidecar& sidecar) {
  check_keys(node, {"base", "span"});
  const Node base = member(node, "base"), span = member(node, "span");
  const std::uint64_t span_bytes = integer(span, kMinSpan, kPortBytes);
  if (!std::has_single_bit(span_bytes)) refuse(span, "a power of two");
  const std::uint64_t base_address = integer(base, kPortsBegin, kPortsEnd - span_bytes);
  if (base_address % span_bytes != 0) {
    refuse(base, "a multiple of the span, " + std::to_string(span_bytes));
  }
  sidecar.register_base = static_cast<std::uint32_t>(base_address);
  sidecar.register_span = static_cast<std::uint32_t>(span_bytes);
}

void read_port(const Node& node, Sidecar& sidecar) {
  check_keys(node, {"kind", "coherent"});
  const Node kind = member(node, "kind"), coherent = member(node, "coherent");
  const std::string name = text_of(kind);
  if (name != "hp" && name != "acp") refuse(kind, "\"hp\" or \"acp\"");
  sidecar.port = name == "hp" ? PortKind::kHp : PortKind::kAcp;
  sidecar.coherent = read_flag(coherent);
  if (sidecar.coherent && sidecar.port == PortKind::kHp) {
    refuse(coherent, "false: an hp port does not see the caches");
  }
}

void read_format(const Node& root) {
  if (!root.json.is_object()) refuse(root, "an object");
  for (const char* key : {"format", "version"}) {
    if (!root.json.contains(key)) throw Refusal{std::string(key) + " is missing"};
  }
  const Node format = member(root, "format"), version = member(root, "version");
  if (text_of(format) != kFormat) refuse(format, '"' + std::string(kFormat) + '"');
  if (!version.json.is_number_integer() || version.json != 1) {
    refuse(version, "1, the only version of the format");
  }
}

Sidecar read_all(const Node& root) {
  read_format(root);  // whatever else another version has in it is not ours to judge
  check_keys(root, {"format", "version", "config", "clock_mhz", "registers", "interrupt",
                    "memory_port", "isa_version", "bitstream_sha256"});
  Sidecar sidecar;
  const Node geometry = member(root, "config");
  if (!geometry.json.is_object()) refuse(geometry, "an object");
  Result<Config> config = Config::from_json(geometry.json.dump(), "config");
  if (!config) throw Refusal{config.error().message};
  sidecar.config = config.value();
  sidecar.clock_mhz = read_clock(member(root, "clock_mhz"));
  read_registers(member(root, "registers"), sidecar);
  sidecar.interrupt = static_cast<unsigned>(integer(member(root, "interrupt"), 0, 15));
  read_port(member(root, "memory_port"), sidecar);
  const Node version = member(root, "isa_version");
  if (!version.json.is_number_integer() || version.json != kIsaVersion) {
    refuse(version, std::to_string(kIsaVersion) + ", the version of this driver");
  }
  const Node hash = member(root, "bitstream_sha256");
  sidecar.bitstream_sha256 = text_of(hash);
  if (!is_sha256_hex(sidecar.bitstream_sha256)) refuse(hash, "64 hexadecimal digits, a-f small");
  return sidecar;
}

}  // namespace

std::string_view to_string(PortKind kind) { return kind == PortKind::kHp ? "hp" : "acp"; }

std::string sidecar_path(const std::string& bitstream_path) {
  return std::filesystem::path(bitstream_path).replace_extension(".json").string();
}

Result<Sidecar> sidecar_from_json(std::string_view text) {
  try {
    const Json json = parse_json(text);
    return read_all(Node{json, ""});
  } catch (const Refusal& refusal) {
    return Error{refusal.message};
  } catch (const Json::exception& exception) {
    return Error{"malformed JSON: " + without_tag(exception)};
  }
}

Result<std::string> sidecar_to_json(const Sidecar& sidecar) {
  OrderedJson json;
  json["format"] = kFormat;
  json["version"] = 1;
  for (const auto& [key, value] : sidecar.config.bundle_keys()) json["config"][key] = value;
  json["config"]["LOG_OUT_WIDTH"] = sidecar.config.log_out_width();
  json["config"]["LOG_BUS_WIDTH"] = sidecar.config.log_bus_width();
  json["clock_mhz"] = sidecar.clock_mhz;
  json["registers"] = {{"base", sidecar.register_base}, {"span", sidecar.register_span}};
  json["interrupt"] = sidecar.interrupt;
  json["memory_port"] = {{"kind", to_string(sidecar.port)}, {"coherent", sidecar.coherent}};
  json["isa_version"] = sidecar.isa_version;
  json["bitstream_sha256"] = one_line(sidecar.bitstream_sha256);  // valid UTF-8 at least
  const std::string text = json.dump(2) + "\n";
  if (const Result<Sidecar> again = sidecar_from_json(text); !again) return again.error();
  return text;
}

Result<Sidecar> read_sidecar(const std::string& path) {
  constexpr std::size_t kMaxBytes = 1 << 16;  // it has a few hundred
  const auto failed = [&path](const std::string& why) {
    return Error{"'" + shown(path) + "' " + why};
  };
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    return failed("is missing; it would describe the design of the bitstream beside it");
  }
  if (!std::filesystem::is_regular_file(path, error)) return failed("is not a file");
  std::ifstream file(path, std::ios::binary);
  std::string text(kMaxBytes + 1, '\0');
  if (!file) return failed("cannot be opened for reading");
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return failed("cannot be read to its end");
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kMaxBytes) return failed("has more than 65536 bytes");
  Result<Sidecar> sidecar = sidecar_from_json(text);
  if (!sidecar) return Error{"'" + shown(path) + "': " + sidecar.error().message};
  return sidecar;
}

Status check_belongs(const Sidecar& sidecar, const Bitstream& bitstream) {
  if (sidecar.bitstream_sha256 == bitstream.sha256) return ok_status();
  return Error{"bitstream_sha256 is " + sidecar.bitstream_sha256 +
               ", but the bitstream beside it has " + bitstream.sha256 +
               "; the two are not of one design"};
}

}  // namespace vta::board
