// SPDX-License-Identifier: Apache-2.0
//
// The loops run over one output row at a time, the innermost over its columns, so that the compiler
// can use vector instructions; apart from that they are the definition.

#include "sim/reference/conv2d.h"

#include <algorithm>
#include <limits>
#include <string>

namespace vta {
namespace {

std::size_t product(std::initializer_list<int> extents) {
  std::size_t result = 1;
  for (const int extent : extents) result *= static_cast<std::size_t>(extent);
  return result;
}

Status at_least(const char* name, int value, int bound) {
  if (value >= bound) return ok_status();
  return Error{std::string("conv2d: ") + name + " is " + std::to_string(value) +
               ", must be at least " + std::to_string(bound)};
}

// A product of extents that still fits, or -1.
std::int64_t bounded_product(std::initializer_list<int> extents) {
  std::int64_t result = 1;
  for (const int extent : extents) {
    result *= extent;
    if (result > std::numeric_limits<std::int32_t>::max()) return -1;
  }
  return result;
}

Status check_size(const char* name, std::size_t size, std::size_t expected) {
  if (size == expected) return ok_status();
  return Error{std::string("conv2d: ") + name + " has " + std::to_string(size) +
               " elements, the shape says " + std::to_string(expected)};
}

// Output columns [begin, end) whose input column x * stride + kx - pad lies inside the input.
struct Columns {
  int begin, end;
};
Columns valid_columns(const Conv2dShape& s, int kx) {
  const int first = s.pad_w - kx;  // smallest x * stride that is not left of the input
  const int last = s.width - 1 + first;
  const int begin = first <= 0 ? 0 : (first + s.stride_w - 1) / s.stride_w;
  const int end = last < 0 ? 0 : std::min(s.out_width(), last / s.stride_w + 1);
  return {std::min(begin, end), end};
}

// sums[x] += weight * (the input column that kernel column kx meets at output column x). Unsigned:
// sums wrap modulo 2^32.
void accumulate_row(const Conv2dShape& s, const std::int8_t* input_row, std::int8_t weight, int kx,
                    std::uint32_t* sums) {
  const Columns columns = valid_columns(s, kx);
  const std::int32_t factor = weight;
  for (int x = columns.begin; x < columns.end; ++x) {
    sums[x] += static_cast<std::uint32_t>(factor * input_row[x * s.stride_w + kx - s.pad_w]);
  }
}

// Position of row `inner` of block `outer`, where blocks have `extent` rows.
std::size_t position(std::size_t outer, int extent, int inner) {
  return outer * static_cast<std::size_t>(extent) + static_cast<std::size_t>(inner);
}

// Row y of output plane (n, o), added to `sums`.
void accumulate_output_row(const Conv2dShape& s, const std::int8_t* input,
                           const std::int8_t* weight, int n, int o, int y, std::uint32_t* sums) {
  for (int c = 0; c < s.in_channels; ++c) {
    const std::size_t in_plane = position(static_cast<std::size_t>(n), s.in_channels, c);
    const std::size_t kernel = position(static_cast<std::size_t>(o), s.in_channels, c);
    for (int ky = 0; ky < s.kernel_h; ++ky) {
      const int in_y = y * s.stride_h + ky - s.pad_h;
      if (in_y < 0 || in_y >= s.height) continue;  // a row of padding
      const std::int8_t* input_row =
          input + position(position(in_plane, s.height, in_y), s.width, 0);
      const std::int8_t* taps = weight + position(position(kernel, s.kernel_h, ky), s.kernel_w, 0);
      for (int kx = 0; kx < s.kernel_w; ++kx) accumulate_row(s, input_row, taps[kx], kx, sums);
    }
  }
}

}  // namespace

std::size_t Conv2dShape::input_size() const { return product({batch, in_channels, height, width}); }
std::size_t Conv2dShape::weight_size() const {
  return product({out_channels, in_channels, kernel_h, kernel_w});
}
std::size_t Conv2dShape::output_size() const {
  return product({batch, out_channels, out_height(), out_width()});
}

Status check_conv2d_shape(const Conv2dShape& s) {
  struct Bound {
    const char* name;
    int value, bound;
  };
  for (const Bound& b : {Bound{"batch", s.batch, 1},
                         {"in_channels", s.in_channels, 1},
                         {"height", s.height, 1},
                         {"width", s.width, 1},
                         {"out_channels", s.out_channels, 1},
                         {"kernel_h", s.kernel_h, 1},
                         {"kernel_w", s.kernel_w, 1},
                         {"pad_h", s.pad_h, 0},
                         {"pad_w", s.pad_w, 0},
                         {"stride_h", s.stride_h, 1},
                         {"stride_w", s.stride_w, 1}}) {
    if (Status status = at_least(b.name, b.value, b.bound); !status.ok()) return status;
  }
  const std::int64_t padded_h = std::int64_t{s.height} + 2 * std::int64_t{s.pad_h};
  const std::int64_t padded_w = std::int64_t{s.width} + 2 * std::int64_t{s.pad_w};
  if (padded_h > std::numeric_limits<std::int32_t>::max() ||
      padded_w > std::numeric_limits<std::int32_t>::max()) {
    return Error{"conv2d: the padded input is larger than 2^31 - 1 rows or columns"};
  }
  if (padded_h < s.kernel_h || padded_w < s.kernel_w) {
    return Error{"conv2d: the kernel of " + std::to_string(s.kernel_h) + "x" +
                 std::to_string(s.kernel_w) + " is larger than the padded input of " +
                 std::to_string(padded_h) + "x" + std::to_string(padded_w)};
  }
  if (bounded_product({s.batch, s.in_channels, s.height, s.width}) < 0 ||
      bounded_product({s.out_channels, s.in_channels, s.kernel_h, s.kernel_w}) < 0 ||
      bounded_product({s.batch, s.out_channels, s.out_height(), s.out_width()}) < 0) {
    return Error{"conv2d: a tensor has more than 2^31 - 1 elements"};
  }
  return ok_status();
}

Result<std::vector<std::int32_t>> conv2d_sums(const Conv2dShape& shape,
                                              std::span<const std::int8_t> input,
                                              std::span<const std::int8_t> weight) {
  if (Status s = check_conv2d_shape(shape); !s.ok()) return s.error();
  if (Status s = check_size("input", input.size(), shape.input_size()); !s.ok()) return s.error();
  if (Status s = check_size("weight", weight.size(), shape.weight_size()); !s.ok()) {
    return s.error();
  }
  std::vector<std::int32_t> result;
  result.reserve(shape.output_size());
  std::vector<std::uint32_t> sums(static_cast<std::size_t>(shape.out_width()));
  for (int n = 0; n < shape.batch; ++n) {
    for (int o = 0; o < shape.out_channels; ++o) {
      for (int y = 0; y < shape.out_height(); ++y) {
        std::fill(sums.begin(), sums.end(), 0u);
        accumulate_output_row(shape, input.data(), weight.data(), n, o, y, sums.data());
        for (const std::uint32_t sum : sums) result.push_back(static_cast<std::int32_t>(sum));
      }
    }
  }
  return result;
}

Result<std::vector<std::int8_t>> conv2d(const Conv2dShape& shape,
                                        std::span<const std::int8_t> input,
                                        std::span<const std::int8_t> weight,
                                        const Conv2dEpilogue& epilogue) {
  if (epilogue.shift < 0 || epilogue.shift > 31) {
    return Error{"conv2d: shift is " + std::to_string(epilogue.shift) + ", must be 0..31"};
  }
  if (epilogue.lo > epilogue.hi) {
    return Error{"conv2d: clip bounds are " + std::to_string(epilogue.lo) + " and " +
                 std::to_string(epilogue.hi) + ", the first must not be larger"};
  }
  const Result<std::vector<std::int32_t>> sums = conv2d_sums(shape, input, weight);
  if (!sums.ok()) return sums.error();
  if (!epilogue.bias.empty()) {
    if (Status s =
            check_size("bias", epilogue.bias.size(), static_cast<std::size_t>(shape.out_channels));
        !s.ok()) {
      return s.error();
    }
  }
  const std::size_t plane = product({shape.out_height(), shape.out_width()});
  std::vector<std::int8_t> result;
  result.reserve(sums.value().size());
  for (std::size_t i = 0; i < sums.value().size(); ++i) {
    const std::size_t channel = i / plane % static_cast<std::size_t>(shape.out_channels);
    const std::int32_t bias = epilogue.bias.empty() ? 0 : epilogue.bias[channel];
    const auto biased = static_cast<std::int32_t>(static_cast<std::uint32_t>(sums.value()[i]) +
                                                  static_cast<std::uint32_t>(bias));
    const std::int32_t clipped = std::clamp(biased >> epilogue.shift, epilogue.lo, epilogue.hi);
    result.push_back(static_cast<std::int8_t>(clipped));
  }
  return result;
}

}  // namespace vta
