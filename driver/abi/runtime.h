// SPDX-License-Identifier: Apache-2.0
//
// What is behind the functions of vta_runtime.h: buffers, micro-kernels, the queue, and the failure
// that the next VTASynchronize() reports.

#ifndef VTA_DRIVER_ABI_RUNTIME_H_
#define VTA_DRIVER_ABI_RUNTIME_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "driver/abi/command_queue.h"
#include "driver/abi/data_buffers.h"
#include "driver/abi/kernel_table.h"

namespace vta::abi {

class Runtime {
 public:
  using Geometry = std::function<Result<Config>()>;  // asked once
  explicit Runtime(Geometry geometry, std::uint64_t max_window_bytes = kMaxWindowBytes)
      : geometry_(std::move(geometry)), max_window_bytes_(max_window_bytes) {}

  // Runs `action`, a call of this name, unless an earlier one has failed; its failure is told on
  // stderr and kept. Returns whether the call was made and succeeded.
  bool attempt(const char* name, const std::function<Status()>& action);
  // The same for calls that append to the queue, and therefore come from outside of a micro-kernel.
  bool append(const char* name, const void* cmd,
              const std::function<Status(CommandQueue&)>& action);

  // What an operation of a program leads to.
  Status load(CommandQueue& queue, const void* buffer, const Load2d& load);
  Status store(CommandQueue& queue, const void* buffer, const Store2d& store);
  Status push_kernel(CommandQueue& queue, UopMode mode, void** slot, int (*init)(void*),
                     void* signature, int bytes);
  // The micro-kernel that is being recorded; fails when there is none.
  Result<KernelRecorder*> recorder();
  // Flushes or invalidates elements of a buffer.
  Status barrier(const void* cmd, const void* buffer, std::uint32_t elem_bits, std::uint32_t start,
                 std::uint32_t extent, bool device_reads);
  Status set_debug_flags(const void* cmd, int flags);

  // Runs the queue. An Error has not been told yet.
  Status synchronize(const void* cmd, std::uint32_t wait_cycles);
  void shut_down();

  // The one value that `cmd` may have.
  [[nodiscard]] void* command_handle() { return this; }

  DataBuffers buffers;
  bool keep_going = false;
  // Of the calls since the last synchronization, or what that one reported.
  [[nodiscard]] const std::string& error() const { return failure_.empty() ? reported_ : failure_; }

 private:
  Status check_handle(const void* cmd) const;
  Result<MicroKernel> record(UopMode mode, int (*init)(void*), void* signature);
  Result<CommandQueue*> queue();
  Result<Config> config();

  Geometry geometry_;
  std::uint64_t max_window_bytes_;
  std::optional<Config> config_;
  KernelTable kernels_;
  std::optional<KernelRecorder> recorder_;  // while init() runs
  int flags_ = 0;
  std::string failure_, reported_;  // "" for none
  std::unique_ptr<CommandQueue> queue_;
};

}  // namespace vta::abi

#endif  // VTA_DRIVER_ABI_RUNTIME_H_
