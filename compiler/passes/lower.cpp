// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/lower.h"

#include <utility>

#include "compiler/passes/alu_intrinsics.h"
#include "compiler/passes/assign_storage.h"
#include "compiler/passes/coalesce_dma.h"
#include "compiler/passes/dma_intrinsics.h"
#include "compiler/passes/flatten_storage.h"
#include "compiler/passes/fold_uop_loops.h"
#include "compiler/passes/gemm_intrinsics.h"
#include "compiler/passes/inject_vthreads.h"
#include "compiler/passes/lift_scopes.h"
#include "compiler/passes/lower_loops.h"
#include "compiler/passes/partition_loops.h"
#include "compiler/passes/share_storage.h"
#include "compiler/passes/simplify.h"
#include "compiler/passes/sync_tokens.h"

namespace vta {
namespace {

// The program on its way through the passes; after a failure nothing more happens to it.
class Pipeline {
 public:
  Pipeline(Result<ir::Function> start, const LowerOptions& options)
      : program_(std::move(start)), options_(options) {
    show("lower_loops");
  }

  template <typename Pass, typename... Args>
  Pipeline& run(std::string_view name, Pass pass, const Args&... args) {
    if (!program_) return *this;
    program_ = pass(program_.value(), args...);
    show(name);
    return *this;
  }

  Result<ir::Function> finish() { return std::move(program_); }

 private:
  void show(std::string_view name) {
    if (program_ && options_.observe) options_.observe(name, program_.value());
  }

  Result<ir::Function> program_;
  const LowerOptions& options_;
};

Pipeline to_storage(const te::Schedule& schedule, const std::vector<te::Tensor>& args,
                    const Config& config, const LowerOptions& options) {
  Pipeline pipeline(passes::lower_loops(schedule, args), options);
  pipeline.run("partition_loops", passes::partition_loops)
      .run("flatten_storage", passes::flatten_storage)
      .run("simplify", passes::simplify)
      .run("share_storage", passes::share_storage)
      .run("assign_storage", passes::assign_storage, config)
      .run("simplify", passes::simplify);
  return pipeline;
}

}  // namespace

Result<ir::Function> lower_to_loops(const te::Schedule& schedule,
                                    const std::vector<te::Tensor>& args, const Config& config,
                                    const LowerOptions& options) {
  return to_storage(schedule, args, config, options)
      .run("inject_vthreads", passes::inject_vthreads)
      .run("simplify", passes::simplify)
      .finish();
}

Result<ir::Function> lower(const te::Schedule& schedule, const std::vector<te::Tensor>& args,
                           const Config& config, const LowerOptions& options) {
  Pipeline pipeline = to_storage(schedule, args, config, options);
  if (options.coalesce) pipeline.run("coalesce_dma", passes::coalesce_dma);
  return pipeline.run("dma_intrinsics", passes::dma_intrinsics, config)
      .run("gemm_intrinsics", passes::gemm_intrinsics, config)
      .run("alu_intrinsics", passes::alu_intrinsics, config)
      .run("lift_scopes", passes::lift_scopes, ir::kCoprocScope)
      .run("lift_scopes", passes::lift_scopes, ir::kUopScope)
      .run("sync_tokens", passes::sync_tokens)
      .run("inject_vthreads", passes::inject_vthreads)
      .run("simplify", passes::simplify)
      .run("fold_uop_loops", passes::fold_uop_loops, config)
      .run("simplify", passes::simplify)
      .finish();
}

}  // namespace vta
