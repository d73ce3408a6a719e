// SPDX-License-Identifier: Apache-2.0
//
// Random numbers of a seed.

#ifndef VTA_TESTS_RTL_RNG_H_
#define VTA_TESTS_RTL_RNG_H_

#include <cstdint>
#include <random>

namespace vta {

class Rng {
 public:
  explicit Rng(std::uint32_t seed) : engine_(seed) {}

  std::uint32_t operator()() { return static_cast<std::uint32_t>(engine_()); }
  std::uint64_t wide() { return std::uint64_t{(*this)()} << 32 | (*this)(); }
  std::uint8_t byte() { return static_cast<std::uint8_t>((*this)()); }
  bool coin() { return (*this)() % 2 == 0; }
  bool chance(unsigned percent) { return (*this)() % 100 < percent; }

 private:
  std::mt19937 engine_;
};

}  // namespace vta

#endif  // VTA_TESTS_RTL_RNG_H_
