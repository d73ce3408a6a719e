// SPDX-License-Identifier: Apache-2.0
//
// The frame of the intrinsic passes: what is under an attribute becomes something else.

#ifndef VTA_COMPILER_PASSES_CONVERT_ATTRIBUTE_H_
#define VTA_COMPILER_PASSES_CONVERT_ATTRIBUTE_H_

#include <functional>
#include <string_view>

#include "compiler/ir/simplify.h"
#include "compiler/ir/stmt.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::passes {

// `around` knows the loops around the body, those in it are for the conversion to bind.
using Convert = std::function<Result<ir::Stmt>(const ir::Stmt& body, const ir::Analyzer& around,
                                               const Config& config)>;

// Replaces every statement under the attribute `key`, and the attribute itself, by what `convert`
// makes of its body. Stops at the first failure, which the name of the stage is put in front of.
[[nodiscard]] Result<ir::Function> convert_attribute(const ir::Function& function,
                                                     std::string_view key, const Config& config,
                                                     const Convert& convert);

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_CONVERT_ATTRIBUTE_H_
