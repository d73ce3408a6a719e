// SPDX-License-Identifier: Apache-2.0
//
// The part of the machine that one random program uses, and the operations it may be made of.

#ifndef VTA_TESTS_REGRESS_PLAYGROUND_H_
#define VTA_TESTS_REGRESS_PLAYGROUND_H_

#include <cstdint>

#include "hw/isa/config.h"
#include "tests/regress/shape_picker.h"

namespace vta {

enum class Kind { kGemm, kReset, kAluImm, kAluTensor };  // what micro-ops are used for

struct Playground {
  static constexpr std::uint32_t kInsnBytes = 1u << 16, kUopBytes = 1u << 16;
  static constexpr std::uint32_t kDataBytes = 1u << 15;

  Playground(const Config& c, ShapePicker& shape)
      : config(c),
        inp(shape.window(c.depth(MemoryType::kInp), 32)),
        wgt(shape.window(c.depth(MemoryType::kWgt), 8)),
        acc(shape.window(c.depth(MemoryType::kAcc), 64)),
        uop(shape.window(c.depth(MemoryType::kUop), 48)),
        dump_bytes(4 * acc.size() * c.elem_bytes(MemoryType::kOut)) {
    // Three regions, touching or not, anywhere in the address space.
    constexpr std::uint32_t kPage = 0x1000;
    const std::uint32_t gap = shape.chance(0.5) ? 0 : kPage * shape.pick(1, 16);
    const std::uint32_t all = kInsnBytes + kUopBytes + kDataBytes + dump_bytes + 2 * gap;
    const std::uint32_t pages = (0xffffffffu - all) / kPage;
    insn_address = kPage * (shape.chance(0.3) ? shape.pick(0, 15) : shape.pick(0, pages));
    uop_address = insn_address + kInsnBytes + gap;
    data_address = uop_address + kUopBytes + gap;
  }

  // All data that operations use, in elements of the type; behind it follow the dump_bytes.
  [[nodiscard]] Window data(MemoryType type) const {
    const std::uint32_t bytes = config.elem_bytes(type);
    return {data_address / bytes, (data_address + kDataBytes) / bytes};
  }

  Config config;
  Window inp, wgt, acc, uop;  // elements on chip
  std::uint32_t dump_bytes;   // for all bits of the accumulators, after the last operation
  std::uint32_t insn_address = 0, uop_address = 0, data_address = 0;  // DRAM, multiples of 4096
};

}  // namespace vta

#endif  // VTA_TESTS_REGRESS_PLAYGROUND_H_
