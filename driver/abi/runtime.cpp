// SPDX-License-Identifier: Apache-2.0

#include "driver/abi/runtime.h"

#include <climits>
#include <cstdio>
#include <span>
#include <utility>

#include "driver/abi/vta_runtime.h"
#include "hw/isa/disassemble.h"

namespace vta::abi {
namespace {

constexpr int kAllFlags = VTA_DEBUG_DUMP_INSN | VTA_DEBUG_DUMP_UOP | VTA_DEBUG_SKIP_READ_BARRIER |
                          VTA_DEBUG_SKIP_WRITE_BARRIER | VTA_DEBUG_FORCE_SERIAL;

void dump(const MicroKernel& kernel) {
  std::printf("micro-kernel %s%s\n", kernel.mode == UopMode::kGemm ? "gemm" : "alu",
              kernel.reset ? " reset" : "");
  for (const UopLoopBegin& loop : kernel.loops) {
    std::printf("  loop %u dst+%u src+%u wgt+%u\n", loop.extent, loop.dst_factor, loop.src_factor,
                loop.wgt_factor);
  }
  for (const Uop& uop : kernel.uops) std::printf("  %s\n", disassemble_uop(uop).c_str());
  std::fflush(stdout);
}

}  // namespace

bool Runtime::attempt(const char* name, const std::function<Status()>& action) {
  if (!failure_.empty()) return false;
  Status status = action();
  if (status) return true;
  if (!failure_.empty()) return false;  // a call that the action led to has told already
  failure_ = std::string(name) + ": " + status.error().message;
  std::fprintf(stderr, "vta: %s\n", failure_.c_str());
  return false;
}

bool Runtime::append(const char* name, const void* cmd,
                     const std::function<Status(CommandQueue&)>& action) {
  return attempt(name, [&]() -> Status {
    if (Status status = check_handle(cmd); !status) return status;
    if (recorder_) return Error{"comes while a micro-kernel is recorded"};
    Result<CommandQueue*> to = queue();
    if (!to) return to.error();
    return action(*to.value());
  });
}

Status Runtime::check_handle(const void* cmd) const {
  if (cmd == this) return ok_status();
  return Error{"the command handle is not that of VTATLSCommandHandle()"};
}

Result<Config> Runtime::config() {
  if (!config_) {
    Result<Config> config = geometry_();
    if (!config) return config;
    config_ = config.value();
  }
  return *config_;
}

Result<CommandQueue*> Runtime::queue() {
  if (!queue_) {
    Result<Config> geometry = config();
    if (!geometry) return geometry.error();
    auto queue = CommandQueue::make(geometry.value(), max_window_bytes_);
    if (!queue) return queue.error();
    queue_ = std::move(queue).value();
    queue_->set_debug_flags(flags_);
  }
  return queue_.get();
}

Status Runtime::load(CommandQueue& queue, const void* buffer, const Load2d& load) {
  Result<std::shared_ptr<DataBuffer>> source = buffers.get(buffer);
  if (!source) return source.error();
  return queue.load(source.value(), load);
}

Status Runtime::store(CommandQueue& queue, const void* buffer, const Store2d& store) {
  Result<std::shared_ptr<DataBuffer>> destination = buffers.get(buffer);
  if (!destination) return destination.error();
  return queue.store(destination.value(), store);
}

Status Runtime::push_kernel(CommandQueue& queue, UopMode mode, void** slot, int (*init)(void*),
                            void* signature, int bytes) {
  if (slot == nullptr) return Error{"the slot of the micro-kernel is NULL"};
  if (init == nullptr) return Error{"the function that records the micro-kernel is NULL"};
  if (bytes < 0 || (bytes != 0 && signature == nullptr)) {
    return Error{"the signature is NULL or has " + std::to_string(bytes) + " bytes"};
  }
  const std::span<const std::byte> variables(static_cast<const std::byte*>(signature),
                                             static_cast<std::size_t>(bytes));
  Result<KernelTable::Key> key = kernels_.key(slot, mode, variables);
  if (!key) return key.error();
  if (const MicroKernel* known = kernels_.find(key.value())) return queue.kernel(*known);
  Result<MicroKernel> kernel = record(mode, init, signature);
  recorder_.reset();
  if (!kernel) return kernel.error();
  if ((flags_ & VTA_DEBUG_DUMP_UOP) != 0) dump(kernel.value());
  return queue.kernel(kernels_.add(key.value(), std::move(kernel).value()));
}

Result<MicroKernel> Runtime::record(UopMode mode, int (*init)(void*), void* signature) {
  recorder_.emplace(*config_);
  if (Status status = recorder_->begin(mode); !status) return status.error();
  const int code = init(signature);
  if (!failure_.empty()) return Error{failure_};
  if (code != 0) {
    return Error{"the function that records the micro-kernel returned " + std::to_string(code)};
  }
  return recorder_->end();
}

Result<KernelRecorder*> Runtime::recorder() {
  if (recorder_) return &*recorder_;
  return Error{
      "comes outside of a micro-kernel, which only VTAPushGEMMOp() or VTAPushALUOp() open"};
}

Status Runtime::barrier(const void* cmd, const void* buffer, std::uint32_t elem_bits,
                        std::uint32_t start, std::uint32_t extent, bool device_reads) {
  if (Status status = check_handle(cmd); !status) return status;
  const int skip = device_reads ? VTA_DEBUG_SKIP_READ_BARRIER : VTA_DEBUG_SKIP_WRITE_BARRIER;
  if ((flags_ & skip) != 0) return ok_status();
  Result<std::shared_ptr<DataBuffer>> found = buffers.get(buffer);
  if (!found) return found.error();
  const DataBuffer& memory = *found.value();
  const std::uint64_t end_bits = std::uint64_t{elem_bits} * (std::uint64_t{start} + extent);
  const std::uint64_t begin = std::uint64_t{elem_bits} * start / 8;
  const std::uint64_t bytes = (end_bits + 7) / 8 - begin;
  if (Status status = memory.check(begin, bytes); !status) return status;
  if (bytes == 0) return ok_status();
  if (bytes > INT_MAX) return Error{std::to_string(bytes) + " bytes are more than 2^31 - 1"};
  const auto address = static_cast<vta_phy_addr_t>(memory.address() + begin);
  const auto of_cache = device_reads ? VTAFlushCache : VTAInvalidateCache;
  of_cache(memory.host() + begin, address, static_cast<int>(bytes));
  return ok_status();
}

Status Runtime::set_debug_flags(const void* cmd, int flags) {
  if (Status status = check_handle(cmd); !status) return status;
  if ((flags & ~kAllFlags) != 0) {
    return Error{"debug flags " + std::to_string(flags) +
                 " have bits that mean nothing; those of " + std::to_string(kAllFlags) + " do"};
  }
  flags_ = flags;
  if (queue_) queue_->set_debug_flags(flags);
  return ok_status();
}

Status Runtime::synchronize(const void* cmd, std::uint32_t wait_cycles) {
  const auto run = [&]() -> Status {
    if (Status status = check_handle(cmd); !status) return status;
    if (recorder_) return Error{"comes while a micro-kernel is recorded"};
    if (!failure_.empty()) {
      return Error{"nothing was run, because a call before failed: " + failure_};
    }
    Result<CommandQueue*> all = queue();
    if (!all) return all.error();
    return all.value()->synchronize(wait_cycles);
  };
  Status status = run();
  if (!status && queue_) queue_->discard();
  failure_.clear();
  reported_ = status ? "" : "VTASynchronize: " + status.error().message;
  return status ? status : Status(Error{reported_});
}

void Runtime::shut_down() {
  failure_.clear();
  queue_.reset();
}

}  // namespace vta::abi
