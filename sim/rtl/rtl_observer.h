// SPDX-License-Identifier: Apache-2.0
//
// Somebody who looks at every cycle of the runs of an RTL device and may stop them.

#ifndef VTA_SIM_RTL_RTL_OBSERVER_H_
#define VTA_SIM_RTL_RTL_OBSERVER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "driver/device/device.h"
#include "driver/device/memory.h"
#include "sim/rtl/axi_pins.h"
#include "sim/rtl/core_cycle.h"

namespace vta {

// All memories of a device that is not running.
class RtlMemories {
 public:
  virtual ~RtlMemories() = default;
  RtlMemories(const RtlMemories&) = delete;
  RtlMemories& operator=(const RtlMemories&) = delete;

  // The bytes of an element of UOP, INP, WGT, ACC or OUT, lowest lane first.
  virtual void read_sram(MemoryType type, std::uint32_t element,
                         std::span<std::byte> bytes) const = 0;
  [[nodiscard]] virtual const DeviceMemory& dram() const = 0;

 protected:
  RtlMemories() = default;
};

class RtlObserver {
 public:
  virtual ~RtlObserver() = default;
  RtlObserver(const RtlObserver&) = delete;
  RtlObserver& operator=(const RtlObserver&) = delete;

  // Before the first register of a run is written.
  virtual void begin_run(const RunRequest& request, const RtlMemories& memories) = 0;

  // A cycle, numbered from the construction of the device, with the wires of the AXI4 port. False:
  // the run is to stop, with complaint() as its Error.
  virtual bool cycle(std::uint64_t cycle, const CoreCycle& core, const AxiMasterPins& master,
                     const AxiSlavePins& slave) = 0;

  // After a run that has a report; not after one that failed with an Error. False: as above.
  virtual bool end_run(std::uint64_t cycle, const RunReport& report,
                       const RtlMemories& memories) = 0;

  [[nodiscard]] virtual std::string complaint() const = 0;

 protected:
  RtlObserver() = default;
};

}  // namespace vta

#endif  // VTA_SIM_RTL_RTL_OBSERVER_H_
