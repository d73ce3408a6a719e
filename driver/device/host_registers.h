// SPDX-License-Identifier: Apache-2.0
//
// What a host does with the registers of a VTA, the same for a simulated one and one on a board.

#ifndef VTA_DRIVER_DEVICE_HOST_REGISTERS_H_
#define VTA_DRIVER_DEVICE_HOST_REGISTERS_H_

#include <cstdint>
#include <functional>
#include <string>

#include "driver/device/device.h"
#include "hw/isa/features.h"

namespace vta {

// What the register `id` of a VTA reads: "VTA1".
inline constexpr std::uint32_t kIdValue = 0x56544131;

// The registers of one VTA. Offsets are in bytes, as in csr::.
class RegisterPort {
 public:
  virtual ~RegisterPort() = default;
  RegisterPort(const RegisterPort&) = delete;
  RegisterPort& operator=(const RegisterPort&) = delete;

  // One access. Fails, naming the register, when there is no answer or one with an error.
  virtual Result<std::uint32_t> read_register(std::uint32_t offset) = 0;
  virtual Status write_register(std::uint32_t offset, std::uint32_t value) = 0;

 protected:
  RegisterPort() = default;
};

// How messages name who has the registers.
struct Subject {
  std::string name = "RTL model";  // "the RTL model is built for ..."
  std::string noun = "model";      // "... is 5 in the model and 4 in the configuration"
};

// Reads the identification and geometry registers. Fails when the device is no VTA, speaks another
// ISA, or differs from `config`, naming the keys with both values.
[[nodiscard]] Status check_identity(RegisterPort& port, const Config& config,
                                    const Subject& subject = {});

// Writes the registers of a run and starts it with the interrupt enabled. `features`: the register
// of that name, which has all bits set after a reset and is then left alone.
[[nodiscard]] Status start_run(RegisterPort& port, const RunRequest& request,
                               std::uint32_t features = kAllFeatures);

// How a run ended, once the interrupt is up; clears the interrupt. Fails when the registers
// contradict each other.
[[nodiscard]] Result<RunReport> read_report(RegisterPort& port);

// Soft reset through the control register. False when it is not complete while `in_time` says yes;
// that is asked between two looks at the register, so there is at least one.
[[nodiscard]] Result<bool> soft_reset(RegisterPort& port, const std::function<bool()>& in_time);

// Where the stages stand, for the report of a run that did not end: "fetch at instruction 12, ...".
[[nodiscard]] Result<std::string> describe_state(RegisterPort& port);

}  // namespace vta

#endif  // VTA_DRIVER_DEVICE_HOST_REGISTERS_H_
