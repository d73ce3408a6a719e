// SPDX-License-Identifier: Apache-2.0
#include "sim/reference/conv2d_transpose.h"

#include <limits>
#include <string>

#include "sim/reference/checks.h"

namespace vta {

using reference::check_elements;
using reference::element_count;

namespace {

constexpr const char* kOp = "conv2d_transpose";

// One axis of the output.
struct Axis {
  const char *pad_name, *output_pad_name;
  int extent, kernel, stride, pad, output_pad;
};

Status check_axis(const Axis& a) {
  if (a.output_pad >= a.stride) {
    return Error{std::string(kOp) + ": " + a.output_pad_name + " is " +
                 std::to_string(a.output_pad) + ", must be less than the stride of " +
                 std::to_string(a.stride)};
  }
  const std::int64_t uncropped =
      (std::int64_t{a.extent} - 1) * a.stride + a.kernel + std::int64_t{a.output_pad};
  if (uncropped > std::numeric_limits<std::int32_t>::max()) {
    return Error{std::string(kOp) +
                 ": the output before cropping is larger than 2^31 - 1 rows or columns"};
  }
  if (uncropped <= 2 * std::int64_t{a.pad}) {
    return Error{std::string(kOp) + ": " + a.pad_name + " is " + std::to_string(a.pad) +
                 ", which crops all of an output of " + std::to_string(uncropped)};
  }
  return ok_status();
}

// Adds value * plane of the kernel to the output plane, with the kernel's first tap at row y and
// column x; what falls outside is cropped. Unsigned: sums wrap modulo 2^32.
void scatter(const Conv2dTransposeShape& s, std::int32_t value, const std::int8_t* kernel, int y,
             int x, std::uint32_t* plane) {
  for (int ky = 0; ky < s.kernel_h; ++ky) {
    for (int kx = 0; kx < s.kernel_w; ++kx) {
      const std::int32_t tap = *kernel++;
      if (y + ky < 0 || y + ky >= s.out_height()) continue;
      if (x + kx < 0 || x + kx >= s.out_width()) continue;
      const auto row = static_cast<std::size_t>(y + ky) * static_cast<std::size_t>(s.out_width());
      plane[row + static_cast<std::size_t>(x + kx)] += static_cast<std::uint32_t>(value * tap);
    }
  }
}

}  // namespace

std::size_t Conv2dTransposeShape::input_size() const {
  return element_count({batch, in_channels, height, width});
}
std::size_t Conv2dTransposeShape::weight_size() const {
  return element_count({in_channels, out_channels, kernel_h, kernel_w});
}
std::size_t Conv2dTransposeShape::output_size() const {
  return element_count({batch, out_channels, out_height(), out_width()});
}

Status check_conv2d_transpose_shape(const Conv2dTransposeShape& s) {
  if (Status status = reference::check_extents(kOp, {{"batch", s.batch, 1},
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
                                                     {"output_pad_h", s.output_pad_h, 0},
                                                     {"output_pad_w", s.output_pad_w, 0}});
      !status) {
    return status;
  }
  for (const Axis& axis :
       {Axis{"pad_h", "output_pad_h", s.height, s.kernel_h, s.stride_h, s.pad_h, s.output_pad_h},
        Axis{"pad_w", "output_pad_w", s.width, s.kernel_w, s.stride_w, s.pad_w, s.output_pad_w}}) {
    if (Status status = check_axis(axis); !status) return status;
  }
  return reference::check_tensors(kOp, {{s.batch, s.in_channels, s.height, s.width},
                                        {s.in_channels, s.out_channels, s.kernel_h, s.kernel_w},
                                        {s.batch, s.out_channels, s.out_height(), s.out_width()}});
}

Result<std::vector<std::int32_t>> conv2d_transpose_sums(const Conv2dTransposeShape& shape,
                                                        std::span<const std::int8_t> input,
                                                        std::span<const std::int8_t> weight) {
  if (Status s = check_conv2d_transpose_shape(shape); !s) return s.error();
  if (Status s = check_elements(kOp, "input", input.size(), shape.input_size()); !s) {
    return s.error();
  }
  if (Status s = check_elements(kOp, "weight", weight.size(), shape.weight_size()); !s) {
    return s.error();
  }
  const std::size_t kernel = element_count({shape.kernel_h, shape.kernel_w});
  const std::size_t plane = element_count({shape.out_height(), shape.out_width()});
  const auto out_channels = static_cast<std::size_t>(shape.out_channels);
  std::vector<std::uint32_t> sums(shape.output_size());
  const std::int8_t* element = input.data();
  for (std::size_t n = 0; n < static_cast<std::size_t>(shape.batch); ++n) {
    for (std::size_t c = 0; c < static_cast<std::size_t>(shape.in_channels); ++c) {
      for (int y = 0; y < shape.height; ++y) {
        for (int x = 0; x < shape.width; ++x) {
          const std::int32_t value = *element++;
          for (std::size_t o = 0; o < out_channels; ++o) {
            scatter(shape, value, &weight[(c * out_channels + o) * kernel],
                    y * shape.stride_h - shape.pad_h, x * shape.stride_w - shape.pad_w,
                    &sums[(n * out_channels + o) * plane]);
          }
        }
      }
    }
  }
  return std::vector<std::int32_t>(sums.begin(), sums.end());
}

Result<std::vector<std::int8_t>> conv2d_transpose(const Conv2dTransposeShape& shape,
                                                  std::span<const std::int8_t> input,
                                                  std::span<const std::int8_t> weight,
                                                  const Epilogue& epilogue) {
  if (Status s = check_conv2d_transpose_shape(shape); !s) return s.error();
  if (Status s = check_epilogue(kOp, epilogue, shape.out_channels); !s) return s.error();
  const Result<std::vector<std::int32_t>> sums = conv2d_transpose_sums(shape, input, weight);
  if (!sums) return sums.error();
  return apply_epilogue(epilogue, sums.value(), shape.out_channels,
                        element_count({shape.out_height(), shape.out_width()}));
}

}  // namespace vta
