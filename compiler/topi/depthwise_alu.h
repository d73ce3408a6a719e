// SPDX-License-Identifier: Apache-2.0
//
// Depthwise convolution on the ALU, one of the two ways of topi/group_conv2d.

#ifndef VTA_COMPILER_TOPI_DEPTHWISE_ALU_H_
#define VTA_COMPILER_TOPI_DEPTHWISE_ALU_H_

#include "compiler/topi/conv2d.h"
#include "compiler/topi/operator.h"
#include "hw/isa/config.h"

namespace vta::topi {

// Precondition: the layer is legal and depthwise, with one output channel for each input channel.
// Layouts are those of topi/group_conv2d.h.
[[nodiscard]] Operator depthwise_alu(const Config& config, const Conv2dLayer& layer);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_DEPTHWISE_ALU_H_
