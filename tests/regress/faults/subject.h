// SPDX-License-Identifier: Apache-2.0
//
// A program with guards around its memory, and what it leaves on a machine to which nothing has
// happened.

#ifndef VTA_TESTS_REGRESS_FAULTS_SUBJECT_H_
#define VTA_TESTS_REGRESS_FAULTS_SUBJECT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "driver/device/device.h"
#include "driver/program/program.h"
#include "sim/fuzz/outcome.h"

namespace vta::faults {

// How the only run of a program ended, and what it left.
using Outcome = fuzz::RunRecord;

// Empty when report and memory are equal, else one sentence that names the first difference. Bytes
// of `unspecified` do not count.
[[nodiscard]] std::string difference(const Program& program, const Outcome& expected,
                                     const Outcome& actual,
                                     std::span<const ProgramRegion> unspecified = {});

// The smallest geometry: nothing in these tests depends on it.
[[nodiscard]] Config geometry();

// From the environment, for longer runs and for repeating one.
[[nodiscard]] std::uint32_t number_from_environment(const char* name, std::uint32_t otherwise);

class Subject {
 public:
  // The program has one run.
  explicit Subject(Program program);

  [[nodiscard]] const Program& program() const { return program_; }
  [[nodiscard]] RunRequest request() const;

  // A Memory is a Device or a DeviceMemory. `add_to` wants one without regions, and gives it the
  // regions of the program with guards around them.
  template <typename Memory>
  void add_to(Memory& memory) const {
    for (const ProgramBlob& part : image_) {
      must(memory.add_region(part.address, part.bytes.size()));
    }
    write_to(memory);
  }
  // All of it as it stands before the run: zeros where no file of the program lies.
  template <typename Memory>
  void write_to(Memory& memory) const {
    for (const ProgramBlob& part : image_) must(memory.write(part.address, part.bytes));
  }
  // The regions of the program, or of another one that has parts of them, behind each other.
  template <typename Memory>
  [[nodiscard]] static std::vector<std::byte> regions_of(const Program& program,
                                                         const Memory& memory) {
    std::vector<std::byte> all;
    for (const ProgramRegion& region : program.regions) {
      std::vector<std::byte> bytes(region.size);
      must(memory.read(region.address, bytes));
      all.insert(all.end(), bytes.begin(), bytes.end());
    }
    return all;
  }
  // One sentence about the first byte that is not as `write_to` left it, guards included, and which
  // no STORE of the program names. Empty when there is none.
  template <typename Memory>
  [[nodiscard]] std::string disturbance(const Memory& memory) const {
    std::vector<ProgramBlob> found = image_;
    for (ProgramBlob& part : found) must(memory.read(part.address, part.bytes));
    return difference_from_image(found);
  }

  // What the STOREs from instruction `first` on name.
  [[nodiscard]] std::vector<ProgramRegion> stored(std::uint64_t first = 0) const;

  // The golden model's outcome, which has to be the end of the run.
  [[nodiscard]] const Outcome& golden() const { return golden_; }

 private:
  static void must(const Status& status);
  [[nodiscard]] std::string difference_from_image(const std::vector<ProgramBlob>& found) const;

  Program program_;
  std::vector<ProgramBlob> image_;  // of regions and guards
  Outcome golden_;
};

// The program on a device whose memory has holes: regions and files without those bytes.
[[nodiscard]] Program without(const Program& program, const std::vector<ProgramRegion>& holes);

// Random programs, and first the tour.
[[nodiscard]] std::vector<Subject> subjects(std::uint32_t random_programs);

}  // namespace vta::faults

#endif  // VTA_TESTS_REGRESS_FAULTS_SUBJECT_H_
