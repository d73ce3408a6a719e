// SPDX-License-Identifier: Apache-2.0
//
// What memory holds at the beginning of a run, without a copy of it: what the host has written
// before this run and the ones before it. What a STORE writes is not seen.

#ifndef VTA_SIM_TIMING_IMAGE_H_
#define VTA_SIM_TIMING_IMAGE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "driver/program/program.h"

namespace vta::timing {

class Image {
 public:
  // The program must live as long.
  explicit Image(const Program& program) : regions_(program.regions) {}

  // The host writes what it writes before this run.
  void write(const ProgramRun& run);

  // All of these bytes are in memory.
  [[nodiscard]] bool contains(std::uint64_t address, std::uint64_t size) const;
  // A word, 4 bytes at a multiple of 4 bytes; 0 where nobody has written.
  [[nodiscard]] std::uint32_t word(std::uint64_t address) const;
  // `size` bytes that the host has written at once, or null.
  [[nodiscard]] const std::byte* find(std::uint64_t address, std::uint64_t size) const;

 private:
  const std::vector<ProgramRegion>& regions_;
  std::vector<const ProgramBlob*> blobs_;  // in the order of time
};

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_IMAGE_H_
