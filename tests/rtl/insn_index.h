// SPDX-License-Identifier: Apache-2.0
//
// Indices for the instructions that a bench sends to one stage.

#ifndef VTA_TESTS_RTL_INSN_INDEX_H_
#define VTA_TESTS_RTL_INSN_INDEX_H_

#include <cstddef>
#include <cstdint>

namespace vta {

// The index of the instruction that is sent as number `n`. A stage carries the index along and does
// not compare it, so indices differ in all their bits and come in no order.
[[nodiscard]] constexpr std::uint32_t index_of(std::size_t n) {
  return static_cast<std::uint32_t>(n) * 0x9e3779b1u + 0x2545f491u;
}

}  // namespace vta

#endif  // VTA_TESTS_RTL_INSN_INDEX_H_
