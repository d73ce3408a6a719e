// SPDX-License-Identifier: Apache-2.0
//
// What a memory does wrong on purpose, so that a test sees what the accelerator makes of it.

#ifndef VTA_SIM_RTL_AXI_FAULTS_H_
#define VTA_SIM_RTL_AXI_FAULTS_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "sim/rtl/axi_pins.h"

namespace vta {

// Shared by a memory and whoever makes it misbehave, who may change it between any two cycles. A
// read answers with an error in the beats that are hit, a write that is hit writes nothing.
struct AxiFaults {
  static constexpr std::uint64_t kForEver = std::numeric_limits<std::uint64_t>::max();

  // Reads and writes that touch [address, address + size).
  struct Range {
    std::uint64_t address = 0, size = 0;
    AxiResp resp = AxiResp::kSlvErr;
  };
  std::vector<Range> ranges;

  // One burst by its number, counted from 0 in the order of the address handshakes.
  struct Burst {
    std::uint64_t number = 0;
    AxiResp resp = AxiResp::kSlvErr;
    std::uint32_t beats = ~std::uint32_t{0};  // of a read, by bit
  };
  std::vector<Burst> reads, writes;

  // Handshakes (AR, AW, W) that the memory still accepts and beats (R) or responses (B) that it
  // still gives; behind them the channel is dead until the number is raised again.
  struct Left {
    std::uint64_t ar = kForEver, r = kForEver, aw = kForEver, w = kForEver, b = kForEver;
  };
  Left left;

  // Bursts that have been accepted, with their addresses.
  std::vector<AxiAddress> reads_seen, writes_seen;

  // For the memory: the number of a burst that it accepts, and one handshake less of a channel.
  std::uint64_t accept_read(const AxiAddress& address);
  std::uint64_t accept_write(const AxiAddress& address);
  static void spend(std::uint64_t& channel) {
    if (channel != kForEver) --channel;
  }
  // What a read beat at an address, or a write of so many bytes, answers instead of OKAY.
  [[nodiscard]] std::optional<AxiResp> read_beat(std::uint64_t number, std::uint32_t beat,
                                                 std::uint64_t address, std::uint64_t size) const;
  [[nodiscard]] std::optional<AxiResp> write(std::uint64_t number, std::uint64_t address,
                                             std::uint64_t size) const;
};

}  // namespace vta

#endif  // VTA_SIM_RTL_AXI_FAULTS_H_
