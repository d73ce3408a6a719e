// SPDX-License-Identifier: Apache-2.0
//
// Whether what is loaded is the VTA that was asked for.

#ifndef VTA_DRIVER_BOARD_IDENTITY_H_
#define VTA_DRIVER_BOARD_IDENTITY_H_

#include "driver/board/register_io.h"
#include "hw/isa/config.h"

namespace vta::board {

// Reads the registers for identity, version and geometry and nothing else. Fails when the loaded
// bitstream is no VTA, has another version of the ISA, or another geometry than `config`, naming
// the keys that differ with both values.
[[nodiscard]] Status verify_identity(RegisterIo& registers, const Config& config);

// The loaded bitstream still is a VTA: one register, for every run. (Whoever loads bitstreams
// without asking for a lease, does it under a running program.)
[[nodiscard]] Status verify_presence(RegisterIo& registers);

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_IDENTITY_H_
