// SPDX-License-Identifier: Apache-2.0
//
// The programmable logic of an emulated board: nothing, or the Verilated vta_top.

#ifndef VTA_SIM_BOARD_LOGIC_H_
#define VTA_SIM_BOARD_LOGIC_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "sim/board/injection.h"
#include "sim/rtl/rtl_system.h"

namespace vta::board {

class Logic {
 public:
  using NewModel = std::function<std::unique_ptr<RtlModel>()>;

  // `backing`: what the accelerator sees of memory.
  Logic(NewModel new_model, std::shared_ptr<AxiBacking> backing, const Injections& injections);

  // A loaded bitstream starts with a full reset; while one is being loaded there is nothing.
  void configure();
  void clear() { system_.reset(); }
  [[nodiscard]] bool configured() const { return system_ != nullptr; }

  // FCLK0 in MHz, 0 when it stands still.
  void set_clock(double mhz) { clock_mhz_ = mhz; }

  // A register access over AXI4-Lite; nothing when nobody answers: no bitstream, no clock or one
  // that is too fast for the design, or an RTL that is broken.
  [[nodiscard]] std::optional<std::uint32_t> read(std::uint32_t offset);
  [[nodiscard]] bool write(std::uint32_t offset, std::uint32_t value);

  // True while clocking may change something.
  [[nodiscard]] bool busy() const { return busy_; }
  // Clocks for a while; see kStepCycles.
  void step();

  // The interrupt line, as of the last cycle that was clocked.
  [[nodiscard]] bool interrupt() const { return interrupt_; }

  // Cycles between two looks at what the driver wants; a few milliseconds.
  static constexpr std::uint64_t kStepCycles = 2048;
  static constexpr double kDesignMhz = 100;  // the fastest clock the design works with

 private:
  [[nodiscard]] bool answers() const;
  void settle();

  NewModel new_model_;
  std::shared_ptr<AxiBacking> backing_;
  Injections injections_;
  std::unique_ptr<RtlSystem> system_;  // null: nothing is loaded
  double clock_mhz_ = kDesignMhz;
  bool busy_ = false, interrupt_ = false;
};

}  // namespace vta::board

#endif  // VTA_SIM_BOARD_LOGIC_H_
