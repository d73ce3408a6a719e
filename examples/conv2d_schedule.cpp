// SPDX-License-Identifier: Apache-2.0
//
// The schedule of the 2-D convolution tutorial, line for line: the ninth convolution of ResNet-18,
// blocked, double-buffered by two virtual threads, mapped to DMA, GEMM and ALU. Prints the program
// where the tutorial does, and how many calls and instructions it becomes.

#include <cstdio>

#include "compiler/codegen/codegen.h"
#include "compiler/ir/print.h"
#include "compiler/passes/lower.h"
#include "compiler/schedule/schedule.h"

using namespace vta::te;

int main() {
  const vta::Config env = vta::Config::pynq();
  const std::int64_t B = env.batch(), BLOCK = env.block();
  const std::int64_t size = 14, ic_blocks = 256 / BLOCK, oc_blocks = 256 / BLOCK, k = 3, pads = 1;
  const Shape kernel_shape = {oc_blocks, ic_blocks, k, k, BLOCK, BLOCK};
  const Shape output_shape = {1, oc_blocks, size, size, B, BLOCK};

  // What is computed: convolution, shift, clip.
  const Var dy = reduce_axis(k, "dy"), dx = reduce_axis(k, "dx");
  const Var ic = reduce_axis(ic_blocks, "ic"), ic_tns = reduce_axis(BLOCK, "ic_tns");
  const Tensor data = placeholder({1, ic_blocks, size, size, B, BLOCK}, "data");
  const Tensor kernel = placeholder(kernel_shape, "kernel");
  const Tensor data_buf = pad(data, {0, 0, pads, pads, 0, 0}, "data_buf");
  const Tensor kernel_buf = compute(
      kernel_shape, [&](const Vars& i) { return kernel(i); }, "kernel_buf");
  const auto product = [&](Var bo, Var co, Var i, Var j, Var bi, Var ci) {
    return sum(data_buf(bo, ic, i + dy, j + dx, bi, ic_tns).astype(DType::kInt32) *
                   kernel_buf(co, ic, dy, dx, ci, ic_tns).astype(DType::kInt32),
               {ic, dy, dx, ic_tns});
  };
  const Tensor res_conv =
      compute(output_shape, product, "res_conv", {"bo", "co", "i", "j", "bi", "ci"});
  const Tensor res_shr = compute(
      output_shape, [&](const Vars& i) { return res_conv(i) >> 8; }, "res_shr");
  const Tensor res_max = compute(
      output_shape, [&](const Vars& i) { return max(res_shr(i), 0); }, "res_max");
  const Tensor res_min = compute(
      output_shape, [&](const Vars& i) { return min(res_max(i), 127); }, "res_min");
  const Tensor res = compute(
      output_shape, [&](const Vars& i) { return res_min(i).astype(DType::kInt8); }, "res");
  Schedule s(res);
  const auto print = [&](const vta::Result<vta::ir::Function>& program) {
    std::puts(program ? to_text(program.value()).c_str() : program.error().message.c_str());
  };
  print(lower_to_loops(s, {data, kernel, res}, env));

  // Tiles of 128 output channels, 16 input channels, 7 rows and 14 columns.
  const auto [b, oc, y, x, b_tns, oc_tns] = s[res].axes<6>();
  const auto [b_out, b_inn] = s[res].split(b, 1);
  const auto [oc_out, oc_inn] = s[res].split(oc, 128 / BLOCK);
  const auto [y_out, y_inn] = s[res].split(y, 7);
  const auto [x_out, x_inn] = s[res].split(x, 14);
  s[res].reorder({b_out, oc_out, y_out, x_out, b_inn, oc_inn, y_inn, x_inn, b_tns, oc_tns});
  for (const Tensor& t : {res_conv, res_shr, res_max, res_min}) s[t].compute_at(s[res], x_out);
  const auto [cb, co, ci, cj, cb_tns, co_tns] = s[res_conv].axes<6>();
  const auto [ic_out, ic_inn] = s[res_conv].split(s[res_conv].reduce_axis(ic), 16 / BLOCK);
  s[res_conv].reorder({ic_out, cb, co, ci, ic_inn, s[res_conv].reduce_axis(dy),
                       s[res_conv].reduce_axis(dx), cj, cb_tns, co_tns,
                       s[res_conv].reduce_axis(ic_tns)});

  // Two virtual threads, each with half of the output channels.
  const auto [rest, tx] = s[res].split(oc_out, 2);
  s[res].reorder({tx, b_out});
  s[res].bind(tx, cthread);
  print(lower_to_loops(s, {data, kernel, res}, env));

  // Buffers on the chip, and copies into and out of them.
  s[data_buf].set_scope(inp_scope);
  s[kernel_buf].set_scope(wgt_scope);
  for (const Tensor& t : {res_conv, res_shr, res_max, res_min}) s[t].set_scope(acc_scope);
  for (const Tensor& t : {data_buf, kernel_buf}) {
    s[t].compute_at(s[res_conv], ic_out);
    s[t].pragma(s[t].axis(0), dma_copy);
  }
  s[res].pragma(s[res].axis(4), dma_copy);

  // GEMM for the products, ALU for shift and clip.
  s[res_conv].tensorize(cb_tns, gemm);
  for (const Tensor& t : {res_shr, res_max, res_min}) s[t].pragma(s[t].axis(0), alu);
  const vta::Result<vta::ir::Function> program = lower(s, {data, kernel, res}, env);
  print(program);
  if (!program) return 1;

  const auto code = vta::generate_calls(program.value(), "conv2d");
  if (!code) return std::puts(code.error().message.c_str()), 1;
  const auto finished = vta::assemble_calls(env, program.value().params, code.value());
  if (!finished) return std::puts(finished.error().message.c_str()), 1;
  std::printf("%zu calls, %zu instructions\n", code.value().calls.size(),
              finished.value().insns.size());
}
