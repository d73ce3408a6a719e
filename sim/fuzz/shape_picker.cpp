// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/shape_picker.h"

#include <algorithm>

#include "hw/isa/result.h"

namespace vta::fuzz {

Window ShapePicker::window(std::uint32_t depth, std::uint32_t size) {
  size = std::min(size, depth);
  std::uint32_t begin = pick(0, depth - size);
  if (chance(0.25)) begin = 0;
  if (chance(0.25)) begin = depth - size;
  return {begin, begin + size};
}

Window ShapePicker::part(const Window& window, bool upper) {
  const std::uint32_t middle = window.begin + window.size() / 2;
  if (window.size() < 2 || chance(0.2)) return window;
  return upper ? Window{middle, window.end} : Window{window.begin, middle};
}

MemFields ShapePicker::transfer(const Window& sram, const Window& dram, bool pads,
                                std::uint32_t min_rows) {
  MemFields f;
  const std::uint32_t room = chance(0.3) ? sram.size() : pick(1, sram.size());
  const std::uint32_t columns = pick(1, std::min(room, dram.size()));
  const std::uint32_t rows = pick(1, room / columns);
  f.x_size = columns;
  f.y_size = rows;
  if (pads && chance(0.5)) {
    f.x_pad_0 = pick(0, std::min(15u, f.x_size - 1));
    f.x_size -= f.x_pad_0;
    f.x_pad_1 = pick(0, std::min(15u, f.x_size - 1));
    f.x_size -= f.x_pad_1;
  }
  if (pads && chance(0.5)) {
    f.y_pad_0 = pick(0, std::min(15u, f.y_size - min_rows));
    f.y_size -= f.y_pad_0;
    f.y_pad_1 = pick(0, std::min(15u, f.y_size - min_rows));
    f.y_size -= f.y_pad_1;
  }
  f.sram_base = sram.begin + pick(0, sram.size() - columns * rows);

  std::uint32_t extent = f.x_size;
  if (f.y_size > 1) {
    const std::uint32_t widest = (dram.size() - f.x_size) / (f.y_size - 1);
    f.x_stride = std::min(chance(0.4) ? f.x_size : pick(0, 2 * f.x_size + 2), widest);
    extent += (f.y_size - 1) * f.x_stride;
  } else {
    f.x_stride = pick(0, 0xffff);  // no second row
  }
  f.dram_base = dram.begin + pick(0, dram.size() - extent);
  return f;
}

MemFields ShapePicker::nothing(std::uint32_t memory_type) {
  MemFields f;
  f.memory_type = memory_type;
  if (chance(0.5)) return f;
  f.sram_base = pick(0, 0xffff);
  f.dram_base = pick(0, 0xffffffffu);
  f.y_size = pick(0, 0xffff);
  f.x_stride = pick(0, 0xffff);
  f.y_pad_0 = pick(0, 15);
  f.y_pad_1 = pick(0, 15);
  f.x_pad_0 = pick(0, 15);
  f.x_pad_1 = pick(0, 15);
  return f;
}

std::uint32_t ShapePicker::factor(std::uint32_t slack, std::uint32_t trips,
                                  std::uint32_t factor_end) {
  if (trips <= 1) return chance(0.5) ? 0 : pick(0, factor_end - 1);  // without effect
  const std::uint32_t most = std::min(slack / (trips - 1), factor_end - 1);
  return std::min(most, chance(0.4) ? pick(0, 1) : pick(0, most));
}

Factors ShapePicker::factors(const OperandRange& range, std::uint32_t iter_out,
                             std::uint32_t iter_in) {
  if (!range.looked_at || iter_out == 0 || iter_in == 0) {
    return {pick(0, range.factor_end - 1), pick(0, range.factor_end - 1)};
  }
  VTA_CHECK(range.window.holds(range.largest));
  std::uint32_t slack = range.window.end - 1 - range.largest;
  Factors result;
  result.in = factor(slack, iter_in, range.factor_end);
  slack -= iter_in > 1 ? result.in * (iter_in - 1) : 0;
  result.out = factor(slack, iter_out, range.factor_end);
  return result;
}

}  // namespace vta::fuzz
