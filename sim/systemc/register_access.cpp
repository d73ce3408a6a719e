// SPDX-License-Identifier: Apache-2.0

#include "sim/systemc/register_access.h"

#include <array>
#include <cinttypes>
#include <cstdio>

namespace vta {
namespace {

bool are_words(std::uint64_t size) { return size != 0 && size % 4 == 0; }

bool are_there(std::uint64_t address, std::uint64_t size) {
  return address < kRegisterSpace && size <= kRegisterSpace - address;
}

}  // namespace

bool may_look(const tlm::tlm_generic_payload& payload) {
  const std::uint64_t address = payload.get_address(), size = payload.get_data_length();
  return payload.is_read() && payload.get_data_ptr() != nullptr && are_words(size) &&
         address % 4 == 0 && are_there(address, size);
}

RegisterVerdict judge_register_access(const tlm::tlm_generic_payload& payload) {
  const std::uint64_t address = payload.get_address();
  const unsigned size = payload.get_data_length();
  const auto refuse = [&](tlm::tlm_response_status status, const char* why) {
    std::array<char, 64> what{};
    std::snprintf(what.data(), what.size(), "%s of %u bytes at 0x%03" PRIx64 ": ",
                  payload.is_write()  ? "write"
                  : payload.is_read() ? "read"
                                      : "transaction",
                  size, address);
    return RegisterVerdict{status, what.data() + std::string(why)};
  };
  if (!payload.is_read() && !payload.is_write()) {
    return refuse(tlm::TLM_COMMAND_ERROR_RESPONSE, "registers are only read and written");
  }
  if (payload.get_byte_enable_ptr() != nullptr) {
    return refuse(tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE, "registers take no byte enables");
  }
  if (!are_words(size) || payload.get_data_ptr() == nullptr) {
    return refuse(tlm::TLM_BURST_ERROR_RESPONSE, "registers are accessed in words of 4 bytes");
  }
  if (payload.get_streaming_width() < size) {
    return refuse(tlm::TLM_BURST_ERROR_RESPONSE,
                  "no register is streamed; the streaming width must be at least the length");
  }
  if (address % 4 != 0) {
    return refuse(tlm::TLM_ADDRESS_ERROR_RESPONSE, "registers lie at multiples of 4 bytes");
  }
  if (!are_there(address, size)) {
    return refuse(tlm::TLM_ADDRESS_ERROR_RESPONSE, "the registers end at 0x1000");
  }
  return {};
}

}  // namespace vta
