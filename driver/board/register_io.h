// SPDX-License-Identifier: Apache-2.0
//
// The registers of the VTA on a board, and its interrupt.
//
// A stock PYNQ image has a UIO device of the name `fabric` for the registers at 0x4000'0000 and the
// first interrupt of the programmable logic; numbers of UIO devices change, names do not. Without
// it the registers are reached through /dev/mem, and there is no interrupt.

#ifndef VTA_DRIVER_BOARD_REGISTER_IO_H_
#define VTA_DRIVER_BOARD_REGISTER_IO_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "driver/board/system.h"
#include "driver/device/host_registers.h"

namespace vta::board {

struct RegisterOptions {
  std::string uio_name = "fabric";      // in /sys/class/uio/uio*/name
  std::uint64_t address = 0x4000'0000;  // physical, a multiple of the page size
  std::size_t size = 0x1'0000;          // bytes
};

// On a real board a register access has an answer or hangs the processor, so nobody may make one
// before the logic is loaded and has a clock; see open_pynq(). An emulated board says so instead.
class RegisterIo final : public RegisterPort {
 public:
  // Fails naming both ways and why neither is there.
  [[nodiscard]] static Result<std::unique_ptr<RegisterIo>> open(
      System& system, const RegisterOptions& options = {});

  // What open() puts together: `file` is that of UIO, or null for /dev/mem, which has no interrupt.
  RegisterIo(std::string path, std::unique_ptr<File> file, std::unique_ptr<Mapping> mapping)
      : path_(std::move(path)), file_(std::move(file)), mapping_(std::move(mapping)) {}

  // Precondition: the offset is a multiple of 4 below the size.
  Result<std::uint32_t> read_register(std::uint32_t offset) override;
  Status write_register(std::uint32_t offset, std::uint32_t value) override;

  // True for UIO.
  [[nodiscard]] bool has_interrupt() const { return file_ != nullptr; }

  // The kernel masks the interrupt when it comes; this lets it come again. In this order nothing is
  // lost: enable, look whether what one waits for is there already, wait, clear the source.
  [[nodiscard]] Status enable_interrupt();

  // True when an interrupt came that was not yet told, false when the time is up. Needs
  // has_interrupt().
  [[nodiscard]] Result<bool> wait_interrupt(std::chrono::milliseconds timeout);

  [[nodiscard]] const std::string& path() const { return path_; }  // "/dev/uio0" or "/dev/mem"

 private:
  std::string path_;
  std::unique_ptr<File> file_;
  std::unique_ptr<Mapping> mapping_;
};

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_REGISTER_IO_H_
