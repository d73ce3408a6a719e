// SPDX-License-Identifier: Apache-2.0
//
// A VTA in the programmable logic of a Pynq-Z1 or Pynq-Z2, real or emulated, as a Device.

#ifndef VTA_DRIVER_BOARD_PYNQ_DEVICE_H_
#define VTA_DRIVER_BOARD_PYNQ_DEVICE_H_

#include <memory>
#include <optional>
#include <string>

#include "driver/board/dma_arena.h"
#include "driver/board/lease.h"
#include "driver/board/memory_guard.h"
#include "driver/board/pynq_memory.h"
#include "driver/board/register_io.h"
#include "driver/board/run_wait.h"
#include "driver/board/system.h"
#include "driver/board/wall_clock.h"
#include "driver/device/device.h"

namespace vta::board {

struct PynqOptions {
  // Address, size and coherence are those of the design (loaded_design.h), if somebody has written
  // them down, else these.
  RegisterOptions registers;
  ArenaOptions arena;
  // Whether the port is coherent; when it is given, and the design is known to be other, the device
  // is not opened.
  std::optional<bool> coherent;
  WallClock::Duration timeout{60'000'000};  // of a run, on the wall
  std::string manager = "/sys/class/fpga_manager/fpga0";
};

// Memory regions live in one arena (pynq_memory.h), and the base registers of a run carry the
// difference between the program's addresses and the physical ones. Memory outside the regions is
// there, and not ours: a program that leaves them is not stopped by the hardware, so run() sets
// traps (memory_guard.h), and the run ends with axi_error as it does on a simulator.
class PynqDevice final : public Device {
 public:
  // What open_pynq() puts together. `system` outlives the others, `lease` is held meanwhile.
  struct Parts {
    std::unique_ptr<System> system;
    std::unique_ptr<WallClock> clock;
    std::optional<Lease> lease;
    std::unique_ptr<RegisterIo> registers;
    std::unique_ptr<DmaArena> arena;
  };
  PynqDevice(Parts parts, const Config& config, const PynqOptions& options);

  std::string_view target() const override { return "pynq"; }
  const Config& config() const override { return config_; }
  Status add_region(std::uint64_t address, std::uint64_t size) override;
  Status write(std::uint64_t address, std::span<const std::byte> data) override;
  Status read(std::uint64_t address, std::span<std::byte> data) const override;

  // The cycles of the report are those of the accelerator, host_seconds those of the wall. A run
  // that reaches the timeout or max_cycles is kTimeout; like one that stopped with an error it
  // tells in `detail` where every stage stands, and a soft reset follows at once. Fails when a
  // register does not answer, the bitstream has been replaced, or the reset does not come to its
  // end.
  Result<RunReport> run(const RunRequest& request) override;

  // How the ends of runs were noticed.
  [[nodiscard]] const WaitCounters& wait_counters() const { return counters_; }

 private:
  Result<RunReport> run_to_end(const RunRequest& request, const MemoryGuard& guard);
  Result<RunReport> finish(const RunRequest& request, const MemoryGuard& guard);
  Result<RunReport> time_out(const std::string& why);  // the run "did not end within ..."
  Status reset_softly();

  Config config_;
  PynqOptions options_;
  std::unique_ptr<System> system_;
  std::unique_ptr<WallClock> clock_;
  std::optional<Lease> lease_;
  std::unique_ptr<RegisterIo> registers_;
  mutable PynqMemory memory_;  // reading may have to place it first
  WaitCounters counters_;
};

// A device whose bitstream is loaded. Looks whether fpga_manager says so, takes the lease and reads
// what is known of the design before it touches a register, then reads the identity (identity.h)
// before it writes one; resets the accelerator and takes the arena last. Fails naming what is
// missing.
[[nodiscard]] Result<std::unique_ptr<PynqDevice>> open_pynq(
    std::unique_ptr<System> system, const Config& config, const PynqOptions& options = {},
    std::unique_ptr<WallClock> clock = host_clock());

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_PYNQ_DEVICE_H_
