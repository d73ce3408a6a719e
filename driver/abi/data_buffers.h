// SPDX-License-Identifier: Apache-2.0
//
// The buffers of the C runtime, by the handles that programs hold.

#ifndef VTA_DRIVER_ABI_DATA_BUFFERS_H_
#define VTA_DRIVER_ABI_DATA_BUFFERS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

#include "driver/abi/vta_driver.h"
#include "hw/isa/result.h"

namespace vta::abi {

// Memory of VTAMemAlloc(), freed with the object.
class DataBuffer {
 public:
  // Fails when there is none.
  static Result<std::shared_ptr<DataBuffer>> make(std::size_t bytes);
  // Takes over `host`, which lies at `address`.
  DataBuffer(void* host, vta_phy_addr_t address, std::size_t bytes);
  ~DataBuffer();
  DataBuffer(const DataBuffer&) = delete;
  DataBuffer& operator=(const DataBuffer&) = delete;

  [[nodiscard]] std::byte* host() const { return host_; }
  [[nodiscard]] vta_phy_addr_t address() const { return address_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] const std::string& name() const { return name_; }  // in messages

  // Fails unless [offset, offset + size) lies in the buffer.
  [[nodiscard]] Status check(std::uint64_t offset, std::uint64_t size) const;

 private:
  std::byte* host_;
  vta_phy_addr_t address_;
  std::size_t bytes_;
  std::string name_;
};

class DataBuffers {
 public:
  // The handle of a new buffer.
  Result<void*> allocate(std::size_t bytes);
  // The program gives its handle back; who shares the buffer keeps it.
  Status release(const void* handle);

  // Null: no buffer has this handle.
  [[nodiscard]] std::shared_ptr<DataBuffer> find(const void* handle) const;
  // The same as a Result.
  [[nodiscard]] Result<std::shared_ptr<DataBuffer>> get(const void* handle) const;

  // See VTABufferCopy().
  Status copy(const void* from, std::size_t from_offset, void* to, std::size_t to_offset,
              std::size_t bytes, int kind) const;

 private:
  std::unordered_map<const void*, std::shared_ptr<DataBuffer>> buffers_;
};

}  // namespace vta::abi

#endif  // VTA_DRIVER_ABI_DATA_BUFFERS_H_
