// SPDX-License-Identifier: Apache-2.0
//
// The host's end of an AXI4-Lite port: one register access at a time, cycle by cycle.

#ifndef VTA_SIM_RTL_AXIL_MASTER_H_
#define VTA_SIM_RTL_AXIL_MASTER_H_

#include <cstdint>
#include <optional>

#include "sim/rtl/axi_pins.h"
#include "sim/rtl/random.h"

namespace vta {

// Without a seed address and data are offered at once and responses taken at once; with one, every
// valid and ready comes after 0 to 7 cycles, so that address and data arrive in any order.
class AxilMaster {
 public:
  explicit AxilMaster(std::optional<std::uint32_t> random_seed = {});

  // Begins an access. Needs idle().
  void start_read(std::uint32_t address);
  void start_write(std::uint32_t address, std::uint32_t data, std::uint8_t strobe = 0xF);

  // What the master drives in the current cycle.
  [[nodiscard]] const AxilMasterPins& pins() const { return pins_; }
  // The rising edge that ends the current cycle, in which the slave drove `slave`.
  void step(const AxilSlavePins& slave) {
    if (!idle()) step_busy(slave);
  }

  // True when no access is in progress; the results are then those of the last one.
  [[nodiscard]] bool idle() const { return !reading_ && !writing_; }
  [[nodiscard]] std::uint32_t data() const { return data_; }  // of a read
  [[nodiscard]] AxiResp resp() const { return resp_; }

  void reset();  // drops an access in progress

 private:
  [[nodiscard]] std::uint32_t delay() { return random_ ? rng_.below(8) : 0; }
  void step_busy(const AxilSlavePins& slave);
  void drive();

  bool random_;
  Random rng_;
  AxilMasterPins pins_;
  bool reading_ = false, writing_ = false;
  bool address_left_ = false, data_left_ = false;  // still to be accepted
  std::uint32_t address_delay_ = 0, data_delay_ = 0, response_delay_ = 0;
  std::uint32_t data_ = 0;
  AxiResp resp_ = AxiResp::kOkay;
};

}  // namespace vta

#endif  // VTA_SIM_RTL_AXIL_MASTER_H_
