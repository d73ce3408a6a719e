// SPDX-License-Identifier: Apache-2.0
//
// An instruction in so few characters that it fits into a wave: "LD.INP 14x8@0x1c0".

#ifndef VTA_HW_ISA_MNEMONIC_H_
#define VTA_HW_ISA_MNEMONIC_H_

#include <cstddef>
#include <string>

#include "hw/isa/insn.h"

namespace vta {

inline constexpr std::size_t kMnemonicMax = 32;  // characters; longer ones end in '~'

// ASCII, never empty:
//   LD.INP 14x8@0x1c0   LOAD of rows of 14 elements, 8 of them, pads not counted, to element 0x1c0
//   ST 1x1@0x61f        STORE, from element 0x61f
//   GEMM 8x7x126@0x1c   outer loop x inner loop x micro-ops, the first of which is 0x1c
//   RESET 8x7x14@0x0    GEMM with the reset flag
//   ALU.MIN 1x784x1 #127, ALU.ADD 1x784x1    with an immediate, of two accumulators
//   NOP, FINISH, ILLEGAL                     as docs/disassembly.md
[[nodiscard]] std::string mnemonic(const Config& config, const Insn& insn);

}  // namespace vta

#endif  // VTA_HW_ISA_MNEMONIC_H_
