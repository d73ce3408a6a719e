// SPDX-License-Identifier: Apache-2.0
//
// The accelerator's way to memory: b_transport, and direct memory where the target grants it.

#ifndef VTA_SIM_SYSTEMC_MEMORY_PORT_H_
#define VTA_SIM_SYSTEMC_MEMORY_PORT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <systemc>
#include <tlm>
#include <vector>

namespace vta {

// Width of the socket, in bits: that of the AXI port of the default geometry. It is a label; any
// geometry can use it.
inline constexpr unsigned kMemorySocketBits = 64;
// As on AXI, no transaction crosses a multiple of this, so that it stays within one target.
inline constexpr std::uint64_t kTransactionPage = 4096;

// Asks for direct memory when a target hints at it, uses it until it is invalidated, and asks again
// at the next hint.
class MemoryPort {
 public:
  // The socket must live as long.
  explicit MemoryPort(tlm::tlm_initiator_socket<kMemorySocketBits>& socket) : socket_(socket) {}

  struct Direct {
    std::byte* bytes = nullptr;  // good until the caller gives up control; null: no direct memory
    sc_core::sc_time latency;    // of one access
  };
  // `size` bytes at the address, when all of them may be accessed so directly.
  [[nodiscard]] Direct direct(tlm::tlm_command command, std::uint64_t address, std::uint64_t size);

  struct Answer {
    tlm::tlm_response_status status = tlm::TLM_INCOMPLETE_RESPONSE;
    sc_core::sc_time delay;  // annotated by the target
  };
  // One transaction, within a page. Only from a thread: the target may wait.
  [[nodiscard]] Answer transfer(tlm::tlm_command command, std::uint64_t address,
                                std::span<std::byte> data);

  // From the target: [first, last] is no longer direct.
  void invalidate(std::uint64_t first, std::uint64_t last);

  struct Counters {
    std::uint64_t direct = 0, transactions = 0, requests = 0, invalidations = 0;
  };
  [[nodiscard]] const Counters& counters() const { return counters_; }

 private:
  void request_direct(tlm::tlm_generic_payload& payload);

  tlm::tlm_initiator_socket<kMemorySocketBits>& socket_;
  std::vector<tlm::tlm_dmi> granted_;
  Counters counters_;
};

// "read of 128 bytes at 0x00001000: the memory answered TLM_ADDRESS_ERROR_RESPONSE", as a warning.
void report_memory_error(tlm::tlm_command command, std::uint64_t address, std::uint64_t size,
                         tlm::tlm_response_status status);

}  // namespace vta

#endif  // VTA_SIM_SYSTEMC_MEMORY_PORT_H_
