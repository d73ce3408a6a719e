// SPDX-License-Identifier: Apache-2.0

#include "sim/lockstep/lockstep_device.h"

namespace vta {

Status LockstepDevice::add_region(std::uint64_t address, std::uint64_t size) {
  if (Status status = rtl_->add_region(address, size); !status) return status;
  return checker_->memory().add_region(address, size);
}

Status LockstepDevice::write(std::uint64_t address, std::span<const std::byte> data) {
  if (Status status = rtl_->write(address, data); !status) return status;
  return checker_->memory().write(address, data);
}

Result<std::unique_ptr<LockstepDevice>> make_lockstep(const Config& config,
                                                      const RtlOptions& options,
                                                      const RtlFactory& factory) {
  if (options.observer) {
    return Error{"the RTL has an observer already; lock-step needs to be the only one"};
  }
  RtlOptions observed = options;
  auto checker = std::make_shared<lockstep::Checker>(config);
  observed.observer = checker;
  Result<std::unique_ptr<Device>> rtl = factory(config, observed);
  if (!rtl) return rtl.error();
  return std::make_unique<LockstepDevice>(std::move(rtl).value(), std::move(checker));
}

}  // namespace vta
