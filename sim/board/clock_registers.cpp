// SPDX-License-Identifier: Apache-2.0

#include "sim/board/clock_registers.h"

namespace vta::board {
namespace {

constexpr double kCrystalMhz = 50;  // of a Pynq-Z1 and -Z2
constexpr std::uint32_t kLock = 0x004, kUnlock = 0x008, kLockStatus = 0x00c;
constexpr std::uint32_t kIoPllControl = 0x108, kPllStatus = 0x10c;
constexpr std::uint32_t kFpga0Clock = 0x170, kFpga0Count = 0x178;
constexpr std::uint32_t kLockKey = 0x767b, kUnlockKey = 0xdf0d;

}  // namespace

ClockRegisters::ClockRegisters(unsigned first_divisor, unsigned second_divisor) {
  values_[kIoPllControl] = 20u << 12;
  values_[kPllStatus] = 0x3f;  // all three have locked and are stable
  values_[kFpga0Clock] = second_divisor << 20 | first_divisor << 8;
}

std::uint32_t ClockRegisters::read(std::uint32_t offset) const {
  if (offset == kLockStatus) return locked_ ? 1 : 0;
  const auto value = values_.find(offset);
  return value == values_.end() ? 0 : value->second;
}

void ClockRegisters::write(std::uint32_t offset, std::uint32_t value) {
  if (offset == kUnlock && value == kUnlockKey) locked_ = false;
  if (offset == kLock && value == kLockKey) locked_ = true;
  if (offset <= kLockStatus || offset == kPllStatus || locked_) return;
  values_[offset] = value;
}

double ClockRegisters::fclk0_mhz() const {
  const std::uint32_t clock = read(kFpga0Clock);
  const unsigned first = clock >> 8 & 0x3f, second = clock >> 20 & 0x3f;
  const unsigned multiplier = read(kIoPllControl) >> 12 & 0x7f;
  if (first == 0 || second == 0 || read(kFpga0Count) != 0) return 0;
  return kCrystalMhz * multiplier / first / second;
}

}  // namespace vta::board
