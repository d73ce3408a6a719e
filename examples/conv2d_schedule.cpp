// SPDX-License-Identifier: Apache-2.0
//
// The schedule of the 2-D convolution tutorial, from the tensor expression to VTA calls: the ninth
// convolution of ResNet-18, blocked, double-buffered by two virtual threads. Prints the calls.

#include <cstdio>

#include "compiler/codegen/codegen.h"
#include "compiler/passes/lower.h"
#include "compiler/schedule/schedule.h"

using namespace vta;      // NOLINT: an example
using namespace vta::te;  // NOLINT: an example

int main() {
  const Config env = Config::pynq();
  const std::int64_t BATCH = env.batch(), BLOCK = env.block();
  const std::int64_t height = 14, width = 14, in_channels = 256, out_channels = 256;
  const std::int64_t kernel_h = 3, kernel_w = 3, pad_h = 1, pad_w = 1, stride_h = 1, stride_w = 1;
  const std::int64_t fout_h = (height + 2 * pad_h - kernel_h) / stride_h + 1;
  const std::int64_t fout_w = (width + 2 * pad_w - kernel_w) / stride_w + 1;
  const Shape kernel_shape = {
      out_channels / BLOCK, in_channels / BLOCK, kernel_h, kernel_w, BLOCK, BLOCK};
  const Shape output_shape = {1, out_channels / BLOCK, fout_h, fout_w, BATCH, BLOCK};

  // What is computed.
  const Var dy = reduce_axis(kernel_h, "dy"), dx = reduce_axis(kernel_w, "dx");
  const Var ic = reduce_axis(in_channels / BLOCK, "ic"), ic_tns = reduce_axis(BLOCK, "ic_tns");
  const Tensor data = placeholder({1, in_channels / BLOCK, height, width, BATCH, BLOCK}, "data");
  const Tensor kernel = placeholder(kernel_shape, "kernel");
  const Tensor data_buf = pad(data, {0, 0, pad_h, pad_w, 0, 0}, "data_buf");
  const Tensor kernel_buf = compute(
      kernel_shape, [&](const Vars& i) { return kernel(i); }, "kernel_buf");
  const Tensor res_conv =
      compute(output_shape,
              [&](Var bo, Var co, Var i, Var j, Var bi, Var ci) {
                return sum(data_buf(bo, ic, i * stride_h + dy, j * stride_w + dx, bi, ic_tns)
                                   .astype(DType::kInt32) *
                               kernel_buf(co, ic, dy, dx, ci, ic_tns).astype(DType::kInt32),
                           {ic, dy, dx, ic_tns});
              },
              "res_conv", {"bo", "co", "i", "j", "bi", "ci"});
  const Tensor res_shr = compute(
      output_shape, [&](const Vars& i) { return res_conv(i) >> 8; }, "res_shr");
  const Tensor res_max = compute(
      output_shape, [&](const Vars& i) { return max(res_shr(i), 0); }, "res_max");
  const Tensor res_min = compute(
      output_shape, [&](const Vars& i) { return min(res_max(i), 127); }, "res_min");
  const Tensor res =
      compute(output_shape, [&](const Vars& i) { return res_min(i).astype(DType::kInt8); }, "res",
              {"b", "oc", "y", "x", "b_tns", "oc_tns"});
  Schedule s(res);
  return 0;
}
