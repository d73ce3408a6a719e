// SPDX-License-Identifier: Apache-2.0
//
// The loops run over one output row at a time, the innermost over its columns, so that the compiler
// can use vector instructions; apart from that they are the definition.

#include "sim/reference/conv2d.h"

#include <algorithm>
#include <string>
#include <utility>

#include "sim/reference/checks.h"

namespace vta {

using reference::check_elements;
using reference::element_count;

namespace {

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
  const int group = o / (s.out_channels / s.groups);
  for (int c = 0; c < s.group_channels(); ++c) {
    const std::size_t in_plane =
        position(static_cast<std::size_t>(n), s.in_channels, group * s.group_channels() + c);
    const std::size_t kernel = position(static_cast<std::size_t>(o), s.group_channels(), c);
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

Status check_groups(const Conv2dShape& s) {
  for (const auto& [name, channels] :
       {std::pair{"in_channels", s.in_channels}, std::pair{"out_channels", s.out_channels}}) {
    if (channels % s.groups == 0) continue;
    return Error{"conv2d: groups is " + std::to_string(s.groups) + ", must divide " + name +
                 ", which is " + std::to_string(channels)};
  }
  return ok_status();
}

}  // namespace

std::size_t Conv2dShape::input_size() const {
  return element_count({batch, in_channels, height, width});
}
std::size_t Conv2dShape::weight_size() const {
  return element_count({out_channels, group_channels(), kernel_h, kernel_w});
}
std::size_t Conv2dShape::output_size() const {
  return element_count({batch, out_channels, out_height(), out_width()});
}

Status check_conv2d_shape(const Conv2dShape& s) {
  if (Status status = reference::check_extents("conv2d", {{"batch", s.batch, 1},
                                                          {"in_channels", s.in_channels, 1},
                                                          {"height", s.height, 1},
                                                          {"width", s.width, 1},
                                                          {"out_channels", s.out_channels, 1},
                                                          {"kernel_h", s.kernel_h, 1},
                                                          {"kernel_w", s.kernel_w, 1},
                                                          {"pad_h", s.pad_h, 0},
                                                          {"pad_w", s.pad_w, 0},
                                                          {"stride_h", s.stride_h, 1},
                                                          {"stride_w", s.stride_w, 1},
                                                          {"groups", s.groups, 1}});
      !status) {
    return status;
  }
  if (Status status = check_groups(s); !status) return status;
  if (Status status = reference::check_window(
          "conv2d", {s.height, s.width, s.kernel_h, s.kernel_w, s.pad_h, s.pad_w});
      !status) {
    return status;
  }
  return reference::check_tensors("conv2d",
                                  {{s.batch, s.in_channels, s.height, s.width},
                                   {s.out_channels, s.group_channels(), s.kernel_h, s.kernel_w},
                                   {s.batch, s.out_channels, s.out_height(), s.out_width()}});
}

Result<std::vector<std::int32_t>> conv2d_sums(const Conv2dShape& shape,
                                              std::span<const std::int8_t> input,
                                              std::span<const std::int8_t> weight) {
  if (Status s = check_conv2d_shape(shape); !s.ok()) return s.error();
  if (Status s = check_elements("conv2d", "input", input.size(), shape.input_size()); !s.ok()) {
    return s.error();
  }
  if (Status s = check_elements("conv2d", "weight", weight.size(), shape.weight_size()); !s.ok()) {
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
                                        const Epilogue& epilogue) {
  if (Status s = check_conv2d_shape(shape); !s.ok()) return s.error();
  if (Status s = check_epilogue("conv2d", epilogue, shape.out_channels); !s.ok()) return s.error();
  const Result<std::vector<std::int32_t>> sums = conv2d_sums(shape, input, weight);
  if (!sums.ok()) return sums.error();
  return apply_epilogue(epilogue, sums.value(), shape.out_channels,
                        element_count({shape.out_height(), shape.out_width()}));
}

}  // namespace vta
