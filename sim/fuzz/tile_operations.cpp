// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/tile_operations.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace vta::fuzz {
namespace {

// Accumulators in rows: `rows` of them, `step` apart, each of `groups` runs of `uops` elements that
// are `stride` apart.
struct Area {
  std::uint32_t base = 0, uops = 1, groups = 1, stride = 0, rows = 1, step = 0;
};

std::uint32_t any(Generator& g, const Window& window) {
  return g.shape().pick(window.begin, window.end - 1);
}

// Mostly without gaps; sometimes with some, or with rows that meet.
Area area_in(Generator& g, const Window& window) {
  ShapePicker& shape = g.shape();
  const std::uint32_t size = window.size();
  Area a;
  a.uops = shape.pick(1, std::min(size, 4u));
  a.groups = shape.pick(1, std::min(size / a.uops, 5u));
  a.stride = a.uops;
  if (shape.chance(0.2)) a.stride = shape.pick(0, a.uops + 1);
  std::uint32_t row = a.uops + (a.groups - 1) * a.stride;
  if (row > size) {
    a.groups = 1;
    row = a.uops;
  }
  a.rows = shape.pick(1, std::min(size / row, 4u));
  a.step = shape.chance(0.2) ? shape.pick(0, row) : row;
  if (shape.chance(0.3)) a.rows = 1;
  const std::uint32_t all = row + (a.rows - 1) * a.step;
  a.base = window.begin + shape.pick(0, size - all);
  return a;
}

// Micro-ops for a group of the area, somewhere in the window: where those of a GEMM at work lie, or
// beside them.
LoopFields loop_over(Generator& g, const std::vector<Uop>& uops, const Area& area) {
  const auto count = static_cast<std::uint32_t>(uops.size());
  const std::uint32_t offset = g.shape().pick(0, g.playground().uop.size() - count);
  g.add_uop_load(g.uops().load_these(uops, offset));
  LoopFields loop;
  loop.uop_bgn = g.playground().uop.begin + offset;
  loop.uop_end = loop.uop_bgn + count;
  loop.iter_out = area.rows;
  loop.iter_in = area.groups;
  loop.dst_factor_out = area.step;
  loop.dst_factor_in = area.stride;
  return loop;
}

std::vector<Uop> group(const Area& area, std::uint32_t src) {
  std::vector<Uop> uops;
  for (std::uint32_t i = 0; i < area.uops; ++i) uops.push_back({area.base + i, src, 0});
  return uops;
}

// The same elements as one row of groups of one, if they are without gaps.
LoopFields flat(Generator& g, const Area& area) {
  const Area one{area.base, 1, area.uops * area.groups * area.rows, 1, 1, 0};
  return loop_over(g, group(one, area.base), one);
}

bool solid(const Area& a) {
  return a.stride == a.uops && (a.rows == 1 || a.step == a.uops * a.groups);
}

LoopFields area_loop(Generator& g, const Area& area, bool as_one_row) {
  return as_one_row && solid(area) ? flat(g, area) : loop_over(g, group(area, area.base), area);
}

// A long GEMM over the area: its micro-ops again and again.
void multiply(Generator& g, const Window& window) {
  const Playground& p = g.playground();
  Area a = area_in(g, window);
  std::vector<Uop> uops;
  const std::uint32_t most = std::min(p.uop.size(), 6u);
  for (std::uint32_t i = 0; i < std::max(a.uops, most); ++i) {
    uops.push_back({a.base + i % a.uops, any(g, p.inp), any(g, p.wgt)});
  }
  LoopFields loop = loop_over(g, uops, a);
  if (g.shape().chance(0.7)) {  // many trips of one of the loops, on the spot
    (g.shape().chance(0.5) ? loop.iter_out : loop.iter_in) = g.shape().pick(8, 40);
    loop.dst_factor_out = loop.dst_factor_in = 0;
  }
  g.add(make_gemm({loop, 0, 0}));
}

void reset(Generator& g, const Window& window) {
  LoopFields loop = area_loop(g, area_in(g, window), g.shape().chance(0.5));
  loop.reset = true;
  g.add(make_gemm({loop, 0, 0}));
}

// Bias, shift and clip, or some of them, over one area.
void finish_tile(Generator& g, const Window& window, const Window& other) {
  ShapePicker& shape = g.shape();
  const Area area = area_in(g, window);
  const bool row = shape.chance(0.5);
  if (shape.chance(0.5)) {
    Area rows = area;
    rows.groups *= rows.uops;
    rows.uops = 1;
    if (solid(area)) {
      rows.stride = 1;
    } else {
      rows.groups = area.groups;
    }
    // The operands: somewhere, one per row.
    const Window& where = shape.chance(0.7) ? other : window;
    const std::uint32_t count = std::min(rows.rows, where.size());
    rows.rows = count;
    LoopFields loop = loop_over(g, group(rows, shape.pick(where.begin, where.end - count)), rows);
    loop.src_factor_out = 1;
    AluFields add;
    add.loop = loop;
    add.alu_opcode = static_cast<std::uint32_t>(AluOpcode::kAdd);
    g.add(make_alu(add));
  }
  const AluOpcode opcodes[] = {AluOpcode::kShr, AluOpcode::kMax, AluOpcode::kMin, AluOpcode::kMin};
  LoopFields loop = area_loop(g, area, row);
  for (const AluOpcode opcode : opcodes) {
    if (shape.chance(0.25)) continue;
    AluFields f;
    if (shape.chance(0.3)) loop = area_loop(g, shape.chance(0.8) ? area : area_in(g, window), row);
    f.loop = loop;
    f.alu_opcode = static_cast<std::uint32_t>(
        shape.chance(0.9) ? opcode : static_cast<AluOpcode>(shape.pick(0, kAluOpcodeCount - 1)));
    f.use_imm = true;
    f.imm = static_cast<std::int32_t>(opcode == AluOpcode::kShr ? g.dice().pick(-3, 12)
                                                                : g.dice().pick(-0x8000, 0x7fff));
    g.add(make_alu(f));
  }
}

void load_some(Generator& g, const Window& window) {
  MemFields f;
  f.x_size = g.shape().pick(1, std::min(window.size(), 6u));
  f.y_size = 1;
  f.sram_base = window.begin + g.shape().pick(0, window.size() - f.x_size);
  f.dram_base = g.playground().data(MemoryType::kAcc).begin + g.shape().pick(0, 7);
  // One element for all of them, as a bias; no draw, so that seeds keep their other programs.
  if (f.dram_base % 4 == 2) std::swap(f.x_size, f.y_size);
  g.add_load(MemoryType::kAcc, f);
}

void store_some(Generator& g, const Window& window) {
  MemFields f;
  f.x_size = g.shape().pick(1, window.size());
  f.y_size = 1;
  f.sram_base = window.begin + g.shape().pick(0, window.size() - f.x_size);
  f.dram_base = g.playground().data(MemoryType::kOut).begin + g.shape().pick(0, 31);
  g.add_store(f);
}

}  // namespace

void tiles(Generator& g) {
  const Window& acc = g.playground().acc;
  if (g.playground().uop.size() < 6 || acc.size() < 4) return;
  const std::uint32_t middle = acc.begin + acc.size() / 2;
  const Window low{acc.begin, middle}, high{middle, acc.end};
  const std::uint32_t count = g.shape().pick(2, 5);
  for (std::uint32_t i = 0; i < count; ++i) {
    const bool up = i % 2 != 0;
    const Window& mine = g.shape().chance(0.1) ? acc : up ? high : low;
    const Window& other = up ? low : high;
    if (g.shape().chance(0.6)) reset(g, mine);
    multiply(g, mine);
    if (g.shape().chance(0.4)) load_some(g, g.shape().chance(0.8) ? other : mine);
    finish_tile(g, g.shape().chance(0.85) ? other : mine, mine);
    if (g.shape().chance(0.5)) store_some(g, other);
  }
}

}  // namespace vta::fuzz
