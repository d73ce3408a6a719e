// SPDX-License-Identifier: Apache-2.0
//
// The calls of the seed's convolution, for tests.

#ifndef VTA_TESTS_DRIVER_SEED_CALLS_H_
#define VTA_TESTS_DRIVER_SEED_CALLS_H_

#include <cstdint>
#include <string>

#include "driver/program/calls.h"

namespace vta {

// Bytes of the DRAM buffers that the calls name.
inline constexpr std::uint64_t kSeedDataBytes = 16 * 14 * 14 * 16;        // "data"
inline constexpr std::uint64_t kSeedKernelBytes = 16 * 16 * 3 * 3 * 256;  // "kernel"
inline constexpr std::uint64_t kSeedResBytes = 16 * 14 * 14 * 16;         // "res"

// tests/data/seed_conv2d.calls written out, one call per line.
[[nodiscard]] Result<std::string> seed_calls_text();

// The same as calls: 12,277 of them.
[[nodiscard]] Result<CallList> seed_calls();

// Writes out text in the form of that file. Fails naming the line.
[[nodiscard]] Result<std::string> expand_calls(const std::string& compact);

}  // namespace vta

#endif  // VTA_TESTS_DRIVER_SEED_CALLS_H_
