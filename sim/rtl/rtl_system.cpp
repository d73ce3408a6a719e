// SPDX-License-Identifier: Apache-2.0

#include "sim/rtl/rtl_system.h"

#include <array>
#include <cstdio>
#include <string>
#include <utility>

namespace vta {
namespace {

constexpr unsigned kResetCycles = 8;
constexpr unsigned kAccessCycles = 10'000;
constexpr std::uint64_t kSoftResetCycles = 100'000;

std::string hex(std::uint32_t value) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "0x%03x", value);
  return text.data();
}

AxiCheckerOptions checker_options(const RtlModel& model, const AxiMemoryOptions& options) {
  AxiCheckerOptions result;
  result.data_bytes = model.data_bytes();
  result.max_outstanding_reads = options.max_outstanding_reads;
  result.max_outstanding_writes = kAxiMaxOutstanding;
  return result;
}

}  // namespace

RtlSystem::RtlSystem(std::unique_ptr<RtlModel> model, const AxiMemoryOptions& options)
    : model_(std::move(model)),
      axi_(memory_, model_->data_bytes(), options),
      axi_checker_(checker_options(*model_, options)),
      host_(options.random_seed) {
  power_on();
}

void RtlSystem::power_on() {
  axi_.reset();
  host_.reset();
  const AxiSlavePins quiet_axi;
  const AxilMasterPins quiet_axil;
  for (unsigned i = 0; i < kResetCycles; ++i, ++cycle_) {
    // The outputs mean nothing during reset.
    if (!model_->cycle(false, quiet_axi, quiet_axil, out_)) assertion_failed_ = true;
  }
  axi_checker_.reset(cycle_);
  axil_checker_.reset(cycle_);
  broken_ = assertion_failed_;
  if (broken_) note_failure();
}

bool RtlSystem::clock() {
  if (broken_) return false;
  assertion_failed_ = !model_->cycle(true, axi_.pins(), host_.pins(), out_);
  const bool axi_fine = axi_checker_.check(out_.axi, axi_.pins());
  const bool axil_fine = axil_checker_.check(host_.pins(), out_.axil);
  const bool observed_fine =
      observer_ == nullptr || observer_->cycle(cycle_, core_, out_.axi, axi_.pins());
  ++cycle_;
  if (assertion_failed_ | !axi_fine | !axil_fine | !observed_fine) {
    broken_ = true;
    note_failure();
    return false;
  }
  axi_.step(out_.axi);
  host_.step(out_.axil);
  return true;
}

void RtlSystem::note_failure() {
  if (!axi_checker_.violation().empty()) {
    failure_ = axi_checker_.violation();
  } else if (!axil_checker_.violation().empty()) {
    failure_ = axil_checker_.violation();
  } else if (!assertion_failed_ && observer_ != nullptr) {
    failure_ = observer_->complaint();
  } else {
    failure_ = "an assertion of the RTL failed in cycle " + std::to_string(cycle_ - 1) +
               " of the simulation; its name and place are printed above";
  }
}

void RtlSystem::observe(RtlObserver* observer) {
  const bool watched = model_->watch(observer == nullptr ? nullptr : &core_);
  VTA_CHECK(watched || observer == nullptr);
  observer_ = observer;
}

Result<bool> RtlSystem::run_until_irq(std::uint64_t cycles) {
  for (; cycles > 0; --cycles) {
    if (!clock()) return Error{failure_};
    if (out_.irq) return true;
  }
  return false;
}

Status RtlSystem::run_cycles(std::uint64_t cycles) {
  for (; cycles > 0; --cycles) {
    if (!clock()) return Error{failure_};
  }
  return ok_status();
}

Status RtlSystem::finish_access(const char* kind, std::uint32_t offset) {
  const auto failed = [&](const std::string& how) {
    return Error{std::string("the ") + kind + " of register " + hex(offset) + " was " + how};
  };
  for (unsigned i = 0; !host_.idle(); ++i) {
    if (i == kAccessCycles) {
      const Error error =
          failed("not answered within " + std::to_string(kAccessCycles) + " cycles");
      broken_ = true;
      failure_ = error.message;
      return error;
    }
    if (!clock()) return Error{failure_};
  }
  if (host_.resp() == AxiResp::kDecErr) return failed("answered with the error response DECERR");
  if (host_.resp() != AxiResp::kOkay) return failed("answered with the error response SLVERR");
  return ok_status();
}

Result<std::uint32_t> RtlSystem::read_register(std::uint32_t offset) {
  if (broken_) return Error{failure_};
  host_.start_read(offset);
  if (Status status = finish_access("read", offset); !status) return status.error();
  return host_.data();
}

Status RtlSystem::write_bytes(std::uint32_t offset, std::uint32_t value, std::uint8_t strobe) {
  if (broken_) return Error{failure_};
  host_.start_write(offset, value, strobe);
  return finish_access("write", offset);
}

Result<std::uint64_t> RtlSystem::read_register64(std::uint32_t offset) {
  const Result<std::uint32_t> low = read_register(offset);
  if (!low) return low.error();
  const Result<std::uint32_t> high = read_register(offset + 4);
  if (!high) return high.error();
  return low.value() | std::uint64_t{high.value()} << 32;
}

Result<bool> soft_reset(RtlSystem& system) {
  const std::uint64_t end = system.cycle() + kSoftResetCycles;
  return soft_reset(system, [&] { return system.cycle() < end; });
}

}  // namespace vta
