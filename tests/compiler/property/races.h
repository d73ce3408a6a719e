// SPDX-License-Identifier: Apache-2.0
//
// Whether tokens order everything that two stages do to the same element. It decides for all
// timings at once what running a program in some order can only sample.

#ifndef VTA_TESTS_COMPILER_PROPERTY_RACES_H_
#define VTA_TESTS_COMPILER_PROPERTY_RACES_H_

#include "driver/program/command_stream.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::test {

// Fails naming the first two instructions, of different stages, that touch the same on-chip element
// with no chain of tokens between them, one of them writing. Precondition: the stream runs in
// program order (check_program_order).
[[nodiscard]] Status check_no_race(const Config& config, const CommandStream::Finished& finished);

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_PROPERTY_RACES_H_
