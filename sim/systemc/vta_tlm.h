// SPDX-License-Identifier: Apache-2.0
//
// VTA as a SystemC module with TLM-2.0 sockets, in two flavours that look the same from outside.
// docs/systemc.md tells what each of them promises.

#ifndef VTA_SIM_SYSTEMC_VTA_TLM_H_
#define VTA_SIM_SYSTEMC_VTA_TLM_H_

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <systemc>
#include <tlm>

#include "hw/isa/config.h"
#include "sim/common/work_meter.h"
#include "sim/rtl/rtl_model.h"
#include "sim/systemc/memory_port.h"

namespace vta {

class Engine;

enum class Flavour {
  kLooselyTimed,   // functional simulator; a run ends when the cycle model says
  kCycleAccurate,  // the Verilated core, clocked
};

struct VtaTlmOptions {
  Flavour flavour = Flavour::kLooselyTimed;
  Config config = Config::pynq();
  sc_core::sc_time clock_period{10, sc_core::SC_NS};
  // The memory as the accelerator sees it, in cycles: what sim/rtl/axi_memory.h says. Cycle
  // accurate, a target that annotates more delay, or waits longer, makes it slower than that.
  std::uint32_t read_latency = 40;           // 1 .. 1'000'000
  std::uint32_t write_latency = 20;          // 1 .. 1'000'000
  std::uint32_t max_outstanding_reads = 16;  // 1 .. 64
  // Loosely timed: the most micro-ops, elements moved and instructions of a run; behind them the
  // accelerator is busy until it is reset. (One instruction can ask for 2^41 micro-ops.)
  std::uint64_t max_work = kDefaultWorkBound;
  // Cycle accurate: a model of the geometry; empty: that of hw/config/pynq.json.
  std::function<std::unique_ptr<RtlModel>()> new_model = {};
};

// Whatever cannot be built is an SC_ERROR with the id message::kElaboration: an option out of
// range, no clock period, a core of another geometry.
class VtaTlm final : public sc_core::sc_module {
 public:
  // The registers of hw/isa/isa.json from address 0 on, in 32-bit words; see register_access.h for
  // what is refused. Accesses synchronise: they come back at the present, with delays that stand
  // for themselves. No direct memory; transport_dbg reads.
  tlm_utils::simple_target_socket<VtaTlm, 32> registers;
  // Byte addresses below 2^32. Transactions stay within 4 KiB, without byte enables.
  tlm_utils::simple_initiator_socket<VtaTlm, kMemorySocketBits> memory;
  sc_core::sc_out<bool> irq;  // level
  // May stay unbound. clk: the core then makes a clock of clock_period itself; loosely timed,
  // nobody looks at it. rst_n: no reset but the one at the beginning. Low resets all but SRAM;
  // accesses are then refused with TLM_GENERIC_ERROR_RESPONSE.
  using Wire = sc_core::sc_port<sc_core::sc_signal_in_if<bool>, 1, sc_core::SC_ZERO_OR_MORE_BOUND>;
  Wire clk, rst_n;

  VtaTlm(const sc_core::sc_module_name& name, const VtaTlmOptions& options);
  ~VtaTlm() override;

  // How memory was reached so far.
  [[nodiscard]] const MemoryPort::Counters& memory_counters() const { return port_.counters(); }

 private:
  void end_of_elaboration() override;
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(tlm::tlm_generic_payload& payload);
  bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& dmi);
  void invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last);
  void drive_interrupt();  // method
  void set_interrupt(bool level);
  [[nodiscard]] bool in_reset() const;
  [[nodiscard]] std::unique_ptr<Engine> make_engine(const VtaTlmOptions& options);

  MemoryPort port_;
  bool interrupt_ = false;
  sc_core::sc_event interrupt_changed_;
  sc_core::sc_mutex access_;  // accesses take their turns
  std::unique_ptr<Engine> engine_;
};

}  // namespace vta

#endif  // VTA_SIM_SYSTEMC_VTA_TLM_H_
