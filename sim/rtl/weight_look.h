// SPDX-License-Identifier: Apache-2.0
//
// An element of the weight memory of a Verilated vta_top, whose words lie in slices
// (rtl/vta_wide_ram.sv). The adapter of every geometry includes this once, behind the header of its
// root.

#ifndef VTA_SIM_RTL_WEIGHT_LOOK_H_
#define VTA_SIM_RTL_WEIGHT_LOOK_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "hw/isa/result.h"

namespace vta {

#define VTA_WGT_SLICE(slice) \
  vta_top__DOT__u_core__DOT__u_wgt_ram__DOT__gen_slice__BRA__##slice##__KET____DOT__u_ram__DOT__mem
// Copies a slice, the lowest first, if the geometry has it.
#define VTA_COPY_SLICE(slice)                              \
  if constexpr (requires { root.VTA_WGT_SLICE(slice); }) { \
    copy_slice(root.VTA_WGT_SLICE(slice)[element]);        \
  }

template <typename Root>
void look_at_weights(const Root& root, std::uint32_t element, std::span<std::byte> bytes) {
  const auto copy_slice = [&bytes](const auto& slice) {
    VTA_CHECK(sizeof slice <= bytes.size());
    std::memcpy(bytes.data(), &slice, sizeof slice);
    bytes = bytes.subspan(sizeof slice);
  };
  // As many as the largest element, of 4096 bytes, has (hw/isa/config.cpp).
  VTA_COPY_SLICE(0)
  VTA_COPY_SLICE(1)
  VTA_COPY_SLICE(2)
  VTA_COPY_SLICE(3)
  VTA_COPY_SLICE(4)
  VTA_COPY_SLICE(5)
  VTA_COPY_SLICE(6)
  VTA_COPY_SLICE(7)
  VTA_COPY_SLICE(8)
  VTA_COPY_SLICE(9)
  VTA_COPY_SLICE(10)
  VTA_COPY_SLICE(11)
  VTA_COPY_SLICE(12)
  VTA_COPY_SLICE(13)
  VTA_COPY_SLICE(14)
  VTA_COPY_SLICE(15)
  VTA_CHECK(bytes.empty());
}

#undef VTA_COPY_SLICE
#undef VTA_WGT_SLICE

}  // namespace vta

#endif  // VTA_SIM_RTL_WEIGHT_LOOK_H_
