// SPDX-License-Identifier: Apache-2.0
//
// A perfect nest of loops around one store: what the intrinsic passes recognise.

#ifndef VTA_COMPILER_PASSES_NEST_H_
#define VTA_COMPILER_PASSES_NEST_H_

#include <memory>
#include <optional>
#include <vector>

#include "compiler/ir/simplify.h"
#include "compiler/ir/stmt.h"
#include "hw/isa/result.h"

namespace vta::passes {

struct NestLoop {
  ir::Var var;
  std::int64_t extent = 0;
};

struct Nest {
  std::vector<NestLoop> loops;  // outermost first
  ir::Stmt store;
  std::shared_ptr<const ir::StageNote> note;  // of the stage, when a note is inside
};

// Nothing when there is a sequence, an allocation or an extent that is no literal on the way.
[[nodiscard]] std::optional<Nest> match_nest(const ir::Stmt& stmt);

// What is known inside of all the loops of a nest; see scoped_bounds.h.
[[nodiscard]] ir::Analyzer inside(const Nest& nest, ir::Analyzer around);

// An index as base + the sum of factor * loop. Fails naming the loop that it is not affine in.
struct AffineIndex {
  ir::Linear base;
  std::vector<std::int64_t> factors;  // one for each loop
};
[[nodiscard]] Result<AffineIndex> affine(const ir::Analyzer& analyzer, const ir::Expr& index,
                                         const std::vector<NestLoop>& loops);

// Puts the note around a statement again.
[[nodiscard]] inline ir::Stmt with_note(const std::shared_ptr<const ir::StageNote>& note,
                                        ir::Stmt stmt) {
  return note ? ir::make_stage(note, std::move(stmt)) : stmt;
}

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_NEST_H_
