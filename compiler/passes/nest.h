// SPDX-License-Identifier: Apache-2.0
//
// A perfect nest of loops around one store: what the intrinsic passes recognise.

#ifndef VTA_COMPILER_PASSES_NEST_H_
#define VTA_COMPILER_PASSES_NEST_H_

#include <memory>
#include <optional>
#include <string>
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

// Rewrites every statement under the attribute `key` by `convert(body, analyzer, note)`, with the
// loops around it bound in the analyzer and the note of the stage around it, if any. The attribute
// itself is taken away. Stops at the first failure, which the name of the stage is put in front of.
class AttributeRewriter {
 public:
  using Note = std::shared_ptr<const ir::StageNote>;
  using Convert = Result<ir::Stmt> (*)(const ir::Stmt& body, const ir::Analyzer& analyzer,
                                       const void* context);
  AttributeRewriter(std::string_view key, Convert convert, const void* context)
      : key_(key), convert_(convert), context_(context) {}
  Result<ir::Function> run(const ir::Function& function);

 private:
  ir::Stmt visit(const ir::Stmt& stmt, const Note& note);

  std::string key_;
  Convert convert_;
  const void* context_;
  ir::Analyzer analyzer_;
  std::string failure_;
};

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_NEST_H_
