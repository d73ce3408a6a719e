// SPDX-License-Identifier: Apache-2.0
//
// From a finished instruction stream and the contents of its buffers to a program.

#ifndef VTA_DRIVER_PROGRAM_ASSEMBLE_H_
#define VTA_DRIVER_PROGRAM_ASSEMBLE_H_

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "driver/program/command_stream.h"
#include "driver/program/program.h"

namespace vta {

// What stands in an output buffer before the run, so that a run that stored nothing shows.
inline constexpr std::byte kUnwritten{0xA5};

// One region and one run: insn.bin, uop.bin (when there are micro-ops), NAME.bin for each input,
// NAME.init.bin full of kUnwritten for each expected buffer that is no input, and NAME.expect.bin
// for what must stand in a buffer afterwards. Buffers that are neither start as zeros.
// The instructions keep their origins, if any has one.
// Fails when a name was never declared, the size is not that of the buffer, or two files would have
// the same name.
[[nodiscard]] Result<Program> make_program(
    const Config& config, const std::string& name, const CommandStream::Finished& finished,
    const std::map<std::string, std::vector<std::byte>>& inputs,
    const std::map<std::string, std::vector<std::byte>>& expected);

}  // namespace vta

#endif  // VTA_DRIVER_PROGRAM_ASSEMBLE_H_
