// SPDX-License-Identifier: Apache-2.0
//
// What conv2d computes, as tensor expressions.

#ifndef VTA_COMPILER_TOPI_CONV2D_DEFINITION_H_
#define VTA_COMPILER_TOPI_CONV2D_DEFINITION_H_

#include <cstddef>
#include <vector>

#include "compiler/te/tensor.h"
#include "compiler/topi/conv2d.h"
#include "hw/isa/config.h"

namespace vta::topi {

// The tensors of the computation. With groups, channels have two axes, (group, block); `g` says how
// many axes that adds in front of the blocks.
struct Conv2dTensors {
  te::Tensor data, kernel, bias, data_buf, kernel_buf, bias_buf;  // bias: only with one
  te::Tensor conv, res;
  std::vector<te::Tensor> tail;  // bias, shift and clip, in order
  te::Var ic, dy, dx, ic_tns;
  std::size_t g = 0;
};

// Precondition: the layer is legal.
[[nodiscard]] Conv2dTensors define_conv2d(const Config& config, const Conv2dLayer& layer);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_CONV2D_DEFINITION_H_
