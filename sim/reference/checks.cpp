// SPDX-License-Identifier: Apache-2.0
#include "sim/reference/checks.h"

#include <cstdint>
#include <limits>

namespace vta::reference {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();

// Looks after every factor, so that the product cannot overflow.
bool is_countable(std::initializer_list<int> extents) {
  std::int64_t product = 1;
  for (const int extent : extents) {
    product *= extent;
    if (product > kMost) return false;
  }
  return true;
}

}  // namespace

Status check_extents(const std::string& op, std::initializer_list<Extent> extents) {
  for (const Extent& e : extents) {
    if (e.value >= e.at_least) continue;
    return Error{op + ": " + e.name + " is " + std::to_string(e.value) + ", must be at least " +
                 std::to_string(e.at_least)};
  }
  return ok_status();
}

Status check_window(const std::string& op, const Window& w) {
  const std::int64_t padded_h = std::int64_t{w.height} + 2 * std::int64_t{w.pad_h};
  const std::int64_t padded_w = std::int64_t{w.width} + 2 * std::int64_t{w.pad_w};
  if (padded_h > kMost || padded_w > kMost) {
    return Error{op + ": the padded input is larger than 2^31 - 1 rows or columns"};
  }
  if (padded_h < w.kernel_h || padded_w < w.kernel_w) {
    return Error{op + ": the kernel of " + std::to_string(w.kernel_h) + "x" +
                 std::to_string(w.kernel_w) + " is larger than the padded input of " +
                 std::to_string(padded_h) + "x" + std::to_string(padded_w)};
  }
  return ok_status();
}

Status check_tensors(const std::string& op,
                     std::initializer_list<std::initializer_list<int>> tensors) {
  for (const std::initializer_list<int>& extents : tensors) {
    if (!is_countable(extents)) return Error{op + ": a tensor has more than 2^31 - 1 elements"};
  }
  return ok_status();
}

Status check_elements(const std::string& op, const char* tensor, std::size_t actual,
                      std::size_t expected) {
  if (actual == expected) return ok_status();
  return Error{op + ": " + tensor + " has " + std::to_string(actual) +
               " elements, the shape says " + std::to_string(expected)};
}

Status check_shift(const std::string& op, int shift) {
  if (shift >= 0 && shift <= 31) return ok_status();
  return Error{op + ": shift is " + std::to_string(shift) + ", must be 0..31"};
}

Status check_clip(const std::string& op, int lo, int hi) {
  if (lo <= hi) return ok_status();
  return Error{op + ": clip bounds are " + std::to_string(lo) + " and " + std::to_string(hi) +
               ", the first must not be larger"};
}

std::size_t element_count(std::initializer_list<int> extents) {
  std::size_t result = 1;
  for (const int extent : extents) result *= static_cast<std::size_t>(extent);
  return result;
}

}  // namespace vta::reference
