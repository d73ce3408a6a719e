// SPDX-License-Identifier: Apache-2.0
//
// Small convolutions that between them meet every case of the lowering. The regression tests run
// them on every target.

#ifndef VTA_TESTS_COMPILER_TOPI_CONV2D_CASES_H_
#define VTA_TESTS_COMPILER_TOPI_CONV2D_CASES_H_

#include <ostream>
#include <string>
#include <vector>

#include "compiler/topi/conv2d.h"
#include "hw/isa/config.h"

namespace vta::test {

struct Conv2dCase {
  std::string name;  // usable in the name of a test
  topi::Conv2dLayer layer;
  topi::Conv2dSchedule schedule;

  friend void PrintTo(const Conv2dCase& c, std::ostream* os) { *os << c.name; }  // for GoogleTest
};

// For the default geometry.
[[nodiscard]] inline std::vector<Conv2dCase> small_conv2d_cases() {
  const auto layer = [](std::int64_t height, std::int64_t width, std::int64_t in, std::int64_t out,
                        std::int64_t kernel, std::int64_t pad, std::int64_t stride) {
    return topi::Conv2dLayer{.height = height,
                             .width = width,
                             .in_channels = in,
                             .out_channels = out,
                             .kernel_h = kernel,
                             .kernel_w = kernel,
                             .pad_h = pad,
                             .pad_w = pad,
                             .stride_h = stride,
                             .stride_w = stride};
  };
  topi::Conv2dLayer oblong = layer(9, 7, 32, 32, 1, 0, 1);
  oblong.kernel_h = 5;
  oblong.kernel_w = 2;
  oblong.pad_h = 2;
  oblong.pad_w = 1;
  oblong.stride_w = 2;
  topi::Conv2dLayer unshifted = layer(4, 4, 16, 16, 1, 0, 1);
  unshifted.shift = 0;
  topi::Conv2dLayer full_range = layer(5, 5, 16, 32, 3, 1, 1);
  full_range.shift = 6;
  full_range.clip_lo = -128;
  topi::Conv2dLayer two_groups = layer(6, 5, 64, 96, 3, 1, 1);
  two_groups.groups = 2;
  topi::Conv2dLayer block_groups = layer(6, 5, 48, 48, 3, 1, 2);
  block_groups.groups = 3;
  return {
      {"OneTile", layer(4, 4, 16, 16, 1, 0, 1), {16, 16, 4, 4, 1}},
      {"TwoGroups", two_groups, {16, 16, 4, 5, 2}},
      {"TwoGroupsAtOnce", two_groups, {96, 32, 2, 5, 2, topi::ThreadAxis::kRows}},
      {"GroupsOfOneBlock", block_groups, {16, 16, 2, 3, 2}},
      {"OneTileTwoThreads", layer(4, 4, 16, 16, 1, 0, 1), {16, 16, 4, 4, 2}},
      {"OnePixel", layer(1, 1, 16, 16, 1, 0, 1), {16, 16, 1, 1, 2}},
      {"Kernel3Pad1", layer(8, 8, 32, 64, 3, 1, 1), {32, 16, 4, 8, 2}},
      {"Kernel3Pad1OneThread", layer(8, 8, 32, 64, 3, 1, 1), {32, 16, 4, 8, 1}},
      {"Kernel3Pad0", layer(7, 9, 16, 32, 3, 0, 1), {16, 16, 5, 7, 2}},
      {"Kernel3Pad2", layer(6, 6, 16, 32, 3, 2, 1), {16, 16, 3, 8, 2}},
      {"Kernel3Stride2", layer(9, 9, 32, 32, 3, 1, 2), {16, 16, 2, 5, 2}},
      {"Kernel1Stride2", layer(8, 8, 32, 64, 1, 0, 2), {32, 32, 2, 4, 2}},
      {"Kernel5Pad2", layer(7, 7, 16, 32, 5, 2, 1), {16, 16, 3, 7, 2}},
      {"Kernel5Stride2Pad1", layer(11, 11, 16, 16, 5, 1, 2), {16, 16, 2, 3, 2}},
      {"RaggedEverything", layer(7, 10, 48, 80, 3, 1, 1), {32, 32, 3, 4, 2}},
      {"RaggedEverythingOneThread", layer(7, 10, 48, 80, 3, 1, 1), {32, 32, 3, 4, 1}},
      {"OddChannelTiles", layer(6, 6, 16, 48, 3, 1, 1), {16, 16, 2, 6, 2}},
      {"OddChannelTilesOddPlaces", layer(6, 6, 16, 48, 3, 1, 1), {16, 16, 2, 2, 2}},
      {"OneFullTileForEachOfTwoThreads", layer(6, 6, 16, 48, 3, 1, 1), {32, 16, 6, 6, 2}},
      {"TilesOfPaddingOnly", layer(5, 5, 32, 32, 1, 2, 1), {16, 32, 1, 1, 2}},
      {"TilesOfOnePixel", layer(3, 4, 16, 32, 3, 1, 1), {16, 16, 1, 1, 2}},
      {"ManyInputTiles", layer(4, 4, 96, 32, 3, 1, 1), {16, 16, 4, 4, 2}},
      {"Oblong", oblong, {16, 32, 4, 2, 2}},
      {"NoShift", unshifted, {16, 16, 4, 4, 1}},
      {"FullRangeClip", full_range, {16, 16, 5, 5, 2}},
      {"StrideLargerThanKernel", layer(10, 10, 16, 16, 1, 0, 3), {16, 16, 2, 2, 2}},
  };
}

// For a geometry with two rows per element (LOG_BATCH 1).
[[nodiscard]] inline std::vector<Conv2dCase> batch2_conv2d_cases() {
  const topi::Conv2dLayer one{.batch = 2,
                              .height = 6,
                              .width = 5,
                              .in_channels = 32,
                              .out_channels = 32,
                              .kernel_h = 3,
                              .kernel_w = 3,
                              .pad_h = 1,
                              .pad_w = 1,
                              .stride_h = 1,
                              .stride_w = 1};
  topi::Conv2dLayer three = one;
  three.batch = 6;
  three.out_channels = 48;
  return {{"OneBlock", one, {16, 16, 3, 5, 2}}, {"ThreeBlocksOddTiles", three, {16, 32, 4, 5, 2}}};
}

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_TOPI_CONV2D_CASES_H_
