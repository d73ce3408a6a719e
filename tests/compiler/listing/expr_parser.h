// SPDX-License-Identifier: Apache-2.0
//
// Reads an expression of the notation. Beside the infix operators, which bind as in Python or C:
//   min(a, b)  max(a, b)  floordiv(a, b)  floormod(a, b)  cast(int32, a)  buffer[index]
//   @tir.shift_right(a, b, dtype=int32)  @tir.if_then_else(condition, a, b, dtype=int8)
//   @tir.vta.coproc_sync(, dtype=int32)  "text"

#ifndef VTA_TESTS_COMPILER_LISTING_EXPR_PARSER_H_
#define VTA_TESTS_COMPILER_LISTING_EXPR_PARSER_H_

#include <string>
#include <vector>

#include "tests/compiler/listing/expr.h"
#include "tests/compiler/listing/names.h"
#include "tests/compiler/listing/tokens.h"

namespace vta::test {

// After a failure, which the cursor holds, what the functions return has no meaning.
class ExprParser {
 public:
  ExprParser(Cursor& cursor, Names& names) : cursor_(cursor), names_(names) {}

  ExprPtr parse() { return parse_binary(1); }
  ExprPtr parse_index();                    // "[" an int32 "]"
  std::int64_t parse_constant();            // an int32 without variables
  std::vector<std::int64_t> parse_shape();  // "[" numbers "]"

  // NAME, or NAME: Buffer(VAR, int32, [..], []), which makes NAME a view of VAR. The extent of a
  // view is read over: TVM prints an artefact there, such as [157351936] for a buffer of 25088.
  // Returns the buffer.
  std::string parse_view();

 private:
  ExprPtr parse_binary(int level);
  ExprPtr parse_primary();
  ExprPtr parse_negative();
  ExprPtr parse_named();
  ExprPtr parse_call();
  ExprPtr parse_cast();
  ExprPtr checked(std::size_t line, const Result<ExprPtr>& result);

  Cursor& cursor_;
  Names& names_;
};

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_LISTING_EXPR_PARSER_H_
