// SPDX-License-Identifier: Apache-2.0
//
// Names of values that several coverage groups share.

#ifndef VTA_TESTS_COVERAGE_NAMES_H_
#define VTA_TESTS_COVERAGE_NAMES_H_

#include <string>
#include <vector>

#include "hw/isa/insn.h"

namespace vta::coverage {

// Token flags as a number.
inline constexpr std::size_t kPopPrevBit = 1, kPopNextBit = 2, kPushPrevBit = 4, kPushNextBit = 8;

[[nodiscard]] inline std::size_t flag_number(const TokenFlags& f) {
  return (f.pop_prev ? kPopPrevBit : 0) | (f.pop_next ? kPopNextBit : 0) |
         (f.push_prev ? kPushPrevBit : 0) | (f.push_next ? kPushNextBit : 0);
}

// Without the flags that the stage ignores.
[[nodiscard]] inline std::size_t effective_flags(Stage stage, const TokenFlags& f) {
  std::size_t number = flag_number(f);
  if (stage == Stage::kLoad) number &= kPopNextBit | kPushNextBit;
  if (stage == Stage::kStore) number &= kPopPrevBit | kPushPrevBit;
  return number;
}

[[nodiscard]] inline std::vector<std::string> flag_names() {
  std::vector<std::string> names;
  for (std::size_t n = 0; n < 16; ++n) {
    std::string name;
    if ((n & kPopPrevBit) != 0) name += "+pop_prev";
    if ((n & kPopNextBit) != 0) name += "+pop_next";
    if ((n & kPushPrevBit) != 0) name += "+push_prev";
    if ((n & kPushNextBit) != 0) name += "+push_next";
    names.push_back(name.empty() ? "none" : name.substr(1));
  }
  return names;
}

// In the order of MemoryType.
[[nodiscard]] inline std::vector<std::string> transfer_names() {
  return {"LOAD UOP", "LOAD WGT", "LOAD INP", "LOAD ACC", "STORE OUT", "LOAD ACC_8BIT"};
}
[[nodiscard]] inline std::vector<std::string> load_names() {
  return {"UOP", "WGT", "INP", "ACC", "ACC_8BIT"};
}

}  // namespace vta::coverage

#endif  // VTA_TESTS_COVERAGE_NAMES_H_
