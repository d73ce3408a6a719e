// SPDX-License-Identifier: Apache-2.0
//
// The memories of the machine as the passes see them.

#ifndef VTA_COMPILER_PASSES_MEMORY_H_
#define VTA_COMPILER_PASSES_MEMORY_H_

#include <cstdint>

#include "compiler/ir/expr.h"
#include "driver/program/calls.h"
#include "hw/isa/config.h"

namespace vta::passes {

// The memory that an on-chip scope lies in.
[[nodiscard]] constexpr MemoryType memory_of(ir::MemScope scope) {
  switch (scope) {
    case ir::MemScope::kInp:
      return MemoryType::kInp;
    case ir::MemScope::kWgt:
      return MemoryType::kWgt;
    case ir::MemScope::kAcc:
    case ir::MemScope::kGlobal:
      break;
  }
  return MemoryType::kAcc;
}

// Numbers in one element of the memory of an on-chip scope: a tile of BATCH x BLOCK or
// BLOCK x BLOCK.
[[nodiscard]] inline std::int64_t lanes_of(const Config& config, ir::MemScope scope) {
  const std::int64_t block = config.block();
  return (scope == ir::MemScope::kWgt ? block : config.batch()) * block;
}

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_MEMORY_H_
