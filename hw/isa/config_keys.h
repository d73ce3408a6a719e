// SPDX-License-Identifier: Apache-2.0
//
// The keys of a geometry, for config.cpp and config_json.cpp only.

#ifndef VTA_HW_ISA_CONFIG_KEYS_H_
#define VTA_HW_ISA_CONFIG_KEYS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace vta::config_keys {

// A key, the range its value must have whatever the other keys say, and why.
struct KeyRange {
  std::string_view name;
  int low, high;
  std::string_view reason;
};

inline constexpr std::string_view kAnySize = "sizes are powers of two below 2^32";
// The order is that of bundle_keys(), then the optional keys.
inline constexpr std::array<KeyRange, 11> kGeometryKeys = {{
    {"LOG_INP_WIDTH", 3, 3, "ACC_8BIT needs activations of 8 bits"},
    {"LOG_WGT_WIDTH", 3, 3, "this machine implements weights of 8 bits only"},
    {"LOG_ACC_WIDTH", 5, 5, "ACC_8BIT needs accumulators of 32 bits"},
    {"LOG_BATCH", 0, 31, kAnySize},
    {"LOG_BLOCK", 0, 31, kAnySize},
    {"LOG_UOP_BUFF_SIZE", 0, 31, kAnySize},
    {"LOG_INP_BUFF_SIZE", 0, 31, kAnySize},
    {"LOG_WGT_BUFF_SIZE", 0, 31, kAnySize},
    {"LOG_ACC_BUFF_SIZE", 0, 31, kAnySize},
    {"LOG_OUT_WIDTH", 0, 31, kAnySize},
    {"LOG_BUS_WIDTH", 5, 9, "AXI data have 32 to 512 bits"},
}};
// The first nine are required and travel in bundles.
inline constexpr std::size_t kBundleKeyCount = 9;

// Accepted when they repeat LOG_BLOCK.
inline constexpr std::array<std::string_view, 2> kBlockAliases = {"LOG_BLOCK_IN", "LOG_BLOCK_OUT"};

// Whether a geometry may have this key.
inline bool is_geometry_key(std::string_view name) {
  return std::any_of(kGeometryKeys.begin(), kGeometryKeys.end(),
                     [name](const KeyRange& key) { return key.name == name; }) ||
         std::find(kBlockAliases.begin(), kBlockAliases.end(), name) != kBlockAliases.end();
}

// For messages.
inline std::string number(std::int64_t value) { return std::to_string(value); }
inline std::string text(std::string_view view) { return std::string(view); }
inline std::string key_is(std::string_view key, std::int64_t value) {
  return text(key) + " is " + number(value);
}

}  // namespace vta::config_keys

#endif  // VTA_HW_ISA_CONFIG_KEYS_H_
