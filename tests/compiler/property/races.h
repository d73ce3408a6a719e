// SPDX-License-Identifier: Apache-2.0
//
// Whether a compiled program has one result in every timing.

#ifndef VTA_TESTS_COMPILER_PROPERTY_RACES_H_
#define VTA_TESTS_COMPILER_PROPERTY_RACES_H_

#include "driver/device/memory.h"
#include "driver/program/command_stream.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::test {

// Fails naming the first two instructions that touch the same thing with no chain of tokens between
// them, or when the stream does not finish (see fuzz::RaceChecker).
[[nodiscard]] Status check_no_race(const Config& config, const CommandStream::Finished& finished);

// Memory up to the end of what was placed, with the micro-ops in it.
[[nodiscard]] DeviceMemory memory_with_uops(const CommandStream::Finished& finished);

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_PROPERTY_RACES_H_
