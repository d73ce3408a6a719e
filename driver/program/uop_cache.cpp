// SPDX-License-Identifier: Apache-2.0

#include "driver/program/uop_cache.h"

#include <string>

namespace vta {

// No kernel reaches into the range from below: `begin` is 0, or the end of this lap's kernels, and
// what those overwrote is gone already.
void UopCache::evict(std::uint32_t begin, std::uint32_t end) {
  auto kernel = resident_.lower_bound(begin);
  while (kernel != resident_.end() && kernel->first < end) {
    kernel->second->second.resident = false;
    kernel = resident_.erase(kernel);
  }
}

Result<UopCache::Use> UopCache::use(const MicroKernel& kernel) {
  if (kernel.uops.size() > depth_) {
    return Error{"the micro-kernel has " + std::to_string(kernel.uops.size()) +
                 " micro-ops, but the micro-op memory holds " + std::to_string(depth_)};
  }
  const auto count = static_cast<std::uint32_t>(kernel.uops.size());
  const auto [found, is_new] = places_.try_emplace(kernel, Place{image_.size(), 0, false});
  Place& place = found->second;
  if (is_new) image_.insert(image_.end(), kernel.uops.begin(), kernel.uops.end());
  const bool load = !place.resident;
  if (load) {
    if (count > depth_ - next_) next_ = 0;
    evict(next_, next_ + count);
    place.begin = next_;
    place.resident = true;
    resident_.emplace(place.begin, &*found);
    next_ += count;
  }
  return Use{place.begin, place.begin + count, load, place.image_index};
}

}  // namespace vta
