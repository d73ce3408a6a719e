// SPDX-License-Identifier: Apache-2.0
//
// What trace/vta_waves.sv asks for: the instructions that the stages hold, as words and as text.

#ifndef VTA_SIM_RTL_CORE_WAVES_H_
#define VTA_SIM_RTL_CORE_WAVES_H_

#include <array>
#include <cstdint>
#include <deque>
#include <optional>

#include "hw/isa/config.h"
#include "hw/isa/insn.h"
#include "hw/isa/mnemonic.h"

namespace vta {

// A text as waves carry it: its characters from the highest bits of a vector that is as wide as the
// longest one, down to bit 0; zeros above.
using WaveText = std::array<std::uint32_t, kMnemonicMax / 4>;

[[nodiscard]] WaveText wave_text(const Config& config, const InsnWord& word);

// Masks have one bit per stage, in the order of Stage.
class CoreWaves {
 public:
  explicit CoreWaves(const Config& config) : config_(config) {}

  struct Held {
    std::uint32_t index = 0;
    InsnWord word{};
    WaveText text{};
  };

  // A run begins: nobody holds anything.
  void begin_run();
  // Fetch gives an instruction of the stream to the stages of the mask.
  void dispatch(std::uint8_t stages, std::uint32_t index, const InsnWord& word);
  // The stages take the tokens of their next instruction.
  void start(std::uint8_t stages);

  // One of the last kKept instructions of a stage; null when it is none of them.
  [[nodiscard]] const Held* find(Stage stage, std::uint32_t index) const;
  // Do the stages of the mask start instruction `index` now?
  [[nodiscard]] bool starts(std::uint8_t stages, std::uint32_t index) const;

  [[nodiscard]] const Config& config() const { return config_; }

 private:
  // A stage holds at most kQueueDepth that have not retired; compute retires a few out of order.
  static constexpr std::size_t kKept = 2 * kQueueDepth;

  struct StageState {
    std::deque<Held> held;               // by index
    std::deque<std::uint32_t> to_start;  // of those that have not started
  };

  Config config_;
  std::array<StageState, kStageCount> stages_;
};

}  // namespace vta

#endif  // VTA_SIM_RTL_CORE_WAVES_H_
