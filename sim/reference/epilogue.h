// SPDX-License-Identifier: Apache-2.0
//
// From 32-bit sums to 8-bit results: what follows the sums of a convolution or a matrix product.

#ifndef VTA_SIM_REFERENCE_EPILOGUE_H_
#define VTA_SIM_REFERENCE_EPILOGUE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "hw/isa/result.h"

namespace vta {

// In this order: bias, shift, clip, cast. The bias is added modulo 2^32. The cast keeps the low 8
// bits, which matters only when [lo, hi] is wider than int8.
struct Epilogue {
  std::vector<std::int32_t> bias = {};  // one per output channel, or empty for none
  int shift = 0;                        // arithmetic shift right, 0..31
  std::int32_t lo = -128, hi = 127;
};

// Fails when the shift is out of range, lo > hi, or the bias has another size than `channels`. `op`
// begins the sentence.
[[nodiscard]] Status check_epilogue(const std::string& op, const Epilogue& epilogue, int channels);

// `sums` is [..][channels][plane]. Precondition: check_epilogue() has passed.
[[nodiscard]] std::vector<std::int8_t> apply_epilogue(const Epilogue& epilogue,
                                                      std::span<const std::int32_t> sums,
                                                      int channels, std::size_t plane);

}  // namespace vta

#endif  // VTA_SIM_REFERENCE_EPILOGUE_H_
