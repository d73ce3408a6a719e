// SPDX-License-Identifier: Apache-2.0

#include "sim/timing/transfer.h"

namespace vta::timing {

Rows Rows::of(const MemFields& fields, std::uint32_t base, unsigned elem_log) {
  Rows rows;
  const bool merged = fields.x_stride == fields.x_size || fields.y_size == 1;
  rows.address = base + (fields.dram_base << elem_log);
  rows.row_bytes = (merged ? std::uint64_t{fields.x_size} * fields.y_size : fields.x_size)
                   << elem_log;
  rows.stride_bytes = std::uint64_t{fields.x_stride} << elem_log;
  rows.rows = merged ? 1 : fields.y_size;
  return rows;
}

std::uint64_t Rows::beats(unsigned beat_log) const {
  const std::uint64_t mask = (std::uint64_t{1} << beat_log) - 1;
  if (((address | row_bytes | stride_bytes) & mask) == 0) return rows * (row_bytes >> beat_log);
  std::uint64_t sum = 0;
  for (std::uint64_t r = 0; r < rows; ++r) {
    sum += (((address + r * stride_bytes) & mask) + row_bytes + mask) >> beat_log;
  }
  return sum;
}

PadWalk::PadWalk(const MemFields& fields, bool has_pads) : active_(has_pads) {
  if (!has_pads) return;
  const std::uint64_t row = fields.row_elems();
  rows_ = fields.y_size;
  gap_ = std::uint64_t{fields.x_pad_0} + fields.x_pad_1;
  const bool no_row = fields.y_size == 0;
  zeros_ = (fields.y_pad_0 + (no_row ? fields.y_pad_1 : 0)) * row + (no_row ? 0 : fields.x_pad_0);
  bottom_ = no_row ? 0 : fields.y_pad_1 * row + fields.x_pad_1;
}

void PadWalk::jump() {
  if (rows_ == 0) {
    active_ = false;
    return;
  }
  zeros_ = rows_ == 1 ? bottom_ : gap_;
  --rows_;
}

void PadWalk::advance(Cycle cycles) {
  while (active_ && cycles != 0) {
    const Cycle step = std::min<Cycle>(zeros_, cycles);
    zeros_ -= step;
    cycles -= step;
    if (cycles != 0) {
      jump();
      --cycles;
    }
  }
}

void PadWalk::advance_beside_data(Cycle cycles) {
  for (; active_ && zeros_ == 0 && cycles != 0; --cycles) jump();
}

Cycle PadWalk::left() const {
  if (!active_) return 0;
  return zeros_ + (rows_ == 0 ? 0 : (rows_ - 1) * gap_ + bottom_) + rows_ + 1;
}

}  // namespace vta::timing
