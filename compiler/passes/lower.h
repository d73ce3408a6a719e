// SPDX-License-Identifier: Apache-2.0
//
// All passes in their order: from a schedule to a program of VTA calls.

#ifndef VTA_COMPILER_PASSES_LOWER_H_
#define VTA_COMPILER_PASSES_LOWER_H_

#include <functional>
#include <string_view>
#include <vector>

#include "compiler/ir/stmt.h"
#include "compiler/schedule/schedule.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta {

struct LowerOptions {
  bool coalesce = false;  // largest transfers instead of those of the pragmas (passes/coalesce_dma)
  // Sees the program behind every pass, which it may print.
  std::function<void(std::string_view pass, const ir::Function&)> observe = {};
};

// The loop nest of a schedule, as the tutorials print it before anything is lowered to intrinsics:
// flat storage, virtual threads interleaved. For schedules without on-chip scopes, DMA, ALU and
// GEMM.
[[nodiscard]] Result<ir::Function> lower_to_loops(const te::Schedule& schedule,
                                                  const std::vector<te::Tensor>& args,
                                                  const Config& config,
                                                  const LowerOptions& options = {});

// The whole way: loops around intrinsic calls, ready for codegen. Fails with the first mistake of
// the schedule, or naming the stage, the loop and the bound that the machine cannot do.
[[nodiscard]] Result<ir::Function> lower(const te::Schedule& schedule,
                                         const std::vector<te::Tensor>& args, const Config& config,
                                         const LowerOptions& options = {});

}  // namespace vta

#endif  // VTA_COMPILER_PASSES_LOWER_H_
