// SPDX-License-Identifier: Apache-2.0
//
// A VTA on a virtual platform as a Device, for firmware that runs whole programs.

#ifndef VTA_SIM_SYSTEMC_TLM_DEVICE_H_
#define VTA_SIM_SYSTEMC_TLM_DEVICE_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <systemc>

#include "driver/device/device.h"
#include "driver/device/host_registers.h"
#include "sim/systemc/tlm_memory.h"

namespace vta {

// Everything of it is called by one thread of the simulation. A run waits for the interrupt, no
// longer than max_time; then it is a timeout, and the accelerator gets a soft reset. RunRequest's
// max_cycles is not looked at.
class TlmDevice final : public Device {
 public:
  // All of them must live as long.
  TlmDevice(const Config& config, RegisterPort& registers, TlmMemory& memory,
            const sc_core::sc_signal_in_if<bool>& irq, const sc_core::sc_time& max_time)
      : config_(config), registers_(registers), memory_(memory), irq_(irq), max_time_(max_time) {}

  [[nodiscard]] std::string_view target() const override { return "systemc"; }
  [[nodiscard]] const Config& config() const override { return config_; }
  Status add_region(std::uint64_t address, std::uint64_t size) override {
    return memory_.contents().add_region(address, size);
  }
  Status write(std::uint64_t address, std::span<const std::byte> data) override {
    return memory_.contents().write(address, data);
  }
  Status read(std::uint64_t address, std::span<std::byte> data) const override {
    return memory_.contents().read(address, data);
  }
  // Fails when a register does not answer or a reset does not end within max_time.
  Result<RunReport> run(const RunRequest& request) override;

 private:
  Status reset_softly();

  Config config_;
  RegisterPort& registers_;
  TlmMemory& memory_;
  const sc_core::sc_signal_in_if<bool>& irq_;
  sc_core::sc_time max_time_;
  bool reset_needed_ = false;  // the last run did not finish
};

}  // namespace vta

#endif  // VTA_SIM_SYSTEMC_TLM_DEVICE_H_
