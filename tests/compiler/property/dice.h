// SPDX-License-Identifier: Apache-2.0
//
// Random numbers that are the same with every standard library.

#ifndef VTA_TESTS_COMPILER_PROPERTY_DICE_H_
#define VTA_TESTS_COMPILER_PROPERTY_DICE_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace vta::test {

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : generator_(seed) {}

  // In [low, high].
  std::int64_t pick(std::int64_t low, std::int64_t high) {
    return low +
           static_cast<std::int64_t>(generator_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool percent(std::int64_t chance) { return pick(1, 100) <= chance; }
  template <typename T>
  const T& one_of(const std::vector<T>& all) {
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

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_PROPERTY_DICE_H_
