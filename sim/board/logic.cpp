// SPDX-License-Identifier: Apache-2.0

#include "sim/board/logic.h"

#include <utility>

#include "hw/isa/isa_tables.h"

namespace vta::board {
namespace {

constexpr double kClockTolerance = 1.001;
constexpr std::uint64_t kReadsOfAStuckRun = 3;  // that memory takes before it falls silent

}  // namespace

Logic::Logic(NewModel new_model, std::shared_ptr<AxiBacking> backing, const Injections& injections)
    : new_model_(std::move(new_model)), backing_(std::move(backing)), injections_(injections) {}

void Logic::configure() {
  AxiMemoryOptions options;
  options.backing = backing_;
  if (injections_.contains(Injection::kStuckRun)) {
    options.faults = std::make_shared<AxiFaults>();
    options.faults->left.ar = kReadsOfAStuckRun;
  }
  system_ = std::make_unique<RtlSystem>(new_model_(), options);
  busy_ = interrupt_ = false;
}

bool Logic::answers() const {
  if (system_ == nullptr || injections_.contains(Injection::kStoppedClock)) return false;
  return clock_mhz_ > 0 && clock_mhz_ <= kDesignMhz * kClockTolerance;
}

std::optional<std::uint32_t> Logic::read(std::uint32_t offset) {
  if (!answers()) return std::nullopt;
  const Result<std::uint32_t> value = system_->read_register(offset);
  if (!value) return std::nullopt;
  if (offset == csr::kGeometry1 && injections_.contains(Injection::kStaleBitstream)) {
    return value.value() + 1;  // LOG_BATCH is in the lowest byte
  }
  return value.value();
}

bool Logic::write(std::uint32_t offset, std::uint32_t value) {
  if (!answers() || !system_->write_register(offset, value)) return false;
  busy_ = true;
  settle();
  return true;
}

void Logic::step() {
  if (!answers()) {
    busy_ = false;
    return;
  }
  const Result<bool> up = system_->run_until_irq(kStepCycles);
  if (!up) {
    busy_ = false;  // and every access fails from now on
    return;
  }
  settle();
}

// Looks where the run is, and at the interrupt: a cycle of its own, since the line is sampled.
void Logic::settle() {
  const Result<std::uint32_t> control = system_->read_register(csr::kControl);
  const Result<bool> up = system_->run_until_irq(1);
  interrupt_ = up && up.value();
  busy_ = control && (control.value() & (csr::kControlBusy | csr::kControlResetting)) != 0;
}

}  // namespace vta::board
