// SPDX-License-Identifier: Apache-2.0
//
// The device of one lease: everything that its client has on the server, and nothing else.

#ifndef VTA_DRIVER_RPC_SESSION_H_
#define VTA_DRIVER_RPC_SESSION_H_

#include <grpcpp/support/status.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "driver/device/device.h"
#include "driver/rpc/server.h"

namespace vta::rpc {

using Clock = std::chrono::steady_clock;

// A sentence as the status of a call.
[[nodiscard]] inline grpc::Status refused(grpc::StatusCode code, const std::string& why) {
  return grpc::Status(code, why);
}

// Names of functions that need a Call say so; the others may be called by any thread.
class Session {
 public:
  // `number` is for people, the name for its client alone.
  Session(const ServerOptions& options, const Config& config, std::uint64_t number);
  ~Session();

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint64_t number() const { return number_; }
  [[nodiscard]] Clock::time_point begin() const { return begin_; }

  // Opens the device. Fails when that fails, unless a bitstream can be loaded to change it.
  [[nodiscard]] Status open();
  [[nodiscard]] std::string target() const;  // "" when the device could not be opened

  // The lease is over: calls end soon. The first reason counts.
  void finish(const std::string& why);
  [[nodiscard]] bool over() const { return over_; }
  [[nodiscard]] std::string why_over() const;

  // Waits until no call is inside, then closes the device. A call that does not leave by itself, as
  // when it waits for its client, is cancelled.
  void close();

  // A call that uses the device; a second one beside it is refused, unless the first one leaves
  // soon: its client may know of its end before it has left. `cancel` is for close().
  class Call {
   public:
    Call(std::shared_ptr<Session> session, std::function<void()> cancel);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    // OK, or why the device cannot be used.
    [[nodiscard]] grpc::Status status() const;
    [[nodiscard]] Session& session() { return *session_; }

   private:
    std::shared_ptr<Session> session_;
    std::unique_lock<std::timed_mutex> lock_;
  };

  // These need a Call whose status is OK.
  [[nodiscard]] grpc::Status add_region(std::uint64_t address, std::uint64_t size);
  [[nodiscard]] grpc::Status check_range(std::uint64_t address, std::uint64_t size) const;
  [[nodiscard]] grpc::Status write(std::uint64_t address, std::span<const std::byte> data);
  [[nodiscard]] grpc::Status read(std::uint64_t address, std::span<std::byte> data) const;
  // `stop` is asked during the run, as often as the device reports progress.
  [[nodiscard]] grpc::Status run(const RunRequest& request, const Device::Progress& progress,
                                 const std::function<bool()>& stop, RunReport& report);

  // These need a Call; the device may be closed.
  [[nodiscard]] grpc::Status reset();
  [[nodiscard]] grpc::Status load_bitstream(std::span<const std::byte> bitstream,
                                            const std::string& sha256);
  [[nodiscard]] bool has_device() const { return device_ != nullptr; }
  [[nodiscard]] const std::string& problem() const { return problem_; }  // without a device

 private:
  friend class Call;

  const ServerOptions& options_;
  const Config config_;
  const std::string name_;
  const std::uint64_t number_;
  const Clock::time_point begin_ = Clock::now();

  std::timed_mutex call_mutex_;  // held by the one call that is inside
  std::unique_ptr<Device> device_;
  std::string problem_ = "the device is not open yet";  // why there is no device
  std::map<std::uint64_t, std::uint64_t> regions_;      // address -> size
  std::uint64_t region_bytes_ = 0;

  std::atomic<bool> over_{false};
  mutable std::mutex state_mutex_;
  std::string why_over_;
  std::function<void()> cancel_;  // of the call inside
};

// Fails when there is no such register, or a write would be to one that only the machine changes or
// that starts it.
[[nodiscard]] grpc::Status check_register(std::uint32_t offset, bool write);

}  // namespace vta::rpc

#endif  // VTA_DRIVER_RPC_SESSION_H_
