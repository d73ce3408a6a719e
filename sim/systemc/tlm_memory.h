// SPDX-License-Identifier: Apache-2.0
//
// Memory with a TLM-2.0 socket, for platforms that bring none.

#ifndef VTA_SIM_SYSTEMC_TLM_MEMORY_H_
#define VTA_SIM_SYSTEMC_TLM_MEMORY_H_

#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <systemc>
#include <tlm>

#include "driver/device/memory.h"
#include "sim/systemc/memory_port.h"

namespace vta {

// Byte addresses; what lies outside every region answers TLM_ADDRESS_ERROR_RESPONSE. Byte enables
// and streaming are refused.
class TlmMemory final : public sc_core::sc_module {
 public:
  struct Options {
    bool direct = true;             // grants direct memory, a region at a time
    bool waits = false;             // takes its delay by wait() instead of annotating it
    sc_core::sc_time read_delay{};  // of a transaction
    sc_core::sc_time write_delay{};
  };

  tlm_utils::simple_target_socket<TlmMemory, kMemorySocketBits> socket;

  TlmMemory(const sc_core::sc_module_name& name, const Options& options);

  // What the host sees, without time. Regions that are added when direct memory was granted are
  // fine; nothing may be removed.
  [[nodiscard]] DeviceMemory& contents() { return contents_; }
  [[nodiscard]] const DeviceMemory& contents() const { return contents_; }

  // From now on; no longer granting takes back what was granted.
  void set_direct(bool direct);

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(tlm::tlm_generic_payload& payload);
  bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& dmi);
  [[nodiscard]] tlm::tlm_response_status access(tlm::tlm_generic_payload& payload);
  [[nodiscard]] tlm::tlm_response_status copy(tlm::tlm_generic_payload& payload);

  Options options_;
  DeviceMemory contents_;
};

}  // namespace vta

#endif  // VTA_SIM_SYSTEMC_TLM_MEMORY_H_
