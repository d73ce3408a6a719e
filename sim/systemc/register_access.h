// SPDX-License-Identifier: Apache-2.0
//
// Which transactions the registers take: reads and writes of whole, aligned words.

#ifndef VTA_SIM_SYSTEMC_REGISTER_ACCESS_H_
#define VTA_SIM_SYSTEMC_REGISTER_ACCESS_H_

#include <cstdint>
#include <string>
#include <tlm>

namespace vta {

inline constexpr std::uint64_t kRegisterSpace = 0x1000;  // bytes; what is undefined reads as zero

// TLM_OK_RESPONSE, or what is answered to a transaction that is refused, and why in a sentence.
//   another command than read or write             TLM_COMMAND_ERROR_RESPONSE
//   byte enables                                    TLM_BYTE_ENABLE_ERROR_RESPONSE
//   not a number of words, or a streaming width     TLM_BURST_ERROR_RESPONSE
//     below the length
//   not at a word, or beyond the registers          TLM_ADDRESS_ERROR_RESPONSE
struct RegisterVerdict {
  tlm::tlm_response_status status = tlm::TLM_OK_RESPONSE;
  std::string why;
};
[[nodiscard]] RegisterVerdict judge_register_access(const tlm::tlm_generic_payload& payload);

// Of transport_dbg, to which byte enables and streaming width mean nothing: reads words that are
// there.
[[nodiscard]] bool may_look(const tlm::tlm_generic_payload& payload);

}  // namespace vta

#endif  // VTA_SIM_SYSTEMC_REGISTER_ACCESS_H_
