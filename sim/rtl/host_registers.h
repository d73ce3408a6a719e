// SPDX-License-Identifier: Apache-2.0
//
// What a host does with the registers of a VTA, on a board in software.

#ifndef VTA_SIM_RTL_HOST_REGISTERS_H_
#define VTA_SIM_RTL_HOST_REGISTERS_H_

#include <cstdint>
#include <string>

#include "driver/device/device.h"
#include "hw/isa/features.h"
#include "sim/rtl/rtl_system.h"

namespace vta {

// Reads the identification and geometry registers. Fails when the device is no VTA, speaks another
// ISA, or differs from `config`, naming the keys with both values.
[[nodiscard]] Status check_identity(RtlSystem& system, const Config& config);

// Writes the registers of a run and starts it with the interrupt enabled. `features`: the register
// of that name.
[[nodiscard]] Status start_run(RtlSystem& system, const RunRequest& request,
                               std::uint32_t features = kAllFeatures);

// How a run ended, once the interrupt is up; clears the interrupt. Fails when the registers
// contradict each other.
[[nodiscard]] Result<RunReport> read_report(RtlSystem& system);

// Soft reset through the control register. False when it does not complete within 100,000 cycles.
[[nodiscard]] Result<bool> soft_reset(RtlSystem& system);

// Where the stages stand, for the report of a run that did not end: "fetch at instruction 12, ...".
[[nodiscard]] Result<std::string> describe_state(RtlSystem& system);

}  // namespace vta

#endif  // VTA_SIM_RTL_HOST_REGISTERS_H_
