// SPDX-License-Identifier: Apache-2.0
//
// Which stage a refusal is about.

#ifndef VTA_COMPILER_PASSES_STAGE_NAME_H_
#define VTA_COMPILER_PASSES_STAGE_NAME_H_

#include <memory>
#include <string>

#include "compiler/ir/rewrite.h"
#include "compiler/ir/stmt.h"

namespace vta::passes {

using Note = std::shared_ptr<const ir::StageNote>;

// "stage NAME: " after the note around a statement, null when there is none. Without one it is the
// last note inside, because a stage comes behind those that are computed in its loops; without
// that, too, it is "".
[[nodiscard]] inline std::string stage_prefix(Note note, const ir::Stmt& stmt) {
  const bool search = !note;
  ir::for_each(stmt, [&](const ir::Stmt& s) {
    if (search && ir::is_attr(s, ir::kStage)) note = s->note;
  });
  return note ? "stage " + note->stage + ": " : "";
}

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_STAGE_NAME_H_
