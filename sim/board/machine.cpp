// SPDX-License-Identifier: Apache-2.0

#include "sim/board/machine.h"

namespace vta::board {
namespace {

constexpr std::uint64_t kLittleIsLeft = 64 << 10;  // bytes of CMA

std::uint64_t free_cma(const MachineOptions& options) {
  return options.injections.contains(Injection::kExhaustedCma) ? kLittleIsLeft : kCmaSize;
}

}  // namespace

Machine::Machine(const std::string& root, const MachineOptions& options)
    : injections(options.injections),
      memory(std::make_shared<ContiguousMemory>(kCmaAt, kCmaSize, free_cma(options),
                                                options.coherent)),
      clocks(options.fclk0_divisors[0], options.fclk0_divisors[1]),
      logic(options.new_model, memory, injections),
      manager(root + "/lib/firmware", logic, injections),
      has_uio(options.uio),
      has_zocl(options.zocl) {
  logic.set_clock(clocks.fclk0_mhz());
  // Without room for it the module does not load, and there is no buffer.
  if (!options.zocl) udmabuf = memory->allocate(kUdmabufSize, true);
}

std::optional<std::uint32_t> Machine::read(std::uint64_t address) {
  if (address >= ClockRegisters::kBase && address - ClockRegisters::kBase < ClockRegisters::kSize) {
    return clocks.read(static_cast<std::uint32_t>(address - ClockRegisters::kBase));
  }
  if (address < kRegistersAt || address - kRegistersAt >= kRegistersSize) return std::nullopt;
  return logic.read(static_cast<std::uint32_t>(address - kRegistersAt));
}

bool Machine::write(std::uint64_t address, std::uint32_t value) {
  if (address >= ClockRegisters::kBase && address - ClockRegisters::kBase < ClockRegisters::kSize) {
    clocks.write(static_cast<std::uint32_t>(address - ClockRegisters::kBase), value);
    logic.set_clock(clocks.fclk0_mhz());
    return true;
  }
  if (address < kRegistersAt || address - kRegistersAt >= kRegistersSize) return false;
  const bool answered = logic.write(static_cast<std::uint32_t>(address - kRegistersAt), value);
  deliver_interrupt();
  return answered;
}

void Machine::deliver_interrupt() {
  if (!uio.enabled || !logic.interrupt()) return;
  if (injections.contains(Injection::kMissingInterrupt)) return;
  uio.enabled = false;
  ++uio.count;
}

}  // namespace vta::board
