// SPDX-License-Identifier: Apache-2.0
//
// The functions of libvta_runtime.so. The interface has no place for an owner, so there is one
// runtime per process; it lives to the end, because programs free their buffers when they are
// unloaded, in whatever order.

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>

#include "driver/abi/environment.h"
#include "driver/abi/runtime.h"
#include "driver/abi/vta_extra.h"
#include "driver/abi/vta_runtime.h"

namespace vta::abi {
namespace {

struct Library {
  std::recursive_mutex mutex;  // micro-kernels are recorded by calls from inside a call
  Runtime runtime{configured_geometry};
};

Library& library() {
  alignas(Library) static std::byte storage[sizeof(Library)];
  static Library* const instance = std::construct_at(reinterpret_cast<Library*>(storage));
  return *instance;
}

// The runtime, locked.
class Access {
 public:
  Access() : lock_(library().mutex) {}
  Runtime* operator->() const { return &library().runtime; }
  Runtime& operator*() const { return library().runtime; }

 private:
  std::lock_guard<std::recursive_mutex> lock_;
};

// Values that the interface passes as wider integers than the calls have.
Result<Queue> queue_of(int number) {
  if (number >= 1 && number <= 3) return static_cast<Queue>(number);
  return Error{"there is no stage " + std::to_string(number) +
               "; expected 1 (load), 2 (compute) or 3 (store)"};
}

Result<MemoryType> memory_of(std::uint32_t number) {
  if (number < kMemoryTypeCount) return static_cast<MemoryType>(number);
  return Error{"there is no memory type " + std::to_string(number) + "; the last one is " +
               std::to_string(kMemoryTypeCount - 1)};
}

int dep(const char* name, VTACommandHandle cmd, int from, int to,
        Status (CommandQueue::*action)(Queue, Queue)) {
  const Access runtime;
  const bool done = runtime->append(name, cmd, [&](CommandQueue& queue) -> Status {
    Result<Queue> from_queue = queue_of(from);
    if (!from_queue) return from_queue.error();
    Result<Queue> to_queue = queue_of(to);
    if (!to_queue) return to_queue.error();
    return (queue.*action)(from_queue.value(), to_queue.value());
  });
  return done ? 0 : 1;
}

int push_kernel(const char* name, UopMode mode, void** slot, int (*init)(void*), void* signature,
                int bytes) {
  const Access runtime;
  const bool done = runtime->append(name, runtime->command_handle(), [&](CommandQueue& queue) {
    return runtime->push_kernel(queue, mode, slot, init, signature, bytes);
  });
  return done ? 0 : 1;
}

void record(const char* name, const std::function<Status(KernelRecorder&)>& action) {
  const Access runtime;
  runtime->attempt(name, [&]() -> Status {
    Result<KernelRecorder*> recorder = runtime->recorder();
    if (!recorder) return recorder.error();
    return action(*recorder.value());
  });
}

}  // namespace
}  // namespace vta::abi

using vta::Status;
using vta::abi::Access;
using vta::abi::CommandQueue;

void* VTABufferAlloc(size_t size) {
  const Access runtime;
  auto handle = runtime->buffers.allocate(size);
  if (handle) return handle.value();
  std::fprintf(stderr, "vta: VTABufferAlloc: %s\n", handle.error().message.c_str());
  return nullptr;
}

void VTABufferFree(void* buffer) {
  if (buffer == nullptr) return;
  const Access runtime;
  const Status freed = runtime->buffers.release(buffer);  // after a failure, too
  runtime->attempt("VTABufferFree", [&] { return freed; });
}

void VTABufferCopy(const void* from, size_t from_offset, void* to, size_t to_offset, size_t size,
                   int kind_mask) {
  const Access runtime;
  runtime->attempt("VTABufferCopy", [&] {
    return runtime->buffers.copy(from, from_offset, to, to_offset, size, kind_mask);
  });
}

VTACommandHandle VTATLSCommandHandle() {
  const Access runtime;
  return runtime->command_handle();
}

void VTARuntimeShutdown() {
  const Access runtime;
  runtime->shut_down();
}

void* VTABufferCPUPtr(VTACommandHandle, void* buffer) {
  const Access runtime;
  const auto found = runtime->buffers.find(buffer);
  return found ? found->host() : buffer;
}

void VTAWriteBarrier(VTACommandHandle cmd, void* buffer, uint32_t elem_bits, uint32_t start,
                     uint32_t extent) {
  const Access runtime;
  runtime->attempt("VTAWriteBarrier",
                   [&] { return runtime->barrier(cmd, buffer, elem_bits, start, extent, false); });
}

