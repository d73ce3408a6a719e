// SPDX-License-Identifier: Apache-2.0
//
// Operators with random data and the result of their reference. Without a schedule, each has its
// default one.

#ifndef VTA_TESTS_COMPILER_TOPI_OPERATOR_CASES_H_
#define VTA_TESTS_COMPILER_TOPI_OPERATOR_CASES_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/topi/dense.h"
#include "compiler/topi/matmul.h"
#include "compiler/topi/residual_add.h"
#include "compiler/topi/vector_add.h"
#include "tests/compiler/topi/operator_harness.h"

namespace vta::test {

using AddSchedule = std::optional<topi::ElementwiseSchedule>;

[[nodiscard]] Result<OperatorCase> make_case(const Config& config, const topi::VectorAdd& add,
                                             const AddSchedule& schedule = {},
                                             std::uint32_t seed = 1);
[[nodiscard]] Result<OperatorCase> make_case(const Config& config, const topi::ResidualAdd& add,
                                             const AddSchedule& schedule = {},
                                             std::uint32_t seed = 2);

using ProductSchedule = std::optional<topi::MatmulSchedule>;

[[nodiscard]] Result<OperatorCase> make_case(const Config& config, const topi::Matmul& matmul,
                                             const ProductSchedule& schedule = {},
                                             std::uint32_t seed = 3);
[[nodiscard]] Result<OperatorCase> make_case(const Config& config, const topi::Dense& layer,
                                             const ProductSchedule& schedule = {},
                                             std::uint32_t seed = 4);

// Operators of this file that between them meet every kind of schedule, small enough for the RTL.
[[nodiscard]] std::vector<NamedCase> small_operator_cases();

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_TOPI_OPERATOR_CASES_H_
