// SPDX-License-Identifier: Apache-2.0
//
// What a program uses of the machine, read off its instructions.

#ifndef VTA_TESTS_COMPILER_PROPERTY_USAGE_H_
#define VTA_TESTS_COMPILER_PROPERTY_USAGE_H_

#include <cstdint>

#include "driver/program/command_stream.h"
#include "hw/isa/config.h"

namespace vta::test {

struct Usage {
  std::int64_t inp = 0, wgt = 0, acc = 0;  // elements, up to the last one that is touched
  std::int64_t uop = 0;                    // micro-operations of the largest micro-kernel
  std::int64_t dram_bytes = 0;             // of all transfers but those of micro-operations
};
[[nodiscard]] Usage usage_of(const Config& config, const CommandStream::Finished& finished);

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_PROPERTY_USAGE_H_
