// SPDX-License-Identifier: Apache-2.0
//
// Geometries: reading their keys, refusing those that the ISA or the machine cannot express, and
// what follows from the others. Every constraint stands here with its reason.

#include "hw/isa/config.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

namespace vta {
namespace {

// Sizes in bytes and bits, as log2.
constexpr int kLogByteBits = 3;
constexpr int kLogUopBytes = 2;

// What the encoding has room for.
constexpr int kWordBits = 64, kUopBits = 32;
constexpr int kMaxLogUopDepth = 13;   // GEMM, ALU word 0: 8 + U + (U + 1) + 14 + 14 <= 64
constexpr int kMaxLogAccDepth = 11;   // ALU word 1: 4 A + 3 + 1 + 16 <= 64
constexpr int kMaxLogDepth = 16;      // sram_base has 16 bits
constexpr int kMaxLogTileBytes = 12;  // runtimes place tiles in pages of 4096 bytes

// A key, the range its value must have whatever the other keys say, and why.
struct KeyRange {
  std::string_view name;
  int low, high;
  std::string_view reason;
};

constexpr std::string_view kAnySize = "sizes are powers of two below 2^32";
// The order is that of bundle_keys(), then the optional keys.
constexpr std::array<KeyRange, 11> kGeometryKeys = {{
    {"LOG_INP_WIDTH", 3, 3, "ACC_8BIT needs activations of 8 bits"},
    {"LOG_WGT_WIDTH", 3, 3, "this machine implements weights of 8 bits only"},
    {"LOG_ACC_WIDTH", 5, 5, "ACC_8BIT needs accumulators of 32 bits"},
    {"LOG_BATCH", 0, 31, kAnySize},
    {"LOG_BLOCK", 0, 31, kAnySize},
    {"LOG_UOP_BUFF_SIZE", 0, 31, kAnySize},
    {"LOG_INP_BUFF_SIZE", 0, 31, kAnySize},
    {"LOG_WGT_BUFF_SIZE", 0, 31, kAnySize},
    {"LOG_ACC_BUFF_SIZE", 0, 31, kAnySize},
    {"LOG_OUT_WIDTH", 0, 31, kAnySize},
    {"LOG_BUS_WIDTH", 5, 9, "AXI data have 32 to 512 bits"},
}};
// The first nine are required and travel in bundles.
constexpr std::size_t kBundleKeyCount = 9;

// Accepted when they repeat LOG_BLOCK.
constexpr std::array<std::string_view, 2> kBlockAliases = {"LOG_BLOCK_IN", "LOG_BLOCK_OUT"};

// Whether a geometry may have this key.
bool is_geometry_key(std::string_view name) {
  return std::any_of(kGeometryKeys.begin(), kGeometryKeys.end(),
                     [name](const KeyRange& key) { return key.name == name; }) ||
         std::find(kBlockAliases.begin(), kBlockAliases.end(), name) != kBlockAliases.end();
}

std::string number(std::int64_t value) { return std::to_string(value); }
std::string text(std::string_view view) { return std::string(view); }
std::string key_is(std::string_view key, std::int64_t value) {
  return text(key) + " is " + number(value);
}

std::string must_be(int low, int high) {
  if (low == high) return "; it must be " + number(low);
  return "; it must be " + number(low) + ".." + number(high);
}

// log2 of the bits of one element on chip.
int log_elem_bits(const Config& c, MemoryType type) {
  switch (type) {
    case MemoryType::kUop:
      return kLogUopBytes + kLogByteBits;
    case MemoryType::kWgt:
      return c.log_wgt_width() + 2 * c.log_block();
    case MemoryType::kInp:
    case MemoryType::kAcc8bit:
      return c.log_inp_width() + c.log_batch() + c.log_block();
    case MemoryType::kAcc:
      return c.log_acc_width() + c.log_batch() + c.log_block();
    case MemoryType::kOut:
      return c.log_out_width() + c.log_batch() + c.log_block();
  }
  VTA_CHECK(false);  // not a memory type of the ISA
  return 0;
}

std::string batch_and_block(const Config& c) {
  return "LOG_BATCH " + number(c.log_batch()) + " and LOG_BLOCK " + number(c.log_block());
}

struct Buffer {
  MemoryType type;
  std::string_view key;
  int log_size;
};

std::array<Buffer, 4> buffers(const Config& c) {
  return {{{MemoryType::kUop, "LOG_UOP_BUFF_SIZE", c.log_uop_buff_size()},
           {MemoryType::kInp, "LOG_INP_BUFF_SIZE", c.log_inp_buff_size()},
           {MemoryType::kWgt, "LOG_WGT_BUFF_SIZE", c.log_wgt_buff_size()},
           {MemoryType::kAcc, "LOG_ACC_BUFF_SIZE", c.log_acc_buff_size()}}};
}

std::optional<Error> check_tiles(const Config& c) {
  for (const MemoryType type :
       {MemoryType::kInp, MemoryType::kWgt, MemoryType::kAcc, MemoryType::kOut}) {
    const int log_bits = log_elem_bits(c, type);
    const std::string tile = "a tile of " + text(to_string(type)) + " has 2^";
    if (log_bits - kLogByteBits > kMaxLogTileBytes) {
      return Error{batch_and_block(c) + " are too large: " + tile +
                   number(log_bits - kLogByteBits) + " bytes and may have at most 4096"};
    }
    if (log_bits < c.log_bus_width()) {
      return Error{key_is("LOG_BUS_WIDTH", c.log_bus_width()) + ", but with " + batch_and_block(c) +
                   " " + tile + number(log_bits) + " bits; the bus may have at most that many (" +
                   "LOG_BUS_WIDTH " + number(log_bits) + ")"};
    }
  }
  return std::nullopt;
}

// Fails unless low <= log2 depth <= high; the bounds are given as those of the key.
std::optional<Error> check_depth(const Config& c, const Buffer& buffer, int low, int high,
                                 std::string_view reason) {
  const int log_depth = c.log_depth(buffer.type);
  if (log_depth >= low && log_depth <= high) return std::nullopt;
  const bool too_low = log_depth < low;
  const int bound = buffer.log_size + (too_low ? low : high) - log_depth;
  return Error{key_is(buffer.key, buffer.log_size) + ", which makes a " +
               text(to_string(buffer.type)) + " memory of 2^" + number(log_depth) +
               " elements; it must be at " + (too_low ? "least " : "most ") + number(bound) + ": " +
               text(reason)};
}

std::optional<Error> check_depths(const Config& c) {
  constexpr int kNoBound = 100;
  const std::array<Buffer, 4> all = buffers(c);
  for (const Buffer& buffer : all) {
    if (auto error = check_depth(c, buffer, 1, kNoBound, "a memory has two elements or more")) {
      return error;
    }
  }
  const auto& [uop, inp, wgt, acc] = all;
  if (auto error = check_depth(c, uop, 1, kMaxLogUopDepth,
                               "word 0 of GEMM and ALU has room for 2^13 micro-ops")) {
    return error;
  }
  if (auto error = check_depth(c, acc, 1, kMaxLogAccDepth,
                               "word 1 of ALU has room for factors up to 2^11")) {
    return error;
  }
  for (const Buffer& buffer : all) {
    if (auto error = check_depth(c, buffer, 1, kMaxLogDepth, "sram_base has 16 bits")) return error;
  }

  // What fits alone may be too much together.
  const int i = c.log_depth(MemoryType::kInp), w = c.log_depth(MemoryType::kWgt),
            a = c.log_depth(MemoryType::kAcc);
  const auto depths = [](int x, int y, int z) {
    return number(x) + " + " + number(y) + " + " + number(z);
  };
  const std::string keys = text(acc.key) + " " + number(acc.log_size) + ", " + text(inp.key) + " " +
                           number(inp.log_size) + " and " + text(wgt.key) + " " +
                           number(wgt.log_size);
  if (const int bits = 2 * (a + i + w); bits > kWordBits) {
    return Error{keys + " are too large together: the factors of GEMM have 2 * (" +
                 depths(a, i, w) + ") = " + number(bits) + " bits and word 1 has room for 64"};
  }
  const int src = std::max(a, i);
  if (const int bits = a + src + w; bits > kUopBits) {
    return Error{keys + " are too large together: a micro-op has " + depths(a, src, w) + " = " +
                 number(bits) + " bits and there is room for 32"};
  }
  return std::nullopt;
}

// A value in a message; nested ones, which have no bound, by their kind only.
std::string shown(const nlohmann::json& value) {
  return value.is_structured() ? "an " + text(value.type_name()) : value.dump();
}

// Integer keys of a JSON object, and its TARGET.
struct JsonKeys {
  std::map<std::string, std::int64_t> keys;
  std::string target;
};

Result<JsonKeys> read_object(const nlohmann::json& json) {
  if (!json.is_object()) {
    return Error{"a geometry is a JSON object, not " + text(json.type_name())};
  }
  JsonKeys result;
  for (const auto& [key, value] : json.items()) {
    if (key == "TARGET" || key == "HW_VER" || key == "NAME") {
      if (!value.is_string()) {
        return Error{key + " is " + shown(value) + "; it must be a string"};
      }
      if (key == "TARGET") result.target = value.get<std::string>();
      continue;
    }
    if (!is_geometry_key(key)) {
      return Error{"unknown key " + key + " (its value is " + shown(value) + ")"};
    }
    // Unsigned beyond int64 would wrap; such numbers are out of every range anyway.
    constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
    const bool fits = value.is_number_integer() &&
                      (!value.is_number_unsigned() ||
                       value.get<std::uint64_t>() <= static_cast<std::uint64_t>(kMax));
    if (!fits) return Error{key + " is " + shown(value) + "; it must be a small integer"};
    result.keys.emplace(key, value.get<std::int64_t>());
  }
  return result;
}

Result<nlohmann::json> parse(std::string_view json_text) {
  std::set<std::string> seen;
  std::string duplicate;
  const auto callback = [&](int depth, nlohmann::json::parse_event_t event,
                            const nlohmann::json& value) {
    if (depth == 1 && event == nlohmann::json::parse_event_t::key &&
        !seen.insert(value.get<std::string>()).second) {
      duplicate = value.get<std::string>();
    }
    return true;
  };
  try {
    nlohmann::json json = nlohmann::json::parse(json_text, callback);
    if (!duplicate.empty()) return Error{duplicate + " is given twice"};
    return json;
  } catch (const nlohmann::json::exception& exception) {
    std::string what = exception.what();  // "[json.exception...] parse error at line ..."
    if (const auto end = what.find("] "); end != std::string::npos) what.erase(0, end + 2);
    return Error{"malformed JSON: " + what};
  }
}

}  // namespace

Result<Config> Config::from_keys(const std::map<std::string, std::int64_t>& keys) {
  Config c;
  const std::array<int*, kGeometryKeys.size()> members = {
      &c.log_inp_width_,     &c.log_wgt_width_,     &c.log_acc_width_,     &c.log_batch_,
      &c.log_block_,         &c.log_uop_buff_size_, &c.log_inp_buff_size_, &c.log_wgt_buff_size_,
      &c.log_acc_buff_size_, &c.log_out_width_,     &c.log_bus_width_};

  for (const auto& [name, value] : keys) {
    if (!is_geometry_key(name))
      return Error{"unknown key " + name + " (its value is " + number(value) + ")"};
  }
  for (std::size_t i = 0; i < kGeometryKeys.size(); ++i) {
    const KeyRange& key = kGeometryKeys[i];
    const auto given = keys.find(text(key.name));
    if (given == keys.end()) {
      if (i < kBundleKeyCount) return Error{"missing key " + text(key.name)};
      *members[i] = key.name == "LOG_BUS_WIDTH" ? 6 : c.log_inp_width_;
      continue;
    }
    if (given->second < key.low || given->second > key.high) {
      return Error{key_is(key.name, given->second) + must_be(key.low, key.high) + ": " +
                   text(key.reason)};
    }
    *members[i] = static_cast<int>(given->second);
  }
  for (const std::string_view alias : kBlockAliases) {
    const auto given = keys.find(text(alias));
    if (given != keys.end() && given->second != c.log_block_) {
      return Error{key_is(alias, given->second) + "; it must equal LOG_BLOCK, which is " +
                   number(c.log_block_) + ": BLOCK_IN and BLOCK_OUT that differ are not supported"};
    }
  }
  if (c.log_out_width_ != c.log_inp_width_) {
    return Error{key_is("LOG_OUT_WIDTH", c.log_out_width_) +
                 "; it must equal LOG_INP_WIDTH, which is " + number(c.log_inp_width_) +
                 ": this machine stores what it can load again"};
  }
  if (auto error = check_tiles(c)) return *error;
  if (auto error = check_depths(c)) return *error;
  return c;
}

Result<Config> Config::from_json(std::string_view json_text, std::string_view origin) {
  const auto failed = [&](const std::string& message) {
    return Error{text(origin) + ": " + message};
  };
  const Result<nlohmann::json> json = parse(json_text);
  if (!json) return failed(json.error().message);
  const Result<JsonKeys> object = read_object(json.value());
  if (!object) return failed(object.error().message);
  Result<Config> config = from_keys(object.value().keys);
  if (!config) return failed(config.error().message);
  // That target's widths, 8/8/32, are the only ones anyway.
  if (const int block = config.value().log_block();
      object.value().target == "intelfocl" && block != 4 && block != 5) {
    return failed(key_is("LOG_BLOCK", block) +
                  "; it must be 4..5: TARGET intelfocl has blocks of 16 or 32");
  }
  return config;
}

Result<Config> Config::from_file(const std::string& path) {
  constexpr std::size_t kMaxBytes = 1 << 20;  // a geometry has a few hundred
  std::ifstream file(path, std::ios::binary);
  std::string content(kMaxBytes, '\0');
  if (!file.is_open() || !file.read(content.data(), 1)) {
    return Error{path + ": cannot be read (a geometry is a non-empty JSON file)"};
  }
  file.read(content.data() + 1, kMaxBytes - 1);
  content.resize(1 + static_cast<std::size_t>(file.gcount()));
  if (content.size() == kMaxBytes) {
    return Error{path + ": has 1048576 bytes or more; a geometry is a short JSON file"};
  }
  return from_json(content, path);
}

Config Config::pynq() {
  Config c;
  c.log_inp_width_ = c.log_wgt_width_ = c.log_out_width_ = 3;
  c.log_acc_width_ = 5;
  c.log_batch_ = 0;
  c.log_block_ = 4;
  c.log_uop_buff_size_ = c.log_inp_buff_size_ = 15;
  c.log_wgt_buff_size_ = 18;
  c.log_acc_buff_size_ = 17;
  c.log_bus_width_ = 6;
  return c;
}

int Config::log_depth(MemoryType type) const {
  switch (type) {
    case MemoryType::kUop:
      return log_uop_buff_size_ - kLogUopBytes;
    case MemoryType::kInp:
      return log_inp_buff_size_ + kLogByteBits - log_elem_bits(*this, type);
    case MemoryType::kWgt:
      return log_wgt_buff_size_ + kLogByteBits - log_elem_bits(*this, type);
    case MemoryType::kAcc:
    case MemoryType::kOut:
    case MemoryType::kAcc8bit:
      return log_acc_buff_size_ + kLogByteBits - log_elem_bits(*this, MemoryType::kAcc);
  }
  VTA_CHECK(false);  // not a memory type of the ISA
  return 0;
}

std::uint32_t Config::elem_bytes(MemoryType type) const {
  return 1u << (log_elem_bits(*this, type) - kLogByteBits);
}

std::string Config::name() const {
  const auto bits = [](int log_width) { return number(std::int64_t{1} << log_width); };
  return number(batch()) + "x" + number(block()) + "_i" + bits(log_inp_width_) + "w" +
         bits(log_wgt_width_) + "a" + bits(log_acc_width_) + "_" + number(log_uop_buff_size_) +
         "_" + number(log_inp_buff_size_) + "_" + number(log_wgt_buff_size_) + "_" +
         number(log_acc_buff_size_);
}

std::vector<std::pair<std::string, std::int64_t>> Config::bundle_keys() const {
  const std::array<int, kBundleKeyCount> values = {
      log_inp_width_,     log_wgt_width_,     log_acc_width_,     log_batch_,        log_block_,
      log_uop_buff_size_, log_inp_buff_size_, log_wgt_buff_size_, log_acc_buff_size_};
  std::vector<std::pair<std::string, std::int64_t>> result;
  for (std::size_t i = 0; i < values.size(); ++i)
    result.emplace_back(kGeometryKeys[i].name, values[i]);
  return result;
}

std::vector<std::string> Config::differences(const Config& other) const {
  std::vector<std::string> result;
  const auto ours = bundle_keys(), theirs = other.bundle_keys();
  for (std::size_t i = 0; i < ours.size(); ++i) {
    if (ours[i] != theirs[i]) result.push_back(ours[i].first);
  }
  if (log_out_width_ != other.log_out_width_) result.emplace_back("LOG_OUT_WIDTH");
  return result;
}

}  // namespace vta
