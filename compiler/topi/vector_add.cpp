// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/vector_add.h"

#include "compiler/ir/rounding.h"
#include "compiler/topi/bounds.h"

namespace vta::topi {
namespace {

std::int64_t elements(const Config& config, const VectorAdd& add) {
  return ceil_div(add.rows, config.batch()) * ceil_div(add.channels, config.block());
}

}  // namespace

Status check_vector_add(const Config& config, const VectorAdd& add) {
  if (Status s =
          check_bounds({{"rows", add.rows, 1, kMaxSize}, {"channels", add.channels, 1, kMaxSize}});
      !s) {
    return s;
  }
  if (Status s = check_epilogue(config, add.shift, add.clip_lo, add.clip_hi); !s) return s;
  const std::int64_t numbers = elements(config, add) * config.batch() * config.block();
  return check_tensor_bytes("a", numbers * (add.type == te::DType::kInt32 ? 4 : 1));
}

Result<Operator> vector_add(const Config& config, const VectorAdd& add,
                            const ElementwiseSchedule& schedule) {
  if (Status s = check_vector_add(config, add); !s) return s.error();
  if (Status s = check_schedule(schedule); !s) return s.error();
  return elementwise_add(config, "vector_add",
                         {.elements = elements(config, add),
                          .type = add.type,
                          .shift = add.shift,
                          .clip = add.clip,
                          .clip_lo = add.clip_lo,
                          .clip_hi = add.clip_hi},
                         schedule);
}

Result<Operator> vector_add(const Config& config, const VectorAdd& add) {
  if (Status s = check_vector_add(config, add); !s) return s.error();
  return vector_add(config, add, elementwise_schedule(config, elements(config, add), 1));
}

}  // namespace vta::topi
