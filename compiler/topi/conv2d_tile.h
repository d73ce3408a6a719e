// SPDX-License-Identifier: Apache-2.0
//
// Tiles of a convolution when nobody gives any: the fastest that fit by a coarse model.
//
// tune/ searches, too, but for other things: it ranks every schedule of a Conv2dLayer by a finer
// model and compiles the best ones. This search keeps results on the chip only, compiles nothing,
// and finds tiles for the phases of a transposed convolution as well, which are no Conv2dLayer.
// What both agree on is in conv_work.h. By tune's model ResNet-18's convolutions take less than a
// tenth longer in these tiles (DefaultSchedule in tests/compiler/tune/conv2d_tuner_test.cpp).

#ifndef VTA_COMPILER_TOPI_CONV2D_TILE_H_
#define VTA_COMPILER_TOPI_CONV2D_TILE_H_

#include <cstdint>

#include "compiler/topi/conv2d.h"
#include "compiler/topi/conv_work.h"
#include "hw/isa/config.h"

namespace vta::topi {

// With at most `vthreads` threads; two only when there are two tiles of channels (or of groups, if
// these have one block each) or of rows. The smallest tile when none fits.
[[nodiscard]] ConvTile choose_tile(const Config& config, const ConvWork& work,
                                   std::int64_t vthreads);

// The same for a legal layer, as a schedule of conv2d with the largest transfers.
[[nodiscard]] Conv2dSchedule default_schedule(const Config& config, const Conv2dLayer& layer);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_CONV2D_TILE_H_
