// SPDX-License-Identifier: Apache-2.0
//
// Registers behind a TLM-2.0 socket, for driver/device/host_registers.h: firmware on a virtual
// platform runs the code of the driver.

#ifndef VTA_SIM_SYSTEMC_TLM_REGISTER_PORT_H_
#define VTA_SIM_SYSTEMC_TLM_REGISTER_PORT_H_

#include <tlm_utils/simple_initiator_socket.h>

#include <cstdint>
#include <systemc>
#include <tlm>

#include "driver/device/host_registers.h"

namespace vta {

// Accesses come from threads, one at a time, and take the time that the target annotates.
class TlmRegisterPort final : public sc_core::sc_module, public RegisterPort {
 public:
  tlm_utils::simple_initiator_socket<TlmRegisterPort, 32> socket;

  // `base`: address of the registers on the way to the accelerator.
  explicit TlmRegisterPort(const sc_core::sc_module_name& name, std::uint64_t base = 0);

  Result<std::uint32_t> read_register(std::uint32_t offset) override;
  Status write_register(std::uint32_t offset, std::uint32_t value) override;

 private:
  Status access(tlm::tlm_command command, std::uint32_t offset, std::uint32_t& value);

  std::uint64_t base_;
};

}  // namespace vta

#endif  // VTA_SIM_SYSTEMC_TLM_REGISTER_PORT_H_
