// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/matmul.h"

#include "compiler/topi/bounds.h"
#include "compiler/topi/matmul_stages.h"

namespace vta::topi {

Status check_matmul(const Config& config, const Matmul& matmul) {
  if (Status s = check_bounds({{"m", matmul.m, 1, kMaxSize},
                               {"n", matmul.n, 1, kMaxSize},
                               {"k", matmul.k, 1, kMaxSize}});
      !s)
    return s;
  return check_epilogue(config, matmul.shift, matmul.clip_lo, matmul.clip_hi);
}

Status check_schedule(const Config& config, const MatmulSchedule& schedule) {
  if (Status s = check_bounds({{"tile_m", schedule.tile_m, 1, kMaxSize},
                               {"tile_n", schedule.tile_n, 1, kMaxSize},
                               {"tile_k", schedule.tile_k, 1, kMaxSize},
                               {"vthreads", schedule.vthreads, 1, 2}});
      !s) {
    return s;
  }
  if (Status s = check_multiple("tile_m", schedule.tile_m, config.batch(), "BATCH"); !s) return s;
  if (Status s = check_multiple("tile_n", schedule.tile_n, config.block(), "BLOCK"); !s) return s;
  return check_multiple("tile_k", schedule.tile_k, config.block(), "BLOCK");
}

Result<Operator> matmul(const Config& config, const Matmul& matmul,
                        const MatmulSchedule& schedule) {
  if (Status s = check_matmul(config, matmul); !s) return s.error();
  if (Status s = check_schedule(config, schedule); !s) return s.error();
  return matmul_operator(config, {matmul, false, "matmul", "a", "b"}, schedule);
}

Result<Operator> matmul(const Config& config, const Matmul& matmul) {
  if (Status s = check_matmul(config, matmul); !s) return s.error();
  return topi::matmul(config, matmul, matmul_schedule(config, matmul));
}

}  // namespace vta::topi
