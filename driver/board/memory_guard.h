// SPDX-License-Identifier: Apache-2.0
//
// Programs that would touch memory that is not theirs. A simulator stops them; on a board the
// memory next to the arena belongs to the system.

#ifndef VTA_DRIVER_BOARD_MEMORY_GUARD_H_
#define VTA_DRIVER_BOARD_MEMORY_GUARD_H_

#include <optional>

#include "driver/board/pynq_memory.h"
#include "driver/device/device.h"

namespace vta::board {

// The report of a run that was not started because of the first instruction whose transfer leaves
// the regions, as a simulator would end it: axi_error at that instruction. Nothing when there is
// none. (Instructions before it are not looked at: one that would have stopped the run earlier is
// not told.) Fails when the instructions themselves do not lie in the regions.
//
// Precondition: the window of the memory is placed.
[[nodiscard]] Result<std::optional<RunReport>> refuse_strays(PynqMemory& memory,
                                                             const Config& config,
                                                             const RunRequest& request);

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_MEMORY_GUARD_H_
