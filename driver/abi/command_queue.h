// SPDX-License-Identifier: Apache-2.0
//
// Records instructions for one device and runs them, window by window.

#ifndef VTA_DRIVER_ABI_COMMAND_QUEUE_H_
#define VTA_DRIVER_ABI_COMMAND_QUEUE_H_

#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>

#include "driver/abi/data_buffers.h"
#include "driver/abi/vta_driver.h"
#include "driver/program/command_stream.h"

namespace vta::abi {

// A window of more than so many bytes of instructions, or of micro-ops, is run before the program
// asks for it.
inline constexpr std::uint64_t kMaxWindowBytes = std::uint64_t{4} << 20;

class CommandQueue {
 public:
  // Opens the device. Fails when there is none.
  static Result<std::unique_ptr<CommandQueue>> make(const Config& config,
                                                    std::uint64_t max_window_bytes);
  // Takes over `device`.
  CommandQueue(const Config& config, VTADeviceHandle device, std::uint64_t max_window_bytes);
  ~CommandQueue();
  CommandQueue(const CommandQueue&) = delete;
  CommandQueue& operator=(const CommandQueue&) = delete;

  // Loads and stores; `buffer` of the call is filled in. The buffer lives until the window has run.
  Status load(const std::shared_ptr<DataBuffer>& buffer, Load2d load);
  Status store(const std::shared_ptr<DataBuffer>& buffer, Store2d store);
  Status kernel(const MicroKernel& kernel);
  Status dep_push(Queue from, Queue to) { return stream_.dep_push(from, to); }
  Status dep_pop(Queue from, Queue to) { return stream_.dep_pop(from, to); }

  void set_debug_flags(int flags) { flags_ = flags; }

  // Runs the window. The queue is empty afterwards, whether that succeeded or not.
  Status synchronize(std::uint32_t wait_cycles);
  // Forgets the window.
  void discard();

  [[nodiscard]] std::size_t insn_count() const { return stream_.insn_count(); }

 private:
  Status declare(const std::shared_ptr<DataBuffer>& buffer);
  Status run_when_full();
  Status run(std::uint32_t wait_cycles);

  Config config_;
  VTADeviceHandle device_;
  std::uint64_t max_window_bytes_;
  int flags_ = 0;
  CommandStream stream_;
  std::unordered_map<const DataBuffer*, std::shared_ptr<DataBuffer>> used_;  // in this window
  std::shared_ptr<DataBuffer> uop_image_, insn_image_;                       // null until needed
};

}  // namespace vta::abi

#endif  // VTA_DRIVER_ABI_COMMAND_QUEUE_H_
