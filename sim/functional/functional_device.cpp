// SPDX-License-Identifier: Apache-2.0

#include "sim/functional/functional_device.h"

namespace vta {

Status FunctionalDevice::add_region(std::uint64_t address, std::uint64_t size) {
  return dram_.add_region(address, size);
}

Status FunctionalDevice::write(std::uint64_t address, std::span<const std::byte> data) {
  return dram_.write(address, data);
}

Status FunctionalDevice::read(std::uint64_t address, std::span<std::byte> data) const {
  return dram_.read(address, data);
}

Result<RunReport> FunctionalDevice::run(const RunRequest& request) {
  if (Status status = check_request(request); !status.ok()) return status.error();
  if (soft_reset_needed_) tokens_ = {};
  WorkMeter meter(request, progress_, stop_request_);
  functional::Run run(request, {config_, memories_, regions_, request.base, meter}, tokens_);
  RunReport report = run.to_the_end();
  soft_reset_needed_ = report.outcome != RunOutcome::kFinished;
  return report;
}

std::unique_ptr<Device> make_functional(const Config& config) {
  return std::make_unique<FunctionalDevice>(config);
}

}  // namespace vta
