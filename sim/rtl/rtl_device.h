// SPDX-License-Identifier: Apache-2.0
//
// The Verilated vta_top as a Device: registers over AXI4-Lite, memory over AXI4, cycle by cycle.
//
// One model has one geometry. vta_rtl_library() (CMake) makes a library NAME per geometry with a
// header "NAME.h" that declares make_NAME(config, options); make_rtl() is the one of the default
// geometry.

#ifndef VTA_SIM_RTL_RTL_DEVICE_H_
#define VTA_SIM_RTL_RTL_DEVICE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "driver/device/device.h"
#include "hw/isa/features.h"
#include "sim/rtl/axi_faults.h"
#include "sim/rtl/rtl_model.h"
#include "sim/rtl/rtl_observer.h"
#include "sim/rtl/trace_window.h"

namespace vta {

struct RtlOptions {
  // The memory behind the AXI4 port; see axi_memory.h for the exact meaning.
  std::uint32_t read_latency = 40;                // cycles, 1 .. 1'000'000
  std::uint32_t write_latency = 20;               // cycles, 1 .. 1'000'000
  std::uint32_t max_outstanding_reads = 16;       // 1 .. 64
  std::optional<std::uint32_t> random_seed = {};  // random timing on both ports
  std::uint32_t features = kAllFeatures;          // mechanisms in use: the register `features`
  std::string trace_file = {};                    // FST waves of everything; empty: none
  TraceWindow trace_window = {};                  // the cycles that are in them
  // Most cycles of a run that brings no bound of its own. (The work of a program does not follow
  // from its length: one GEMM can take 2^41 cycles.)
  std::uint64_t max_cycles = 2'000'000'000;
  std::shared_ptr<RtlObserver> observer = {};  // sees every cycle of every run; null: nobody does
  std::shared_ptr<AxiFaults> faults = {};      // what the memory does wrong on purpose
};

// A device of the default geometry, hw/config/pynq.json. Fails naming the option that is out of
// range, the trace file that cannot be written, or the keys in which the geometry of the model
// (LOG_BUS_WIDTH included) differs from `config`.
//
// run() fails with an Error when the observer stops it or the model breaks a protocol rule, an
// assertion of the RTL fails or a register does not answer; the sentence names it. A run that
// reaches its bound is kTimeout, with the state of the machine in `detail`, and leaves the device
// usable.
[[nodiscard]] Result<std::unique_ptr<Device>> make_rtl(const Config& config,
                                                       const RtlOptions& options);

// The bare model of the default geometry.
[[nodiscard]] std::unique_ptr<RtlModel> new_rtl_model();

// A device around any model.
[[nodiscard]] Result<std::unique_ptr<Device>> make_rtl_device(std::unique_ptr<RtlModel> model,
                                                              const Config& config,
                                                              const RtlOptions& options);

}  // namespace vta

#endif  // VTA_SIM_RTL_RTL_DEVICE_H_
