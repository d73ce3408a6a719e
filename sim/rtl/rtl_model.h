// SPDX-License-Identifier: Apache-2.0
//
// A Verilated vta_top of some geometry behind one interface. vta_rtl_library() (CMake) makes one
// implementation per geometry.

#ifndef VTA_SIM_RTL_RTL_MODEL_H_
#define VTA_SIM_RTL_RTL_MODEL_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "hw/isa/result.h"
#include "sim/rtl/axi_pins.h"
#include "sim/rtl/core_cycle.h"
#include "sim/rtl/trace_window.h"

namespace vta {

// What vta_top drives in one cycle.
struct RtlOutputs {
  AxiMasterPins axi;
  AxilSlavePins axil;
  bool irq = false;
};

class RtlModel {
 public:
  virtual ~RtlModel() = default;
  RtlModel(const RtlModel&) = delete;
  RtlModel& operator=(const RtlModel&) = delete;

  // Bytes per beat of the AXI4 port.
  [[nodiscard]] virtual unsigned data_bytes() const = 0;

  // One clock cycle: drives the inputs, reports the outputs they lead to, then the rising edge.
  // The payloads of `outputs` are those of the channels whose valid is high. False when an
  // assertion inside the model has failed; the model has then printed which, and is of no use any
  // more.
  virtual bool cycle(bool rst_n, const AxiSlavePins& axi, const AxilMasterPins& axil,
                     RtlOutputs& outputs) = 0;

  // From now on cycle() also tells what the core does; null: no longer. `core` must live as long.
  // False when the model has no trace module.
  virtual bool watch(CoreCycle* /*core*/) { return false; }
  // The bytes of an element of UOP, INP, WGT, ACC or OUT. Only of a model that can be watched.
  virtual void read_sram(MemoryType /*type*/, std::uint32_t /*element*/,
                         std::span<std::byte> /*bytes*/) const {
    VTA_CHECK(!"a model with a trace module");
  }

  // What the register at a multiple of 4 holds, without an access; nothing when the model cannot
  // tell. Registers that do not exist are zero.
  [[nodiscard]] virtual std::optional<std::uint32_t> look_at_register(
      std::uint32_t /*offset*/) const {
    return std::nullopt;
  }

  // How open_trace(), which comes later, is to record. Fails when the window begins with an
  // instruction and the model has no trace module.
  virtual Status set_trace_options(const TraceOptions& /*options*/) { return ok_status(); }
  // Records waves (FST) from now on. Fails when the file cannot be written or is open already.
  virtual Status open_trace(const std::string& path) = 0;
  // Everything up to now is in the file.
  virtual void flush_trace() = 0;

 protected:
  RtlModel() = default;
};

}  // namespace vta

#endif  // VTA_SIM_RTL_RTL_MODEL_H_
