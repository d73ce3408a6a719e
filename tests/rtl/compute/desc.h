// SPDX-License-Identifier: Apache-2.0
//
// What a LOAD means for the DMA, computed from the instruction as docs/semantics.md has it: the
// descriptor, the read bursts, and the elements that end up on chip.

#ifndef VTA_TESTS_RTL_COMPUTE_DESC_H_
#define VTA_TESTS_RTL_COMPUTE_DESC_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "hw/isa/config.h"
#include "hw/isa/insn.h"
#include "tests/rtl/compute/bits.h"

namespace vta {

// Base registers.
struct Bases {
  std::uint32_t uop = 0, wgt = 0, inp = 0, acc = 0, acc8 = 0;
  [[nodiscard]] std::uint32_t of(std::uint32_t memory_type) const;
};

// mem_desc_t of rtl/vta_pkg.sv.
struct Desc {
  std::uint32_t index = 0;
  bool push_prev = false, push_next = false;
  ErrorCode error = ErrorCode::kNone;
  std::uint32_t mem_type = 0;
  bool has_data = false, has_pads = false, merged = false, once = false;
  std::uint32_t addr = 0, row_bytes = 0, rows = 0, stride_bytes = 0;
  std::uint32_t sram_base = 0, x_size = 0, y_size = 0, x_stride = 0;
  std::uint32_t row_gap = 0, top_zeros = 0, bottom_zeros = 0, elems = 0;
};

// For any instruction; what is not a LOAD has neither data nor pads nor error. `once`: one
// accumulator for many rows is read once.
Desc describe(const Config& config, const Insn& insn, std::uint32_t index, const Bases& bases,
              bool once = true);

// A read request.
struct Burst {
  std::uint32_t addr = 0, beats = 0;
  friend bool operator==(const Burst&, const Burst&) = default;
};

// The requests of rows of `row_bytes` bytes, `stride` bytes apart: whole beats, bursts that end at
// multiples of 16 beats.
std::vector<Burst> bursts_of(std::uint32_t beat_bytes, std::uint32_t addr, std::uint32_t row_bytes,
                             std::uint32_t rows, std::uint32_t stride);

// The byte at a DRAM address.
using Dram = std::function<std::uint8_t(std::uint32_t)>;

// The elements that a LOAD without error writes, in order from sram_base, pads included, each as in
// DRAM.
std::vector<Bytes> elements_of(const Config& config, const MemFields& fields, std::uint32_t base,
                               const Dram& dram);

// A LOAD of the type, within its memory, with `most` elements at most; now and then empty in some
// way, or of one accumulator for all rows. The DRAM side is below `dram_elems` if that is not 0.
MemFields random_load(Random& random, const Config& config, MemoryType type, std::uint32_t most,
                      std::uint32_t dram_elems = 0);

// Sets the ports d_* of a module.
template <class Model>
void drive_desc(Model& m, const Desc& d) {
  m.d_index = d.index;
  m.d_push_prev = d.push_prev;
  m.d_push_next = d.push_next;
  m.d_error = static_cast<std::uint8_t>(d.error);
  m.d_mem_type = static_cast<std::uint8_t>(d.mem_type);
  m.d_has_data = d.has_data;
  m.d_has_pads = d.has_pads;
  m.d_merged = d.merged;
  m.d_once = d.once;
  m.d_addr = d.addr;
  m.d_row_bytes = d.row_bytes;
  m.d_rows = static_cast<std::uint16_t>(d.rows);
  m.d_stride_bytes = d.stride_bytes;
  m.d_sram_base = static_cast<std::uint16_t>(d.sram_base);
  m.d_x_size = static_cast<std::uint16_t>(d.x_size);
  m.d_y_size = static_cast<std::uint16_t>(d.y_size);
  m.d_x_stride = static_cast<std::uint16_t>(d.x_stride);
  m.d_row_gap = static_cast<std::uint8_t>(d.row_gap);
  m.d_top_zeros = d.top_zeros;
  m.d_bottom_zeros = d.bottom_zeros;
  m.d_elems = d.elems;
}

}  // namespace vta

#endif  // VTA_TESTS_RTL_COMPUTE_DESC_H_
