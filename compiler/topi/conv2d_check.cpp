// SPDX-License-Identifier: Apache-2.0
//
// Which layers and schedules are legal.

#include <string>

#include "compiler/topi/conv2d.h"

namespace vta::topi {
namespace {

// With every dimension below 2^15 the bytes of a tensor, a product of four of them, stay well
// inside 64 bits. Sizes and strides of LOAD and STORE have 16 bits, pads 4.
constexpr std::int64_t kMaxSize = 32767;
constexpr std::int64_t kMaxPad = 15;

std::string text(std::int64_t value) { return std::to_string(value); }

struct Bound {
  const char* name;
  std::int64_t value, low, high;
};

Status check(const Bound& b) {
  if (b.value >= b.low && b.value <= b.high) return ok_status();
  return Error{std::string(b.name) + " is " + text(b.value) + "; it must lie in " + text(b.low) +
               ".." + text(b.high)};
}

Status check_multiple(const char* name, std::int64_t value, std::int64_t of, const char* unit) {
  if (value % of == 0) return ok_status();
  return Error{std::string(name) + " is " + text(value) + "; it must be a multiple of " + unit +
               " (" + text(of) + ")"};
}

Status check_kernel_inside(const char* kernel_name, std::int64_t kernel, const char* axis,
                           std::int64_t size, std::int64_t pad) {
  if (kernel <= size + 2 * pad) return ok_status();
  return Error{std::string(kernel_name) + " is " + text(kernel) +
               "; the kernel may not be larger than the padded " + axis + " (" +
               text(size + 2 * pad) + ")"};
}

Status check_memory(const char* tensor, std::int64_t bytes) {
  constexpr std::int64_t kLimit = std::int64_t{1} << 32;
  if (bytes < kLimit) return ok_status();
  return Error{std::string("tensor ") + tensor + " has " + text(bytes) +
               " bytes; the machine addresses less than " + text(kLimit)};
}

Status check_groups(const Config& config, const Conv2dLayer& layer) {
  if (layer.groups == 1) return ok_status();
  const std::int64_t step = layer.groups * config.block();
  for (const auto& [name, channels] : {std::pair{"in_channels", layer.in_channels},
                                       std::pair{"out_channels", layer.out_channels}}) {
    if (channels % step == 0) continue;
    return Error{std::string(name) + " is " + text(channels) + "; " + text(layer.groups) +
                 " groups of whole blocks need a multiple of " + text(step)};
  }
  return ok_status();
}

}  // namespace

std::string_view to_string(ThreadAxis axis) {
  return axis == ThreadAxis::kRows ? "rows" : "channels";
}

std::string_view to_string(Stationary stationary) {
  switch (stationary) {
    case Stationary::kResults:
      return "results";
    case Stationary::kWeights:
      return "weights";
    case Stationary::kData:
      return "data";
  }
  return "?";
}

Status check_layer(const Config& config, const Conv2dLayer& layer) {
  const Bound bounds[] = {
      {"batch", layer.batch, 1, kMaxSize},
      {"height", layer.height, 1, kMaxSize},
      {"width", layer.width, 1, kMaxSize},
      {"in_channels", layer.in_channels, 1, kMaxSize},
      {"out_channels", layer.out_channels, 1, kMaxSize},
      {"kernel_h", layer.kernel_h, 1, kMaxSize},
      {"kernel_w", layer.kernel_w, 1, kMaxSize},
      {"pad_h", layer.pad_h, 0, kMaxPad},
      {"pad_w", layer.pad_w, 0, kMaxPad},
      {"stride_h", layer.stride_h, 1, kMaxSize},
      {"stride_w", layer.stride_w, 1, kMaxSize},
      {"shift", layer.shift, 0, config.acc_width() - 1},
      {"clip_lo", layer.clip_lo, -128, 127},
      {"clip_hi", layer.clip_hi, layer.clip_lo, 127},
      {"groups", layer.groups, 1, kMaxSize},
  };
  for (const Bound& b : bounds) {
    if (Status status = check(b); !status) return status;
  }
  if (Status s = check_groups(config, layer); !s) return s;
  if (Status s =
          check_kernel_inside("kernel_h", layer.kernel_h, "height", layer.height, layer.pad_h);
      !s) {
    return s;
  }
  if (Status s = check_kernel_inside("kernel_w", layer.kernel_w, "width", layer.width, layer.pad_w);
      !s) {
    return s;
  }
  const auto padded = [](std::int64_t size, std::int64_t block) {
    return (size + block - 1) / block * block;
  };
  const std::int64_t n = padded(layer.batch, config.batch());
  const std::int64_t ic = padded(layer.in_channels, config.block());
  const std::int64_t oc = padded(layer.out_channels, config.block());
  if (Status s = check_memory("data", n * ic * layer.height * layer.width); !s) return s;
  if (Status s = check_memory("kernel", oc * ic / layer.groups * layer.kernel_h * layer.kernel_w);
      !s) {
    return s;
  }
  return check_memory("res", n * oc * layer.out_height() * layer.out_width());
}

Status check_schedule(const Config& config, const Conv2dSchedule& schedule) {
  const Bound bounds[] = {
      {"tile_oc", schedule.tile_oc, 1, kMaxSize}, {"tile_ic", schedule.tile_ic, 1, kMaxSize},
      {"tile_h", schedule.tile_h, 1, kMaxSize},   {"tile_w", schedule.tile_w, 1, kMaxSize},
      {"vthreads", schedule.vthreads, 1, 2},
  };
  for (const Bound& b : bounds) {
    if (Status status = check(b); !status) return status;
  }
  const std::int64_t block = config.block();
  if (Status s = check_multiple("tile_oc", schedule.tile_oc, block, "BLOCK"); !s) return s;
  return check_multiple("tile_ic", schedule.tile_ic, block, "BLOCK");
}

}  // namespace vta::topi
