// SPDX-License-Identifier: Apache-2.0
//
// Geometries: refusing those that the ISA or the machine cannot express, and what follows from the
// others. Every constraint stands here with its reason; config_json.cpp reads text and files.

#include "hw/isa/config.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "hw/isa/config_keys.h"

namespace vta {
namespace {

using namespace config_keys;

// Sizes in bytes and bits, as log2.
constexpr int kLogByteBits = 3;
constexpr int kLogUopBytes = 2;

// What the encoding has room for.
constexpr int kWordBits = 64, kUopBits = 32;
constexpr int kMaxLogUopDepth = 13;   // GEMM, ALU word 0: 8 + U + (U + 1) + 14 + 14 <= 64
constexpr int kMaxLogAccDepth = 11;   // ALU word 1: 4 A + 3 + 1 + 16 <= 64
constexpr int kMaxLogDepth = 16;      // sram_base has 16 bits
constexpr int kMaxLogTileBytes = 12;  // runtimes place tiles in pages of 4096 bytes

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
