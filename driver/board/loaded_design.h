// SPDX-License-Identifier: Apache-2.0
//
// What is loaded now: the description (sidecar.h) of the design that load_design() loaded last.
//
// Nothing on a board tells which memory port a design uses or where its registers are; the file in
// /run does. It is gone after a start of the system, as the design is. Who loads bitstreams without
// us does not know of it: identity, version and geometry are always read from the design itself.

#ifndef VTA_DRIVER_BOARD_LOADED_DESIGN_H_
#define VTA_DRIVER_BOARD_LOADED_DESIGN_H_

#include <optional>

#include "driver/board/sidecar.h"
#include "driver/board/system.h"

namespace vta::board {

inline constexpr const char* kLoadedDesignPath = "/run/vta-design.json";

// Nothing when there is no such file. Fails naming the file when it says nothing that can be used.
[[nodiscard]] Result<std::optional<Sidecar>> read_loaded_design(System& system);

// Replaces the file; takes it away.
[[nodiscard]] Status write_loaded_design(System& system, const Sidecar& sidecar);
[[nodiscard]] Status forget_loaded_design(System& system);

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_LOADED_DESIGN_H_
