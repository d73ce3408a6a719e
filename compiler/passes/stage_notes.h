// SPDX-License-Identifier: Apache-2.0
//
// What instructions are traced back to.

#ifndef VTA_COMPILER_PASSES_STAGE_NOTES_H_
#define VTA_COMPILER_PASSES_STAGE_NOTES_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "compiler/ir/stmt.h"
#include "compiler/schedule/bounds.h"

namespace vta::passes {

// The note of the loops of a stage from `level` inwards: the part of its tensor that they compute,
// and the tiles that all loops around them are at, those of the stages that it is computed in
// first.
[[nodiscard]] std::shared_ptr<const ir::StageNote> stage_note(
    const std::vector<te::StageState>& stages, const te::Bounds& bounds, std::size_t stage,
    std::ptrdiff_t level);

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_STAGE_NOTES_H_
