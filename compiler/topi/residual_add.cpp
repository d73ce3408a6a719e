// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/residual_add.h"

#include "compiler/ir/rounding.h"
#include "compiler/topi/bounds.h"

namespace vta::topi {
namespace {

std::int64_t elements(const Config& config, const ResidualAdd& add) {
  return ceil_div(add.batch, config.batch()) * ceil_div(add.channels, config.block()) * add.height *
         add.width;
}

}  // namespace

Status check_residual_add(const Config& config, const ResidualAdd& add) {
  if (Status s = check_bounds({{"batch", add.batch, 1, kMaxSize},
                               {"channels", add.channels, 1, kMaxSize},
                               {"height", add.height, 1, kMaxSize},
                               {"width", add.width, 1, kMaxSize}});
      !s) {
    return s;
  }
  if (Status s = check_epilogue(config, add.shift, add.clip_lo, add.clip_hi); !s) return s;
  return check_tensor_bytes("a", elements(config, add) * config.batch() * config.block());
}

Result<Operator> residual_add(const Config& config, const ResidualAdd& add,
                              const ElementwiseSchedule& schedule) {
  if (Status s = check_residual_add(config, add); !s) return s.error();
  if (Status s = check_schedule(schedule); !s) return s.error();
  return elementwise_add(config, "residual_add",
                         {.elements = elements(config, add),
                          .shift = add.shift,
                          .clip_lo = add.clip_lo,
                          .clip_hi = add.clip_hi},
                         schedule);
}

Result<Operator> residual_add(const Config& config, const ResidualAdd& add) {
  if (Status s = check_residual_add(config, add); !s) return s.error();
  return residual_add(config, add, elementwise_schedule(config, elements(config, add), 2));
}

}  // namespace vta::topi
