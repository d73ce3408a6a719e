// SPDX-License-Identifier: Apache-2.0
//
// Which random programs a test takes: as many as it wants, or those that the environment names.

#ifndef VTA_TESTS_REGRESS_SEEDS_H_
#define VTA_TESTS_REGRESS_SEEDS_H_

#include <cstdint>
#include <cstdlib>
#include <vector>

namespace vta::test {

inline std::uint32_t number_from_environment(const char* name, std::uint32_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : static_cast<std::uint32_t>(std::strtoul(text, nullptr, 10));
}

// From VTA_FIRST_SEED (or 1) on, VTA_SEEDS (or `count`) of them.
inline std::vector<std::uint32_t> seeds(std::uint32_t count) {
  const std::uint32_t first = number_from_environment("VTA_FIRST_SEED", 1);
  std::vector<std::uint32_t> all(number_from_environment("VTA_SEEDS", count));
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = first + static_cast<std::uint32_t>(i);
  return all;
}

// The first one of every block of `block` of them.
inline std::vector<std::uint32_t> seeds_by(std::uint32_t block, std::uint32_t count) {
  std::vector<std::uint32_t> firsts;
  const std::vector<std::uint32_t> all = seeds(count);
  for (std::size_t i = 0; i < all.size(); i += block) firsts.push_back(all[i]);
  return firsts;
}

}  // namespace vta::test

#endif  // VTA_TESTS_REGRESS_SEEDS_H_
