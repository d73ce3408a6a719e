// SPDX-License-Identifier: Apache-2.0
//
// What is behind the functions of vta_driver.h: one device, its memory, and the statistics of its
// runs.

#ifndef VTA_DRIVER_ABI_SESSION_H_
#define VTA_DRIVER_ABI_SESSION_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>

#include "driver/abi/shared_memory.h"
#include "driver/device/device.h"

namespace vta::abi {

// Sums over runs.
struct Totals {
  Statistics statistics;
  std::uint64_t cycles = 0;
  std::uint64_t runs = 0;
};

class Session {
 public:
  using Open = std::function<Result<std::unique_ptr<Device>>()>;
  explicit Session(Open open) : open_(std::move(open)) {}

  // The device is open while there is a handle or a buffer.
  using Handle = std::uint64_t;  // never 0, never the same twice
  Result<Handle> open_handle();
  Status close_handle(Handle handle);
  [[nodiscard]] bool is_open() const { return device_ != nullptr; }

  Result<std::byte*> allocate(std::uint64_t bytes);
  Status release(const void* host);

  // Of a byte in a live buffer.
  Result<std::uint32_t> address_of(const void* host) const;
  // Fail when the range leaves its buffer; then nothing is copied.
  Status copy_from_host(const void* to, const void* from, std::uint64_t bytes);
  Status copy_to_host(void* to, const void* from, std::uint64_t bytes);
  // The same check, and that the address belongs to the pointer.
  Status check_range(const void* host, std::uint64_t address, std::int64_t bytes) const;

  struct RunArguments {
    Handle handle;
    std::uint32_t insn_address, insn_count, max_cycles;
  };
  // An Error: the run was impossible, or the device failed. Everything else is in the report.
  Result<RunReport> run(const RunArguments& arguments);

  // A failure that could not be reported. The next run does, and does not run.
  void remember(const Error& error);

  Totals totals;

 private:
  [[nodiscard]] Result<SharedMemory::Place> range(const void* host, std::uint64_t bytes) const;
  [[nodiscard]] Result<std::span<const std::byte>> stream(const RunArguments& arguments) const;
  Status ensure_open();
  void close_if_unused();
  void count(const RunReport& report);

  Open open_;
  std::unique_ptr<Device> device_;
  SharedMemory memory_;
  std::set<Handle> handles_;
  Handle next_handle_ = 1;
  std::optional<Error> remembered_;
};

}  // namespace vta::abi

#endif  // VTA_DRIVER_ABI_SESSION_H_
