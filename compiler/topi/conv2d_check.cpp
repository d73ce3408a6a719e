// SPDX-License-Identifier: Apache-2.0
//
// Which layers and schedules are legal.

#include <string>
#include <utility>

#include "compiler/ir/rounding.h"
#include "compiler/topi/bounds.h"
#include "compiler/topi/conv2d.h"

namespace vta::topi {
namespace {

Status check_groups(const Config& config, const Conv2dLayer& layer) {
  if (layer.groups == 1) return ok_status();
  const std::int64_t step = layer.groups * config.block();
  for (const auto& [name, channels] : {std::pair{"in_channels", layer.in_channels},
                                       std::pair{"out_channels", layer.out_channels}}) {
    if (channels % step == 0) continue;
    return Error{std::string(name) + " is " + std::to_string(channels) + "; " +
                 std::to_string(layer.groups) + " groups of whole blocks need a multiple of " +
                 std::to_string(step)};
  }
  return ok_status();
}

}  // namespace

Status check_layer(const Config& config, const Conv2dLayer& layer) {
  if (Status s = check_bounds({{"batch", layer.batch, 1, kMaxSize},
                               {"height", layer.height, 1, kMaxSize},
                               {"width", layer.width, 1, kMaxSize},
                               {"in_channels", layer.in_channels, 1, kMaxSize},
                               {"out_channels", layer.out_channels, 1, kMaxSize},
                               {"kernel_h", layer.kernel_h, 1, kMaxSize},
                               {"kernel_w", layer.kernel_w, 1, kMaxSize},
                               {"pad_h", layer.pad_h, 0, kMaxPad},
                               {"pad_w", layer.pad_w, 0, kMaxPad},
                               {"stride_h", layer.stride_h, 1, kMaxSize},
                               {"stride_w", layer.stride_w, 1, kMaxSize}});
      !s) {
    return s;
  }
  if (Status s = check_epilogue(config, layer.shift, layer.clip_lo, layer.clip_hi); !s) return s;
  if (Status s = check_bounds({{"groups", layer.groups, 1, kMaxSize}}); !s) return s;
  if (Status s = check_groups(config, layer); !s) return s;
  if (Status s =
          check_kernel_inside("kernel_h", layer.kernel_h, "height", layer.height + 2 * layer.pad_h);
      !s) {
    return s;
  }
  if (Status s =
          check_kernel_inside("kernel_w", layer.kernel_w, "width", layer.width + 2 * layer.pad_w);
      !s) {
    return s;
  }
  const std::int64_t n = round_up(layer.batch, config.batch());
  const std::int64_t ic = round_up(layer.in_channels, config.block());
  const std::int64_t oc = round_up(layer.out_channels, config.block());
  if (Status s = check_tensor_bytes("data", n * ic * layer.height * layer.width); !s) return s;
  if (Status s =
          check_tensor_bytes("kernel", oc * ic / layer.groups * layer.kernel_h * layer.kernel_w);
      !s) {
    return s;
  }
  return check_tensor_bytes("res", n * oc * layer.out_height() * layer.out_width());
}

Status check_schedule(const Config& config, const Conv2dSchedule& schedule) {
  if (Status s = check_bounds({{"tile_oc", schedule.tile_oc, 1, kMaxSize},
                               {"tile_ic", schedule.tile_ic, 1, kMaxSize},
                               {"tile_h", schedule.tile_h, 1, kMaxSize},
                               {"tile_w", schedule.tile_w, 1, kMaxSize},
                               {"vthreads", schedule.vthreads, 1, 2}});
      !s) {
    return s;
  }
  const std::int64_t block = config.block();
  if (Status s = check_multiple("tile_oc", schedule.tile_oc, block, "BLOCK"); !s) return s;
  return check_multiple("tile_ic", schedule.tile_ic, block, "BLOCK");
}

}  // namespace vta::topi
