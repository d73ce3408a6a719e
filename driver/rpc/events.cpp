// SPDX-License-Identifier: Apache-2.0
#include "driver/rpc/events.h"

#include <utility>

namespace vta::rpc {

void EventLog::add(const std::string& what) {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now() - start_;
  for (Watcher* watcher : watchers_) {
    if (watcher->events_.size() >= kept_) {
      // What it missed is told with the next one that it gets.
      ++watcher->missed_;
      continue;
    }
    watcher->events_.push_back({std::chrono::duration_cast<std::chrono::milliseconds>(now), what,
                                std::exchange(watcher->missed_, 0)});
  }
  if (sink_) sink_(what);
  changed_.notify_all();
}

void EventLog::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

EventLog::Watcher::Watcher(EventLog& log) : log_(log) {
  const std::lock_guard lock(log_.mutex_);
  if (log_.watchers_.size() >= log_.most_watchers_) return;
  admitted_ = true;
  log_.watchers_.push_back(this);
}

EventLog::Watcher::~Watcher() {
  const std::lock_guard lock(log_.mutex_);
  log_.watchers_.remove(this);
}

bool EventLog::Watcher::closed() const {
  const std::lock_guard lock(log_.mutex_);
  return log_.closed_ && events_.empty();
}

std::vector<LoggedEvent> EventLog::Watcher::take(std::chrono::milliseconds time) {
  std::unique_lock lock(log_.mutex_);
  log_.changed_.wait_for(lock, time, [this] { return !events_.empty() || log_.closed_; });
  std::vector<LoggedEvent> taken(std::make_move_iterator(events_.begin()),
                                 std::make_move_iterator(events_.end()));
  events_.clear();
  return taken;
}

}  // namespace vta::rpc
