// SPDX-License-Identifier: Apache-2.0

#include "driver/board/pl_clock.h"

#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "driver/board/error_text.h"

namespace vta::board {
namespace {

constexpr std::uint32_t kUnlockKey = 0xdf0d, kLockKey = 0x767b;
constexpr std::uint32_t kPllStopped = 0x13;  // reset, off, bypassed
constexpr std::uint32_t kIoPllLocked = 1u << 2;
constexpr std::uint32_t kClockFields = 0x3f << 20 | 0x3f << 8 | 0x3 << 4;
constexpr unsigned kMaxDivisor = 63;

constexpr double kMostFaster = 1e-4, kMostSlower = 1e-3;

std::string hex(std::uint32_t value) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "0x%08x", value);
  return text.data();
}

std::string mhz(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6g MHz", value);
  return text.data();
}

// Two divisors with this product, the second as small as it can be.
std::optional<Divisors> factors(unsigned product) {
  for (unsigned second = 1; second <= kMaxDivisor; ++second) {
    if (product % second == 0 && product / second <= kMaxDivisor) {
      return Divisors{product / second, second};
    }
  }
  return std::nullopt;
}

std::uint32_t clock_word(std::uint32_t old, Divisors divisors) {
  return (old & ~kClockFields) | divisors.second << 20 | divisors.first << 8;  // source: IO PLL
}

// The registers, unlocked; locked again at the end when they were.
class Slcr {
 public:
  explicit Slcr(Mapping& registers)
      : registers_(registers), locked_((registers.read32(slcr::kLockStatus) & 1) != 0) {
    if (locked_) registers_.write32(slcr::kUnlock, kUnlockKey);
  }
  ~Slcr() {
    if (locked_) registers_.write32(slcr::kLock, kLockKey);
  }
  Slcr(const Slcr&) = delete;
  Slcr& operator=(const Slcr&) = delete;

  [[nodiscard]] bool writable() const { return (registers_.read32(slcr::kLockStatus) & 1) == 0; }

 private:
  Mapping& registers_;
  bool locked_;
};

// The file may be closed while its mapping stays.
Result<std::unique_ptr<Mapping>> map_slcr(System& system) {
  const auto failed = [](int error) {
    return Error{"cannot reach the clock registers through /dev/mem: " + error_text(error) +
                 (error == EACCES || error == EPERM
                      ? " (root is needed, and a kernel without STRICT_DEVMEM, as PYNQ has)"
                      : "")};
  };
  const System::Opened memory = system.open("/dev/mem", OpenMode::kReadWriteSync);
  if (!memory.file) return failed(memory.error);
  File::Mapped mapped = memory.file->map(slcr::kBase, slcr::kSize);
  if (!mapped.mapping) return failed(mapped.error);
  return std::move(mapped.mapping);
}

Result<double> io_pll_mhz(Mapping& registers, double ps_clock_mhz) {
  const std::uint32_t control = registers.read32(slcr::kIoPllControl);
  const std::uint32_t multiplier = control >> 12 & 0x7f;
  const bool locked = (registers.read32(slcr::kPllStatus) & kIoPllLocked) != 0;
  if ((control & kPllStopped) != 0 || multiplier == 0 || !locked) {
    return Error{"the IO PLL, from which the PL clock comes, does not run: IO_PLL_CTRL is " +
                 hex(control) + (locked ? "" : " and PLL_STATUS says that it has not locked")};
  }
  return ps_clock_mhz * multiplier;
}

Status check_clock(Mapping& registers, double ps_clock_mhz, double wanted_mhz) {
  const Result<double> pll = io_pll_mhz(registers, ps_clock_mhz);
  if (!pll) return pll.error();
  const Result<Divisors> divisors = choose_divisors(pll.value(), wanted_mhz);
  return divisors ? ok_status() : Status(divisors.error());
}

Result<double> program_clock(Mapping& registers, double ps_clock_mhz, double wanted_mhz) {
  const Result<double> pll = io_pll_mhz(registers, ps_clock_mhz);
  if (!pll) return pll.error();
  const Result<Divisors> divisors = choose_divisors(pll.value(), wanted_mhz);
  if (!divisors) return divisors.error();

  const Slcr unlocked(registers);
  if (!unlocked.writable()) {
    return Error{"the clock registers stay locked: SLCR_LOCKSTA is 1 after the unlock key"};
  }
  const std::uint32_t before = registers.read32(slcr::kFpga0Clock);
  const std::uint32_t wanted = clock_word(before, divisors.value());
  if (wanted != before) registers.write32(slcr::kFpga0Clock, wanted);
  const std::uint32_t after = registers.read32(slcr::kFpga0Clock);
  if ((after & kClockFields) != (wanted & kClockFields)) {
    return Error{"the PL clock was not set: FPGA0_CLK_CTRL reads " + hex(after) + " after " +
                 hex(wanted) + " was written"};
  }
  if (registers.read32(slcr::kFpga0Count) != 0) {
    registers.write32(slcr::kFpga0Throttle, 0);
    registers.write32(slcr::kFpga0Count, 0);
    if (const std::uint32_t count = registers.read32(slcr::kFpga0Count); count != 0) {
      return Error{"the PL clock is stopped and does not start: FPGA0_THR_CNT reads " + hex(count) +
                   " after 0 was written"};
    }
  }
  return pll.value() / ((after >> 8 & 0x3f) * (after >> 20 & 0x3f));
}

}  // namespace

Result<Divisors> choose_divisors(double pll_mhz, double wanted_mhz) {
  if (!std::isfinite(pll_mhz) || pll_mhz <= 0 || !std::isfinite(wanted_mhz) || wanted_mhz <= 0) {
    return Error{"a clock of " + mhz(wanted_mhz) + " cannot be made from " + mhz(pll_mhz)};
  }
  std::optional<Divisors> best;
  double best_mhz = 0;
  for (unsigned product = 1; product <= kMaxDivisor * kMaxDivisor; ++product) {
    const double made = pll_mhz / product;
    if (made > wanted_mhz * (1 + kMostFaster)) continue;
    const std::optional<Divisors> divisors = factors(product);
    if (!divisors) continue;
    best = divisors;
    best_mhz = made;
    break;  // the others are slower
  }
  if (best && best_mhz >= wanted_mhz * (1 - kMostSlower)) return *best;
  return Error{"the design was built for a PL clock of " + mhz(wanted_mhz) +
               ", which the IO PLL of " + mhz(pll_mhz) + " cannot be divided into" +
               (best ? "; the closest that is not faster is " + mhz(best_mhz)
                     : "; the slowest is " + mhz(pll_mhz / (kMaxDivisor * kMaxDivisor)))};
}

Status check_pl_clock(System& system, double ps_clock_mhz, double wanted_mhz) {
  const Result<std::unique_ptr<Mapping>> registers = map_slcr(system);
  if (!registers) return registers.error();
  return check_clock(*registers.value(), ps_clock_mhz, wanted_mhz);
}

Result<double> set_pl_clock(System& system, double ps_clock_mhz, double wanted_mhz) {
  const Result<std::unique_ptr<Mapping>> registers = map_slcr(system);
  if (!registers) return registers.error();
  return program_clock(*registers.value(), ps_clock_mhz, wanted_mhz);
}

}  // namespace vta::board
