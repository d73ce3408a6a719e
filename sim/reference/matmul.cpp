// SPDX-License-Identifier: Apache-2.0
#include "sim/reference/matmul.h"

#include "sim/reference/checks.h"

namespace vta {

using reference::check_elements;
using reference::element_count;

namespace {

// Unsigned: the sum wraps modulo 2^32.
std::int32_t dot(std::span<const std::int8_t> a, std::span<const std::int8_t> b) {
  std::uint32_t sum = 0;
  for (std::size_t l = 0; l < a.size(); ++l) sum += static_cast<std::uint32_t>(a[l] * b[l]);
  return static_cast<std::int32_t>(sum);
}

}  // namespace

std::size_t MatmulShape::a_size() const { return element_count({m, k}); }
std::size_t MatmulShape::b_size() const { return element_count({n, k}); }
std::size_t MatmulShape::output_size() const { return element_count({m, n}); }

Status check_matmul_shape(const MatmulShape& s) {
  if (Status status =
          reference::check_extents("matmul", {{"m", s.m, 1}, {"n", s.n, 1}, {"k", s.k, 1}});
      !status) {
    return status;
  }
  return reference::check_tensors("matmul", {{s.m, s.k}, {s.n, s.k}, {s.m, s.n}});
}

Result<std::vector<std::int32_t>> matmul_sums(const MatmulShape& shape,
                                              std::span<const std::int8_t> a,
                                              std::span<const std::int8_t> b) {
  if (Status s = check_matmul_shape(shape); !s) return s.error();
  if (Status s = check_elements("matmul", "a", a.size(), shape.a_size()); !s) return s.error();
  if (Status s = check_elements("matmul", "b", b.size(), shape.b_size()); !s) return s.error();
  const auto depth = static_cast<std::size_t>(shape.k);
  std::vector<std::int32_t> result;
  result.reserve(shape.output_size());
  for (std::size_t row = 0; row < a.size(); row += depth) {
    for (std::size_t column = 0; column < b.size(); column += depth) {
      result.push_back(dot(a.subspan(row, depth), b.subspan(column, depth)));
    }
  }
  return result;
}

Result<std::vector<std::int8_t>> matmul(const MatmulShape& shape, std::span<const std::int8_t> a,
                                        std::span<const std::int8_t> b, const Epilogue& epilogue) {
  if (Status s = check_matmul_shape(shape); !s) return s.error();
  if (Status s = check_epilogue("matmul", epilogue, shape.n); !s) return s.error();
  const Result<std::vector<std::int32_t>> sums = matmul_sums(shape, a, b);
  if (!sums) return sums.error();
  return apply_epilogue(epilogue, sums.value(), shape.n, 1);
}

}  // namespace vta
