// SPDX-License-Identifier: Apache-2.0
//
// CoreWaves, and the DPI functions by which vta_waves.sv calls the one whose address it is given.

#include "sim/rtl/core_waves.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>

namespace vta {

WaveText wave_text(const Config& config, const InsnWord& word) {
  const std::string text = mnemonic(config, decode(config, word));
  WaveText words{};
  for (std::size_t i = 0; i < text.size(); ++i) {  // i counts from the last character
    const auto c = static_cast<unsigned char>(text[text.size() - 1 - i]);
    words[i / 4] |= std::uint32_t{c} << (8 * (i % 4));
  }
  return words;
}

void CoreWaves::begin_run() {
  for (StageState& stage : stages_) stage = {};
}

void CoreWaves::dispatch(std::uint8_t stages, std::uint32_t index, const InsnWord& word) {
  const Held held{index, word, wave_text(config_, word)};
  for (std::size_t s = 0; s < stages_.size(); ++s) {
    if ((unsigned{stages} >> s & 1u) == 0) continue;
    stages_[s].held.push_back(held);
    if (stages_[s].held.size() > kKept) stages_[s].held.pop_front();
    stages_[s].to_start.push_back(index);
  }
}

void CoreWaves::start(std::uint8_t stages) {
  for (std::size_t s = 0; s < stages_.size(); ++s) {
    if ((unsigned{stages} >> s & 1u) != 0 && !stages_[s].to_start.empty())
      stages_[s].to_start.pop_front();
  }
}

const CoreWaves::Held* CoreWaves::find(Stage stage, std::uint32_t index) const {
  const std::deque<Held>& held = stages_[static_cast<std::size_t>(stage)].held;
  const auto it = std::lower_bound(held.begin(), held.end(), index,
                                   [](const Held& one, std::uint32_t i) { return one.index < i; });
  return it == held.end() || it->index != index ? nullptr : &*it;
}

bool CoreWaves::starts(std::uint8_t stages, std::uint32_t index) const {
  for (std::size_t s = 0; s < stages_.size(); ++s) {
    const std::deque<std::uint32_t>& next = stages_[s].to_start;
    if ((unsigned{stages} >> s & 1u) != 0 && !next.empty() && next.front() == index) return true;
  }
  return false;
}

}  // namespace vta

namespace {

// The inverse of what VerilatedModel does: the RTL carries the address as a number.
vta::CoreWaves& waves_at(long long waves) { return *std::bit_cast<vta::CoreWaves*>(waves); }

vta::InsnWord insn_word(const std::uint32_t* words) {
  return {words[0] | std::uint64_t{words[1]} << 32, words[2] | std::uint64_t{words[3]} << 32};
}

}  // namespace

extern "C" {

void vta_waves_begin(long long waves) { waves_at(waves).begin_run(); }

void vta_waves_dispatch(long long waves, int stages, int index, const std::uint32_t* insn) {
  waves_at(waves).dispatch(static_cast<std::uint8_t>(stages), static_cast<std::uint32_t>(index),
                           insn_word(insn));
}

void vta_waves_start(long long waves, int stages) {
  waves_at(waves).start(static_cast<std::uint8_t>(stages));
}

// Zeros when the stage does not hold it, as after a reset in the middle of a run.
void vta_waves_head(long long waves, int stage, int index, std::uint32_t* op, std::uint32_t* insn) {
  const vta::CoreWaves::Held* held =
      waves_at(waves).find(static_cast<vta::Stage>(stage), static_cast<std::uint32_t>(index));
  const vta::CoreWaves::Held none;
  if (held == nullptr) held = &none;
  std::memcpy(op, held->text.data(), sizeof held->text);
  for (unsigned i = 0; i < 4; ++i) {
    insn[i] = static_cast<std::uint32_t>(held->word[i / 2] >> (32 * (i % 2)));
  }
}

void vta_waves_text(long long waves, const std::uint32_t* insn, std::uint32_t* op) {
  const vta::WaveText text = vta::wave_text(waves_at(waves).config(), insn_word(insn));
  std::memcpy(op, text.data(), sizeof text);
}

}  // extern "C"
