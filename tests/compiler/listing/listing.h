// SPDX-License-Identifier: Apache-2.0
//
// A printed loop nest, in the notation that TVM's printer has for its primitive functions, as a
// tree:
//
//   @main = primfn(data_1: handle, res_1: handle) -> ()          may be left out
//     buffers = {data: Buffer(data_2: Pointer(int8), int8, [50176], []),
//                res: Buffer(res_2: Pointer(int8), int8, [50176], [])} {
//     allocate(res_conv: Pointer(global int32), int32, [50176]), storage_scope = global {
//       for (i: int32, 0, 14) {                                  minimum and extent are constant
//         let cse_var_1: int32 = (i*224)                         holds to the end of its block
//         res_conv_1: Buffer(res_conv, int32, [50176], [])[cse_var_1] = cast(int32, data[i])
//       }
//       attr [IterVar(vta: int32, (nullptr), "ThreadIndex", "vta")] "coproc_scope" = 2 {
//         @tir.vta.coproc_sync(, dtype=int32)
//       }
//     }
//   }
//
// Expressions are in expr_parser.h. The tree does not know lets, plain blocks, names of views and
// parentheses; names of loops are kept for messages only.

#ifndef VTA_TESTS_COMPILER_LISTING_LISTING_H_
#define VTA_TESTS_COMPILER_LISTING_LISTING_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "hw/isa/result.h"
#include "tests/compiler/listing/expr.h"
#include "tests/compiler/listing/names.h"

namespace vta::test {

struct Statement {
  enum class Kind { kLoop, kAttribute, kStore, kEvaluate };

  Kind kind;
  std::size_t line;
  std::string name;          // variable of the loop, key of the attribute, buffer of the store
  std::int64_t minimum = 0;  // of a loop
  std::int64_t extent = 0;   // of a loop, positive
  ExprPtr index = nullptr;   // of a store
  ExprPtr value = nullptr;   // of a store or an attribute; what is evaluated
  std::vector<Statement> body = {};  // of a loop or an attribute
};

struct Listing {
  std::map<std::string, Buffer> parameters;   // by name
  std::map<std::string, Buffer> allocations;  // by name
  std::vector<Statement> body;
};

// Fails naming the line and what was expected there.
[[nodiscard]] Result<Listing> parse_listing(const std::string& text);

// One of the seed's three listings: "default", "blocked" or "final".
[[nodiscard]] Result<std::string> seed_listing_text(std::string_view which);
[[nodiscard]] Result<Listing> seed_listing(std::string_view which);

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_LISTING_LISTING_H_
