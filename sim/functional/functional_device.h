// SPDX-License-Identifier: Apache-2.0
//
// The fast simulator of VTA: the same semantics as the golden model (docs/semantics.md), written
// independently of it. Stages take turns like the hardware's, instructions are decoded once, and
// the inner loops are vector code.

#ifndef VTA_SIM_FUNCTIONAL_FUNCTIONAL_DEVICE_H_
#define VTA_SIM_FUNCTIONAL_FUNCTIONAL_DEVICE_H_

#include <memory>

#include "driver/device/device.h"
#include "driver/device/memory.h"
#include "sim/functional/dram.h"
#include "sim/functional/memories.h"
#include "sim/functional/run.h"

namespace vta {

// On-chip memories start as zeros. RunRequest::max_cycles bounds the sum of micro-ops executed,
// elements moved and instructions started; without it the bound is kDefaultWorkBound (2^32). A run
// that reaches it is a RunOutcome::kTimeout without error code, and the next run starts with a soft
// reset. After an axi_error nothing of that instruction was moved.
class FunctionalDevice final : public Device {
 public:
  explicit FunctionalDevice(const Config& config) : config_(config), memories_(config) {}

  [[nodiscard]] std::string_view target() const override { return "functional"; }
  [[nodiscard]] const Config& config() const override { return config_; }

  Status add_region(std::uint64_t address, std::uint64_t size) override;
  Status write(std::uint64_t address, std::span<const std::byte> data) override;
  Status read(std::uint64_t address, std::span<std::byte> data) const override;
  Result<RunReport> run(const RunRequest& request) override;

  // For tests.
  [[nodiscard]] const functional::Memories& memories() const { return memories_; }

 private:
  Config config_;
  DeviceMemory dram_;
  functional::RegionDram regions_{dram_};
  functional::Memories memories_;
  functional::Tokens tokens_;
  bool soft_reset_needed_ = false;  // the last run did not finish
};

[[nodiscard]] std::unique_ptr<Device> make_functional(const Config& config);

}  // namespace vta

#endif  // VTA_SIM_FUNCTIONAL_FUNCTIONAL_DEVICE_H_
