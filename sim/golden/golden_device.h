// SPDX-License-Identifier: Apache-2.0
//
// The reference model of VTA: executes docs/semantics.md to the letter, one instruction after the
// other, every index checked. The arbiter of every dispute; speed is no concern.

#ifndef VTA_SIM_GOLDEN_GOLDEN_DEVICE_H_
#define VTA_SIM_GOLDEN_GOLDEN_DEVICE_H_

#include <memory>

#include "driver/device/device.h"
#include "driver/device/memory.h"
#include "sim/golden/sram.h"
#include "sim/golden/token_counters.h"

namespace vta {

// On-chip memories start as zeros. RunRequest::max_cycles bounds the sum of micro-ops executed,
// elements moved and instructions started; without it the bound is kDefaultWorkBound (2^32). A run
// that reaches it is a RunOutcome::kTimeout without error code, and the next run starts with a soft
// reset. After an axi_error nothing of that instruction was moved.
class GoldenDevice final : public Device {
 public:
  explicit GoldenDevice(const Config& config) : config_(config), sram_(make_sram(config)) {}

  [[nodiscard]] std::string_view target() const override { return "golden"; }
  [[nodiscard]] const Config& config() const override { return config_; }

  Status add_region(std::uint64_t address, std::uint64_t size) override;
  Status write(std::uint64_t address, std::span<const std::byte> data) override;
  Status read(std::uint64_t address, std::span<std::byte> data) const override;
  Result<RunReport> run(const RunRequest& request) override;

  // For tests and for lock-step comparison.
  [[nodiscard]] const SramState& sram() const { return sram_; }
  [[nodiscard]] const TokenCounters& tokens() const { return tokens_; }

 private:
  Config config_;
  DeviceMemory memory_;
  SramState sram_;
  TokenCounters tokens_;
  bool soft_reset_needed_ = false;  // the last run did not finish
};

[[nodiscard]] std::unique_ptr<Device> make_golden(const Config& config);

}  // namespace vta

#endif  // VTA_SIM_GOLDEN_GOLDEN_DEVICE_H_
