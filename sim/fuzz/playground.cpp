// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/playground.h"

#include "driver/device/device.h"

namespace vta::fuzz {
namespace {

Window window(const Config& config, MemoryType type, std::uint32_t size, const Habits& habits,
              ShapePicker& shape) {
  const std::uint32_t depth = config.depth(type);
  if (habits.at_the_ends && size < depth) return {depth - size, depth};
  return shape.window(depth, size);
}

}  // namespace

Playground::Playground(const Config& c, const Habits& habits, ShapePicker& shape)
    : config(c),
      inp(window(c, MemoryType::kInp, 32, habits, shape)),
      wgt(window(c, MemoryType::kWgt, 8, habits, shape)),
      acc(window(c, MemoryType::kAcc, 64, habits, shape)),
      uop(window(c, MemoryType::kUop, 48, habits, shape)),
      dump_bytes(4 * acc.size() * c.elem_bytes(MemoryType::kOut)) {
  // Three regions, touching or not, anywhere in the address space.
  const std::uint32_t gap = shape.chance(0.5) ? 0 : kPage * shape.pick(1, 16);
  const std::uint32_t all = kInsnBytes + kUopBytes + kDataBytes + dump_bytes + 2 * gap;
  const std::uint32_t pages = (0xffffffffu - all) / kPage;
  insn_address = kPage * (shape.chance(0.3) ? shape.pick(0, 15) : shape.pick(0, pages));
  if (habits.wraps) insn_address = 0x4000'0000;
  uop_address = insn_address + kInsnBytes + gap;
  data_address = uop_address + kUopBytes + gap;
  if (habits.wraps) data_address = 0u - kPage * shape.pick(1, 7);
  if (habits.bases) pick_bases(shape);
}

Window Playground::elements(MemoryType type, std::uint32_t address, std::uint32_t bytes) const {
  const std::uint64_t size = config.elem_bytes(type);
  const std::uint64_t offset = address - base[static_cast<std::size_t>(type)];  // modulo 2^32
  return {static_cast<std::uint32_t>((offset + size - 1) / size),
          static_cast<std::uint32_t>((offset + bytes) / size)};
}

void Playground::pick_bases(ShapePicker& shape) {
  constexpr std::uint32_t kLast = 0xffffffffu / kBaseAlignment;
  for (std::uint32_t& b : base) {
    switch (shape.pick(0, 3)) {
      case 0:
        b = kBaseAlignment * shape.pick(0, 3);
        break;
      case 1:
        b = kBaseAlignment * (kLast - shape.pick(0, 3));
        break;
      case 2:  // near the data
        b = data_address - kBaseAlignment * shape.pick(0, 64);
        break;
      default:
        b = kBaseAlignment * shape.pick(0, kLast);
        break;
    }
  }
}

}  // namespace vta::fuzz
