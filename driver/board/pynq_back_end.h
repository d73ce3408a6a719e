// SPDX-License-Identifier: Apache-2.0
//
// pynq: and pynq:/DIR in the registry of devices.

#ifndef VTA_DRIVER_BOARD_PYNQ_BACK_END_H_
#define VTA_DRIVER_BOARD_PYNQ_BACK_END_H_

#include "driver/board/pynq_device.h"
#include "driver/device/registry.h"

namespace vta::board {

// The options of a URI, with what it does not name left as it is by default:
//   arena=BYTES[K|M]             1 byte to 2 GiB
//   timeout=SECONDS              1 to 86400, of a run on the wall
//   port=hp|acp                  how the design reaches memory
//   memory=any|zocl|udmabuf      where the arena comes from
// Fails naming the option and what it may be.
[[nodiscard]] Result<PynqOptions> pynq_options(const DeviceUri& uri);

[[nodiscard]] BackEnd pynq_back_end();

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_PYNQ_BACK_END_H_
