// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/dense.h"

#include "compiler/topi/bounds.h"
#include "compiler/topi/matmul_stages.h"

namespace vta::topi {
namespace {

Matmul product_of(const Dense& layer) {
  return {.m = layer.batch,
          .n = layer.out_features,
          .k = layer.in_features,
          .shift = layer.shift,
          .clip_lo = layer.clip_lo,
          .clip_hi = layer.clip_hi};
}

}  // namespace

MatmulSchedule dense_schedule(const Config& config, const Dense& layer) {
  return choose_matmul_schedule(config, product_of(layer), layer.bias);
}

Status check_dense(const Config& config, const Dense& layer) {
  if (Status s = check_bounds({{"batch", layer.batch, 1, kMaxSize},
                               {"in_features", layer.in_features, 1, kMaxSize},
                               {"out_features", layer.out_features, 1, kMaxSize}});
      !s)
    return s;
  return check_epilogue(config, layer.shift, layer.clip_lo, layer.clip_hi);
}

Result<Operator> dense(const Config& config, const Dense& layer, const MatmulSchedule& schedule) {
  if (Status s = check_dense(config, layer); !s) return s.error();
  if (Status s = check_schedule(config, schedule); !s) return s.error();
  return matmul_operator(config, {product_of(layer), layer.bias, "dense", "data", "weight"},
                         schedule);
}

Result<Operator> dense(const Config& config, const Dense& layer) {
  if (Status s = check_dense(config, layer); !s) return s.error();
  return dense(config, layer, dense_schedule(config, layer));
}

}  // namespace vta::topi
