// SPDX-License-Identifier: Apache-2.0
#include "sim/reference/pool.h"

#include <algorithm>
#include <limits>
#include <string>

#include "sim/reference/checks.h"

namespace vta {

using reference::element_count;

namespace {

constexpr int kMostMultiplier = 32767;
constexpr int kMostWindow = (1 << 24) - 1;

Status check_pads(const PoolShape& s) {
  struct Pad {
    const char* axis;
    int pad, kernel;
  };
  for (const Pad& p : {Pad{"h", s.pad_h, s.kernel_h}, Pad{"w", s.pad_w, s.kernel_w}}) {
    if (p.pad < p.kernel) continue;
    return Error{std::string("pool: pad_") + p.axis + " is " + std::to_string(p.pad) +
                 ", must be less than kernel_" + p.axis + ", which is " + std::to_string(p.kernel)};
  }
  return ok_status();
}

// Folds the elements of every window that are not padding: result = fold(start, every element).
template <typename T, typename Fold>
Result<std::vector<T>> pool(const PoolShape& s, std::span<const std::int8_t> input, T start,
                            Fold fold) {
  if (Status status = check_pool_shape(s); !status) return status.error();
  if (Status status = reference::check_elements("pool", "input", input.size(), s.input_size());
      !status) {
    return status.error();
  }
  std::vector<T> result;
  result.reserve(s.output_size());
  const std::size_t plane_size = element_count({s.height, s.width});
  for (std::size_t plane = 0; plane < input.size(); plane += plane_size) {
    for (int out_y = 0; out_y < s.out_height(); ++out_y) {
      for (int out_x = 0; out_x < s.out_width(); ++out_x) {
        const int top = out_y * s.stride_h - s.pad_h;
        const int left = out_x * s.stride_w - s.pad_w;
        T folded = start;
        for (int y = std::max(top, 0); y < std::min(top + s.kernel_h, s.height); ++y) {
          const std::size_t row = plane + element_count({y, s.width});
          for (int x = std::max(left, 0); x < std::min(left + s.kernel_w, s.width); ++x) {
            folded = fold(folded, input[row + static_cast<std::size_t>(x)]);
          }
        }
        result.push_back(folded);
      }
    }
  }
  return result;
}

}  // namespace

std::size_t PoolShape::input_size() const {
  return element_count({batch, channels, height, width});
}
std::size_t PoolShape::output_size() const {
  return element_count({batch, channels, out_height(), out_width()});
}

Status check_pool_shape(const PoolShape& s) {
  if (Status status = reference::check_extents("pool", {{"batch", s.batch, 1},
                                                        {"channels", s.channels, 1},
                                                        {"height", s.height, 1},
                                                        {"width", s.width, 1},
                                                        {"kernel_h", s.kernel_h, 1},
                                                        {"kernel_w", s.kernel_w, 1},
                                                        {"pad_h", s.pad_h, 0},
                                                        {"pad_w", s.pad_w, 0},
                                                        {"stride_h", s.stride_h, 1},
                                                        {"stride_w", s.stride_w, 1}});
      !status) {
    return status;
  }
  if (Status status = check_pads(s); !status) return status;
  if (Status status = reference::check_window(
          "pool", {s.height, s.width, s.kernel_h, s.kernel_w, s.pad_h, s.pad_w});
      !status) {
    return status;
  }
  return reference::check_tensors("pool", {{s.batch, s.channels, s.height, s.width},
                                           {s.batch, s.channels, s.out_height(), s.out_width()}});
}

Result<std::vector<std::int8_t>> max_pool(const PoolShape& shape,
                                          std::span<const std::int8_t> input) {
  return pool(shape, input, std::numeric_limits<std::int8_t>::min(),
              [](std::int8_t largest, std::int8_t element) { return std::max(largest, element); });
}

Result<std::vector<std::int8_t>> average_pool(const PoolShape& shape,
                                              std::span<const std::int8_t> input,
                                              const PoolScale& scale) {
  if (scale.multiplier < 1 || scale.multiplier > kMostMultiplier) {
    return Error{"pool: multiplier is " + std::to_string(scale.multiplier) + ", must be 1..32767"};
  }
  if (Status s = reference::check_shift("pool", scale.shift); !s) return s.error();
  // Unsigned: sum and product wrap modulo 2^32.
  const Result<std::vector<std::uint32_t>> sums =
      pool(shape, input, std::uint32_t{0}, [](std::uint32_t sum, std::int8_t element) {
        return sum + static_cast<std::uint32_t>(element);
      });
  if (!sums) return sums.error();
  std::vector<std::int8_t> result;
  result.reserve(sums.value().size());
  for (const std::uint32_t sum : sums.value()) {
    const auto product =
        static_cast<std::int32_t>(sum * static_cast<std::uint32_t>(scale.multiplier));
    result.push_back(static_cast<std::int8_t>(std::clamp(product >> scale.shift, -128, 127)));
  }
  return result;
}

Result<PoolScale> average_scale(int window) {
  if (window < 1 || window > kMostWindow) {
    return Error{"pool: window is " + std::to_string(window) + ", must be 1.." +
                 std::to_string(kMostWindow)};
  }
  for (int shift = 31; shift >= 0; --shift) {
    const std::int64_t multiplier =
        ((std::int64_t{2} << shift) + window) / (2 * std::int64_t{window});
    const std::int64_t largest_product = 128 * std::int64_t{window} * multiplier;
    if (multiplier < 1 || multiplier > kMostMultiplier) continue;
    if (largest_product > std::numeric_limits<std::int32_t>::max()) continue;
    return PoolScale{static_cast<int>(multiplier), shift};
  }
  VTA_CHECK(false && "a shift of 14 serves small windows, one of 23 serves large ones");
  return PoolScale{};
}

}  // namespace vta
