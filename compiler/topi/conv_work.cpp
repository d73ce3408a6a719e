// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/conv_work.h"

#include "compiler/ir/rounding.h"

namespace vta::topi {

ConvWork work_of(const Config& config, const Conv2dLayer& layer) {
  const std::int64_t group_block = config.block() * layer.groups;
  return {{ceil_div(layer.batch, config.batch()), ceil_div(layer.out_channels, group_block),
           layer.out_height(), layer.out_width()},
          layer.groups,
          ceil_div(layer.in_channels, group_block),
          layer.kernel_h,
          layer.kernel_w,
          layer.stride_h,
          layer.stride_w,
          layer.bias};
}

std::int64_t kernel_uops(const ConvWork& work, const ConvTile& t) {
  int folded = 0;
  std::int64_t uops = 1;
  for (const std::int64_t trips : {t.groups, t.result.channels, t.result.rows, t.in_channels,
                                   work.kernel_h, work.kernel_w, t.result.columns}) {
    if (trips > 1 && ++folded > 2) uops *= trips;
  }
  return uops;
}

}  // namespace vta::topi
