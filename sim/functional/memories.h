// SPDX-License-Identifier: Apache-2.0
//
// On-chip memories of the functional simulator, laid out for its inner loops.

#ifndef VTA_SIM_FUNCTIONAL_MEMORIES_H_
#define VTA_SIM_FUNCTIONAL_MEMORIES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hw/isa/config.h"

namespace vta::functional {

struct Memories {
  explicit Memories(const Config& config)
      : batch(static_cast<std::size_t>(config.batch())),
        block(static_cast<std::size_t>(config.block())),
        uop(config.depth(MemoryType::kUop)),
        inp(config.depth(MemoryType::kInp) * lanes()),
        wgt(config.depth(MemoryType::kWgt) * block * block),
        acc(config.depth(MemoryType::kAcc) * lanes()) {}

  [[nodiscard]] std::size_t lanes() const { return batch * block; }  // of inp and acc elements

  std::size_t batch, block;
  std::vector<std::uint32_t> uop;  // encoded
  // Activations and weights have 16 bits here, so that two products are one instruction, and the
  // inner loop does not convert.
  std::vector<std::int16_t> inp;  // [BATCH][BLOCK] per element
  // [BLOCK in / 2][BLOCK out][2] per element: two activations meet a row of contiguous pairs of
  // weights, one for every output lane.
  std::vector<std::int16_t> wgt;
  std::vector<std::int32_t> acc;  // [BATCH][BLOCK]
};

}  // namespace vta::functional

#endif  // VTA_SIM_FUNCTIONAL_MEMORIES_H_
