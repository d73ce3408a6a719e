// SPDX-License-Identifier: Apache-2.0
//
// Where the fields of an instruction or micro-op lie in a given geometry, computed from the
// generated tables, and access to them.

#ifndef VTA_HW_ISA_BITFIELD_H_
#define VTA_HW_ISA_BITFIELD_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "hw/isa/config.h"
#include "hw/isa/isa_tables.h"

namespace vta {

// Bits [lsb + width - 1 : lsb] of a 128-bit instruction or a 32-bit micro-op. A field lies within
// one 64-bit word and has 1..32 bits.
struct FieldPosition {
  unsigned lsb = 0;
  unsigned width = 0;
  friend bool operator==(const FieldPosition&, const FieldPosition&) = default;
};

// Widths in bits of the fields in one geometry.
class FieldWidths {
 public:
  explicit FieldWidths(const Config& config) {
    const auto log_depth = [&config](MemoryType type) {
      return static_cast<unsigned>(config.log_depth(type));
    };
    at(WidthBase::kUop) = log_depth(MemoryType::kUop);
    at(WidthBase::kInp) = log_depth(MemoryType::kInp);
    at(WidthBase::kWgt) = log_depth(MemoryType::kWgt);
    at(WidthBase::kAcc) = log_depth(MemoryType::kAcc);
    at(WidthBase::kMaxAccInp) = std::max(at(WidthBase::kAcc), at(WidthBase::kInp));
  }

  [[nodiscard]] unsigned operator()(const FieldSpec& field) const {
    return base_[static_cast<std::size_t>(field.base)] + field.width;
  }

 private:
  unsigned& at(WidthBase base) { return base_[static_cast<std::size_t>(base)]; }
  std::array<unsigned, 6> base_{};  // by WidthBase; kFixed stays 0
};

// Bits of word 0 that the header takes; they do not depend on the geometry.
constexpr unsigned header_bits() {
  unsigned bits = 0;
  for (const FieldSpec& field : kHeaderFields) bits += field.width;
  return bits;
}

// Positions of the fields of a table, by field id. `first_bit` is header_bits() for the body of an
// instruction, 0 for the header itself and for micro-ops. Config guarantees that every word holds
// its fields.
template <std::size_t N>
[[nodiscard]] std::array<FieldPosition, N> field_positions(const Config& config,
                                                           const std::array<FieldSpec, N>& table,
                                                           unsigned first_bit) {
  const FieldWidths width_of(config);
  std::array<unsigned, 2> next = {first_bit, 64};
  std::array<FieldPosition, N> positions;
  for (std::size_t i = 0; i < N; ++i) {
    const unsigned width = width_of(table[i]);
    positions[i] = {next[table[i].word], width};
    next[table[i].word] += width;
  }
  return positions;
}

[[nodiscard]] constexpr std::uint64_t low_mask(unsigned width) {
  return (std::uint64_t{1} << width) - 1;
}

// The field, zero-extended.
[[nodiscard]] constexpr std::uint64_t get_field(const std::array<std::uint64_t, 2>& word,
                                                FieldPosition field) {
  return (word[field.lsb / 64] >> (field.lsb % 64)) & low_mask(field.width);
}

// Writes the low bits of `value` into the field, whose bits must be zero so far.
constexpr void put_field(std::array<std::uint64_t, 2>& word, FieldPosition field,
                         std::uint64_t value) {
  word[field.lsb / 64] |= (value & low_mask(field.width)) << (field.lsb % 64);
}

}  // namespace vta

#endif  // VTA_HW_ISA_BITFIELD_H_
