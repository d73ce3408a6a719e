// SPDX-License-Identifier: Apache-2.0

#include "tests/rtl/compute/desc.h"

#include <algorithm>

namespace vta {
namespace {

constexpr std::uint32_t kBurstBeats = 16;
constexpr std::uint32_t kMaxPad = 15;

bool is_load_type(std::uint32_t type) { return type <= 3 || type == 5; }
bool is_accumulator(MemoryType type) {
  return type == MemoryType::kAcc || type == MemoryType::kAcc8bit;
}

}  // namespace

std::uint32_t Bases::of(std::uint32_t memory_type) const {
  switch (memory_type) {
    case 0:
      return uop;
    case 1:
      return wgt;
    case 2:
      return inp;
    case 5:
      return acc8;
    default:
      return acc;
  }
}

Desc describe(const Config& config, const Insn& insn, std::uint32_t index, const Bases& bases,
              bool once) {
  Desc d;
  d.index = index;
  d.push_prev = insn.tokens.push_prev;
  d.push_next = insn.tokens.push_next;
  if (insn.opcode != static_cast<std::uint32_t>(Opcode::kLoad)) return d;
  const MemFields& f = insn.mem();
  d.mem_type = f.memory_type;
  if (f.x_size == 0) return d;
  if (!is_load_type(f.memory_type)) {
    d.error = ErrorCode::kIllegalMemoryType;
    return d;
  }
  const auto type = static_cast<MemoryType>(f.memory_type);
  const std::uint64_t total = f.row_elems() * f.rows();
  if (total != 0 && f.sram_base + total > config.depth(type)) {
    d.error = ErrorCode::kSramOutOfRange;
    return d;
  }
  const std::uint32_t elem = config.elem_bytes(type);
  const auto row = static_cast<std::uint32_t>(f.row_elems());
  d.elems = f.x_size * f.y_size;
  d.has_data = d.elems != 0;
  d.has_pads = total != d.elems;
  d.merged = f.y_size == 1 || f.x_stride == f.x_size;
  d.once = once && is_accumulator(type) && f.x_size == 1 && f.x_stride == 0 && f.y_size > 1;
  d.addr = bases.of(f.memory_type) + f.dram_base * elem;
  d.rows = d.merged || d.once ? 1 : f.y_size;
  d.row_bytes = (d.merged ? d.elems : f.x_size) * elem;
  d.stride_bytes = f.x_stride * elem;
  d.sram_base = f.sram_base;
  d.x_size = f.x_size;
  d.y_size = f.y_size;
  d.x_stride = f.x_stride;
  d.row_gap = f.x_pad_0 + f.x_pad_1;
  if (f.y_size == 0) {  // pad rows only
    d.top_zeros = (f.y_pad_0 + f.y_pad_1) * row;
  } else {
    d.top_zeros = f.y_pad_0 * row + f.x_pad_0;
    d.bottom_zeros = f.y_pad_1 * row + f.x_pad_1;
  }
  return d;
}

std::vector<Burst> bursts_of(std::uint32_t beat_bytes, std::uint32_t addr, std::uint32_t row_bytes,
                             std::uint32_t rows, std::uint32_t stride) {
  std::vector<Burst> bursts;
  for (std::uint32_t r = 0; r < rows; ++r, addr += stride) {
    const std::uint64_t end = std::uint64_t{addr} + row_bytes;
    for (std::uint64_t at = addr / beat_bytes; at * beat_bytes < end;) {
      const std::uint64_t all = (end + beat_bytes - 1) / beat_bytes;
      const std::uint64_t beats = std::min(all - at, kBurstBeats - at % kBurstBeats);
      bursts.push_back({static_cast<std::uint32_t>(at * beat_bytes),  // modulo 2^32
                        static_cast<std::uint32_t>(beats)});
      at += beats;
    }
  }
  return bursts;
}

std::vector<Bytes> elements_of(const Config& config, const MemFields& f, std::uint32_t base,
                               const Dram& dram) {
  std::vector<Bytes> elements;
  if (f.x_size == 0) return elements;
  const std::uint32_t bytes = config.elem_bytes(static_cast<MemoryType>(f.memory_type));
  for (std::uint64_t y = 0; y < f.rows(); ++y) {
    for (std::uint64_t x = 0; x < f.row_elems(); ++x) {
      Bytes element(bytes, 0);
      const bool datum =
          y >= f.y_pad_0 && y < f.y_pad_0 + f.y_size && x >= f.x_pad_0 && x < f.x_pad_0 + f.x_size;
      if (datum) {
        const auto at = static_cast<std::uint32_t>(f.dram_base + (y - f.y_pad_0) * f.x_stride +
                                                   (x - f.x_pad_0));
        for (std::uint32_t b = 0; b < bytes; ++b) element[b] = dram(base + at * bytes + b);
      }
      elements.push_back(element);
    }
  }
  return elements;
}

MemFields random_load(Random& random, const Config& config, MemoryType type, std::uint32_t most,
                      std::uint32_t dram_elems) {
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(type);
  const std::uint32_t depth = config.depth(type);
  most = std::min(most, depth);
  // Pads more often absent or small than large; a shape that is too large is drawn again.
  const auto pad = [&] {
    return random.percent(50) ? 0 : random.below(random.percent(80) ? 3 : kMaxPad + 1);
  };
  const bool repeated = is_accumulator(type) && random.percent(20);
  do {
    f.x_size = repeated            ? 1
               : random.percent(3) ? 0
                                   : between(random, 1, random.percent(50) ? 4 : most);
    f.y_size = random.percent(5) ? 0 : between(random, 1, random.percent(50) ? 6 : most);
    f.x_pad_0 = pad();
    f.x_pad_1 = pad();
    f.y_pad_0 = pad();
    f.y_pad_1 = pad();
  } while (f.row_elems() * f.rows() > most);
  f.x_stride = repeated ? 0 : random.percent(35) ? f.x_size : random.below(2 * f.x_size + 9);
  const auto total = static_cast<std::uint32_t>(f.row_elems() * f.rows());
  f.sram_base = random.percent(10) ? depth - total : random.below(depth - total + 1);
  if (dram_elems == 0) {
    f.dram_base = static_cast<std::uint32_t>(random.next());
  } else {
    const std::uint32_t span = f.y_size == 0 ? 0 : (f.y_size - 1) * f.x_stride + f.x_size;
    VTA_CHECK(span <= dram_elems);
    f.dram_base = random.below(dram_elems - span + 1);
  }
  return f;
}

}  // namespace vta
