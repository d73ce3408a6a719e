// SPDX-License-Identifier: Apache-2.0
//
// Runs a program on a device and compares what it leaves behind with what it must.

#ifndef VTA_DRIVER_REPLAY_RUN_PROGRAM_H_
#define VTA_DRIVER_REPLAY_RUN_PROGRAM_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "driver/device/device.h"
#include "driver/program/program.h"
#include "driver/replay/error_site.h"

namespace vta {

// The bytes of one expected file that differ.
struct MemoryMismatch {
  std::string file;
  std::uint64_t address = 0;  // of the first byte that differs
  std::byte expected{}, actual{};
  std::uint64_t count = 0;  // bytes that differ
};

struct StatisticMismatch {
  std::string name;
  std::uint64_t expected = 0, actual = 0;
};

// One run of the program, in its order. The comparisons are made unless the run failed.
struct ReplayRun {
  RunReport report;
  std::optional<ErrorSite> error_site;      // where the instruction with the error came from
  std::optional<std::string> failure;       // it did not end as it must, and not by finishing
  std::optional<std::string> missed_error;  // it finished, but had to stop with an error
  std::vector<MemoryMismatch> memory;
  std::vector<StatisticMismatch> statistics;

  [[nodiscard]] bool matches() const {
    return !failure && !missed_error && memory.empty() && statistics.empty();
  }
};

enum class ReplayVerdict {
  kMatch,     // every run ended as it must and left what it must
  kMismatch,  // a byte or a statistic differs, or an expected error did not come
  kFailed,    // a run stopped with an unexpected error or timed out; later runs were not started
};

struct ReplayResult {
  std::vector<ReplayRun> runs;  // those that were started
  [[nodiscard]] ReplayVerdict verdict() const;
  // One line for each thing that is wrong, with the number of the run; empty when all matches.
  [[nodiscard]] std::vector<std::string> complaints() const;
};

// Process exit code of a verdict: 0, 1 or 3. (2, an unreadable program or another geometry, is an
// Error of run_program or read_bundle.)
[[nodiscard]] int exit_code(ReplayVerdict verdict);

// Fails when the program is malformed, its geometry is not the device's (names the keys that
// differ), or the device refuses its memory. The device must have no regions where the program
// declares its own.
[[nodiscard]] Result<ReplayResult> run_program(Device& device, const Program& program);

}  // namespace vta

#endif  // VTA_DRIVER_REPLAY_RUN_PROGRAM_H_
