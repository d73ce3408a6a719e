// SPDX-License-Identifier: Apache-2.0
//
// The files that a Pynq shows: sysfs, /dev, firmware.

#ifndef VTA_SIM_BOARD_TREE_H_
#define VTA_SIM_BOARD_TREE_H_

#include <string>

#include "hw/isa/result.h"
#include "sim/board/machine.h"

namespace vta::board {

// Makes or renews the tree. The folder is made when it is missing. Fails when it holds anything but
// an emulated board, or cannot be written. Special files are there as empty files, so that a
// listing of a folder shows them.
[[nodiscard]] Status make_tree(const std::string& root, const Machine& machine);

// /proc/meminfo, as far as CMA goes.
[[nodiscard]] Status write_meminfo(const std::string& root, const ContiguousMemory& memory);

}  // namespace vta::board

#endif  // VTA_SIM_BOARD_TREE_H_
