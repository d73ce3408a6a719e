// SPDX-License-Identifier: Apache-2.0
//
// A master that plays random legal AXI4 traffic and knows what every read must return.

#ifndef VTA_TESTS_SIM_RTL_AXI_TRAFFIC_H_
#define VTA_TESTS_SIM_RTL_AXI_TRAFFIC_H_

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "sim/rtl/axi_pins.h"
#include "sim/rtl/random.h"

namespace vta {

// Works on `kChunks` chunks of 16 beats from address 0 on. A chunk that is being written is not
// touched by anything else, so every read has one right answer.
class AxiTraffic {
 public:
  static constexpr unsigned kChunks = 64;

  struct Options {
    unsigned data_bytes = 8;
    unsigned bursts = 1000;        // to play
    std::uint32_t idle = 0;        // per cent of chances to begin a burst that are not taken
    std::uint32_t late_ready = 0;  // per cent of cycles in which RREADY and BREADY are low
    std::uint32_t late_data = 0;   // per cent of cycles in which no new W beat is offered
  };
  AxiTraffic(std::uint64_t seed, const Options& options);

  // What the memory must hold now, apart from writes in flight.
  [[nodiscard]] const std::vector<std::byte>& shadow() const { return shadow_; }

  [[nodiscard]] const AxiMasterPins& pins() const { return pins_; }
  void step(const AxiSlavePins& slave);

  [[nodiscard]] bool done() const;
  [[nodiscard]] const std::string& mismatch() const { return mismatch_; }  // "" while all is well
  [[nodiscard]] unsigned overtakes() const {
    return overtakes_;
  }  // reads by reads, writes by writes

 private:
  struct Burst {
    AxiAddress address;
    unsigned chunk = 0, number = 0;
    std::vector<std::byte> bytes;     // expected, or to write
    std::vector<std::uint64_t> strb;  // writes
    unsigned beats_done = 0;
  };

  Burst random_burst();
  void begin();
  void offer();
  void finish_write(const Burst& burst);

  Options options_;
  Random rng_;
  AxiMasterPins pins_;
  std::vector<std::byte> shadow_;
  std::array<unsigned, kChunks> readers_{};
  std::array<bool, kChunks> writing_{};
  std::deque<Burst> ar_, aw_, w_;  // to be offered
  std::array<std::deque<Burst>, 4> reads_, writes_;
  unsigned begun_ = 0, in_flight_ = 0, last_read_ = 0, last_write_ = 0, overtakes_ = 0;
  std::string mismatch_;
};

}  // namespace vta

#endif  // VTA_TESTS_SIM_RTL_AXI_TRAFFIC_H_
