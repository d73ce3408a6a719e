// SPDX-License-Identifier: Apache-2.0
#include "tools/gtkwave_filter.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

#include "hw/isa/disassemble.h"

namespace vta {
namespace {

constexpr std::size_t kMaxLine = 4096;

// In the order of state_e of vta_waves.sv.
struct State {
  std::string_view colour, name;
};
constexpr std::array<State, 12> kStates = {{
    {"gray25", "idle"},
    {"forest green", "busy"},
    {"dark slate gray", "pending"},
    {"firebrick", "memory"},
    {"dark orange", "token c2l"},
    {"dark orange", "token l2c"},
    {"dark orange", "token c2s"},
    {"dark orange", "token s2c"},
    {"slate blue", "queue load"},
    {"slate blue", "queue compute"},
    {"slate blue", "queue store"},
    {"red", "failed"},
}};

// All digits of `text`, or nothing when there are others than hexadecimal ones.
std::optional<std::uint64_t> hex_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string_view colour_of(const Insn& insn) {
  if (std::holds_alternative<GemmFields>(insn.body)) return "forest green";
  if (std::holds_alternative<AluFields>(insn.body)) return "dark goldenrod";
  if (!std::holds_alternative<MemFields>(insn.body)) return "slate gray";
  return insn.opcode == static_cast<std::uint32_t>(Opcode::kStore) ? "medium orchid" : "steel blue";
}

std::string coloured(std::string_view colour, std::string_view text) {
  return "?" + std::string(colour) + "?" + std::string(text);
}

std::string insn_text(const Config& config, const InsnWord& word) {
  const Insn insn = decode(config, word);
  const std::string line = disassemble(config, 0, insn);
  std::string text;
  for (std::size_t i = line.find('0') + 2; i < line.size(); ++i) {  // behind the number and a blank
    if (line[i] == ' ' && (text.empty() || text.back() == ' ')) continue;
    text += line[i];
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return coloured(colour_of(insn), text);
}

}  // namespace

std::string gtkwave_text(const Config& config, std::string_view value) {
  if (value.size() == 32) {
    const auto high = hex_number(value.substr(0, 16)), low = hex_number(value.substr(16));
    if (!high || !low) return std::string(value);
    if (*high == 0 && *low == 0) return " ";
    return insn_text(config, {*low, *high});
  }
  if (value.size() == 1) {
    const auto state = hex_number(value);
    if (state && *state < kStates.size()) {
      const State& known = kStates[static_cast<std::size_t>(*state)];
      return coloured(known.colour, known.name);
    }
  }
  return value.empty() ? " " : std::string(value);
}

bool gtkwave_filter(const Config& config, std::FILE* in, std::FILE* out) {
  std::string line;
  bool too_long = false;
  for (;;) {
    const int c = std::fgetc(in);
    if (c != '\n' && c != EOF) {
      too_long = too_long || line.size() == kMaxLine;
      if (!too_long) line += static_cast<char>(c);
      continue;
    }
    // The end in the middle of a line still asks for an answer.
    if (c == EOF && line.empty()) return true;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const std::string answer = (too_long ? "?" : gtkwave_text(config, line)) + "\n";
    if (std::fputs(answer.c_str(), out) == EOF || std::fflush(out) == EOF) return false;
    if (c == EOF) return true;
    line.clear();
    too_long = false;
  }
}

}  // namespace vta
