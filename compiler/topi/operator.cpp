// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/operator.h"

#include <utility>

#include "compiler/codegen/hazards.h"
#include "compiler/codegen/overlap.h"

namespace vta::topi {

Result<Compiled> compile(const Config& config, const Operator& op, const CompileOptions& options) {
  Result<ir::Function> function =
      lower(op.schedule, op.args, config, {.coalesce = op.coalesce, .observe = {}});
  if (!function) return function.error();
  Result<CodegenResult> code = generate_calls(function.value(), op.name);
  if (!code) return code.error();
  if (op.overlap) code = overlap_stages(config, std::move(code).value());
  if (options.portable) {
    if (Status status = check_portable(code.value()); !status) return status.error();
  }
  Result<CommandStream::Finished> finished =
      assemble_calls(config, function.value().params, code.value(),
                     op.overlap ? UopLoads::kAhead : UopLoads::kOnDemand);
  if (!finished) return finished.error();
  return Compiled{std::move(function).value(), std::move(code).value(),
                  std::move(finished).value()};
}

}  // namespace vta::topi
