// SPDX-License-Identifier: Apache-2.0
//
// Geometries for the tests: the default with some keys changed.

#ifndef VTA_TESTS_HW_GEOMETRIES_H_
#define VTA_TESTS_HW_GEOMETRIES_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "hw/isa/config.h"

namespace vta::test {

using Keys = std::map<std::string, std::int64_t>;

inline Keys default_keys() {
  return {{"LOG_INP_WIDTH", 3},      {"LOG_WGT_WIDTH", 3},      {"LOG_ACC_WIDTH", 5},
          {"LOG_BATCH", 0},          {"LOG_BLOCK", 4},          {"LOG_UOP_BUFF_SIZE", 15},
          {"LOG_INP_BUFF_SIZE", 15}, {"LOG_WGT_BUFF_SIZE", 18}, {"LOG_ACC_BUFF_SIZE", 17}};
}

// The default keys with those of `changes` replaced or added.
inline Keys with(const Keys& changes) {
  Keys keys = default_keys();
  for (const auto& [key, value] : changes) keys[key] = value;
  return keys;
}

// A legal geometry; stops the test program when it is none.
inline Config legal(const Keys& changes) { return Config::from_keys(with(changes)).value(); }

inline Config config_1x8x8() {
  return legal({{"LOG_BLOCK", 3},
                {"LOG_UOP_BUFF_SIZE", 13},
                {"LOG_INP_BUFF_SIZE", 13},
                {"LOG_WGT_BUFF_SIZE", 14},
                {"LOG_ACC_BUFF_SIZE", 15}});
}

}  // namespace vta::test

#endif  // VTA_TESTS_HW_GEOMETRIES_H_
