// SPDX-License-Identifier: Apache-2.0
//
// Which pages the host has changed follows from a comparison with a second copy, which costs no
// cooperation of the program: it may write through any pointer at any time between two runs.

#include "driver/abi/shared_memory.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <string>
#include <utility>

namespace vta::abi {
namespace {

// Calls `action(begin, end)` for every longest run of pages of [begin, end) for which `wanted`
// holds.
Status for_runs(std::uint64_t begin, std::uint64_t end,
                const std::function<bool(std::uint64_t)>& wanted,
                const std::function<Status(std::uint64_t, std::uint64_t)>& action) {
  std::uint64_t at = begin;
  while (at < end) {
    if (!wanted(at)) {
      at += kPageBytes;
      continue;
    }
    const std::uint64_t first = at;
    while (at < end && wanted(at)) at += kPageBytes;
    if (Status status = action(first, at); !status) return status;
  }
  return ok_status();
}

}  // namespace

Status SharedMemory::add_chunk(Device& device, std::uint64_t bytes) {
  const std::uint64_t address = chunks_.empty()
                                    ? kFirstAddress
                                    : chunks_.back()->address + chunks_.back()->host.bytes().size();
  Result<ZeroedPages> host = ZeroedPages::make(bytes);
  if (!host) return host.error();
  Result<ZeroedPages> held = ZeroedPages::make(bytes);
  if (!held) return held.error();
  if (Status status = device.add_region(address, bytes); !status) return status;
  Chunk chunk{address, FirstFit(bytes), std::move(host).value(), std::move(held).value()};
  chunks_.push_back(std::make_unique<Chunk>(std::move(chunk)));
  return ok_status();
}

Result<std::byte*> SharedMemory::allocate(Device& device, std::uint64_t bytes) {
  for (const auto& chunk : chunks_) {
    if (const auto offset = chunk->layout.allocate(bytes)) {
      return chunk->host.bytes().data() + *offset;
    }
  }
  constexpr std::uint64_t kAddressSpace = std::uint64_t{1} << 32;
  if (bytes > kAddressSpace) {
    return Error{std::to_string(bytes) + " bytes are more than the 32-bit address space has"};
  }
  const std::uint64_t size = std::max(whole_pages(bytes), kChunkBytes);
  if (Status status = add_chunk(device, size); !status) return status.error();
  Chunk& chunk = *chunks_.back();
  const auto offset = chunk.layout.allocate(bytes);
  VTA_CHECK(offset.has_value());
  return chunk.host.bytes().data() + *offset;
}

Status SharedMemory::release(const void* host) {
  const std::optional<Place> place = find(host);
  if (!place) return Error{"the pointer is not that of a buffer, or it was freed before"};
  if (!place->at_begin) return Error{"the pointer points into a buffer, not to its begin"};
  for (const auto& chunk : chunks_) {
    const std::uint64_t offset = place->address - chunk->address;
    if (place->address >= chunk->address && offset < chunk->host.bytes().size()) {
      VTA_CHECK(chunk->layout.release(offset));
    }
  }
  return ok_status();
}

SharedMemory::Place SharedMemory::place_in(const Chunk& chunk, const FirstFit::Block& block,
                                           std::uint64_t offset) {
  auto& bytes = const_cast<Chunk&>(chunk).host;
  const std::uint64_t end = block.offset + block.bytes;
  return {chunk.address + offset,
          bytes.bytes().subspan(static_cast<std::size_t>(offset),
                                static_cast<std::size_t>(end - offset)),
          offset == block.offset};
}

std::optional<SharedMemory::Place> SharedMemory::find(const void* host) const {
  const auto wanted = reinterpret_cast<std::uintptr_t>(host);
  for (const auto& chunk : chunks_) {
    const auto begin = reinterpret_cast<std::uintptr_t>(chunk->host.bytes().data());
    if (wanted < begin || wanted - begin >= chunk->host.bytes().size()) continue;
    const auto block = chunk->layout.block_at(wanted - begin);
    if (block) return place_in(*chunk, *block, wanted - begin);
  }
  return std::nullopt;
}

std::optional<SharedMemory::Place> SharedMemory::find(std::uint64_t address) const {
  for (const auto& chunk : chunks_) {
    if (address < chunk->address) continue;
    const std::uint64_t offset = address - chunk->address;
    if (offset >= chunk->host.bytes().size()) continue;
    const auto block = chunk->layout.block_at(offset);
    if (block) return place_in(*chunk, *block, offset);
  }
  return std::nullopt;
}

std::size_t SharedMemory::buffers() const {
  std::size_t count = 0;
  for (const auto& chunk : chunks_) count += chunk->layout.blocks().size();
  return count;
}

Status SharedMemory::to_device(Device& device) {
  for (const auto& chunk : chunks_) {
    std::byte* const host = chunk->host.bytes().data();
    std::byte* const held = chunk->device.bytes().data();
    const auto changed = [host, held](std::uint64_t at) {
      return std::memcmp(host + at, held + at, kPageBytes) != 0;
    };
    // What is sent is what is kept, even if somebody writes meanwhile: that is sent the next time.
    const auto send = [&](std::uint64_t begin, std::uint64_t end) -> Status {
      const auto size = static_cast<std::size_t>(end - begin);
      std::memcpy(held + begin, host + begin, size);
      Status status = device.write(chunk->address + begin, {held + begin, size});
      if (status) return status;
      // Nobody knows what the device has now, so that every page has to count as changed.
      for (std::uint64_t at = begin; at < end; at += kPageBytes) held[at] = ~host[at];
      return status;
    };
    for (const auto& [offset, bytes] : chunk->layout.blocks()) {
      Status status = for_runs(offset, offset + whole_pages(bytes), changed, send);
      if (!status) return status;
    }
  }
  return ok_status();
}

Status SharedMemory::from_device(const Device& device, const PageSet& pages) {
  for (const auto& chunk : chunks_) {
    std::byte* const host = chunk->host.bytes().data();
    std::byte* const held = chunk->device.bytes().data();
    const auto stored = [&](std::uint64_t at) { return pages.contains(chunk->address + at); };
    const auto fetch = [&](std::uint64_t begin, std::uint64_t end) -> Status {
      const auto size = static_cast<std::size_t>(end - begin);
      if (Status status = device.read(chunk->address + begin, {held + begin, size}); !status) {
        return status;
      }
      std::memcpy(host + begin, held + begin, size);
      return ok_status();
    };
    if (Status status = for_runs(0, chunk->host.bytes().size(), stored, fetch); !status) {
      return status;
    }
  }
  return ok_status();
}

}  // namespace vta::abi
