// SPDX-License-Identifier: Apache-2.0
//
// Program bundles, version 1: a directory with program.json and raw little-endian files,
// and, beside the format, provenance.jsonl for the origins of the instructions.

#ifndef VTA_DRIVER_PROGRAM_BUNDLE_H_
#define VTA_DRIVER_PROGRAM_BUNDLE_H_

#include <string>

#include "driver/program/program.h"

namespace vta {

// Reads and checks a whole bundle. Every failure names the file and, where there is one, the key or
// the address. Paths that leave the bundle (.., absolute, symbolic links out of it) are refused,
// and so are unknown or repeated keys. Limits: program.json 16 MiB and 16 levels deep,
// provenance.jsonl 64 MiB and 2^24 instructions, all other files together 4 GiB, and those of
// program.h. (A device allocates less:
// DeviceMemory::kMaxBytes.)
[[nodiscard]] Result<Program> read_bundle(const std::string& directory);

// Writes a bundle into a new or empty directory, whose parent must exist. It appears at once and
// complete; nothing is left behind when writing fails half-way.
// provenance.jsonl is part of it when an instruction has an origin.
[[nodiscard]] Status write_bundle(const Program& program, const std::string& directory);

}  // namespace vta

#endif  // VTA_DRIVER_PROGRAM_BUNDLE_H_
