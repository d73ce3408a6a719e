// SPDX-License-Identifier: Apache-2.0
//
// Which micro-kernels lie where in the micro-op memory, and the image in DRAM that they are loaded
// from.

#ifndef VTA_DRIVER_PROGRAM_UOP_CACHE_H_
#define VTA_DRIVER_PROGRAM_UOP_CACHE_H_

#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "driver/program/micro_kernel.h"

namespace vta {

// The memory is filled like a ring: a kernel that does not fit behind the last one starts again at
// 0 and evicts what it overwrites. The image only grows: a kernel keeps its place in it for good,
// so every load ever issued names the right words, and a kernel that comes back is loaded from
// there.
class UopCache {
 public:
  explicit UopCache(std::uint32_t depth) : depth_(depth) {}

  struct Use {
    std::uint32_t begin, end;   // where the kernel lies in the micro-op memory
    bool load;                  // it has to be loaded first
    std::uint64_t image_index;  // from here, in micro-ops
  };
  // Makes the kernel resident. Fails when it has more micro-ops than the memory.
  Result<Use> use(const MicroKernel& kernel);

  [[nodiscard]] const std::vector<Uop>& image() const { return image_; }

 private:
  struct Place {
    std::uint64_t image_index;
    std::uint32_t begin;
    bool resident;
  };
  // Nodes of an unordered_map stay where they are, so `resident_` may point to them.
  using Places = std::unordered_map<MicroKernel, Place, MicroKernelHash>;

  void evict(std::uint32_t begin, std::uint32_t end);

  std::uint32_t depth_;
  std::uint32_t next_ = 0;                                 // first free element of this lap
  Places places_;                                          // every kernel ever used
  std::map<std::uint32_t, Places::value_type*> resident_;  // by begin; disjoint
  std::vector<Uop> image_;
};

}  // namespace vta

#endif  // VTA_DRIVER_PROGRAM_UOP_CACHE_H_
