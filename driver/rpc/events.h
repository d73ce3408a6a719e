// SPDX-License-Identifier: Apache-2.0
//
// What happens on a server, for those who watch.

#ifndef VTA_DRIVER_RPC_EVENTS_H_
#define VTA_DRIVER_RPC_EVENTS_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <vector>

namespace vta::rpc {

struct LoggedEvent {
  std::chrono::milliseconds time{};  // since the log was made
  std::string what;
  std::uint64_t missed = 0;  // of this watcher, right before it
};

class EventLog {
 public:
  // Keeps `kept` events for a watcher that is slow; `sink` may be empty.
  EventLog(std::size_t kept, std::size_t watchers, std::function<void(const std::string&)> sink)
      : kept_(kept), most_watchers_(watchers), sink_(std::move(sink)) {}

  void add(const std::string& what);

  // Nobody waits any longer.
  void close();

  // One who watches, from now until it is destroyed.
  class Watcher {
   public:
    explicit Watcher(EventLog& log);
    ~Watcher();
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;

    [[nodiscard]] bool admitted() const { return admitted_; }  // false: too many watch already
    [[nodiscard]] bool closed() const;                         // and nothing is left to take
    // What has come; waits at most `time` for it.
    [[nodiscard]] std::vector<LoggedEvent> take(std::chrono::milliseconds time);

   private:
    friend class EventLog;
    EventLog& log_;
    bool admitted_ = false;
    std::deque<LoggedEvent> events_;
    std::uint64_t missed_ = 0;
  };

 private:
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  const std::size_t kept_, most_watchers_;
  const std::function<void(const std::string&)> sink_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Watcher*> watchers_;
  bool closed_ = false;
};

}  // namespace vta::rpc

#endif  // VTA_DRIVER_RPC_EVENTS_H_
