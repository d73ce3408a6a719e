// SPDX-License-Identifier: Apache-2.0
//
// Execution of one instruction by the functional simulator. Everything that validate() finds has
// been found before; what is left are AXI errors and index errors.

#ifndef VTA_SIM_FUNCTIONAL_EXECUTE_H_
#define VTA_SIM_FUNCTIONAL_EXECUTE_H_

#include <array>
#include <cstdint>

#include "hw/isa/insn.h"
#include "sim/common/work_meter.h"
#include "sim/functional/dram.h"
#include "sim/functional/memories.h"

namespace vta::functional {

struct Machine {
  const Config& config;
  Memories& memories;
  Dram& dram;
  const std::array<std::uint32_t, kMemoryTypeCount>& base;  // base registers
  WorkMeter& meter;
};

// kNone, or what stopped the instruction. An instruction during which the meter is exhausted was
// given up.
[[nodiscard]] ErrorCode load(const MemFields& fields, Machine& machine);
[[nodiscard]] ErrorCode store(const MemFields& fields, Machine& machine);
[[nodiscard]] ErrorCode gemm(const GemmFields& fields, Machine& machine);
[[nodiscard]] ErrorCode alu(const AluFields& fields, Machine& machine);

}  // namespace vta::functional

#endif  // VTA_SIM_FUNCTIONAL_EXECUTE_H_
