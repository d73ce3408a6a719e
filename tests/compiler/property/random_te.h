// SPDX-License-Identifier: Apache-2.0
//
// Tensor expressions, scheduled by random primitives in random places, legal or not.

#ifndef VTA_TESTS_COMPILER_PROPERTY_RANDOM_TE_H_
#define VTA_TESTS_COMPILER_PROPERTY_RANDOM_TE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "compiler/topi/operator.h"
#include "hw/isa/config.h"
#include "sim/fuzz/dice.h"

namespace vta::test {

struct RandomTe {
  topi::Operator op;
  std::string history;  // shapes, then the primitives in their order
  std::map<std::string, std::vector<std::byte>> inputs;
  std::vector<std::byte> expected;  // of buffer "res", by the reference
  // The work when nothing is computed twice. The part of a tensor that loops need is a box; where
  // they take less than all of it, a loop inside another one of its axis or a fused one, boxes
  // overlap and their common part is computed again.
  std::uint64_t results = 0, products = 0, operations = 0;
  bool rounded = false;
};

// res = clip(a * transposed w >> shift).
[[nodiscard]] RandomTe random_matmul(const Config& config, fuzz::Dice& dice);

// res = clip(a + b >> shift); b may be a number, or a itself some rows further down.
[[nodiscard]] RandomTe random_chain(const Config& config, fuzz::Dice& dice);

// res = the largest element of every window of rows.
[[nodiscard]] RandomTe random_pool(const Config& config, fuzz::Dice& dice);

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_PROPERTY_RANDOM_TE_H_
