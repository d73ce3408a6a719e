// SPDX-License-Identifier: Apache-2.0
//
// Cycles of depthwise convolutions on the RTL, by GEMM with block-diagonal weights and by the ALU.
// Every result is compared with the definition.
//
//   ninja -C build bench_depthwise && build/bench/bench_depthwise

#include <cstdio>
#include <random>
#include <string>

#include "compiler/topi/group_conv2d.h"
#include "driver/program/assemble.h"
#include "driver/replay/run_program.h"
#include "sim/reference/conv2d.h"
#include "sim/rtl/rtl_device.h"
#include "tools/conv2d_job.h"

namespace vta {
namespace {

using topi::Conv2dLayer;
using topi::GroupConv2dWay;

struct Case {
  const char* name;
  Conv2dLayer layer;
};

constexpr Conv2dLayer depthwise(std::int64_t channels, std::int64_t size, std::int64_t kernel,
                                std::int64_t pad, std::int64_t stride) {
  return {.height = size,
          .width = size,
          .in_channels = channels,
          .out_channels = channels,
          .kernel_h = kernel,
          .kernel_w = kernel,
          .pad_h = pad,
          .pad_w = pad,
          .stride_h = stride,
          .stride_w = stride,
          .shift = 6,
          .groups = channels};
}

constexpr Case kCases[] = {
    {"32 channels, 14x14, 3x3", depthwise(32, 14, 3, 1, 1)},
    {"64 channels, 28x28, 3x3 stride 2", depthwise(64, 28, 3, 1, 2)},
    {"512 channels, 7x7, 3x3", depthwise(512, 7, 3, 1, 1)},
    {"64 channels, 7x7, 7x7 to one pixel", depthwise(64, 7, 7, 0, 1)},
    {"256 channels, 2x2, 1x1", depthwise(256, 2, 1, 0, 1)},
};

std::vector<std::int8_t> random_tensor(std::mt19937& generator, std::size_t size) {
  std::vector<std::int8_t> tensor(size);
  for (std::int8_t& element : tensor) {
    element = static_cast<std::int8_t>(static_cast<int>(generator() >> 24) - 128);
  }
  return tensor;
}

std::vector<std::byte> bytes(const std::vector<std::int8_t>& tensor) {
  const auto span = std::as_bytes(std::span(tensor));
  return {span.begin(), span.end()};
}

Result<std::uint64_t> cycles(const Config& config, const Conv2dLayer& l, GroupConv2dWay way) {
  std::mt19937 generator(1);
  const Conv2dShape shape = reference_shape(l);
  const std::vector<std::int8_t> data = random_tensor(generator, shape.input_size());
  const std::vector<std::int8_t> kernel = random_tensor(generator, shape.weight_size());
  const auto expected = conv2d(shape, data, kernel,
                               {.shift = static_cast<int>(l.shift),
                                .lo = static_cast<std::int32_t>(l.clip_lo),
                                .hi = static_cast<std::int32_t>(l.clip_hi)});
  if (!expected) return expected.error();
  const auto packed_data = topi::pack_group_data(config, l, data);
  if (!packed_data) return packed_data.error();
  const auto packed_kernel = topi::pack_group_kernel(config, l, kernel, way);
  if (!packed_kernel) return packed_kernel.error();
  const auto packed_result = topi::pack(
      {l.batch, l.out_channels, l.out_height(), l.out_width(), config.batch(), config.block()},
      expected.value());
  if (!packed_result) return packed_result.error();

  const Result<topi::Operator> op = topi::group_conv2d(config, l, way);
  if (!op) return op.error();
  const Result<topi::Compiled> compiled = topi::compile(config, op.value());
  if (!compiled) return compiled.error();
  const Result<Program> program =
      make_program(config, "depthwise", compiled.value().finished,
                   {{"data", bytes(packed_data.value())}, {"kernel", bytes(packed_kernel.value())}},
                   {{"res", bytes(packed_result.value())}});
  if (!program) return program.error();
  const Result<std::unique_ptr<Device>> device = make_rtl(config, {});
  if (!device) return device.error();
  const Result<ReplayResult> result = run_program(*device.value(), program.value());
  if (!result) return result.error();
  for (const std::string& complaint : result.value().complaints()) return Error{complaint};
  return result.value().runs[0].report.cycle_report->cycles;
}

int run() {
  const Config config = Config::pynq();
  std::printf("%-36s %8s %8s %9s\n", "depthwise convolution", "GEMM", "ALU", "ALU/GEMM");
  for (const Case& c : kCases) {
    const Result<std::uint64_t> gemm = cycles(config, c.layer, GroupConv2dWay::kGemm);
    const Result<std::uint64_t> alu = cycles(config, c.layer, GroupConv2dWay::kAlu);
    for (const Result<std::uint64_t>* result : {&gemm, &alu}) {
      if (*result) continue;
      std::fprintf(stderr, "%s: %s\n", c.name, result->error().message.c_str());
      return 1;
    }
    std::printf("%-36s %8llu %8llu %9.2f\n", c.name, static_cast<unsigned long long>(gemm.value()),
                static_cast<unsigned long long>(alu.value()),
                static_cast<double>(alu.value()) / static_cast<double>(gemm.value()));
  }
  return 0;
}

}  // namespace
}  // namespace vta

int main() { return vta::run(); }
