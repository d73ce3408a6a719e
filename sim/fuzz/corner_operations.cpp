// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/corner_operations.h"

#include <algorithm>
#include <array>

#include "sim/fuzz/corner_compute.h"
#include "sim/fuzz/tile_operations.h"

namespace vta::fuzz {
namespace {

constexpr std::uint32_t kMaxPad = 15, kMaxStride = 0xffff, kMostRows = 40;
constexpr std::array<MemoryType, 4> kStreams = {MemoryType::kInp, MemoryType::kWgt,
                                                MemoryType::kAcc, MemoryType::kAcc8bit};

std::uint32_t pad(Generator& g) {
  return g.dice().percent(40) ? kMaxPad : g.shape().pick(0, kMaxPad);
}

// An offset of a transfer of `count` elements in a memory, often the last one.
std::uint32_t place(Generator& g, std::uint32_t depth, std::uint32_t count) {
  return g.dice().percent(40) ? depth - count : g.shape().pick(0, depth - count);
}

// A load of any type, anywhere on chip, with pads up to the largest.
void pads(Generator& g) {
  const MemoryType type = g.dice().one_of(kStreams);
  const std::uint32_t depth = g.config().depth(type);
  MemFields f;
  f.x_size = g.shape().pick(1, 4);
  f.y_size = g.shape().pick(0, 3);
  f.x_pad_0 = pad(g);
  f.x_pad_1 = pad(g);
  f.y_pad_0 = pad(g);
  f.y_pad_1 = pad(g);
  while (f.rows() * f.row_elems() > depth) {
    f.y_pad_0 /= 2;
    f.y_pad_1 /= 2;
    f.x_pad_0 /= 2;
    f.y_size = std::min(f.y_size, 1u);
  }
  f.sram_base = place(g, depth, static_cast<std::uint32_t>(f.rows() * f.row_elems()));
  f.x_stride = g.shape().pick(0, 2 * f.x_size);
  f.dram_base = g.playground().data(type).begin + g.shape().pick(0, 3);
  g.add_load(type, f);
}

void uop_loads(Generator& g) {
  g.add_uop_load(g.uops().load(Kind::kReset, g.playground().acc));
  if (g.dice().percent(20)) g.add_uop_load(g.uops().load_long(Kind::kReset, g.playground().acc));
}

// Rows that lie on each other, overlap, or are as far from each other as can be: the second one
// gets a region of its own.
void strides(Generator& g) {
  const bool store = g.dice().percent(40);
  const MemoryType type = store ? MemoryType::kOut : g.dice().one_of(kStreams);
  const bool accumulators = type == MemoryType::kAcc || type == MemoryType::kAcc8bit;
  const Window window = type == MemoryType::kInp   ? g.playground().inp
                        : type == MemoryType::kWgt ? g.playground().wgt
                                                   : g.playground().acc;
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(type);
  f.y_size = 2;
  f.x_size = g.shape().pick(1, std::min(4u, window.size() / 2));
  f.sram_base = window.begin + g.shape().pick(0, window.size() - 2 * f.x_size);
  f.dram_base = g.playground().data(type).begin + g.shape().pick(0, 7);
  switch (g.shape().pick(0, 2)) {
    case 0:
      f.x_stride = 0;
      if (!store && accumulators && g.dice().percent(60)) {  // one of them, for many rows
        f.x_size = 1;
        f.y_size = g.shape().pick(2, std::min(kMostRows, window.end - f.sram_base));
      }
      break;
    case 1:
      f.x_stride = g.shape().pick(0, f.x_size - 1);
      break;
    default:
      if (!g.add_far_region(f, kMaxStride)) return;
      f.x_stride = kMaxStride;
      break;
  }
  if (store) {
    g.add_store(f);
  } else {
    g.add_load(type, f);
  }
}

// Load to the last element of a memory, and use it.
void last_elements(Generator& g) {
  for (const MemoryType type : {MemoryType::kInp, MemoryType::kWgt, MemoryType::kAcc}) {
    MemFields f;
    f.x_size = f.y_size = 1;
    f.sram_base = g.config().depth(type) - 1;
    f.dram_base = g.playground().data(type).begin + g.shape().pick(0, 7);
    g.add_load(type, f);
  }
  use_last_elements(g);
  MemFields f;
  f.x_size = f.y_size = 1;
  f.sram_base = g.config().depth(MemoryType::kOut) - 1;
  f.dram_base = g.playground().data(MemoryType::kOut).begin + g.shape().pick(0, 7);
  g.add_store(f);
}

// What moves nothing, or pads only.
void empty_transfers(Generator& g) {
  const MemoryType type = g.dice().one_of(kStreams);
  MemFields f;
  f.x_size = g.shape().pick(1, 3);
  f.y_pad_0 = g.shape().pick(0, 2);
  f.x_pad_1 = g.shape().pick(0, 2);
  f.sram_base = place(g, g.config().depth(type), 16);
  f.dram_base = g.dice().bits();
  g.add_load(type, f);
  f = {};
  f.x_size = g.shape().pick(1, 0xffff);
  f.sram_base = g.shape().pick(0, 0xffff);
  f.dram_base = g.dice().bits();
  g.add_store(f);
  for (const Stage stage : kStages) g.nop(stage);
}

void store_then_load(Generator& g) {
  const Playground& p = g.playground();
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kOut);
  f.y_size = 1;
  f.x_size = std::min(p.acc.size(), 8u);
  f.sram_base = p.acc.begin;
  f.dram_base = p.data(MemoryType::kOut).begin + g.shape().pick(0, 31);
  const std::uint32_t address = dram_address(g.config(), f, p.base, 0, 0);
  g.add_store(f);
  const MemoryType type = g.dice().one_of(kStreams);
  f.x_size = 1;
  f.dram_base = p.elements(type, address, g.config().elem_bytes(type)).begin;
  f.sram_base = type == MemoryType::kInp   ? p.inp.begin
                : type == MemoryType::kWgt ? p.wgt.begin
                                           : p.acc.begin;
  g.add_load(type, f);
}

// A row that begins below address 2^32 and goes on at 0, when the data do.
void across_the_end(Generator& g) {
  const Playground& p = g.playground();
  const std::uint32_t to_end = 0u - p.data_address;
  if (to_end >= Playground::kDataBytes) return;
  const MemoryType type = g.dice().one_of(kStreams);
  const Window window = type == MemoryType::kInp ? p.inp : type == MemoryType::kWgt ? p.wgt : p.acc;
  const Window below = p.elements(type, p.data_address, to_end);
  MemFields f;
  f.y_size = 1;
  f.x_size = std::min(window.size(), 6u);
  f.sram_base = window.begin;
  f.dram_base = std::max(below.begin, below.end - f.x_size / 2);
  g.add_load(type, f);
}

// More NOPs than a queue has places.
void many_nops(Generator& g) {
  const Stage stage = g.dice().one_of(kStages);
  const std::uint32_t count = kQueueDepth + g.shape().pick(1, 20);
  for (std::uint32_t i = 0; i < count; ++i) g.nop(stage);
}

struct Weighted {
  void (*run)(Generator&);
  std::uint32_t weight;
};
constexpr Weighted kOperations[] = {
    {pads, 20},           {uop_loads, 4},       {strides, 12},       {last_elements, 6},
    {empty_transfers, 4}, {store_then_load, 6}, {across_the_end, 4}, {many_nops, 1},
    {equal_targets, 16},  {alu_extremes, 16},   {empty_loops, 6},    {largest_factors, 4},
    {many_trips, 1},      {all_uops, 1},        {tiles, 16},
};

}  // namespace

void corner_operation(Generator& g) {
  std::uint32_t all = 0;
  for (const Weighted& w : kOperations) all += w.weight;
  std::uint32_t dice = g.shape().pick(0, all - 1);
  for (const Weighted& w : kOperations) {
    if (dice < w.weight) {
      w.run(g);
      return;
    }
    dice -= w.weight;
  }
}

void fill_a_queue(Generator& g) {
  const std::size_t c = g.dice().index(kChannels.size());
  g.scheduler().drain(c);
  const auto [from, to, push, pop] = kChannels[c];
  TokenFlags take, give;
  take.*pop = true;
  give.*push = true;
  g.raw_nop(to, take);
  for (std::uint32_t i = 1; i < kQueueDepth; ++i) g.raw_nop(to, {});
  g.raw_nop(from, give);
}

}  // namespace vta::fuzz
