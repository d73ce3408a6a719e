// SPDX-License-Identifier: Apache-2.0
//
// Random numbers that are the same on every machine and cost a nanosecond (SplitMix64).

#ifndef VTA_SIM_RTL_RANDOM_H_
#define VTA_SIM_RTL_RANDOM_H_

#include <cstdint>

namespace vta {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  // 0 .. bound - 1; bound at least 1. The bias is below 2^-32.
  std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32);
  }
  bool percent(std::uint32_t p) { return below(100) < p; }

 private:
  std::uint64_t state_;
};

}  // namespace vta

#endif  // VTA_SIM_RTL_RANDOM_H_
