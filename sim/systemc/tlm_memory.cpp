// SPDX-License-Identifier: Apache-2.0

#include "sim/systemc/tlm_memory.h"

#include <algorithm>
#include <limits>

namespace vta {

TlmMemory::TlmMemory(const sc_core::sc_module_name& name, const Options& options)
    : sc_module(name), socket("socket"), options_(options) {
  socket.register_b_transport(this, &TlmMemory::b_transport);
  socket.register_transport_dbg(this, &TlmMemory::transport_dbg);
  socket.register_get_direct_mem_ptr(this, &TlmMemory::get_direct_mem_ptr);
}

void TlmMemory::set_direct(bool direct) {
  if (options_.direct && !direct) {
    socket->invalidate_direct_mem_ptr(0, std::numeric_limits<sc_dt::uint64>::max());
  }
  options_.direct = direct;
}

tlm::tlm_response_status TlmMemory::access(tlm::tlm_generic_payload& payload) {
  const std::uint64_t size = payload.get_data_length();
  if (payload.get_byte_enable_ptr() != nullptr) return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
  if (size == 0 || payload.get_streaming_width() < size) return tlm::TLM_BURST_ERROR_RESPONSE;
  return copy(payload);
}

tlm::tlm_response_status TlmMemory::copy(tlm::tlm_generic_payload& payload) {
  auto* bytes = reinterpret_cast<std::byte*>(payload.get_data_ptr());
  const std::span<std::byte> data(bytes, payload.get_data_length());
  if (!payload.is_read() && !payload.is_write()) return tlm::TLM_COMMAND_ERROR_RESPONSE;
  const Status status = payload.is_read() ? contents_.read(payload.get_address(), data)
                                          : contents_.write(payload.get_address(), data);
  return status ? tlm::TLM_OK_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE;
}

void TlmMemory::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  delay += payload.is_read() ? options_.read_delay : options_.write_delay;
  if (options_.waits) {
    wait(delay);
    delay = sc_core::SC_ZERO_TIME;
  }
  payload.set_response_status(access(payload));
  payload.set_dmi_allowed(options_.direct && payload.is_response_ok());
}

unsigned TlmMemory::transport_dbg(tlm::tlm_generic_payload& payload) {
  return copy(payload) == tlm::TLM_OK_RESPONSE ? payload.get_data_length() : 0;
}

bool TlmMemory::get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& dmi) {
  dmi.init();
  const std::uint64_t address = payload.get_address();
  const auto& regions = contents_.regions();
  const auto region = std::find_if(regions.begin(), regions.end(), [&](const auto& r) {
    return address >= r.address && address - r.address < r.bytes.size();
  });
  if (!options_.direct || region == regions.end()) {
    dmi.allow_none();
    dmi.set_start_address(address);
    dmi.set_end_address(address);
    return false;
  }
  std::byte* bytes = contents_.find(region->address, region->bytes.size());
  dmi.set_dmi_ptr(reinterpret_cast<unsigned char*>(bytes));
  dmi.set_start_address(region->address);
  dmi.set_end_address(region->address + region->bytes.size() - 1);
  dmi.set_read_latency(options_.read_delay);
  dmi.set_write_latency(options_.write_delay);
  dmi.allow_read_write();
  return true;
}

}  // namespace vta
