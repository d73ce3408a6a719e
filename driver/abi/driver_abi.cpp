// SPDX-License-Identifier: Apache-2.0
//
// The functions of libvta.so. The interface has no place for an owner, so there is one session per
// process. It lives to the end: other libraries may free their memory when they are unloaded, in
// whatever order.

#include <cstdio>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <type_traits>

#include "driver/abi/device_access.h"
#include "driver/abi/environment.h"
#include "driver/abi/session.h"
#include "driver/abi/vta_driver.h"
#include "driver/abi/vta_extra.h"

namespace vta::abi {
namespace {

constexpr int kFinished = 0, kTimeout = 1, kFailed = 2;

Result<std::unique_ptr<Device>> open_by_environment() {
  Result<Config> config = configured_geometry();
  if (!config) return config.error();
  Result<std::unique_ptr<Device>> device = open_device(device_uri(), config.value());
  if (!device) return Error{"VTA_DEVICE=" + device_uri() + ": " + device.error().message};
  return device;
}

struct Library {
  std::mutex mutex;
  Session session{open_by_environment};
  std::string last_error;
};

Library& library() {
  alignas(Library) static std::byte storage[sizeof(Library)];
  static Library* const instance = std::construct_at(reinterpret_cast<Library*>(storage));
  return *instance;
}

void tell(Library& lib, const char* function, const std::string& message) {
  lib.last_error = std::string(function) + ": " + message;
  std::fprintf(stderr, "vta: %s\n", lib.last_error.c_str());
}

// The value of `action`, a Result, or `otherwise` when it fails.
template <typename Action, typename Value>
Value value_of(const char* function, Value otherwise, Action&& action) {
  Library& lib = library();
  const std::lock_guard lock(lib.mutex);
  auto result = action(lib.session);
  if (result) return static_cast<Value>(result.value());
  tell(lib, function, result.error().message);
  return otherwise;
}

// For functions that return nothing.
template <typename Action>
void attempt(const char* function, Action&& action) {
  Library& lib = library();
  const std::lock_guard lock(lib.mutex);
  if (Status status = action(lib.session); !status) {
    tell(lib, function, status.error().message);
    lib.session.remember(Error{lib.last_error});
  }
}

Session::Handle number_of(VTADeviceHandle handle) {
  return reinterpret_cast<std::uintptr_t>(handle);
}

// 0, 1 or 2 as VTADeviceRun() returns it, with a sentence unless it is 0.
int verdict(Library& lib, const Result<RunReport>& report, std::uint32_t wait_cycles) {
  constexpr const char* kName = "VTADeviceRun";
  if (!report) {
    tell(lib, kName, report.error().message);
    return kFailed;
  }
  const RunReport& run = report.value();
  switch (run.outcome) {
    case RunOutcome::kFinished:
      return kFinished;
    case RunOutcome::kTimeout:
      tell(lib, kName,
           "the run did not finish within " + std::to_string(wait_cycles) +
               " cycles: " + run.detail);
      return kTimeout;
    case RunOutcome::kError:
      break;
  }
  tell(lib, kName, describe_error(run.error, run.error_insn) + ": " + run.detail);
  return kFailed;
}

}  // namespace
}  // namespace vta::abi

using vta::abi::attempt;
using vta::abi::Library;
using vta::abi::library;
using vta::abi::Session;
using vta::abi::value_of;

VTADeviceHandle VTADeviceAlloc() {
  const auto handle = value_of("VTADeviceAlloc", std::uintptr_t{0},
                               [](Session& session) { return session.open_handle(); });
  return reinterpret_cast<VTADeviceHandle>(handle);  // a number, never a pointer to anything
}

void VTADeviceFree(VTADeviceHandle handle) {
  if (handle == nullptr) return;
  attempt("VTADeviceFree",
          [&](Session& session) { return session.close_handle(vta::abi::number_of(handle)); });
}

int VTADeviceRun(VTADeviceHandle handle, vta_phy_addr_t insn_phy_addr, uint32_t insn_count,
                 uint32_t wait_cycles) {
  Library& lib = library();
  const std::lock_guard lock(lib.mutex);
  const vta::Result<vta::RunReport> report =
      lib.session.run({vta::abi::number_of(handle), insn_phy_addr, insn_count, wait_cycles});
  return vta::abi::verdict(lib, report, wait_cycles);
}

void* VTAMemAlloc(size_t size, int) {
  return value_of("VTAMemAlloc", static_cast<std::byte*>(nullptr),
                  [&](Session& session) { return session.allocate(size); });
}

void VTAMemFree(void* buf) {
  if (buf == nullptr) return;
  attempt("VTAMemFree", [&](Session& session) { return session.release(buf); });
}

vta_phy_addr_t VTAMemGetPhyAddr(void* buf) {
  return value_of("VTAMemGetPhyAddr", vta_phy_addr_t{0},
                  [&](Session& session) { return session.address_of(buf); });
}

void VTAMemCopyFromHost(void* dst, const void* src, size_t size) {
  attempt("VTAMemCopyFromHost",
          [&](Session& session) { return session.copy_from_host(dst, src, size); });
}

void VTAMemCopyToHost(void* dst, const void* src, size_t size) {
  attempt("VTAMemCopyToHost",
          [&](Session& session) { return session.copy_to_host(dst, src, size); });
}

void VTAFlushCache(void* vir_addr, vta_phy_addr_t phy_addr, int size) {
  attempt("VTAFlushCache",
          [&](Session& session) { return session.check_range(vir_addr, phy_addr, size); });
}

void VTAInvalidateCache(void* vir_addr, vta_phy_addr_t phy_addr, int size) {
  attempt("VTAInvalidateCache",
          [&](Session& session) { return session.check_range(vir_addr, phy_addr, size); });
}

int VTAProgram(const char* bitstream) {
  Library& lib = library();
  const std::lock_guard lock(lib.mutex);
  vta::Status status = vta::ok_status();
  if (bitstream == nullptr) {
    status = vta::Error{"the path of the bitstream is NULL"};
  } else if (lib.session.is_open()) {
    status = vta::Error{"the device is open; free its handles and buffers before it is programmed"};
  } else {
    status = vta::abi::program_device(vta::abi::device_uri(), bitstream);
  }
  if (status) return 0;
  vta::abi::tell(lib, "VTAProgram", status.error().message);
  return 1;
}

void vta_read_statistics(vta_statistics* statistics) {
  Library& lib = library();
  const std::lock_guard lock(lib.mutex);
  if (statistics == nullptr)
    return vta::abi::tell(lib, "vta_read_statistics", "nowhere to put them");
  const vta::abi::Totals& totals = lib.session.totals;
  const vta::Statistics& sums = totals.statistics;
  *statistics = {sums.inp_load_nbytes, sums.wgt_load_nbytes,  sums.acc_load_nbytes,
                 sums.uop_load_nbytes, sums.out_store_nbytes, sums.gemm_counter,
                 sums.alu_counter,     totals.cycles,         totals.runs};
}

void vta_clear_statistics() {
  Library& lib = library();
  const std::lock_guard lock(lib.mutex);
  lib.session.totals = {};
}

const char* vta_last_error() {
  thread_local std::string shown;
  Library& lib = library();
  const std::lock_guard lock(lib.mutex);
  shown = lib.last_error;
  return shown.c_str();
}
