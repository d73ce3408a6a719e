// SPDX-License-Identifier: Apache-2.0

#include "driver/board/load_design.h"

#include <memory>
#include <optional>
#include <utility>

#include "driver/board/error_text.h"
#include "driver/board/fpga_loader.h"
#include "driver/board/identity.h"
#include "driver/board/loaded_design.h"
#include "driver/board/open_system.h"
#include "driver/board/pl_clock.h"
#include "driver/board/register_io.h"
#include "driver/board/run_wait.h"
#include "driver/board/wall_clock.h"
#include "hw/isa/shown.h"

namespace vta::board {
namespace {

// The registers of a design that is known to be loaded and to have its clock.
Result<std::unique_ptr<RegisterIo>> open_registers(System& system, const Sidecar& sidecar) {
  RegisterOptions options;
  options.address = sidecar.register_base;
  options.size = sidecar.register_span;
  return RegisterIo::open(system, options);
}

Status verify_registers(System& system, const Sidecar& sidecar) {
  const Result<std::unique_ptr<RegisterIo>> registers = open_registers(system, sidecar);
  if (!registers) return registers.error();
  return verify_identity(*registers.value(), sidecar.config);
}

// What was loaded before, as far as its registers may be touched.
struct Before {
  Sidecar sidecar;
  std::unique_ptr<RegisterIo> registers;
  double clock_mhz = 0;
};

// Nothing when something else may be loaded, or nothing: reading a register of a design that is
// not there can stop the processor for good.
std::optional<Before> look(System& system, const Board& board) {
  Result<std::optional<Sidecar>> sidecar = read_loaded_design(system);
  if (!sidecar || !sidecar.value()) return std::nullopt;
  const Line state = read_line(system, std::string(kFpgaManager) + "/state");
  if (state.error != 0 || state.text != "operating") return std::nullopt;
  Before before{std::move(*sidecar.value()), nullptr, 0};
  const Result<double> clock = set_pl_clock(system, board.ps_clock_mhz, before.sidecar.clock_mhz);
  if (!clock) return std::nullopt;
  before.clock_mhz = clock.value();
  Result<std::unique_ptr<RegisterIo>> registers = open_registers(system, before.sidecar);
  if (!registers || !verify_identity(*registers.value(), before.sidecar.config)) {
    return std::nullopt;
  }
  before.registers = std::move(registers).value();
  return before;
}

// Fails when the accelerator runs; `force` ends what it does, as far as it can be ended.
Status stop_running(RegisterIo& registers, bool force) {
  const Result<std::uint32_t> control = registers.read_register(csr::kControl);
  if (!control) return control.error();
  if ((control.value() & (csr::kControlBusy | csr::kControlResetting)) == 0) return ok_status();
  if (force) {
    // What it owes to memory it may owe for ever; a load is then the only way on.
    const Result<bool> reset = reset_in_time(registers, *host_clock());
    return reset ? ok_status() : Status(reset.error());
  }
  const Result<std::string> where = describe_state(registers);
  return Error{"the accelerator is running (" + (where ? where.value() : where.error().message) +
               "), and its design is not replaced meanwhile; wait for the end of the run, or use "
               "vta program --force, which resets it first"};
}

}  // namespace

Result<Design> read_design(const std::string& path, const Board& board) {
  Result<Bitstream> bitstream = read_bitstream(path);
  if (!bitstream) return bitstream.error();
  if (Status status = check_for_board(bitstream.value(), board); !status) {
    return Error{"'" + shown(path) + "' " + status.error().message};
  }
  const std::string beside = sidecar_path(path);
  Result<Sidecar> sidecar = read_sidecar(beside);
  if (!sidecar) return sidecar.error();
  if (Status status = check_belongs(sidecar.value(), bitstream.value()); !status) {
    return Error{"'" + shown(beside) + "': " + status.error().message};
  }
  return Design{std::move(bitstream).value(), std::move(sidecar).value()};
}

Result<LoadReport> load_design(System& system, const Lease& lease, const Board& board,
                               const Design& design, bool force) {
  const Sidecar& sidecar = design.sidecar;
  if (Status s = check_programmable(system, board, design.bitstream, sidecar); !s) {
    return s.error();
  }
  if (const std::optional<Before> before = look(system, board)) {
    if (Status s = stop_running(*before->registers, force); !s) return s.error();
    if (!force && before->sidecar == sidecar) {
      return LoadReport{{firmware_name(swapped_words(design.bitstream)), before->clock_mhz, true},
                        false};
    }
  }
  if (Status s = forget_loaded_design(system); !s) return s.error();
  Result<Programmed> programmed =
      program_device(system, lease, board, design.bitstream, sidecar, verify_registers);
  if (!programmed) return programmed.error();
  if (Status s = write_loaded_design(system, sidecar); !s) {
    return Error{"the design is loaded, but programs cannot learn its memory port: " +
                 s.error().message};
  }
  return LoadReport{std::move(programmed).value(), true};
}

Status check_board(const std::string& root) {
  const Result<std::unique_ptr<System>> system = open_system(root);
  if (!system) return system.error();
  const Line state = read_line(*system.value(), std::string(kFpgaManager) + "/state");
  if (state.error == 0) return ok_status();
  return Error{"there is no board that takes bitstreams: cannot read " + std::string(kFpgaManager) +
               "/state: " + error_text(state.error)};
}

Result<LoadReport> load_design(const std::string& root, const Board& board, const Design& design,
                               bool force) {
  const Result<std::unique_ptr<System>> system = open_system(root);
  if (!system) return system.error();
  const Result<Lease> lease = Lease::take(*system.value());
  if (!lease) return lease.error();
  return load_design(*system.value(), lease.value(), board, design, force);
}

}  // namespace vta::board
