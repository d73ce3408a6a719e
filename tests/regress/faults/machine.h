// SPDX-License-Identifier: Apache-2.0
//
// The Verilated machine with a memory that can misbehave, as a Device and as a board, and the one
// question that every test asks in the end: does it still do a clean run, as a new one does?

#ifndef VTA_TESTS_REGRESS_FAULTS_MACHINE_H_
#define VTA_TESTS_REGRESS_FAULTS_MACHINE_H_

#include <memory>
#include <optional>
#include <string>

#include "sim/rtl/rtl_device.h"
#include "sim/rtl/rtl_system.h"
#include "tests/regress/faults/subject.h"

namespace vta::faults {

// More than any run of these tests takes, with random timing as well.
inline constexpr std::uint64_t kManyCycles = 2'000'000;

// A Device with the memory of `subject`.
struct FaultyDevice {
  FaultyDevice(const Subject& subject, std::optional<std::uint32_t> timing);
  std::shared_ptr<AxiFaults> faults = std::make_shared<AxiFaults>();
  std::unique_ptr<Device> device;

  // A run under whatever the faults are.
  [[nodiscard]] RunReport run(const Subject& subject, std::uint64_t max_cycles = kManyCycles);
};

// A board with the memory of `subject`.
struct Board {
  Board(const Subject& subject, std::optional<std::uint32_t> timing);
  std::shared_ptr<AxiFaults> faults = std::make_shared<AxiFaults>();
  std::unique_ptr<RtlSystem> system;

  void start(const Subject& subject);
  void cycles(std::uint64_t count);
  [[nodiscard]] std::uint32_t get(std::uint32_t offset);
  void set(std::uint32_t offset, std::uint32_t value, std::uint8_t strobe = 0xF);
  // Until the interrupt.
  [[nodiscard]] RunReport finish();
};

// What a new machine does with the subject under the default timing; it is compared with golden.
[[nodiscard]] Outcome first_run(const Subject& subject);

// One sentence on how this outcome differs from `first_run`, cycles of every stage included when
// `exactly`; empty when it does not.
[[nodiscard]] std::string difference_from_first(const Subject& subject, const Outcome& first,
                                                const Outcome& outcome, bool exactly);

// Takes the faults away, writes the memory of the subject anew, runs it and compares. Guards are
// looked at, too.
[[nodiscard]] std::string clean_run_difference(FaultyDevice& machine, const Subject& subject,
                                               const Outcome& first, bool exactly);
[[nodiscard]] std::string clean_run_difference(Board& board, const Subject& subject,
                                               const Outcome& first, bool exactly);

}  // namespace vta::faults

#endif  // VTA_TESTS_REGRESS_FAULTS_MACHINE_H_
