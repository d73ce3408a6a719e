// SPDX-License-Identifier: Apache-2.0
//
// What happened on the AXI4 port of vta_top, burst by burst, with the back-pressure each one met.

#ifndef VTA_TESTS_COVERAGE_AXI_MONITOR_H_
#define VTA_TESTS_COVERAGE_AXI_MONITOR_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "sim/rtl/rtl_model.h"

namespace vta::coverage {

// Read clients by their id (vta_pkg); stores have the only id of writes.
enum class Client : std::size_t { kFetch = 0, kLoad = 1, kCompute = 2, kStore = 3 };
inline constexpr std::size_t kClientCount = 4;

struct Burst {
  std::uint32_t address = 0;
  unsigned beats = 0;
  bool address_stalled = false;  // AR or AW waited for its ready
  bool gap = false;              // R was not valid between two of its beats
  bool late_start = false;       // nor between the beat before it and its first one
  bool data_stalled = false;     // W waited for its ready
  bool late = false;             // B came later than memory without random timing answers
};

class AxiMonitor {
 public:
  // One cycle: what the slave drove and what vta_top drove.
  void sample(const AxiSlavePins& slave, const AxiMasterPins& master);

  // Bursts answered to the end since the last forget(), in the order of their addresses.
  [[nodiscard]] const std::vector<Burst>& bursts(Client client) const {
    return done_[static_cast<std::size_t>(client)];
  }
  // Begins a new run, with nothing in flight.
  void forget();

 private:
  struct Flight {
    Burst burst;
    unsigned beats_left = 0;
    std::uint64_t accepted = 0;   // cycle of the address handshake
    std::uint64_t last_beat = 0;  // cycle of the last W handshake
  };
  void sample_reads(const AxiSlavePins& slave, const AxiMasterPins& master);
  void sample_writes(const AxiSlavePins& slave, const AxiMasterPins& master);

  std::uint64_t cycle_ = 0;
  std::array<std::vector<Burst>, kClientCount> done_;
  std::array<std::deque<Flight>, kClientCount> reads_;  // per id, oldest first
  bool ar_stalled_ = false, aw_stalled_ = false, w_stalled_ = false;
  bool r_idle_ = false;            // since the last beat of any id
  std::uint64_t r_last_beat_ = 0;  // cycle of it
  // Writes: addresses without all data, data complete but not answered; and data ahead of their
  // address within one cycle do not exist (W_AFTER_AW).
  std::deque<Flight> filling_, waiting_;
};

// A model whose port is watched. `monitor` must outlive it.
[[nodiscard]] std::unique_ptr<RtlModel> watch(std::unique_ptr<RtlModel> model, AxiMonitor& monitor);

}  // namespace vta::coverage

#endif  // VTA_TESTS_COVERAGE_AXI_MONITOR_H_
