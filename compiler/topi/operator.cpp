// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/operator.h"

#include <utility>

namespace vta::topi {

Result<Compiled> compile(const Config& config, const Operator& op) {
  Result<ir::Function> function =
      lower(op.schedule, op.args, config, {.coalesce = op.coalesce, .observe = {}});
  if (!function) return function.error();
  Result<CodegenResult> code = generate_calls(function.value(), op.name);
  if (!code) return code.error();
  Result<CommandStream::Finished> finished =
      assemble_calls(config, function.value().params, code.value());
  if (!finished) return finished.error();
  return Compiled{std::move(function).value(), std::move(code).value(),
                  std::move(finished).value()};
}

}  // namespace vta::topi
