// SPDX-License-Identifier: Apache-2.0

#include "sim/systemc/tlm_register_port.h"

#include <array>
#include <cstdio>
#include <string>

namespace vta {

TlmRegisterPort::TlmRegisterPort(const sc_core::sc_module_name& name, std::uint64_t base)
    : sc_module(name), socket("socket"), base_(base) {}

Status TlmRegisterPort::access(tlm::tlm_command command, std::uint32_t offset,
                               std::uint32_t& value) {
  tlm::tlm_generic_payload payload;
  payload.set_command(command);
  payload.set_address(base_ + offset);
  payload.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
  payload.set_data_length(sizeof value);
  payload.set_streaming_width(sizeof value);
  sc_core::sc_time delay;
  socket->b_transport(payload, delay);
  if (delay != sc_core::SC_ZERO_TIME) wait(delay);
  if (payload.is_response_ok()) return ok_status();
  std::array<char, 96> what{};
  std::snprintf(what.data(), what.size(), "the %s of register 0x%03x was answered with ",
                command == tlm::TLM_READ_COMMAND ? "read" : "write", offset);
  return Error{what.data() + payload.get_response_string()};
}

Result<std::uint32_t> TlmRegisterPort::read_register(std::uint32_t offset) {
  std::uint32_t value = 0;
  if (const Status status = access(tlm::TLM_READ_COMMAND, offset, value); !status) {
    return status.error();
  }
  return value;
}

Status TlmRegisterPort::write_register(std::uint32_t offset, std::uint32_t value) {
  return access(tlm::TLM_WRITE_COMMAND, offset, value);
}

}  // namespace vta
