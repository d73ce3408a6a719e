// SPDX-License-Identifier: Apache-2.0

#include "sim/systemc/memory_port.h"

#include <array>
#include <cinttypes>
#include <cstdio>

#include "hw/isa/result.h"
#include "sim/systemc/messages.h"

namespace vta {
namespace {

bool allows(const tlm::tlm_dmi& dmi, tlm::tlm_command command) {
  return command == tlm::TLM_WRITE_COMMAND ? dmi.is_write_allowed() : dmi.is_read_allowed();
}

bool overlaps(const tlm::tlm_dmi& dmi, std::uint64_t first, std::uint64_t last) {
  return dmi.get_start_address() <= last && first <= dmi.get_end_address();
}

}  // namespace

MemoryPort::Direct MemoryPort::direct(tlm::tlm_command command, std::uint64_t address,
                                      std::uint64_t size) {
  if (size == 0) return {};
  for (const tlm::tlm_dmi& dmi : granted_) {
    if (address < dmi.get_start_address() || address > dmi.get_end_address()) continue;
    if (size - 1 > dmi.get_end_address() - address || !allows(dmi, command)) continue;
    ++counters_.direct;
    unsigned char* bytes = dmi.get_dmi_ptr() + (address - dmi.get_start_address());
    return {reinterpret_cast<std::byte*>(bytes),
            command == tlm::TLM_WRITE_COMMAND ? dmi.get_write_latency() : dmi.get_read_latency()};
  }
  return {};
}

MemoryPort::Answer MemoryPort::transfer(tlm::tlm_command command, std::uint64_t address,
                                        std::span<std::byte> data) {
  VTA_CHECK(!data.empty() &&
            address / kTransactionPage == (address + data.size() - 1) / kTransactionPage);
  ++counters_.transactions;
  tlm::tlm_generic_payload payload;
  payload.set_command(command);
  payload.set_address(address);
  payload.set_data_ptr(reinterpret_cast<unsigned char*>(data.data()));
  payload.set_data_length(static_cast<unsigned>(data.size()));
  payload.set_streaming_width(static_cast<unsigned>(data.size()));
  Answer answer;
  socket_->b_transport(payload, answer.delay);
  answer.status = payload.get_response_status();
  if (answer.status == tlm::TLM_OK_RESPONSE && payload.is_dmi_allowed()) request_direct(payload);
  return answer;
}

void MemoryPort::request_direct(tlm::tlm_generic_payload& payload) {
  ++counters_.requests;
  tlm::tlm_dmi dmi;
  if (!socket_->get_direct_mem_ptr(payload, dmi) || dmi.get_dmi_ptr() == nullptr) return;
  std::erase_if(granted_, [&](const tlm::tlm_dmi& old) {  // the same once more
    return old.get_start_address() == dmi.get_start_address() &&
           old.get_end_address() == dmi.get_end_address() &&
           allows(old, payload.get_command()) == allows(dmi, payload.get_command());
  });
  granted_.push_back(dmi);
}

void MemoryPort::invalidate(std::uint64_t first, std::uint64_t last) {
  ++counters_.invalidations;
  std::erase_if(granted_, [&](const tlm::tlm_dmi& dmi) { return overlaps(dmi, first, last); });
}

void report_memory_error(tlm::tlm_command command, std::uint64_t address, std::uint64_t size,
                         tlm::tlm_response_status status) {
  tlm::tlm_generic_payload payload;  // knows the name of the status
  payload.set_response_status(status);
  std::array<char, 160> text{};
  std::snprintf(text.data(), text.size(),
                "%s of %" PRIu64 " bytes at 0x%08" PRIx64 ": the memory answered %s",
                command == tlm::TLM_WRITE_COMMAND ? "write" : "read", size, address,
                payload.get_response_string().c_str());
  SC_REPORT_WARNING(message::kMemory, text.data());
}

}  // namespace vta
