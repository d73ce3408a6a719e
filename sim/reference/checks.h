// SPDX-License-Identifier: Apache-2.0
//
// What the operators refuse, in one wording. `op` is the operator's name, which begins the
// sentence.

#ifndef VTA_SIM_REFERENCE_CHECKS_H_
#define VTA_SIM_REFERENCE_CHECKS_H_

#include <cstddef>
#include <initializer_list>
#include <string>

#include "hw/isa/result.h"

namespace vta::reference {

struct Extent {
  const char* name;
  int value, at_least;
};

// Fails at the first extent that is too small.
[[nodiscard]] Status check_extents(const std::string& op, std::initializer_list<Extent> extents);

// A window that slides over a padded plane.
struct Window {
  int height, width, kernel_h, kernel_w, pad_h, pad_w;
};

// Fails when the window does not fit the padded plane or int cannot count its rows or columns.
// Precondition: extents are at least 1, pads at least 0.
[[nodiscard]] Status check_window(const std::string& op, const Window& window);

// Fails when one of the tensors, given by their extents, has 2^31 elements or more. Precondition:
// no extent is negative.
[[nodiscard]] Status check_tensors(const std::string& op,
                                   std::initializer_list<std::initializer_list<int>> tensors);

// Fails when `tensor` has another number of elements than its shape says.
[[nodiscard]] Status check_elements(const std::string& op, const char* tensor, std::size_t actual,
                                    std::size_t expected);

[[nodiscard]] Status check_shift(const std::string& op, int shift);  // 0..31
[[nodiscard]] Status check_clip(const std::string& op, int lo, int hi);

// The product of the extents. Precondition: it fits.
[[nodiscard]] std::size_t element_count(std::initializer_list<int> extents);

}  // namespace vta::reference

#endif  // VTA_SIM_REFERENCE_CHECKS_H_
