// SPDX-License-Identifier: Apache-2.0
//
// One line of text per instruction, stable: tests and scripts may rely on the format, which
// docs/disassembly.md describes.

#ifndef VTA_HW_ISA_DISASSEMBLE_H_
#define VTA_HW_ISA_DISASSEMBLE_H_

#include <cstdint>
#include <string>

#include "hw/isa/insn.h"

namespace vta {

// Sequence number, stage, token flags, mnemonic, DRAM byte range, SRAM range, loop nest.
// DRAM addresses are those of zero base registers.
[[nodiscard]] std::string disassemble(const Config& config, std::uint64_t sequence,
                                      const Insn& insn);

// "dst=1 src=1 wgt=0"
[[nodiscard]] std::string disassemble_uop(const Uop& uop);

}  // namespace vta

#endif  // VTA_HW_ISA_DISASSEMBLE_H_
