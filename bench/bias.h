// SPDX-License-Identifier: Apache-2.0
//
// A program whose loads name one accumulator for many rows, which the compiler's programs never do:
// they load a bias once and add it by ALU.

#ifndef VTA_BENCH_BIAS_H_
#define VTA_BENCH_BIAS_H_

#include "driver/program/program.h"

namespace vta::bench {

// The bias of 512 channels, copied to the accumulators of 7 x 7 pixels, as sums that begin with
// their bias have it, and stored as 8-bit results. Expects what these are by definition. Fails when
// the accumulators do not hold all pixels of a block of channels.
[[nodiscard]] Result<Program> bias_program(const Config& config);

}  // namespace vta::bench

#endif  // VTA_BENCH_BIAS_H_
