// SPDX-License-Identifier: Apache-2.0
#include "tests/compiler/property/random_conv2d.h"

#include <algorithm>
#include <iterator>

#include "tests/hw/geometries.h"

namespace vta::test {
namespace {

using topi::Conv2dLayer;
using topi::Conv2dSchedule;
using topi::Stationary;
using topi::ThreadAxis;

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

// The input positions that the output positions of all tiles of an axis read, each tile for
// itself, without those in the padding.
std::int64_t input_of_tiles(std::int64_t out, std::int64_t tile, std::int64_t stride,
                            std::int64_t kernel, std::int64_t pad, std::int64_t size) {
  std::int64_t sum = 0;
  for (std::int64_t first = 0; first < out; first += tile) {
    const std::int64_t last = std::min(first + tile, out) - 1;
    const std::int64_t begin = std::max<std::int64_t>(first * stride - pad, 0);
    const std::int64_t end = std::min(last * stride - pad + kernel, size);
    sum += std::max<std::int64_t>(end - begin, 0);
  }
  return sum;
}

}  // namespace

Config random_config(fuzz::Dice& dice) {
  if (dice.percent(70)) return Config::pynq();
  return dice.percent(50) ? config_1x8x8() : legal({{"LOG_BATCH", 1}});
}

Conv2dLayer random_layer(const Config& config, fuzz::Dice& dice) {
  Conv2dLayer layer;
  layer.batch = dice.percent(70) ? 1 : dice.pick(2, 3);
  layer.kernel_h = dice.percent(40) ? 1 : dice.pick(1, 5);
  layer.kernel_w = dice.percent(70) ? layer.kernel_h : dice.pick(1, 5);
  layer.pad_h = dice.pick(0, 3);
  layer.pad_w = dice.percent(50) ? layer.pad_h : dice.pick(0, 3);
  layer.stride_h = dice.percent(50) ? 1 : dice.pick(1, 4);
  layer.stride_w = dice.percent(70) ? layer.stride_h : dice.pick(1, 4);
  layer.height = dice.pick(std::max<std::int64_t>(1, layer.kernel_h - 2 * layer.pad_h), 20);
  layer.width = dice.pick(std::max<std::int64_t>(1, layer.kernel_w - 2 * layer.pad_w), 20);
  if (dice.percent(25)) {
    layer.groups = dice.pick(2, 4);
    layer.in_channels = layer.groups * config.block() * dice.pick(1, 2);
    layer.out_channels = layer.groups * config.block() * dice.pick(1, 2);
  } else {
    layer.in_channels = dice.pick(1, 80);
    layer.out_channels = dice.pick(1, 80);
  }
  layer.shift = dice.pick(0, 12);
  layer.clip_lo = dice.pick(-128, 20);
  layer.clip_hi = dice.pick(layer.clip_lo, 127);
  layer.bias = dice.percent(40);
  if (dice.percent(4)) {
    std::int64_t* const fields[] = {
        &layer.batch,    &layer.height,   &layer.width,   &layer.in_channels, &layer.out_channels,
        &layer.kernel_h, &layer.kernel_w, &layer.pad_h,   &layer.pad_w,       &layer.stride_h,
        &layer.stride_w, &layer.shift,    &layer.clip_lo, &layer.clip_hi,     &layer.groups};
    const std::int64_t values[] = {-1, 0, 33, 1 << 20};
    *fields[dice.index(std::size(fields))] = values[dice.index(std::size(values))];
  }
  return layer;
}

Conv2dSchedule random_schedule(const Config& config, fuzz::Dice& dice) {
  Conv2dSchedule schedule;
  schedule.tile_oc = config.block() * dice.pick(1, 5);
  schedule.tile_ic = config.block() * dice.pick(1, 5);
  schedule.tile_h = dice.pick(1, dice.percent(50) ? 4 : 20);
  schedule.tile_w = dice.pick(1, dice.percent(50) ? 5 : 20);
  schedule.vthreads = dice.percent(70) ? 2 : 1;
  schedule.thread_axis = dice.percent(50) ? ThreadAxis::kChannels : ThreadAxis::kRows;
  schedule.stationary = static_cast<Stationary>(dice.pick(0, 2));
  schedule.coalesce = dice.percent(50);
  schedule.overlap = dice.percent(50);
  if (!dice.percent(4)) return schedule;
  std::int64_t* const fields[] = {&schedule.tile_oc, &schedule.tile_ic, &schedule.tile_h,
                                  &schedule.tile_w, &schedule.vthreads};
  const std::int64_t values[] = {-1, 0, 3, config.block() + 1, 32768};
  *fields[dice.pick(0, 4)] = values[dice.pick(0, 4)];
  return schedule;
}

std::string to_text(const Conv2dLayer& l) {
  std::string text = "layer";
  for (const std::int64_t value :
       {l.batch, l.height, l.width, l.in_channels, l.out_channels, l.kernel_h, l.kernel_w, l.pad_h,
        l.pad_w, l.stride_h, l.stride_w, l.shift, l.clip_lo, l.clip_hi}) {
    text += " " + std::to_string(value);
  }
  return text + (l.bias ? ", bias" : "") + ", groups " + std::to_string(l.groups);
}

std::string to_text(const Conv2dSchedule& s) {
  std::string text = "schedule";
  for (const std::int64_t value : {s.tile_oc, s.tile_ic, s.tile_h, s.tile_w, s.vthreads}) {
    text += " " + std::to_string(value);
  }
  return text + ", " + std::string(to_string(s.thread_axis)) + ", stationary " +
         std::string(to_string(s.stationary)) + (s.coalesce ? ", coalesced" : "") +
         (s.overlap ? ", overlapped" : "");
}

Statistics expected_statistics(const Config& config, const Conv2dLayer& layer,
                               const Conv2dSchedule& schedule) {
  const std::int64_t block = config.block();
  const std::int64_t batches = ceil_div(layer.batch, config.batch());
  const std::int64_t ic = ceil_div(layer.in_channels, block * layer.groups);  // of one group
  const std::int64_t oc = ceil_div(layer.out_channels, block * layer.groups);
  const std::int64_t out_h = layer.out_height(), out_w = layer.out_width();
  const std::int64_t taps = layer.kernel_h * layer.kernel_w;
  const std::int64_t results = batches * layer.groups * oc * out_h * out_w;
  const std::int64_t oc_tiles = ceil_div(oc, schedule.tile_oc / block);
  const std::int64_t y_tiles = ceil_div(out_h, schedule.tile_h);
  const std::int64_t x_tiles = ceil_div(out_w, schedule.tile_w);

  // Data of all tiles of pixels, each with its halo, once. A kernel of one row that skips rows
  // reads one row of data for each row of results, and only those are loaded.
  const bool skips = layer.kernel_h == 1 && layer.pad_h == 0 && layer.stride_h > 1;
  const std::int64_t rows = skips ? out_h
                                  : input_of_tiles(out_h, schedule.tile_h, layer.stride_h,
                                                   layer.kernel_h, layer.pad_h, layer.height);
  const std::int64_t columns = input_of_tiles(out_w, schedule.tile_w, layer.stride_w,
                                              layer.kernel_w, layer.pad_w, layer.width);
  const std::int64_t data = batches * layer.groups * ic * rows * columns;
  const std::int64_t weights = batches * layer.groups * oc * ic * taps;

  // How often: again for every tile of the other kind, but for what stays; of that, each thread
  // that shares the other kind has a copy.
  const bool two = schedule.vthreads == 2;
  const bool over_rows = schedule.thread_axis == ThreadAxis::kRows;
  std::int64_t data_times = oc_tiles;
  std::int64_t weight_times = y_tiles * x_tiles;
  if (schedule.stationary == Stationary::kData) {
    data_times = two && !over_rows ? std::min<std::int64_t>(2, oc_tiles) : 1;
  } else if (schedule.stationary == Stationary::kWeights) {
    weight_times = two && over_rows ? std::min<std::int64_t>(2, y_tiles) : 1;
  }

  const auto bytes = [&config](std::int64_t elements, MemoryType type) {
    return static_cast<std::uint64_t>(elements) * config.elem_bytes(type);
  };
  Statistics s;
  s.inp_load_nbytes = bytes(data * data_times, MemoryType::kInp);
  s.wgt_load_nbytes = bytes(weights * weight_times, MemoryType::kWgt);
  if (layer.bias) {
    s.acc_load_nbytes = bytes(batches * layer.groups * oc * y_tiles * x_tiles, MemoryType::kAcc);
  }
  s.out_store_nbytes = bytes(results, MemoryType::kOut);
  s.gemm_counter = static_cast<std::uint64_t>(results * ic * taps);
  s.alu_counter = static_cast<std::uint64_t>(results * (layer.bias ? 4 : 3));
  return s;
}

}  // namespace vta::test
