// SPDX-License-Identifier: Apache-2.0
#include "compiler/conv2d_plan.h"

#include <algorithm>
#include <string>

namespace vta {
namespace {

// With every dimension below 2^15 the bytes of a tensor, a product of four of them, stay well
// inside 64 bits. Sizes and strides of LOAD and STORE have 16 bits, pads 4.
constexpr std::int64_t kMaxSize = 32767;
constexpr std::int64_t kMaxStride = 65535;
constexpr std::int64_t kMaxPad = 15;
// Keeps the call list of a careless schedule (one-pixel tiles of a large layer) out of swap.
constexpr std::int64_t kMaxCalls = std::int64_t{1} << 24;

std::string text(std::int64_t value) { return std::to_string(value); }

Status check_range(const char* name, std::int64_t value, std::int64_t low, std::int64_t high) {
  if (value >= low && value <= high) return ok_status();
  return Error{std::string(name) + " is " + text(value) + "; it must lie in " + text(low) + ".." +
               text(high)};
}

Status check_multiple(const char* name, std::int64_t value, std::int64_t of, const char* unit) {
  if (value % of == 0) return ok_status();
  return Error{std::string(name) + " is " + text(value) + "; it must be a multiple of " + unit +
               " (" + text(of) + ")"};
}

struct Bound {
  const char* name;
  std::int64_t value, low, high;
};

Status check_kernel_inside(const char* kernel_name, std::int64_t kernel, const char* axis,
                           std::int64_t size, std::int64_t pad) {
  if (kernel <= size + 2 * pad) return ok_status();
  return Error{std::string(kernel_name) + " is " + text(kernel) +
               "; the kernel may not be larger than the padded " + axis + " (" +
               text(size + 2 * pad) + ")"};
}

Status check_memory(const Config& config, const Conv2dLayer& layer) {
  const Conv2dBytes bytes = conv2d_bytes(config, layer);
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 32;
  for (const auto& [name, size] : {std::pair{"data", bytes.data}, std::pair{"kernel", bytes.kernel},
                                   std::pair{"res", bytes.res}}) {
    if (size >= kLimit) {
      return Error{std::string("tensor ") + name + " has " + std::to_string(size) +
                   " bytes; the machine addresses less than " + std::to_string(kLimit)};
    }
  }
  return ok_status();
}

struct Need {
  MemoryType type;
  std::int64_t elements;
  std::string what;
};

Status check_fits(const Config& config, const Need& need) {
  const std::int64_t depth = config.depth(need.type);
  if (need.elements <= depth) return ok_status();
  const std::int64_t bytes = config.elem_bytes(need.type);
  return Error{"the schedule does not fit the " + std::string(to_string(need.type)) +
               " buffer: " + need.what + " need " + text(need.elements * bytes) +
               " bytes, available are " + text(depth * bytes) + " bytes"};
}

std::string times(std::initializer_list<std::pair<std::int64_t, const char*>> factors) {
  std::string result;
  for (const auto& [count, unit] : factors) {
    if (!result.empty()) result += " x ";
    result += text(count) + " " + unit;
    if (count == 1) result.pop_back();  // the plural s
  }
  return result;
}

Status check_buffers(const Config& config, const Conv2dLayer& layer, const Conv2dPlan& plan) {
  const std::int64_t rows = halo(plan.tile_h, layer.stride_h, layer.kernel_h);
  const std::int64_t columns = halo(plan.tile_w, layer.stride_w, layer.kernel_w);
  const auto threads = std::pair{plan.vthreads, "virtual threads"};
  const auto ic = std::pair{plan.tile_ic, "input channel blocks"};
  const auto oc = std::pair{plan.tile_oc, "output channel blocks"};
  const Need needs[] = {
      {MemoryType::kInp, plan.vthreads * plan.inp_slot,
       times({threads, ic, {rows, "rows"}, {columns, "columns"}})},
      {MemoryType::kWgt, plan.vthreads * plan.wgt_slot,
       times({threads, oc, ic, {layer.kernel_h, "rows"}, {layer.kernel_w, "columns"}})},
      {MemoryType::kAcc, plan.vthreads * plan.acc_slot,
       times({threads, oc, {plan.tile_h, "rows"}, {plan.tile_w, "columns"}})},
      // Kernels that do not stay resident are loaded again, so only the largest has to fit.
      {MemoryType::kUop, plan.tile_ic * layer.kernel_h * layer.kernel_w * plan.tile_w,
       "one micro-kernel of " + times({ic,
                                       {layer.kernel_h, "kernel rows"},
                                       {layer.kernel_w, "kernel columns"},
                                       {plan.tile_w, "output columns"}})},
  };
  for (const Need& need : needs) {
    if (Status status = check_fits(config, need); !status) return status;
  }
  return ok_status();
}

Status check_length(const Conv2dLayer& layer, const Conv2dPlan& plan) {
  const std::int64_t tiles = plan.batches * ceil_div(plan.oc_blocks, plan.tile_oc) *
                             ceil_div(plan.out_h, plan.tile_h) * ceil_div(plan.out_w, plan.tile_w);
  const std::int64_t stores = plan.batches * plan.oc_blocks * plan.out_h * plan.out_w;
  if (tiles <= kMaxCalls && stores <= kMaxCalls) {
    const std::int64_t steps = tiles * ceil_div(plan.ic_blocks, plan.tile_ic);
    const std::int64_t uops = plan.tile_ic * layer.kernel_h * layer.kernel_w * plan.tile_w;
    if (steps <= kMaxCalls && stores + steps * (uops + plan.tile_ic) <= kMaxCalls) {
      return ok_status();
    }
  }
  return Error{"the program would be longer than " + text(kMaxCalls) +
               " calls; larger tiles or a smaller layer make it shorter"};
}

}  // namespace

Conv2dBytes conv2d_bytes(const Config& config, const Conv2dLayer& layer) {
  const std::int64_t n = layer.batch / config.batch();
  const std::int64_t ic = layer.in_channels / config.block();
  const std::int64_t oc = layer.out_channels / config.block();
  const auto bytes = [&config](std::int64_t elements, MemoryType type) {
    return static_cast<std::uint64_t>(elements) * config.elem_bytes(type);
  };
  return {bytes(n * ic * layer.height * layer.width, MemoryType::kInp),
          bytes(oc * ic * layer.kernel_h * layer.kernel_w, MemoryType::kWgt),
          bytes(n * oc * layer.out_height() * layer.out_width(), MemoryType::kOut)};
}

Status check_layer(const Config& config, const Conv2dLayer& layer) {
  // Config knows no other widths; the layouts and the clip rely on them.
  VTA_CHECK(config.inp_width() == 8 && config.out_width() == 8 && config.acc_width() == 32);
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
  };
  for (const Bound& b : bounds) {
    if (Status status = check_range(b.name, b.value, b.low, b.high); !status) return status;
  }
  // Padding batch and channels up to whole blocks is up to the caller.
  if (Status s = check_multiple("batch", layer.batch, config.batch(), "BATCH"); !s) return s;
  if (Status s = check_multiple("in_channels", layer.in_channels, config.block(), "BLOCK"); !s) {
    return s;
  }
  if (Status s = check_multiple("out_channels", layer.out_channels, config.block(), "BLOCK"); !s) {
    return s;
  }
  if (Status s =
          check_kernel_inside("kernel_h", layer.kernel_h, "height", layer.height, layer.pad_h);
      !s) {
    return s;
  }
  if (Status s = check_kernel_inside("kernel_w", layer.kernel_w, "width", layer.width, layer.pad_w);
      !s) {
    return s;
  }
  const std::int64_t row = layer.in_channels / config.block() * layer.kernel_h * layer.kernel_w;
  if (row > kMaxStride) {
    return Error{"the weights of one output channel block are " + text(row) +
                 " elements; the row stride of a LOAD is at most " + text(kMaxStride)};
  }
  return check_memory(config, layer);
}