void VTAReadBarrier(VTACommandHandle cmd, void* buffer, uint32_t elem_bits, uint32_t start,
                    uint32_t extent) {
  const Access runtime;
  runtime->attempt("VTAReadBarrier",
                   [&] { return runtime->barrier(cmd, buffer, elem_bits, start, extent, true); });
}

void VTASetDebugMode(VTACommandHandle cmd, int debug_flag) {
  const Access runtime;
  runtime->attempt("VTASetDebugMode", [&] { return runtime->set_debug_flags(cmd, debug_flag); });
}

void VTALoadBuffer2D(VTACommandHandle cmd, void* src_dram_addr, uint32_t src_elem_offset,
                     uint32_t x_size, uint32_t y_size, uint32_t x_stride, uint32_t x_pad_before,
                     uint32_t y_pad_before, uint32_t x_pad_after, uint32_t y_pad_after,
                     uint32_t dst_sram_index, uint32_t dst_memory_type) {
  const Access runtime;
  runtime->append("VTALoadBuffer2D", cmd, [&](CommandQueue& queue) -> Status {
    auto type = vta::abi::memory_of(dst_memory_type);
    if (!type) return type.error();
    return runtime->load(queue, src_dram_addr,
                         {"", src_elem_offset, x_size, y_size, x_stride, x_pad_before, y_pad_before,
                          x_pad_after, y_pad_after, dst_sram_index, type.value()});
  });
}

void VTAStoreBuffer2D(VTACommandHandle cmd, uint32_t src_sram_index, uint32_t src_memory_type,
                      void* dst_dram_addr, uint32_t dst_elem_offset, uint32_t x_size,
                      uint32_t y_size, uint32_t x_stride) {
  const Access runtime;
  runtime->append("VTAStoreBuffer2D", cmd, [&](CommandQueue& queue) -> Status {
    auto type = vta::abi::memory_of(src_memory_type);
    if (!type) return type.error();
    return runtime->store(
        queue, dst_dram_addr,
        {src_sram_index, type.value(), "", dst_elem_offset, x_size, y_size, x_stride});
  });
}

void VTAUopPush(uint32_t mode, uint32_t reset_out, uint32_t dst_index, uint32_t src_index,
                uint32_t wgt_index, uint32_t opcode, uint32_t use_imm, int32_t imm_val) {
  vta::abi::record("VTAUopPush", [&](vta::KernelRecorder& recorder) -> Status {
    if (mode > 1) {
      return vta::Error{"mode " + std::to_string(mode) + " is neither 0 (GEMM) nor 1 (ALU)"};
    }
    return recorder.push({static_cast<vta::UopMode>(mode), reset_out != 0, dst_index, src_index,
                          wgt_index, opcode, use_imm != 0, imm_val});
  });
}

void VTAUopLoopBegin(uint32_t extent, uint32_t dst_factor, uint32_t src_factor,
                     uint32_t wgt_factor) {
  vta::abi::record("VTAUopLoopBegin", [&](vta::KernelRecorder& recorder) {
    return recorder.loop_begin({extent, dst_factor, src_factor, wgt_factor});
  });
}

void VTAUopLoopEnd() {
  vta::abi::record("VTAUopLoopEnd",
                   [](vta::KernelRecorder& recorder) { return recorder.loop_end(); });
}

int VTAPushGEMMOp(void** uop_handle, int (*finit)(void*), void* signature, int nbytes) {
  return vta::abi::push_kernel("VTAPushGEMMOp", vta::UopMode::kGemm, uop_handle, finit, signature,
                               nbytes);
}

int VTAPushALUOp(void** uop_handle, int (*finit)(void*), void* signature, int nbytes) {
  return vta::abi::push_kernel("VTAPushALUOp", vta::UopMode::kAlu, uop_handle, finit, signature,
                               nbytes);
}

int VTADepPush(VTACommandHandle cmd, int from_qid, int to_qid) {
  return vta::abi::dep("VTADepPush", cmd, from_qid, to_qid, &CommandQueue::dep_push);
}

int VTADepPop(VTACommandHandle cmd, int from_qid, int to_qid) {
  return vta::abi::dep("VTADepPop", cmd, from_qid, to_qid, &CommandQueue::dep_pop);
}

void VTASynchronize(VTACommandHandle cmd, uint32_t wait_cycles) {
  const Access runtime;
  const Status status = runtime->synchronize(cmd, wait_cycles);
  if (status) return;
  std::fprintf(stderr, "vta: %s\n", status.error().message.c_str());
  if (!runtime->keep_going) std::abort();
}

void vta_runtime_keep_going(int keep_going) {
  const Access runtime;
  runtime->keep_going = keep_going != 0;
}

const char* vta_runtime_error() {
  thread_local std::string shown;
  const Access runtime;
  shown = runtime->error();
  return shown.c_str();
}
