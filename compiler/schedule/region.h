// SPDX-License-Identifier: Apache-2.0
//
// Which part of an axis is read: what bound inference and the loops of the program ask of an index.

#ifndef VTA_COMPILER_SCHEDULE_REGION_H_
#define VTA_COMPILER_SCHEDULE_REGION_H_

#include <map>
#include <optional>

#include "compiler/ir/simplify.h"
#include "compiler/te/tensor.h"
#include "hw/isa/result.h"

namespace vta::te {

using FreeLoops = std::map<const ir::VarNode*, Expr>;  // loop -> extent

// First index and number of what an index expression meets while `free` loops run and all others
// stand still. Fails (with no word on where) when the index is not affine in them.
struct Region {
  Expr min, extent;
};
[[nodiscard]] Result<Region> region_of(const ir::Analyzer& analyzer, const Expr& index,
                                       const FreeLoops& free);

// Makes `sum` the smallest region around both; nothing counts as empty. False when they do not
// start a fixed distance apart.
[[nodiscard]] bool unite(const ir::Analyzer& analyzer, std::optional<Region>& sum,
                         const Region& region);

}  // namespace vta::te

#endif  // VTA_COMPILER_SCHEDULE_REGION_H_
