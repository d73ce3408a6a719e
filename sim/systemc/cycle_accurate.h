// SPDX-License-Identifier: Apache-2.0
//
// The cycle-accurate flavour: the Verilated core, clocked, its AXI port bridged to TLM.

#ifndef VTA_SIM_SYSTEMC_CYCLE_ACCURATE_H_
#define VTA_SIM_SYSTEMC_CYCLE_ACCURATE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <systemc>

#include "hw/isa/config.h"
#include "sim/rtl/axi_checker.h"
#include "sim/rtl/axil_checker.h"
#include "sim/rtl/axil_master.h"
#include "sim/rtl/rtl_model.h"
#include "sim/systemc/axi_bridge.h"
#include "sim/systemc/engine.h"
#include "sim/systemc/memory_bus.h"

namespace vta {

class CycleAccurate final : public sc_core::sc_module, public Engine {
 public:
  // The port must live as long; the options must be legal. The core has been reset.
  CycleAccurate(const sc_core::sc_module_name& name, std::unique_ptr<RtlModel> model,
                const Config& config, const AxiMemoryOptions& options,
                const sc_core::sc_time& clock_period, MemoryPort& port, Interrupt interrupt);

  // Before the simulation: fails naming the keys in which the core is of another geometry.
  [[nodiscard]] Status check_geometry();

  tlm::tlm_response_status access(bool write, std::uint32_t offset, std::uint32_t& value,
                                  sc_core::sc_time& delay) override;
  [[nodiscard]] std::optional<std::uint32_t> look(std::uint32_t offset) const override;
  // Without clk the core makes a clock of its own.
  void bind(Wire* clk, Wire* rst_n) override { clk_ = clk, rst_n_ = rst_n; }

 private:
  void clock();  // method: a rising edge
  void reset_cycle();
  void run_cycle();
  void end_access();
  [[gnu::cold]] void fail();

  const Config config_;
  const sc_core::sc_time clock_period_;
  Wire *clk_ = nullptr, *rst_n_ = nullptr;
  std::unique_ptr<RtlModel> model_;
  MemoryBus bus_;
  AxiBridge bridge_;
  AxiChecker axi_checker_;
  AxilMaster host_;
  AxilChecker axil_checker_;
  RtlOutputs out_;
  std::uint64_t cycle_ = 0;
  bool broken_ = false, assertion_failed_ = false, elaborated_ = false, interrupt_up_ = false;
  bool accessing_ = false, access_failed_ = false;
  sc_core::sc_event access_ended_;
};

}  // namespace vta

#endif  // VTA_SIM_SYSTEMC_CYCLE_ACCURATE_H_
