// SPDX-License-Identifier: Apache-2.0

#include "driver/abi/session.h"

#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>

#include "hw/isa/insn.h"

namespace vta::abi {
namespace {

std::string hex(std::uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%" PRIx64, value);
  return text;
}

}  // namespace

Status Session::ensure_open() {
  if (device_) return ok_status();
  Result<std::unique_ptr<Device>> device = open_();
  if (!device) return device.error();
  device_ = std::move(device).value();
  return ok_status();
}

void Session::close_if_unused() {
  if (!handles_.empty() || memory_.buffers() != 0) return;
  memory_ = {};
  device_.reset();
}

Result<Session::Handle> Session::open_handle() {
  if (Status status = ensure_open(); !status) return status.error();
  handles_.insert(next_handle_);
  return next_handle_++;
}

Status Session::close_handle(Handle handle) {
  if (handles_.erase(handle) == 0) {
    return Error{"the handle is not one of VTADeviceAlloc(), or it was freed before"};
  }
  close_if_unused();
  return ok_status();
}

Result<std::byte*> Session::allocate(std::uint64_t bytes) {
  if (Status status = ensure_open(); !status) return status.error();
  Result<std::byte*> memory = memory_.allocate(*device_, bytes);
  if (!memory) close_if_unused();
  return memory;
}

Status Session::release(const void* host) {
  if (Status status = memory_.release(host); !status) return status;
  close_if_unused();
  return ok_status();
}

Result<SharedMemory::Place> Session::range(const void* host, std::uint64_t bytes) const {
  const auto place = memory_.find(host);
  if (!place) return Error{"the pointer does not point into a buffer of VTAMemAlloc()"};
  if (bytes > place->from_here.size()) {
    return Error{std::to_string(bytes) + " bytes from address " + hex(place->address) +
                 " leave the buffer, which has " + std::to_string(place->from_here.size()) +
                 " from there"};
  }
  return *place;
}

Result<std::uint32_t> Session::address_of(const void* host) const {
  Result<SharedMemory::Place> place = range(host, 0);
  if (!place) return place.error();
  return static_cast<std::uint32_t>(place.value().address);
}

Status Session::copy_from_host(const void* to, const void* from, std::uint64_t bytes) {
  Result<SharedMemory::Place> place = range(to, bytes);
  if (!place) return place.error();
  // In range, so as large as memory of this process can be.
  const auto size = static_cast<std::size_t>(bytes);
  if (size != 0) std::memmove(place.value().from_here.data(), from, size);
  return ok_status();
}

Status Session::copy_to_host(void* to, const void* from, std::uint64_t bytes) {
  Result<SharedMemory::Place> place = range(from, bytes);
  if (!place) return place.error();
  const auto size = static_cast<std::size_t>(bytes);
  if (size != 0) std::memmove(to, place.value().from_here.data(), size);
  return ok_status();
}

Status Session::check_range(const void* host, std::uint64_t address, std::int64_t bytes) const {
  if (bytes < 0) return Error{"a size of " + std::to_string(bytes) + " bytes is none"};
  Result<SharedMemory::Place> place = range(host, static_cast<std::uint64_t>(bytes));
  if (!place) return place.error();
  if (place.value().address == address) return ok_status();
  return Error{"the pointer is that of address " + hex(place.value().address) + ", not of " +
               hex(address)};
}

Result<std::span<const std::byte>> Session::stream(const RunArguments& arguments) const {
  if (handles_.count(arguments.handle) == 0) {
    return Error{"the handle is not one of VTADeviceAlloc(), or it was freed before"};
  }
  const std::uint64_t bytes = std::uint64_t{arguments.insn_count} * kInsnBytes;
  const auto place = memory_.find(std::uint64_t{arguments.insn_address});
  if (!place || bytes > place->from_here.size()) {
    return Error{std::to_string(arguments.insn_count) + " instructions at address " +
                 hex(arguments.insn_address) + " do not lie in a buffer of VTAMemAlloc()"};
  }
  return std::span<const std::byte>(place->from_here.first(static_cast<std::size_t>(bytes)));
}

Result<RunReport> Session::run(const RunArguments& arguments) {
  if (const auto earlier = std::exchange(remembered_, std::nullopt)) {
    return Error{"nothing was run, because a call before failed: " + earlier->message};
  }
  Result<std::span<const std::byte>> insns = stream(arguments);
  if (!insns) return insns.error();
  const PageSet pages = stored_pages(device_->config(), insns.value());
  if (Status status = memory_.to_device(*device_); !status) return status.error();
  RunRequest request;
  request.insn_address = arguments.insn_address;
  request.insn_count = arguments.insn_count;
  request.max_cycles = arguments.max_cycles;
  Result<RunReport> report = device_->run(request);
  const Status read = memory_.from_device(*device_, pages);  // whatever became of the run
  if (!report) return report;
  count(report.value());
  if (!read) return read.error();
  return report;
}

void Session::count(const RunReport& report) {
  for (const StatisticsKey& key : statistics_keys()) {
    totals.statistics.*key.field += report.statistics.*key.field;
  }
  if (report.cycle_report) totals.cycles += report.cycle_report->cycles;
  ++totals.runs;
}

void Session::remember(const Error& error) {
  if (!remembered_) remembered_ = error;
}

}  // namespace vta::abi
