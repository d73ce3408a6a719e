// SPDX-License-Identifier: Apache-2.0
//
// Matrix product straight from its definition, with the second matrix as a dense layer stores its
// weights: one row per output.

#ifndef VTA_SIM_REFERENCE_MATMUL_H_
#define VTA_SIM_REFERENCE_MATMUL_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "hw/isa/result.h"
#include "sim/reference/epilogue.h"

namespace vta {

// Every extent is at least 1.
struct MatmulShape {
  int m = 1, n = 1, k = 1;

  // Elements of the matrices.
  [[nodiscard]] std::size_t a_size() const;       // [m][k]
  [[nodiscard]] std::size_t b_size() const;       // [n][k]
  [[nodiscard]] std::size_t output_size() const;  // [m][n]

  friend bool operator==(const MatmulShape&, const MatmulShape&) = default;
};

// Fails naming the field, its value and the bound. Products of extents must stay below 2^31.
[[nodiscard]] Status check_matmul_shape(const MatmulShape& shape);

// out[i][j] = sum over l of a[i][l] * b[j][l], modulo 2^32. Fails when the shape is wrong or a
// matrix has another size.
[[nodiscard]] Result<std::vector<std::int32_t>> matmul_sums(const MatmulShape& shape,
                                                            std::span<const std::int8_t> a,
                                                            std::span<const std::int8_t> b);

// The same with the epilogue applied; its bias is per column of the result. Fails also when
// check_epilogue() does.
[[nodiscard]] Result<std::vector<std::int8_t>> matmul(const MatmulShape& shape,
                                                      std::span<const std::int8_t> a,
                                                      std::span<const std::int8_t> b,
                                                      const Epilogue& epilogue);

}  // namespace vta

#endif  // VTA_SIM_REFERENCE_MATMUL_H_
