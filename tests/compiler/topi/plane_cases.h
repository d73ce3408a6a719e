// SPDX-License-Identifier: Apache-2.0
//
// Pooling, transposed convolution and convolution in groups with random data and the result of
// their reference.

#ifndef VTA_TESTS_COMPILER_TOPI_PLANE_CASES_H_
#define VTA_TESTS_COMPILER_TOPI_PLANE_CASES_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/topi/conv2d_transpose.h"
#include "compiler/topi/group_conv2d.h"
#include "compiler/topi/pool.h"
#include "tests/compiler/topi/operator_harness.h"

namespace vta::test {

using PlaneTile = std::optional<topi::ResultTile>;  // without, the default one

// Data for MaxPadding::kZeros are not negative.
[[nodiscard]] Result<OperatorCase> max_pool_case(const Config& config, const topi::PoolLayer& layer,
                                                 topi::MaxPadding padding = topi::MaxPadding::kHost,
                                                 const PlaneTile& tile = {});
// With `constant`, every element of the data is that.
[[nodiscard]] Result<OperatorCase> average_pool_case(const Config& config,
                                                     const topi::PoolLayer& layer,
                                                     const PlaneTile& tile = {},
                                                     std::optional<std::int8_t> constant = {});
[[nodiscard]] Result<OperatorCase> transpose_case(const Config& config,
                                                  const topi::Conv2dTransposeLayer& layer);
[[nodiscard]] Result<OperatorCase> group_case(const Config& config, const topi::Conv2dLayer& layer,
                                              topi::GroupConv2dWay way);

// Some of each, small enough for the RTL.
[[nodiscard]] std::vector<NamedCase> small_plane_cases();

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_TOPI_PLANE_CASES_H_
