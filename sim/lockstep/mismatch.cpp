// SPDX-License-Identifier: Apache-2.0

#include "sim/lockstep/mismatch.h"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>

#include "hw/isa/disassemble.h"

namespace vta::lockstep {
namespace {

constexpr std::array<std::string_view, kStageCount> kStageNames = {"load", "compute", "store"};

std::string mnemonic_of(const Insn& insn) {
  return insn.opcode < kOpcodeNames.size() ? std::string(kOpcodeNames[insn.opcode]) : "ILLEGAL";
}

std::string hex(std::uint32_t value, std::size_t bytes) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "0x%0*" PRIx32, static_cast<int>(2 * bytes), value);
  return text.data();
}

}  // namespace

std::string_view stage_name(Stage stage) { return kStageNames[static_cast<std::size_t>(stage)]; }

std::size_t lane_bytes(MemoryType type) {
  return type == MemoryType::kUop || type == MemoryType::kAcc ? 4 : 1;
}

std::string place_of(MemoryType type, std::uint64_t element, std::optional<std::size_t> lane) {
  std::string text = std::string(vta::to_string(type)) + " element " + std::to_string(element);
  if (lane && type != MemoryType::kUop) text += ", lane " + std::to_string(*lane);
  return text;
}

std::string lane_text(const Config& config, MemoryType type, std::span<const std::byte> bytes) {
  std::uint32_t word = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    word = word << 8 | std::to_integer<std::uint32_t>(bytes[i]);
  }
  if (type == MemoryType::kUop) {
    return hex(word, 4) + " (" + disassemble_uop(decode_uop(config, word)) + ")";
  }
  const auto number = bytes.size() == 1 ? std::int32_t{static_cast<std::int8_t>(word)}
                                        : static_cast<std::int32_t>(word);
  return std::to_string(number) + " (" + hex(word, bytes.size()) + ")";
}

std::optional<Mismatch> compare_element(const Config& config, MemoryType type,
                                        std::uint64_t element, std::size_t offset,
                                        std::span<const std::byte> expected,
                                        std::span<const std::byte> actual) {
  const auto at = std::mismatch(expected.begin(), expected.end(), actual.begin(), actual.end());
  if (at.first == expected.end()) return std::nullopt;
  const std::size_t bytes = lane_bytes(type);
  const std::size_t lane = static_cast<std::size_t>(at.first - expected.begin()) / bytes;
  Mismatch mismatch;
  mismatch.what = "a wrong value was written";
  mismatch.place = place_of(type, element, offset / bytes + lane);
  mismatch.expected = lane_text(config, type, expected.subspan(lane * bytes, bytes));
  mismatch.actual = lane_text(config, type, actual.subspan(lane * bytes, bytes));
  return mismatch;
}

std::string to_string(const Mismatch& m) {
  std::string text = "lock-step: cycle " + std::to_string(m.cycle);
  if (m.index) text += ", instruction " + std::to_string(*m.index);
  if (m.insn) text += " " + mnemonic_of(*m.insn);
  if (m.stage)
    text +=
        (m.index ? " (" : ", ") + std::string(stage_name(*m.stage)) + (m.index ? ")" : " stage");
  text += ": " + m.what;
  if (!m.place.empty()) text += ": " + m.place;
  if (!m.expected.empty()) text += ": expected " + m.expected + ", actual " + m.actual;
  return text;
}

}  // namespace vta::lockstep
