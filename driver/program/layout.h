// SPDX-License-Identifier: Apache-2.0
//
// Placement in device memory: the addresses of buffers, micro-op image and instructions, and the
// absolute DRAM addresses inside the instructions that follow from them.

#ifndef VTA_DRIVER_PROGRAM_LAYOUT_H_
#define VTA_DRIVER_PROGRAM_LAYOUT_H_

#include <vector>

#include "driver/program/command_stream.h"
#include "driver/program/record_list.h"
#include "driver/program/transfer.h"

namespace vta {

// Buffers without an address in their order from 0x1000, then micro-ops, then instructions unless
// `place` knows better, each at a multiple of 4096. Fails when that leaves the 32-bit address
// space.
[[nodiscard]] Result<CommandStream::Finished> lay_out(
    const Config& config, const std::vector<TransferBuffer>& buffers,
    const std::vector<Record>& records, const std::vector<Uop>& uops,
    const CommandStream::PlaceImages& place = nullptr);

}  // namespace vta

#endif  // VTA_DRIVER_PROGRAM_LAYOUT_H_
