// SPDX-License-Identifier: Apache-2.0
//
// A board in software: the Verilated vta_top, memory behind its AXI4 port, a host at its AXI4-Lite
// port, and checkers on both. Everything that happens, happens on wires and takes cycles.

#ifndef VTA_SIM_RTL_RTL_SYSTEM_H_
#define VTA_SIM_RTL_RTL_SYSTEM_H_

#include <cstdint>
#include <memory>
#include <string>

#include "driver/device/host_registers.h"
#include "driver/device/memory.h"
#include "hw/isa/result.h"
#include "sim/rtl/axi_checker.h"
#include "sim/rtl/axi_memory.h"
#include "sim/rtl/axil_checker.h"
#include "sim/rtl/axil_master.h"
#include "sim/rtl/core_cycle.h"
#include "sim/rtl/rtl_model.h"
#include "sim/rtl/rtl_observer.h"

namespace vta {

// A broken protocol rule or a register access without answer makes every function that takes cycles
// fail until power_on(); a failed assertion inside the model makes it fail for ever.
class RtlSystem final : public RegisterPort {
 public:
  // The seed of `options` also makes the AXI4-Lite accesses irregular. Powered on. The options must
  // be legal (check_options).
  RtlSystem(std::unique_ptr<RtlModel> model, const AxiMemoryOptions& options);

  // Full reset by rst_n. What is in flight is lost; memories keep their contents.
  void power_on();

  // One register access; the offset is in bytes. Fails when the port does not answer within 10,000
  // cycles or answers with an error.
  Result<std::uint32_t> read_register(std::uint32_t offset) override;
  Status write_register(std::uint32_t offset, std::uint32_t value) override {
    return write_bytes(offset, value, 0xF);
  }
  // A strobe has one bit per byte.
  Status write_bytes(std::uint32_t offset, std::uint32_t value, std::uint8_t strobe);
  // A counter of two words, low word first; the counter must stand still.
  Result<std::uint64_t> read_register64(std::uint32_t offset);

  // Clocks until the interrupt is up in a cycle (true) or `cycles` have passed (false).
  Result<bool> run_until_irq(std::uint64_t cycles);
  Status run_cycles(std::uint64_t cycles);

  // Shows every cycle to the observer from now on, until it is called with null. A run that the
  // observer stops is broken. Precondition: the model can be watched.
  void observe(RtlObserver* observer);

  [[nodiscard]] std::uint64_t cycle() const { return cycle_; }  // since construction
  [[nodiscard]] DeviceMemory& memory() { return memory_; }
  [[nodiscard]] const DeviceMemory& memory() const { return memory_; }
  [[nodiscard]] AxiMemory& axi() { return axi_; }
  [[nodiscard]] const AxiMemory& axi() const { return axi_; }
  [[nodiscard]] RtlModel& model() { return *model_; }
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  // One cycle; false when something is broken, which failure_ then tells.
  bool clock();
  [[gnu::cold]] void note_failure();
  Status finish_access(const char* kind, std::uint32_t offset);

  std::unique_ptr<RtlModel> model_;
  DeviceMemory memory_;
  AxiMemory axi_;
  AxiChecker axi_checker_;
  AxilMaster host_;
  AxilChecker axil_checker_;
  RtlOutputs out_;
  RtlObserver* observer_ = nullptr;
  CoreCycle core_;
  std::uint64_t cycle_ = 0;
  bool broken_ = false;
  bool assertion_failed_ = false;
  std::string failure_;
};

// Soft reset through the control register. False when it does not complete within 100,000 cycles.
[[nodiscard]] Result<bool> soft_reset(RtlSystem& system);

}  // namespace vta

#endif  // VTA_SIM_RTL_RTL_SYSTEM_H_
