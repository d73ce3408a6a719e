// SPDX-License-Identifier: Apache-2.0
//
// Carries out the bursts of the AXI port: directly where the target grants it, else as TLM
// transactions, one after the other in a thread of its own, since a target may wait.

#ifndef VTA_SIM_SYSTEMC_MEMORY_BUS_H_
#define VTA_SIM_SYSTEMC_MEMORY_BUS_H_

#include <deque>
#include <memory>
#include <systemc>

#include "sim/systemc/axi_bridge.h"
#include "sim/systemc/memory_port.h"

namespace vta {

// The unit of time is that of sc_time::value(). A read that the target refuses is read once more
// beat by beat, and a beat that is refused byte by byte, so that a burst which reaches beyond the
// end of memory has the bytes that there are, as behind sim/rtl/axi_memory.h.
class MemoryBus final : public sc_core::sc_module, public AxiBurstSink {
 public:
  // The port must live as long.
  MemoryBus(const sc_core::sc_module_name& name, MemoryPort& port);

  void carry_out(std::shared_ptr<AxiBurst> burst) override;
  // Those not yet begun are not wanted any more.
  void forget() { waiting_.clear(); }

 private:
  void serve();  // thread
  [[nodiscard]] bool carry_out_directly(AxiBurst& burst);
  void transfer(AxiBurst& burst);
  void read_beats(AxiBurst& burst);
  tlm::tlm_response_status transfer(AxiBurst& burst, std::uint32_t first, std::uint32_t size);

  MemoryPort& port_;
  std::deque<std::shared_ptr<AxiBurst>> waiting_;
  sc_core::sc_event arrived_;
};

}  // namespace vta

#endif  // VTA_SIM_SYSTEMC_MEMORY_BUS_H_
