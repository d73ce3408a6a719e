// SPDX-License-Identifier: Apache-2.0
//
// Two-dimensional loads and stores: from a call to instruction fields, with every bound checked.

#ifndef VTA_DRIVER_PROGRAM_TRANSFER_H_
#define VTA_DRIVER_PROGRAM_TRANSFER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "driver/program/calls.h"
#include "hw/isa/insn.h"

namespace vta {

// The DRAM buffer that a transfer names; `dram_base` of the result counts from its start.
struct TransferBuffer {
  std::string name;
  std::uint64_t bytes;
  std::optional<std::uint64_t> address = {};  // where it lies, when that is known
};

// Fail when the memory type cannot be loaded or stored this way, a field does not hold its value,
// the transfer leaves the on-chip memory, or an element that it touches leaves the buffer.
[[nodiscard]] Result<Insn> load_insn(const Config& config, const Load2d& load,
                                     const TransferBuffer& buffer);
[[nodiscard]] Result<Insn> store_insn(const Config& config, const Store2d& store,
                                      const TransferBuffer& buffer);

}  // namespace vta

#endif  // VTA_DRIVER_PROGRAM_TRANSFER_H_
