// SPDX-License-Identifier: Apache-2.0
//
// What one instruction does to the memories of the golden model. Tokens are not seen here.

#ifndef VTA_SIM_GOLDEN_EXECUTE_H_
#define VTA_SIM_GOLDEN_EXECUTE_H_

#include <array>
#include <cstdint>
#include <string>

#include "driver/device/device.h"
#include "driver/device/memory.h"
#include "hw/isa/insn.h"
#include "sim/common/work_meter.h"
#include "sim/golden/sram.h"

namespace vta::golden {

// What an instruction can see and change.
struct Machine {
  const Config& config;
  SramState& sram;
  DeviceMemory& memory;
  const std::array<std::uint32_t, kMemoryTypeCount>& base;  // base registers
  WorkMeter& meter;
};

// How an execution ended. When the meter of the machine is exhausted, it was given up.
struct Execution {
  ErrorCode code = ErrorCode::kNone;
  std::string what = {};  // for people, empty when there is no error
};

// What comes before anything is moved: opcode, memory type, padding, ALU opcode and SRAM range.
[[nodiscard]] Execution check(const Config& config, const Insn& insn);

// Executes the whole instruction, `check` included. After an error in LOAD and STORE nothing was
// moved; after one in GEMM and ALU the micro-ops before the offending one have taken effect.
[[nodiscard]] Execution execute(const Insn& insn, Machine& machine);

// The parts, for instructions that `check` has found legal. A transfer has x_size > 0.
[[nodiscard]] Execution execute_load(const MemFields& fields, Machine& machine);
[[nodiscard]] Execution execute_store(const MemFields& fields, Machine& machine);

// Byte address in DRAM of the element in row `row` and column `column` of a transfer.
[[nodiscard]] std::uint64_t element_address(const MemFields& fields, const Machine& machine,
                                            std::uint64_t row, std::uint64_t column);
// A lane of OUT: that of ACC, truncated to the output width.
[[nodiscard]] inline std::byte out_lane(std::int32_t acc) {
  return static_cast<std::byte>(static_cast<std::uint32_t>(acc) & 0xff);
}

// One lane of an ALU operation; b is any 32-bit number.
[[nodiscard]] std::int32_t alu_lane(AluOpcode opcode, std::int32_t a, std::int32_t b);

// Adds what a retired instruction counts.
void count(const Config& config, const Insn& insn, Statistics& statistics);

}  // namespace vta::golden

#endif  // VTA_SIM_GOLDEN_EXECUTE_H_
