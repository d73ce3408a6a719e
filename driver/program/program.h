// SPDX-License-Identifier: Apache-2.0
//
// A runnable VTA program: data, never code. What a compiler produces, a bundle stores and every
// device runs.

#ifndef VTA_DRIVER_PROGRAM_PROGRAM_H_
#define VTA_DRIVER_PROGRAM_PROGRAM_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "driver/program/provenance.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta {

struct ProgramRegion {
  std::uint64_t address = 0, size = 0;  // bytes
};

// Bytes at an address; `file` is the name they have, or are to have, inside a bundle.
struct ProgramBlob {
  std::uint64_t address = 0;
  std::string file;
  std::vector<std::byte> bytes;
};

struct ProgramRun {
  std::uint64_t insn_address = 0;  // bytes
  std::uint32_t insn_count = 0;
  std::array<std::uint32_t, kMemoryTypeCount> base{};  // base registers, multiples of 64
  std::vector<ProgramBlob> memory;                     // written before the run
  std::vector<ProgramBlob> expect;                     // must stand there after the run
  std::map<std::string, std::uint64_t> stats;          // expected statistics, by name
  std::optional<std::string> error;                    // the run must stop with this error
  std::optional<std::uint64_t> error_insn;  // and at this instruction; only beside `error`
  std::optional<std::uint64_t> max_cycles;  // beyond it the run is a timeout
  std::vector<Origin> origins;              // empty, or one per instruction
};

// More than any program needs, and few enough to be dealt with at once.
inline constexpr std::size_t kMaxRegions = 4096;
inline constexpr std::size_t kMaxRuns = 65536;
inline constexpr std::size_t kMaxBlobs = 65536;  // of all runs together

struct Program {
  std::string name;
  Config config = Config::pynq();
  std::vector<ProgramRegion> regions;
  std::vector<ProgramRun> runs;
};

// Everything the bundle format demands of a program: not too many of anything; regions within 2^32
// that do not overlap, blobs and instructions inside them, every instruction in a memory file of
// this or an earlier run (else a file is truncated), aligned base registers, legal file names,
// known statistics and error names; and that origins, where there are any, are one per instruction
// and legible. Fails naming what is wrong and where.
[[nodiscard]] Status check_program(const Program& program);

}  // namespace vta

#endif  // VTA_DRIVER_PROGRAM_PROGRAM_H_
