// SPDX-License-Identifier: Apache-2.0
//
// A device that does what the test says, and small programs for it.

#ifndef VTA_TESTS_DRIVER_SCRIPTED_DEVICE_H_
#define VTA_TESTS_DRIVER_SCRIPTED_DEVICE_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "driver/device/device.h"
#include "driver/device/memory.h"
#include "driver/program/program.h"
#include "tests/driver/program_helpers.h"

namespace vta {

// Every run calls the script with the number of the run.
class ScriptedDevice : public Device {
 public:
  using Script = std::function<Result<RunReport>(std::size_t run, DeviceMemory& memory)>;
  explicit ScriptedDevice(Script script) : script_(std::move(script)) {}

  [[nodiscard]] std::string_view target() const override { return "scripted"; }
  [[nodiscard]] const Config& config() const override { return config_; }
  Status add_region(std::uint64_t address, std::uint64_t size) override {
    return memory_.add_region(address, size);
  }
  Status write(std::uint64_t address, std::span<const std::byte> data) override {
    return memory_.write(address, data);
  }
  Status read(std::uint64_t address, std::span<std::byte> data) const override {
    return memory_.read(address, data);
  }
  Result<RunReport> run(const RunRequest& request) override {
    if (Status status = check_request(request); !status) return status.error();
    requests.push_back(request);
    return script_(requests.size() - 1, memory_);
  }

  std::vector<RunRequest> requests;

 private:
  Script script_;
  Config config_ = Config::pynq();
  DeviceMemory memory_;
};

inline RunReport finished(std::uint64_t gemms = 0) {
  RunReport report;
  report.statistics.gemm_counter = gemms;
  return report;
}

inline RunReport stopped(ErrorCode code, std::uint64_t insn, const std::string& detail = "") {
  RunReport report;
  report.outcome = RunOutcome::kError;
  report.error = code;
  report.error_insn = insn;
  report.detail = detail;
  return report;
}

// A run that must leave 16 bytes of 7 at 0x1100.
inline ProgramRun plain_run() {
  ProgramRun run;
  run.insn_address = 0x1000;
  run.insn_count = 2;
  run.memory = {{0x1000, "insn.bin", filled(32, 0)}};
  run.expect = {{0x1100, "out.bin", filled(16, 7)}};
  return run;
}

inline Program program_of(const std::vector<ProgramRun>& runs) {
  Program program;
  program.regions = {{0x1000, 0x1000}};
  program.runs = runs;
  return program;
}

}  // namespace vta

#endif  // VTA_TESTS_DRIVER_SCRIPTED_DEVICE_H_
