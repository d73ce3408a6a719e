// SPDX-License-Identifier: Apache-2.0
//
// A platform for tests: processor, VTA, a bus that looks, memory, clock and reset. A test is
// firmware that runs in a thread of the simulation.

#ifndef VTA_TESTS_SIM_SYSTEMC_PLATFORM_H_
#define VTA_TESTS_SIM_SYSTEMC_PLATFORM_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "driver/device/device.h"
#include "sim/systemc/tlm_device.h"
#include "sim/systemc/tlm_memory.h"
#include "sim/systemc/tlm_register_port.h"
#include "sim/systemc/vta_tlm.h"
#include "tests/sim/systemc/test_bus.h"

namespace vta::test {

struct PlatformOptions {
  VtaTlmOptions vta = {};
  TlmMemory::Options memory = {};
  bool bind_clock = true, bind_reset = true;
};

class Platform : public sc_core::sc_module {
 public:
  Platform(const sc_core::sc_module_name& name, const PlatformOptions& options,
           std::function<void(Platform&)> firmware);

  // One transaction on the registers, as it is; yields its status.
  tlm::tlm_response_status transport(tlm::tlm_generic_payload& payload);
  [[nodiscard]] std::uint32_t read(std::uint32_t offset);
  void write(std::uint32_t offset, std::uint32_t value);
  // Low for some cycles, then high.
  void pulse_reset();
  // Waits for the interrupt, no longer than a second of simulated time.
  [[nodiscard]] bool wait_for_interrupt();
  // A device without regions, for fuzz::judge(): memory is empty and the accelerator as after
  // rst_n, but for what SRAM holds.
  [[nodiscard]] Result<std::unique_ptr<Device>> new_device();

 private:
  void run();         // thread
  void gate_clock();  // method
  void end_loans();   // method: what was lent is seen by the host when a run has ended

  const Config config_;
  const bool direct_;
  std::function<void(Platform&)> firmware_;

 public:
  sc_core::sc_clock clk;
  sc_core::sc_signal<bool> irq{"irq"}, gated_clk{"gated_clk"};
  sc_core::sc_signal<bool, sc_core::SC_MANY_WRITERS> rst_n{"rst_n"};
  TlmRegisterPort processor{"processor"};
  TlmMemory memory;
  TestBus bus;
  VtaTlm vta;
  TlmDevice device;
  bool clock_stands = false;  // the accelerator's
  bool ended = false;         // the firmware
};

// Simulates in a process of its own until the firmware ends; it has ten seconds of simulated time.
void simulate(const PlatformOptions& options, const std::function<void(Platform&)>& firmware);
// The same, with a number to bring home.
[[nodiscard]] std::uint64_t measure(const PlatformOptions& options,
                                    const std::function<std::uint64_t(Platform&)>& firmware);

// Warnings and errors with an id of ours since they were last asked for, as "id: text".
[[nodiscard]] std::vector<std::string> take_reports();
// Reports are collected for take_reports() instead of printed; errors still throw. For who
// simulates without simulate().
void collect_reports();

[[nodiscard]] PlatformOptions options_of(Flavour flavour);
[[nodiscard]] std::string name_of(Flavour flavour);

}  // namespace vta::test

#endif  // VTA_TESTS_SIM_SYSTEMC_PLATFORM_H_
