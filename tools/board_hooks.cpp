// SPDX-License-Identifier: Apache-2.0
#include "tools/board_hooks.h"

#include <memory>
#include <span>
#include <utility>

#include "driver/board/identity.h"
#include "driver/board/load_design.h"
#include "driver/board/loaded_design.h"
#include "driver/board/open_system.h"
#include "driver/board/pynq_back_end.h"
#include "driver/board/register_io.h"

namespace vta {
namespace {

// The registers of the design that an open device of this process has.
class Registers {
 public:
  [[nodiscard]] static Result<Registers> open(const std::string& root) {
    Registers registers;
    Result<std::unique_ptr<board::System>> system = board::open_system(root);
    if (!system) return system.error();
    registers.system_ = std::move(system).value();
    board::RegisterOptions options;
    const auto design = board::read_loaded_design(*registers.system_);
    if (!design) return design.error();
    if (design.value()) {
      options.address = design.value()->register_base;
      options.size = design.value()->register_span;
    }
    Result<std::unique_ptr<board::RegisterIo>> io =
        board::RegisterIo::open(*registers.system_, options);
    if (!io) return io.error();
    registers.io_ = std::move(io).value();
    if (Status s = board::verify_presence(*registers.io_); !s) return s.error();
    return registers;
  }
  [[nodiscard]] RegisterPort& port() { return *io_; }

 private:
  std::unique_ptr<board::System> system_;
  std::unique_ptr<board::RegisterIo> io_;  // goes first
};

// A bitstream that came over a network, with the description that the server has for it.
Status load_upload(const std::string& root, const board::Board& on, board::Sidecar sidecar,
                   std::span<const std::byte> bytes, const std::string& sha256) {
  Result<board::Bitstream> bitstream = board::parse_bitstream(bytes);
  if (!bitstream) return Error{"the bitstream " + bitstream.error().message};
  sidecar.bitstream_sha256 = sha256;
  const board::Design design{std::move(bitstream).value(), std::move(sidecar)};
  const Result<board::LoadReport> loaded = board::load_design(root, on, design, false);
  return loaded ? ok_status() : Status(loaded.error());
}

}  // namespace

Result<rpc::BoardHooks> board_hooks(const ServedBoard& served) {
  const Result<board::PynqOptions> options = board::pynq_options(served.uri);
  if (!options) return options.error();
  const Result<board::Board> on = board::find_board(served.board);
  if (!on) return on.error();
  board::Sidecar sidecar;
  sidecar.config = served.config;
  sidecar.clock_mhz = served.clock_mhz;
  sidecar.coherent = options.value().coherent.value_or(false);
  sidecar.port = sidecar.coherent ? board::PortKind::kAcp : board::PortKind::kHp;
  // Of any bitstream: what else could be wrong with it is wrong now.
  sidecar.bitstream_sha256 = std::string(64, '0');
  if (const auto text = board::sidecar_to_json(sidecar); !text) {
    return Error{"--clock-mhz: " + text.error().message};
  }

  const std::string root = served.uri.place;
  rpc::BoardHooks hooks;
  hooks.load_bitstream = [root, on = on.value(), sidecar](std::span<const std::byte> bytes,
                                                          const std::string& sha256) {
    return load_upload(root, on, sidecar, bytes, sha256);
  };
  hooks.read_register = [root](std::uint32_t offset) -> Result<std::uint32_t> {
    Result<Registers> registers = Registers::open(root);
    if (!registers) return registers.error();
    return registers.value().port().read_register(offset);
  };
  hooks.write_register = [root](std::uint32_t offset, std::uint32_t value) -> Status {
    Result<Registers> registers = Registers::open(root);
    if (!registers) return registers.error();
    return registers.value().port().write_register(offset, value);
  };
  return hooks;
}

}  // namespace vta
