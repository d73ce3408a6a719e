// SPDX-License-Identifier: Apache-2.0
//
// Random numbers that are the same with every standard library: the standard says which numbers
// std::mt19937 gives, but not what its distributions make of them.

#ifndef VTA_SIM_FUZZ_DICE_H_
#define VTA_SIM_FUZZ_DICE_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace vta::fuzz {

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : generator_(seed) {}

  // Any 32 bits.
  std::uint32_t bits() { return static_cast<std::uint32_t>(generator_()); }
  // In [low, high].
  std::int64_t pick(std::int64_t low, std::int64_t high) {
    return low +
           static_cast<std::int64_t>(generator_() % static_cast<std::uint64_t>(high - low + 1));
  }
  std::uint32_t pick_unsigned(std::uint32_t low, std::uint32_t high) {
    return static_cast<std::uint32_t>(pick(low, high));
  }
  bool percent(std::int64_t chance) { return pick(1, 100) <= chance; }
  bool chance(double p) { return static_cast<double>(bits()) < p * 4294967296.0; }
  template <typename Container>
  const auto& one_of(const Container& all) {
    return all[index(all.size())];
  }
  std::size_t index(std::size_t size) {
    return static_cast<std::size_t>(pick(0, static_cast<std::int64_t>(size) - 1));
  }
  template <typename T>
  void shuffle(std::vector<T>& all) {
    for (std::size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[index(i)]);
  }

 private:
  std::mt19937 generator_;
};

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_DICE_H_
