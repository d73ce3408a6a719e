// SPDX-License-Identifier: Apache-2.0
//
// What a transfer has to move, recognised in the loops of a copy.

#ifndef VTA_COMPILER_PASSES_DMA_COPY_H_
#define VTA_COMPILER_PASSES_DMA_COPY_H_

#include <cstdint>
#include <vector>

#include "compiler/ir/simplify.h"
#include "compiler/passes/nest.h"
#include "driver/program/calls.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::passes {

// One loop of a copy. The data are trips `before` to `before + size - 1`; the others are padding.
struct CopyDim {
  ir::Var var;
  std::int64_t extent = 1;
  std::int64_t sram = 0, dram = 0;  // strides in elements of the on-chip memory
  ir::Expr before = 0, after = 0;
  bool padded = false;

  [[nodiscard]] ir::Expr size() const { return ir::Expr(extent) - before - after; }
};

struct Copy {
  bool is_load = true;
  ir::Buffer dram, onchip;
  MemoryType type = MemoryType::kInp;
  ir::Expr dram_base, sram_base;  // the first element on each side
  std::vector<CopyDim> dims;      // outermost first, that is by stride in the on-chip memory
  ir::Expr whole;  // 0 when even a loop of one trip is outside of the data; null: never
};

// The copy that a nest is: its sides, its loops over elements, those that continue each other on
// both sides merged into one, and the bounds of its data. `around` knows the loops around the nest.
// Fails when the nest is no copy between DRAM and the chip, an index is not affine or runs
// backwards, a condition is no bound of one loop, or elements are not contiguous in DRAM.
[[nodiscard]] Result<Copy> match_copy(const Nest& nest, const ir::Analyzer& around,
                                      const Config& config);

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_DMA_COPY_H_
