// SPDX-License-Identifier: Apache-2.0
//
// The wires of one AXI4 port as plain values, sampled or driven once per clock cycle, before the
// rising edge. Whoever holds both ends of a cycle can check it or step it, with or without RTL.

#ifndef VTA_SIM_RTL_AXI_PINS_H_
#define VTA_SIM_RTL_AXI_PINS_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace vta {

inline constexpr std::size_t kAxiMaxDataBytes = 64;  // a 512-bit data bus
inline constexpr unsigned kAxiMaxIds = 16;
inline constexpr unsigned kAxiMaxBeats = 16;          // of a burst, so that AXI3 ports take it
inline constexpr unsigned kAxiMaxOutstanding = 64;    // per direction; bounds every ring
inline constexpr std::uint32_t kAxiPageBytes = 4096;  // no burst crosses a multiple of it

enum class AxiResp : std::uint8_t { kOkay = 0, kExOkay = 1, kSlvErr = 2, kDecErr = 3 };
inline constexpr std::uint8_t kAxiBurstIncr = 1;

// AR and AW.
struct AxiAddress {
  std::uint32_t addr = 0;
  std::uint8_t id = 0;
  std::uint8_t len = 0;   // beats - 1
  std::uint8_t size = 0;  // log2 of the bytes of a beat
  std::uint8_t burst = kAxiBurstIncr;
  std::uint8_t cache = 0, prot = 0;
  friend bool operator==(const AxiAddress&, const AxiAddress&) = default;
};

// W. Byte 0 is the lowest lane; bytes beyond the width of the bus are not looked at.
struct AxiWriteBeat {
  std::uint64_t strb = 0;  // one bit per byte
  bool last = false;
  std::array<std::byte, kAxiMaxDataBytes> data{};
};

// R
struct AxiReadBeat {
  std::uint8_t id = 0;
  AxiResp resp = AxiResp::kOkay;
  bool last = false;
  std::array<std::byte, kAxiMaxDataBytes> data{};
};

// B
struct AxiWriteResponse {
  std::uint8_t id = 0;
  AxiResp resp = AxiResp::kOkay;
  friend bool operator==(const AxiWriteResponse&, const AxiWriteResponse&) = default;
};

// What the master drives.
struct AxiMasterPins {
  bool ar_valid = false, r_ready = false, aw_valid = false, w_valid = false, b_ready = false;
  AxiAddress ar, aw;
  AxiWriteBeat w;
};

// What the slave drives.
struct AxiSlavePins {
  bool ar_ready = false, r_valid = false, aw_ready = false, w_ready = false, b_valid = false;
  AxiReadBeat r;
  AxiWriteResponse b;
};

// The wires of an AXI4-Lite port with 32 data bits, from the host and from the device.
struct AxilMasterPins {
  bool aw_valid = false, w_valid = false, b_ready = false, ar_valid = false, r_ready = false;
  std::uint32_t aw_addr = 0, w_data = 0, ar_addr = 0;
  std::uint8_t w_strb = 0;
};
struct AxilSlavePins {
  bool aw_ready = false, w_ready = false, b_valid = false, ar_ready = false, r_valid = false;
  std::uint32_t r_data = 0;
  AxiResp b_resp = AxiResp::kOkay, r_resp = AxiResp::kOkay;
};

}  // namespace vta

#endif  // VTA_SIM_RTL_AXI_PINS_H_
