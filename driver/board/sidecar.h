// SPDX-License-Identifier: Apache-2.0
//
// What a bitstream does not say about the design in it: a JSON file beside it, of the same name but
// for its ending.
//
//   {"format": "vta-bitstream", "version": 1,
//    "config": {"LOG_INP_WIDTH": 3, ...},              as in vta_config.json
//    "clock_mhz": 100,                                 PL clock the design was built for
//    "registers": {"base": 1073741824, "span": 65536}, bytes, as the processor sees them
//    "interrupt": 0,                                   line of IRQ_F2P
//    "memory_port": {"kind": "hp", "coherent": false}, which port the AXI master goes to
//    "isa_version": 65536,                             as in the register `version`
//    "bitstream_sha256": "..."}                        of the whole file beside it

#ifndef VTA_DRIVER_BOARD_SIDECAR_H_
#define VTA_DRIVER_BOARD_SIDECAR_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "driver/board/bitstream.h"
#include "hw/isa/config.h"
#include "hw/isa/isa_tables.h"

namespace vta::board {

enum class PortKind { kHp, kAcp };  // AXI slave of the processor (UG585, chapter 5)
[[nodiscard]] std::string_view to_string(PortKind kind);  // "hp", "acp"

struct Sidecar {
  Config config = Config::pynq();
  double clock_mhz = 100;                     // above 0, at most 250
  std::uint32_t register_base = 0x4000'0000;  // in M_AXI_GP0 or M_AXI_GP1, a multiple of the span
  std::uint32_t register_span = 0x1'0000;     // bytes, a power of two from 4096 to 2^30
  unsigned interrupt = 0;                     // 0..15
  PortKind port = PortKind::kHp;
  bool coherent = false;                    // with the caches; only acp can be
  std::uint32_t isa_version = kIsaVersion;  // the only one there is
  std::string bitstream_sha256;             // 64 lower-case hexadecimal digits

  friend bool operator==(const Sidecar&, const Sidecar&) = default;
};

// "dir/design.json" for "dir/design.bit".
[[nodiscard]] std::string sidecar_path(const std::string& bitstream_path);

// Fails naming the key, what it is and what would be right: missing, unknown and repeated keys,
// values out of range, another version.
[[nodiscard]] Result<Sidecar> sidecar_from_json(std::string_view text);

// Fails when it would not be read again, with what sidecar_from_json() says about it.
[[nodiscard]] Result<std::string> sidecar_to_json(const Sidecar& sidecar);

// Reads a file of this host; messages name it.
[[nodiscard]] Result<Sidecar> read_sidecar(const std::string& path);

// Fails unless it is about this bitstream, by its hash.
[[nodiscard]] Status check_belongs(const Sidecar& sidecar, const Bitstream& bitstream);

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_SIDECAR_H_
