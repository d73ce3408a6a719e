// SPDX-License-Identifier: Apache-2.0
#include "driver/rpc/leases.h"

#include <algorithm>

#include "driver/rpc/wire.h"
#include "hw/isa/shown.h"

namespace vta::rpc {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

constexpr milliseconds kLookAround{100};  // how soon a client that left the line is noticed
constexpr milliseconds kIdle{3'600'000};  // of the watchdog when there is nothing to watch
constexpr std::size_t kRemembered = 64;   // leases whose end can be told

milliseconds since(Clock::time_point begin) {
  return duration_cast<milliseconds>(Clock::now() - begin);
}

}  // namespace

Leases::Leases(const ServerOptions& options, EventLog& log)
    : options_(options), log_(log), watchdog_([this] { watch(); }) {}

Leases::~Leases() {
  shut_down();
  watchdog_.join();
}

grpc::Status Leases::begin(const LeaseWish& wish, const std::function<bool()>& gone,
                           std::function<void()> cancel, std::shared_ptr<Session>& session) {
  std::unique_lock lock(mutex_);
  if (grpc::Status s = wait_in_line(wish, gone, lock); !s.ok()) return s;
  busy_ = true;
  busy_since_ = Clock::now();
  const auto made = std::make_shared<Session>(options_, wish.config, ++numbers_);
  lock.unlock();
  const Status opened = made->open();
  lock.lock();
  const bool useless = !opened && !options_.hooks.load_bitstream;
  if (useless || stopping_) {
    busy_ = false;
    changed_.notify_all();
    if (stopping_) return refused(grpc::StatusCode::UNAVAILABLE, "the server is going down");
    return refused(grpc::StatusCode::FAILED_PRECONDITION,
                   shown(opened.error().message, kMaxSentence));
  }
  current_ = session = made;
  cancel_ = std::move(cancel);
  ttl_ = wish.ttl;
  renewed_ = Clock::now();
  changed_.notify_all();  // the watchdog has something to watch
  lock.unlock();
  log_.add("lease " + std::to_string(made->number()) + " begins, geometry " + wish.config.name());
  return grpc::Status::OK;
}

grpc::Status Leases::wait_in_line(const LeaseWish& wish, const std::function<bool()>& gone,
                                  std::unique_lock<std::mutex>& lock) {
  if (line_.size() >= options_.limits.waiting) {
    return refused(grpc::StatusCode::RESOURCE_EXHAUSTED,
                   "at most " + std::to_string(options_.limits.waiting) +
                       " clients may wait for the device, and so many do already");
  }
  const std::uint64_t ticket = ++tickets_;
  const auto deadline = Clock::now() + wish.wait;
  line_.push_back(ticket);
  grpc::Status status = grpc::Status::OK;
  while (status.ok() && (busy_ || line_.front() != ticket || stopping_)) {
    const auto now = Clock::now();
    if (stopping_) {
      status = refused(grpc::StatusCode::UNAVAILABLE, "the server is going down");
    } else if (gone()) {
      status = refused(grpc::StatusCode::CANCELLED, "the client left");
    } else if (now >= deadline) {
      status = refused(grpc::StatusCode::RESOURCE_EXHAUSTED, in_use_text(wish.wait));
    } else {
      changed_.wait_until(lock, std::min(deadline, now + kLookAround));
    }
  }
  std::erase(line_, ticket);
  changed_.notify_all();
  return status;
}

std::string Leases::in_use_text(milliseconds wait) const {
  return "the device is in use: somebody has had it for " + seconds_text(since(busy_since_)) +
         ", and this client waited " + seconds_text(wait) + " for it";
}

void Leases::renew(const Session& session) {
  const std::lock_guard lock(mutex_);
  if (current_.get() == &session) renewed_ = Clock::now();
}

std::string Leases::end(Session& session, const std::string& why) {
  session.finish(why);
  {
    const std::lock_guard lock(mutex_);
    cancel_ = {};
    current_.reset();
  }
  session.close();
  const std::string reason = session.why_over();
  {
    const std::lock_guard lock(mutex_);
    ended_.emplace_back(session.name(), reason);
    if (ended_.size() > kRemembered) ended_.pop_front();
    busy_ = false;
    changed_.notify_all();
  }
  log_.add("lease " + std::to_string(session.number()) + " ends after " +
           seconds_text(since(session.begin())) + ": " + reason);
  return reason;
}

grpc::Status Leases::find(const std::string& name, std::shared_ptr<Session>& session) const {
  const std::lock_guard lock(mutex_);
  if (current_ && current_->name() == name) {
    session = current_;
    return grpc::Status::OK;
  }
  for (const auto& [ended, reason] : ended_) {
    if (ended != name) continue;
    return refused(grpc::StatusCode::FAILED_PRECONDITION, "the lease has ended: " + reason);
  }
  return refused(grpc::StatusCode::FAILED_PRECONDITION,
                 "there is no such lease; a client opens one before it uses the device");
}

Leases::State Leases::state() const {
  const std::lock_guard lock(mutex_);
  return {busy_, busy_ ? since(busy_since_) : milliseconds{}, line_.size()};
}

void Leases::shut_down() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  if (current_) current_->finish("the server is going down");
  if (cancel_) cancel_();
  changed_.notify_all();
}

void Leases::watch() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (!current_ || current_->over()) {
      changed_.wait_for(lock, kIdle);
      continue;
    }
    const auto expires = renewed_ + ttl_;
    const auto ends = current_->begin() + options_.limits.max_lease;
    const auto now = Clock::now();
    if (now < expires && now < ends) {
      changed_.wait_until(lock, std::min(expires, ends));
      continue;
    }
    current_->finish(now >= ends ? "it was " + seconds_text(options_.limits.max_lease) +
                                       " old, and no lease gets older"
                                 : "its client did not renew it for " + seconds_text(ttl_));
    if (cancel_) cancel_();
  }
}

}  // namespace vta::rpc
