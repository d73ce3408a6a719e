// SPDX-License-Identifier: Apache-2.0
//
// The loosely timed flavour: a run is done at its start, and the simulation then waits as long as
// the cycle model says.

#ifndef VTA_SIM_SYSTEMC_LOOSELY_TIMED_H_
#define VTA_SIM_SYSTEMC_LOOSELY_TIMED_H_

#include <cstdint>
#include <systemc>

#include "sim/systemc/engine.h"
#include "sim/systemc/memory_dram.h"
#include "sim/systemc/register_file.h"
#include "sim/systemc/run_model.h"

namespace vta {

class LooselyTimed final : public sc_core::sc_module, public Engine {
 public:
  // The port must live as long; the options must be legal.
  LooselyTimed(const sc_core::sc_module_name& name, const Config& config,
               const timing::Options& options, std::uint64_t max_work,
               const sc_core::sc_time& clock_period, MemoryPort& port, Interrupt interrupt);

  tlm::tlm_response_status access(bool write, std::uint32_t offset, std::uint32_t& value,
                                  sc_core::sc_time& delay) override;
  [[nodiscard]] std::optional<std::uint32_t> look(std::uint32_t offset) const override;
  // Time is the cycle model's; nobody looks at clk.
  void bind(Wire* /*clk*/, Wire* rst_n) override { rst_n_ = rst_n; }

 private:
  void serve();        // thread: the runs
  void watch_reset();  // method
  void run();
  void stop_run();
  [[nodiscard]] std::uint64_t cycles_so_far() const;
  void tell_interrupt() { interrupt_(registers_.interrupt()); }

  const std::uint64_t max_work_;
  const sc_core::sc_time clock_period_;
  Wire* rst_n_ = nullptr;
  MemoryDram dram_;
  RunModel model_;
  RegisterFile registers_;
  sc_core::sc_event start_, stop_;
  sc_core::sc_time started_;
  bool start_pending_ = false, at_work_ = false;  // at_work_: the thread is inside a run
  std::uint64_t run_number_ = 0;                  // a run with another number is no longer wanted
};

}  // namespace vta

#endif  // VTA_SIM_SYSTEMC_LOOSELY_TIMED_H_
