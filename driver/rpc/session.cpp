// SPDX-License-Identifier: Apache-2.0
#include "driver/rpc/session.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <utility>

#include "driver/rpc/secrets.h"
#include "hw/isa/isa_tables.h"
#include "hw/isa/shown.h"

namespace vta::rpc {
namespace {

constexpr std::chrono::milliseconds kLeave{1'000};  // for a call whose end is near

std::string hex(std::uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%" PRIx64, value);
  return text;
}

grpc::Status from_device(const Error& error) {
  return refused(grpc::StatusCode::FAILED_PRECONDITION, shown(error.message, kMaxSentence));
}

}  // namespace

Session::Session(const ServerOptions& options, const Config& config, std::uint64_t number)
    : options_(options), config_(config), name_(random_name()), number_(number) {}

Session::~Session() = default;

Status Session::open() {
  Result<std::unique_ptr<Device>> device = options_.open(config_);
  regions_.clear();
  region_bytes_ = 0;
  if (device) {
    device_ = std::move(device).value();
    return ok_status();
  }
  problem_ = device.error().message;
  return device.error();
}

std::string Session::target() const { return device_ ? std::string(device_->target()) : ""; }

void Session::finish(const std::string& why) {
  const std::lock_guard lock(state_mutex_);
  if (over_) return;
  why_over_ = why;
  over_ = true;
}

std::string Session::why_over() const {
  const std::lock_guard lock(state_mutex_);
  return why_over_;
}

void Session::close() {
  std::unique_lock lock(call_mutex_, kLeave);
  if (!lock) {
    {
      // Under the lock, so that the call is still there.
      const std::lock_guard state(state_mutex_);
      if (cancel_) cancel_();
    }
    lock.lock();
  }
  device_.reset();
  problem_ = "the lease has ended";
  regions_.clear();
}

Session::Call::Call(std::shared_ptr<Session> session, std::function<void()> cancel)
    : session_(std::move(session)), lock_(session_->call_mutex_, kLeave) {
  if (!lock_) return;
  const std::lock_guard state(session_->state_mutex_);
  session_->cancel_ = std::move(cancel);
}

Session::Call::~Call() {
  if (!lock_) return;
  const std::lock_guard state(session_->state_mutex_);
  session_->cancel_ = {};
}

grpc::Status Session::Call::status() const {
  if (!lock_) {
    return refused(grpc::StatusCode::ABORTED,
                   "another call of this lease is running; a device does one thing at a time");
  }
  if (session_->over()) {
    return refused(grpc::StatusCode::ABORTED, "the lease has ended: " + session_->why_over());
  }
  return grpc::Status::OK;
}

grpc::Status Session::add_region(std::uint64_t address, std::uint64_t size) {
  const Limits& limits = options_.limits;
  if (regions_.size() >= limits.regions) {
    return refused(grpc::StatusCode::RESOURCE_EXHAUSTED,
                   "a client has at most " + std::to_string(limits.regions) + " memory regions");
  }
  if (size > limits.memory_bytes - region_bytes_) {
    return refused(grpc::StatusCode::RESOURCE_EXHAUSTED,
                   "a region of " + std::to_string(size) + " bytes beside " +
                       std::to_string(region_bytes_) + " that the client has; at most " +
                       std::to_string(limits.memory_bytes) + " bytes are served to one client");
  }
  if (Status s = device_->add_region(address, size); !s) return from_device(s.error());
  regions_[address] = size;
  region_bytes_ += size;
  return grpc::Status::OK;
}

// Regions do not overlap, and those that touch count as one.
grpc::Status Session::check_range(std::uint64_t address, std::uint64_t size) const {
  const grpc::Status outside =
      refused(grpc::StatusCode::FAILED_PRECONDITION, "the range at " + hex(address) + " (" +
                                                         std::to_string(size) +
                                                         " bytes) leaves the memory regions");
  while (size != 0) {
    auto region = regions_.upper_bound(address);
    if (region == regions_.begin()) return outside;
    --region;
    const std::uint64_t offset = address - region->first;
    if (offset >= region->second) return outside;
    const std::uint64_t here = std::min(size, region->second - offset);
    address += here;
    size -= here;
  }
  return grpc::Status::OK;
}

grpc::Status Session::write(std::uint64_t address, std::span<const std::byte> data) {
  if (Status s = device_->write(address, data); !s) return from_device(s.error());
  return grpc::Status::OK;
}

grpc::Status Session::read(std::uint64_t address, std::span<std::byte> data) const {
  if (Status s = device_->read(address, data); !s) return from_device(s.error());
  return grpc::Status::OK;
}

grpc::Status Session::run(const RunRequest& request, const Device::Progress& progress,
                          const std::function<bool()>& stop, RunReport& report) {
  device_->set_progress(progress);
  device_->set_stop_request([this, &stop] { return over_ || stop(); });
  Result<RunReport> done = device_->run(request);
  device_->set_progress({});
  device_->set_stop_request({});
  if (over_) {
    return refused(grpc::StatusCode::ABORTED, "the lease ended during the run: " + why_over());
  }
  if (!done) return from_device(done.error());
  report = std::move(done).value();
  return grpc::Status::OK;
}

grpc::Status Session::reset() {
  device_.reset();
  if (Status s = open(); !s) return from_device(s.error());
  return grpc::Status::OK;
}

grpc::Status Session::load_bitstream(std::span<const std::byte> bitstream,
                                     const std::string& sha256) {
  device_.reset();
  const Status loaded = options_.hooks.load_bitstream(bitstream, sha256);
  const Status opened = open();
  if (!loaded) return from_device(loaded.error());
  if (!opened) return from_device(opened.error());
  return grpc::Status::OK;
}

grpc::Status check_register(std::uint32_t offset, bool write) {
  for (const CsrSpec& csr : kCsrs) {
    if (offset % 4 != 0 || offset < csr.offset || offset >= csr.offset + 4 * csr.words) continue;
    if (!write) return grpc::Status::OK;
    const std::string name(csr.name);
    if (csr.access == CsrAccess::kReadOnly) {
      return refused(grpc::StatusCode::INVALID_ARGUMENT,
                     "register " + name + " is read-only; it cannot be written");
    }
    if (csr.offset == csr::kControl) {
      return refused(grpc::StatusCode::INVALID_ARGUMENT,
                     "register control is not written by clients; Run starts the machine");
    }
    return grpc::Status::OK;
  }
  return refused(grpc::StatusCode::INVALID_ARGUMENT,
                 "there is no register at " + hex(offset) + "; docs/isa_tables.md lists them");
}

}  // namespace vta::rpc
