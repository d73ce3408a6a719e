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
  std::vector<std::int8_t> inp;    // [BATCH][BLOCK] per element
  // [BLOCK in][BLOCK out] per element: transposed with respect to DRAM, so that one activation
  // meets a row of contiguous weights, one for every output lane; and as wide as the products, so
  // that the inner loop does not convert.
  std::vector<std::int32_t> wgt;
  std::vector<std::int32_t> acc;  // [BATCH][BLOCK]
};

}  // namespace vta::functional

#endif  // VTA_SIM_FUNCTIONAL_MEMORIES_H_
