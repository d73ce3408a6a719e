// SPDX-License-Identifier: Apache-2.0

#include "driver/abi/data_buffers.h"

#include <cstdio>
#include <utility>
#include <vector>

#include "driver/abi/vta_runtime.h"

namespace vta::abi {
namespace {

std::string name_of(vta_phy_addr_t address) {
  char text[32];
  std::snprintf(text, sizeof text, "buffer@0x%x", address);
  return text;
}

}  // namespace

DataBuffer::DataBuffer(void* host, vta_phy_addr_t address, std::size_t bytes)
    : host_(static_cast<std::byte*>(host)),
      address_(address),
      bytes_(bytes),
      name_(name_of(address)) {}

DataBuffer::~DataBuffer() { VTAMemFree(host_); }

Result<std::shared_ptr<DataBuffer>> DataBuffer::make(std::size_t bytes) {
  void* const memory = VTAMemAlloc(bytes, VTA_CACHED);
  if (memory == nullptr) {
    return Error{"there is no device memory of " + std::to_string(bytes) + " bytes"};
  }
  auto buffer = std::make_shared<DataBuffer>(memory, VTAMemGetPhyAddr(memory), bytes);
  if (buffer->address() == 0) return Error{"device memory of the host has no physical address"};
  return buffer;
}

Status DataBuffer::check(std::uint64_t offset, std::uint64_t size) const {
  if (offset <= bytes_ && size <= bytes_ - offset) return ok_status();
  return Error{std::to_string(size) + " bytes from offset " + std::to_string(offset) + " leave " +
               name_ + ", which has " + std::to_string(bytes_)};
}

Result<void*> DataBuffers::allocate(std::size_t bytes) {
  Result<std::shared_ptr<DataBuffer>> buffer = DataBuffer::make(bytes);
  if (!buffer) return buffer.error();
  void* const handle = buffer.value().get();
  buffers_.emplace(handle, std::move(buffer).value());
  return handle;
}

Status DataBuffers::release(const void* handle) {
  if (buffers_.erase(handle) == 1) return ok_status();
  return Error{"the pointer is not a buffer of VTABufferAlloc(), or it was freed before"};
}

std::shared_ptr<DataBuffer> DataBuffers::find(const void* handle) const {
  const auto buffer = buffers_.find(handle);
  return buffer == buffers_.end() ? nullptr : buffer->second;
}

Result<std::shared_ptr<DataBuffer>> DataBuffers::get(const void* handle) const {
  std::shared_ptr<DataBuffer> buffer = find(handle);
  if (buffer) return buffer;
  return Error{"the pointer is not a buffer of VTABufferAlloc(), or it was freed"};
}

Status DataBuffers::copy(const void* from, std::size_t from_offset, void* to, std::size_t to_offset,
                         std::size_t bytes, int kind) const {
  if (kind < VTA_MEMCPY_H2D || kind > VTA_MEMCPY_D2D) {
    return Error{"kind " + std::to_string(kind) +
                 " is none; expected 1 (to a buffer), 2 (from a buffer) or 3 (both)"};
  }
  std::shared_ptr<DataBuffer> source, destination;
  const auto look_up = [bytes](const DataBuffers& all, const void* handle, std::size_t offset,
                               const char* what, std::shared_ptr<DataBuffer>& found) -> Status {
    Result<std::shared_ptr<DataBuffer>> buffer = all.get(handle);
    if (!buffer) return Error{std::string(what) + ": " + buffer.error().message};
    found = buffer.value();
    Status status = found->check(offset, bytes);
    return status ? status : Error{std::string(what) + ": " + status.error().message};
  };
  if ((kind & VTA_MEMCPY_D2H) != 0) {
    if (Status status = look_up(*this, from, from_offset, "source", source); !status) return status;
  }
  if ((kind & VTA_MEMCPY_H2D) != 0) {
    Status status = look_up(*this, to, to_offset, "destination", destination);
    if (!status) return status;
  }
  if (bytes == 0) return ok_status();
  std::vector<std::byte> between;
  const auto* bytes_in = static_cast<const std::byte*>(from) + from_offset;
  if (source && destination) {
    between.resize(bytes);
    VTAMemCopyToHost(between.data(), source->host() + from_offset, bytes);
    bytes_in = between.data();
  } else if (source) {
    VTAMemCopyToHost(static_cast<std::byte*>(to) + to_offset, source->host() + from_offset, bytes);
    return ok_status();
  }
  VTAMemCopyFromHost(destination->host() + to_offset, bytes_in, bytes);
  return ok_status();
}

}  // namespace vta::abi
