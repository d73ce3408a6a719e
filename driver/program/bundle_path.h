// SPDX-License-Identifier: Apache-2.0
//
// Which names files of a bundle may have, and where they really lie.

#ifndef VTA_DRIVER_PROGRAM_BUNDLE_PATH_H_
#define VTA_DRIVER_PROGRAM_BUNDLE_PATH_H_

#include <filesystem>
#include <string>

#include "hw/isa/result.h"

namespace vta {

inline constexpr const char* kProgramFile = "program.json";
inline constexpr const char* kProvenanceFile = "provenance.jsonl";

// A relative path without "." and "..", for which the bundle has no use of its own.
[[nodiscard]] Status check_file_name(const std::string& file);

// The file behind a name. Fails when it is missing, no ordinary file, or, through symbolic links,
// lies outside the directory.
[[nodiscard]] Result<std::filesystem::path> resolve_file(const std::filesystem::path& directory,
                                                         const std::string& file);

}  // namespace vta

#endif  // VTA_DRIVER_PROGRAM_BUNDLE_PATH_H_
