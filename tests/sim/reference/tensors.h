// SPDX-License-Identifier: Apache-2.0
//
// What the tests of the operators share: random tensors, and the epilogue done again in 64 bits
// with a division instead of a shift.

#ifndef VTA_TESTS_SIM_REFERENCE_TENSORS_H_
#define VTA_TESTS_SIM_REFERENCE_TENSORS_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "sim/reference/epilogue.h"

namespace vta {

using Tensor = std::vector<std::int8_t>;

// Random numbers that a seed repeats.
class Draw {
 public:
  explicit Draw(unsigned seed) : rng_(seed) {}

  [[nodiscard]] int pick(int lo, int hi) {
    return std::uniform_int_distribution<int>(lo, hi)(rng_);
  }

  [[nodiscard]] Tensor tensor(std::size_t size) {
    Tensor result(size);
    for (std::int8_t& value : result) value = static_cast<std::int8_t>(pick(-128, 127));
    return result;
  }

  [[nodiscard]] Epilogue epilogue(int channels) {
    Epilogue e;
    e.shift = pick(0, 10);
    e.lo = pick(-128, 0);
    e.hi = pick(0, 127);
    if (pick(0, 1) == 1) {
      for (int c = 0; c < channels; ++c) e.bias.push_back(pick(-100000, 100000));
    }
    return e;
  }

 private:
  std::mt19937 rng_;
};

// sum / 2^shift towards minus infinity, clipped.
[[nodiscard]] inline std::int8_t naive_shift_clip(std::int64_t sum, int shift, std::int64_t lo,
                                                  std::int64_t hi) {
  const std::int64_t divisor = std::int64_t{1} << shift;
  std::int64_t quotient = sum / divisor;
  if (quotient * divisor > sum) --quotient;
  if (quotient < lo) quotient = lo;
  if (quotient > hi) quotient = hi;
  return static_cast<std::int8_t>(quotient);
}

[[nodiscard]] inline std::int8_t naive_epilogue(std::int64_t sum, int channel, const Epilogue& e) {
  if (!e.bias.empty()) sum += e.bias[static_cast<std::size_t>(channel)];
  return naive_shift_clip(sum, e.shift, e.lo, e.hi);
}

}  // namespace vta

#endif  // VTA_TESTS_SIM_REFERENCE_TENSORS_H_
