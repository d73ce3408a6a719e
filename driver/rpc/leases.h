// SPDX-License-Identifier: Apache-2.0
//
// Who has the device: one at a time, the others in line.

#ifndef VTA_DRIVER_RPC_LEASES_H_
#define VTA_DRIVER_RPC_LEASES_H_

#include <grpcpp/support/status.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "driver/rpc/events.h"
#include "driver/rpc/server.h"
#include "driver/rpc/session.h"

namespace vta::rpc {

// What a client asks for.
struct LeaseWish {
  Config config = Config::pynq();
  std::chrono::milliseconds ttl{};   // the lease ends this long after the last renewal
  std::chrono::milliseconds wait{};  // while others have the device
};

// All functions may be called by any thread.
class Leases {
 public:
  Leases(const ServerOptions& options, EventLog& log);
  ~Leases();
  Leases(const Leases&) = delete;
  Leases& operator=(const Leases&) = delete;

  // Waits in line, then opens the device. `gone` is asked while it waits: the client has left.
  // Later `cancel` is called when the lease ends before end() was called.
  [[nodiscard]] grpc::Status begin(const LeaseWish& wish, const std::function<bool()>& gone,
                                   std::function<void()> cancel, std::shared_ptr<Session>& session);
  void renew(const Session& session);

  // Ends the lease: waits for the call that is inside, closes the device, lets the next one in.
  // When it returns nothing calls `cancel` any more. Returns why the lease ended.
  std::string end(Session& session, const std::string& why);

  // The session of a name. Fails saying what became of it.
  [[nodiscard]] grpc::Status find(const std::string& name, std::shared_ptr<Session>& session) const;

  struct State {
    bool leased = false;
    std::chrono::milliseconds age{};
    std::size_t waiting = 0;
  };
  [[nodiscard]] State state() const;

  // Ends every lease; nobody gets one any more.
  void shut_down();

 private:
  [[nodiscard]] grpc::Status wait_in_line(const LeaseWish& wish, const std::function<bool()>& gone,
                                          std::unique_lock<std::mutex>& lock);
  [[nodiscard]] std::string in_use_text(std::chrono::milliseconds wait) const;
  void watch();  // ends leases that are not renewed

  const ServerOptions& options_;
  EventLog& log_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::uint64_t tickets_ = 0, numbers_ = 0;
  std::deque<std::uint64_t> line_;  // tickets of those who wait
  bool busy_ = false;               // the device is being opened, is open or is being closed
  Clock::time_point busy_since_{};

  std::shared_ptr<Session> current_;  // null while it is opened or closed
  std::function<void()> cancel_;
  std::chrono::milliseconds ttl_{};
  Clock::time_point renewed_{};
  std::deque<std::pair<std::string, std::string>> ended_;  // names and reasons of the last ones
  std::thread watchdog_;                                   // the last member: uses the others
};

}  // namespace vta::rpc

#endif  // VTA_DRIVER_RPC_LEASES_H_
