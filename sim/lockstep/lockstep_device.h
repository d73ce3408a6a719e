// SPDX-License-Identifier: Apache-2.0
//
// An RTL device whose runs are compared with the golden model, instruction by instruction.

#ifndef VTA_SIM_LOCKSTEP_LOCKSTEP_DEVICE_H_
#define VTA_SIM_LOCKSTEP_LOCKSTEP_DEVICE_H_

#include <functional>
#include <memory>
#include <optional>

#include "driver/device/device.h"
#include "sim/lockstep/checker.h"
#include "sim/lockstep/mismatch.h"
#include "sim/rtl/rtl_device.h"

namespace vta {

// The target is "rtl": the same as without comparison, but run() fails with an Error that tells the
// first difference, in the cycle in which it is seen. The device is usable afterwards: golden takes
// over what the RTL holds.
class LockstepDevice final : public Device {
 public:
  LockstepDevice(std::unique_ptr<Device> rtl, std::shared_ptr<lockstep::Checker> checker)
      : rtl_(std::move(rtl)), checker_(std::move(checker)) {}

  [[nodiscard]] std::string_view target() const override { return rtl_->target(); }
  [[nodiscard]] const Config& config() const override { return rtl_->config(); }
  Status add_region(std::uint64_t address, std::uint64_t size) override;
  Status write(std::uint64_t address, std::span<const std::byte> data) override;
  Status read(std::uint64_t address, std::span<std::byte> data) const override {
    return rtl_->read(address, data);
  }
  Result<RunReport> run(const RunRequest& request) override { return rtl_->run(request); }
  void set_progress(Progress progress) override { rtl_->set_progress(std::move(progress)); }
  void set_stop_request(StopRequest stop) override { rtl_->set_stop_request(std::move(stop)); }

  // The device alone: golden does not see what is done to it.
  [[nodiscard]] Device& rtl() { return *rtl_; }

  // Of the last run; nothing when it did not differ.
  [[nodiscard]] const std::optional<lockstep::Mismatch>& mismatch() const {
    return checker_->mismatch();
  }
  [[nodiscard]] const lockstep::Counts& counts() const { return checker_->counts(); }

 private:
  std::unique_ptr<Device> rtl_;
  std::shared_ptr<lockstep::Checker> checker_;
};

// make_rtl, or make_NAME of a library of vta_rtl_library().
using RtlFactory = std::function<Result<std::unique_ptr<Device>>(const Config&, const RtlOptions&)>;

// Fails when the factory does, or when `options` have an observer already.
[[nodiscard]] Result<std::unique_ptr<LockstepDevice>> make_lockstep(const Config& config,
                                                                    const RtlOptions& options,
                                                                    const RtlFactory& factory);

// The default geometry (link vta_rtl).
[[nodiscard]] inline Result<std::unique_ptr<LockstepDevice>> make_lockstep_rtl(
    const Config& config, const RtlOptions& options) {
  return make_lockstep(config, options, make_rtl);
}

}  // namespace vta

#endif  // VTA_SIM_LOCKSTEP_LOCKSTEP_DEVICE_H_
