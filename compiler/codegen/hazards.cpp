// SPDX-License-Identifier: Apache-2.0
#include "compiler/codegen/hazards.h"

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

namespace vta {
namespace {

constexpr std::size_t kDistance = 2;

}  // namespace

Status check_portable(const CodegenResult& code) {
  std::vector<std::uint32_t> written;  // by the micro-operations of the kernel
  for (std::size_t i = 0; i < code.calls.size(); ++i) {
    if (std::holds_alternative<UopScopeBegin>(code.calls[i])) written.clear();
    const auto* uop = std::get_if<UopPush>(&code.calls[i]);
    if (uop == nullptr) continue;
    const std::size_t number = written.size();
    for (std::size_t back = 1; back <= std::min(kDistance, number); ++back) {
      if (written[number - back] != uop->dst) continue;
      const std::string where = code.origins[i] ? describe(*code.origins[i]) + ": " : "";
      return Error{where + "micro-operation " + std::to_string(number) + " writes acc[" +
                   std::to_string(uop->dst) + "], as micro-operation " +
                   std::to_string(number - back) +
                   " does; upstream's hardware needs two others between them, so a loop over the "
                   "result has to stand inside of the reduction (reorder)"};
    }
    written.push_back(uop->dst);
  }
  return ok_status();
}

}  // namespace vta
