// SPDX-License-Identifier: Apache-2.0
//
// program.json: from text to a Program whose blobs have no bytes yet, and back.

#ifndef VTA_DRIVER_PROGRAM_BUNDLE_JSON_H_
#define VTA_DRIVER_PROGRAM_BUNDLE_JSON_H_

#include <string>
#include <string_view>

#include "driver/program/program.h"

namespace vta {

// Fails naming the key (as in runs[0].memory[2].address), its value and what it should be. Unknown
// and repeated keys are refused: the format has a version, so nothing in it may be ignored.
[[nodiscard]] Result<Program> program_from_json(std::string_view text);

// Fails when a name is not UTF-8.
[[nodiscard]] Result<std::string> program_to_json(const Program& program);

}  // namespace vta

#endif  // VTA_DRIVER_PROGRAM_BUNDLE_JSON_H_
