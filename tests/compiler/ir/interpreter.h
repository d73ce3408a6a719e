// SPDX-License-Identifier: Apache-2.0
//
// Runs loop programs, so that tests can show that a pass keeps the meaning of a program.

#ifndef VTA_TESTS_COMPILER_IR_INTERPRETER_H_
#define VTA_TESTS_COMPILER_IR_INTERPRETER_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "compiler/ir/stmt.h"
#include "hw/isa/result.h"

namespace vta::test {

// The elements of the parameters, by the name of the buffer, last index fastest.
using Arrays = std::map<std::string, std::vector<std::int64_t>>;

// Runs a program on its parameters. Buffers have all their indices or are flat. An allocation
// begins as garbage. On-chip buffers that nothing allocates are addresses in the memory of their
// scope. Virtual threads run one after the other. Values wrap to their type; both sides of a select
// that is not taken are not looked at. Fails naming the buffer when an index is outside of its
// axis, and naming the call when there is one.
[[nodiscard]] Status interpret(const ir::Function& function, Arrays& arrays);

// Random elements for every parameter.
[[nodiscard]] Arrays random_arrays(const ir::Function& function, std::uint32_t seed);

// Empty if both programs leave the same in their parameters from the same random elements,
// otherwise a sentence about the first difference.
[[nodiscard]] std::string difference(const ir::Function& before, const ir::Function& after,
                                     std::uint32_t seed = 1);

// The value of an expression without reads; every variable has to be there.
using Values = std::map<const ir::VarNode*, std::int64_t>;
[[nodiscard]] std::int64_t value_of(const ir::Expr& expr, const Values& values);

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_IR_INTERPRETER_H_