Result<Conv2dPlan> plan_conv2d(const Config& config, const Conv2dLayer& layer,
                               const Conv2dSchedule& schedule) {
  if (Status status = check_layer(config, layer); !status) return status.error();
  const Bound bounds[] = {
      {"tile_oc", schedule.tile_oc, 1, kMaxSize}, {"tile_ic", schedule.tile_ic, 1, kMaxSize},
      {"tile_h", schedule.tile_h, 1, kMaxSize},   {"tile_w", schedule.tile_w, 1, kMaxSize},
      {"vthreads", schedule.vthreads, 1, 2},
  };
  for (const Bound& b : bounds) {
    if (Status status = check_range(b.name, b.value, b.low, b.high); !status) return status.error();
  }
  const std::int64_t block = config.block();
  if (Status s = check_multiple("tile_oc", schedule.tile_oc, block, "BLOCK"); !s) return s.error();
  if (Status s = check_multiple("tile_ic", schedule.tile_ic, block, "BLOCK"); !s) return s.error();

  Conv2dPlan plan;
  plan.batches = layer.batch / config.batch();
  plan.ic_blocks = layer.in_channels / block;
  plan.oc_blocks = layer.out_channels / block;
  plan.out_h = layer.out_height();
  plan.out_w = layer.out_width();
  plan.tile_oc = std::min(schedule.tile_oc / block, plan.oc_blocks);
  plan.tile_ic = std::min(schedule.tile_ic / block, plan.ic_blocks);
  plan.tile_h = std::min(schedule.tile_h, plan.out_h);
  plan.tile_w = std::min(schedule.tile_w, plan.out_w);
  plan.vthreads = schedule.vthreads;
  plan.inp_slot = plan.tile_ic * halo(plan.tile_h, layer.stride_h, layer.kernel_h) *
                  halo(plan.tile_w, layer.stride_w, layer.kernel_w);
  plan.wgt_slot = plan.tile_oc * plan.tile_ic * layer.kernel_h * layer.kernel_w;
  plan.acc_slot = plan.tile_oc * plan.tile_h * plan.tile_w;
  if (Status status = check_buffers(config, layer, plan); !status) return status.error();
  if (Status status = check_length(layer, plan); !status) return status.error();
  return plan;
}

Status check_conv2d(const Config& config, const Conv2dLayer& layer,
                    const Conv2dSchedule& schedule) {
  if (Result<Conv2dPlan> plan = plan_conv2d(config, layer, schedule); !plan) return plan.error();
  return ok_status();
}

}  // namespace vta
