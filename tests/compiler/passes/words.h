// SPDX-License-Identifier: Apache-2.0
//
// The words that tests of passes are written in.

#ifndef VTA_TESTS_COMPILER_PASSES_WORDS_H_
#define VTA_TESTS_COMPILER_PASSES_WORDS_H_

#include <string>

#include "hw/isa/result.h"
#include "tests/compiler/ir/build.h"

namespace vta::passes {

using ir::DType;
using ir::Expr;
using ir::make_for;
using ir::make_seq;
using ir::make_store;
using ir::MemScope;
using ir::Stmt;
using ir::Var;
using test::alloc;
using test::int32;
using test::int8;
using test::scope;

// What a pass makes of a program, or why it does not.
[[nodiscard]] inline std::string text_or_error(const Result<ir::Function>& after) {
  return after ? test::text(after.value()) : after.error().message;
}
// Why a pass refuses a program.
[[nodiscard]] inline std::string refusal_by(const Result<ir::Function>& after) {
  return after ? "it becomes " + test::text(after.value()) : after.error().message;
}

}  // namespace vta::passes

#endif  // VTA_TESTS_COMPILER_PASSES_WORDS_H_
