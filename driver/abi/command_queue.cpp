// SPDX-License-Identifier: Apache-2.0

#include "driver/abi/command_queue.h"

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "driver/abi/vta_runtime.h"
#include "hw/isa/disassemble.h"

namespace vta::abi {
namespace {

// Of a window that is run because it is full.
constexpr std::uint32_t kAnyTime = std::uint32_t{1} << 31;

// A place for `bytes`, the old one if they fit. An image without bytes has address 0.
Result<std::uint64_t> reserve(std::shared_ptr<DataBuffer>& place, std::uint64_t bytes) {
  if (bytes == 0) return std::uint64_t{0};
  if (!place || place->bytes() < bytes) {
    place.reset();
    Result<std::shared_ptr<DataBuffer>> larger = DataBuffer::make(static_cast<std::size_t>(bytes));
    if (!larger) return larger.error();
    place = std::move(larger).value();
  }
  return std::uint64_t{place->address()};
}

void dump(const Config& config, const std::vector<Insn>& insns) {
  std::printf("%zu instructions\n", insns.size());
  for (std::size_t i = 0; i < insns.size(); ++i) {
    std::printf("%s\n", disassemble(config, i, insns[i]).c_str());
  }
  std::fflush(stdout);
}

}  // namespace

CommandQueue::CommandQueue(const Config& config, VTADeviceHandle device,
                           std::uint64_t max_window_bytes)
    : config_(config), device_(device), max_window_bytes_(max_window_bytes), stream_(config) {}

CommandQueue::~CommandQueue() { VTADeviceFree(device_); }

Result<std::unique_ptr<CommandQueue>> CommandQueue::make(const Config& config,
                                                         std::uint64_t max_window_bytes) {
  const VTADeviceHandle device = VTADeviceAlloc();
  if (device == nullptr) return Error{"there is no device"};
  return std::make_unique<CommandQueue>(config, device, max_window_bytes);
}

Status CommandQueue::declare(const std::shared_ptr<DataBuffer>& buffer) {
  if (!used_.emplace(buffer.get(), buffer).second) return ok_status();
  return stream_.declare_buffer_at(buffer->name(), buffer->bytes(), buffer->address());
}

Status CommandQueue::load(const std::shared_ptr<DataBuffer>& buffer, Load2d load) {
  if (Status status = declare(buffer); !status) return status;
  load.buffer = buffer->name();
  if (Status status = stream_.load_2d(load); !status) return status;
  return run_when_full();
}

Status CommandQueue::store(const std::shared_ptr<DataBuffer>& buffer, Store2d store) {
  if (Status status = declare(buffer); !status) return status;
  store.buffer = buffer->name();
  if (Status status = stream_.store_2d(store); !status) return status;
  return run_when_full();
}

Status CommandQueue::kernel(const MicroKernel& kernel) {
  if (Status status = stream_.uop_kernel(kernel); !status) return status;
  return run_when_full();
}

Status CommandQueue::run_when_full() {
  if (stream_.insn_count() * kInsnBytes <= max_window_bytes_ &&
      stream_.uop_count() * kUopBytes <= max_window_bytes_) {
    return ok_status();
  }
  return synchronize(kAnyTime);
}

Status CommandQueue::synchronize(std::uint32_t wait_cycles) {
  Status status = run(wait_cycles);
  discard();
  return status;
}

void CommandQueue::discard() {
  stream_ = CommandStream(config_);
  used_.clear();
}

Status CommandQueue::run(std::uint32_t wait_cycles) {
  if ((flags_ & VTA_DEBUG_FORCE_SERIAL) != 0) {
    if (Status status = stream_.serialize(); !status) return status;
  }
  const auto place = [this](std::uint64_t uop_bytes,
                            std::uint64_t insn_bytes) -> Result<CommandStream::ImagePlaces> {
    Result<std::uint64_t> uops = reserve(uop_image_, uop_bytes);
    if (!uops) return uops.error();
    Result<std::uint64_t> insns = reserve(insn_image_, insn_bytes);
    if (!insns) return insns.error();
    return CommandStream::ImagePlaces{uops.value(), insns.value()};
  };
  Result<CommandStream::Finished> finished = stream_.finish(place);
  if (!finished) return finished.error();
  const CommandStream::Finished& window = finished.value();
  if (!window.uop_image.empty()) {
    VTAMemCopyFromHost(uop_image_->host(), window.uop_image.data(), window.uop_image.size());
  }
  VTAMemCopyFromHost(insn_image_->host(), window.insn_image.data(), window.insn_image.size());
  if ((flags_ & VTA_DEBUG_DUMP_INSN) != 0) dump(config_, window.insns);
  const int code = VTADeviceRun(device_, static_cast<vta_phy_addr_t>(window.insn_address),
                                static_cast<std::uint32_t>(window.insns.size()), wait_cycles);
  if (code == 0) return ok_status();
  return Error{"the run of " + std::to_string(window.insns.size()) + " instructions " +
               (code == 1 ? "did not finish within " + std::to_string(wait_cycles) + " cycles"
                          : "failed; VTADeviceRun() returned " + std::to_string(code))};
}

}  // namespace vta::abi
