// SPDX-License-Identifier: Apache-2.0

#include "sim/timing/read_port.h"

namespace vta::timing {

Cycle Channel::stream(Cycle shown, unsigned beats, Cycle ready) {
  const Cycle bus1 = next_bus(shown);
  const Cycle first = std::max({bus1 + 1, taken1 + 1, ready});
  if (beats == 1) {
    take(bus1, first);
    return first;
  }
  // The second beat waits for the place of the last one before this burst, later ones for the one
  // two before them.
  bus = beats == 2 ? std::max(bus1 + 1, taken1 + 1) : first + beats - 2;
  taken1 = first + beats - 1;
  taken2 = taken1 - 1;
  return first;
}

// The AR skid buffer holds two, and the port counts what is unfinished.
Cycle ReadPort::free_at() const {
  if (granted_ == 0) return 0;
  Cycle at = bursts_[(granted_ - 1) % kRing].granted + 1;
  if (granted_ >= 2) {
    const Cycle asked = bursts_[(granted_ - 2) % kRing].asked;
    at = asked == kNever ? kNever : std::max(at, asked + 1);
  }
  if (granted_ >= kReadOutstanding) {
    const Cycle done = bursts_[(granted_ - kReadOutstanding) % kRing].answered;
    at = at == kNever || done == kNever ? kNever : std::max(at, done + 1);
  }
  return at;
}

void ReadPort::step(Cycle now) {
  unsigned chosen = kClients;
  for (unsigned i = 1; i <= kClients && chosen == kClients; ++i) {
    const unsigned client = (last_client_ + i) % kClients;
    if (clients_[client]->asks_at() <= now) chosen = client;
  }
  if (chosen == kClients || free_at() > now) return;
  last_client_ = chosen;
  bursts_[granted_ % kRing] = {now, kNever, kNever, static_cast<std::uint8_t>(chosen),
                               static_cast<std::uint8_t>(clients_[chosen]->beats())};
  ++granted_;
  clients_[chosen]->grant(now);
  deliver();
}

// AR handshakes: memory takes an address while it has few enough unanswered reads.
void ReadPort::ask() {
  while (asked_ < granted_) {
    Burst& burst = bursts_[asked_ % kRing];
    Cycle at = burst.granted + 1;
    if (asked_ > 0) at = std::max(at, bursts_[(asked_ - 1) % kRing].asked + 1);
    if (asked_ >= memory_outstanding_) {
      if (asked_ - memory_outstanding_ >= answered_) return;
      at = std::max(at, bursts_[(asked_ - memory_outstanding_) % kRing].answered + 1);
    }
    burst.asked = at;
    ++asked_;
  }
}

void ReadPort::answered(Cycle first_on_bus) {
  Burst& burst = bursts_[answered_ % kRing];
  burst.answered = channel_.bus;
  channel_.none = false;
  // Where the client holds up the bus, its beats count in the last cycles of their burst.
  const Cycle end = channel_.bus + 1, begin = std::max(first_on_bus, end - burst.beats);
  if (!spans_.empty() && spans_.back().end == begin) {
    spans_.back().end = end;
  } else {
    spans_.push_back({begin, end});
  }
  ++answered_;
}

void ReadPort::deliver() {
  ask();
  if (held_up_ != kNever) return;
  for (; answered_ < asked_; ask()) {
    const Burst& burst = bursts_[answered_ % kRing];
    Cycle shown = burst.asked + latency_;
    if (!channel_.none) shown = std::max(shown, channel_.bus + 1);
    if (!clients_[burst.client]->receive(burst.beats, shown, channel_)) {
      held_up_ = shown;
      return;
    }
    answered(shown);
  }
}

void ReadPort::release() {
  answered(held_up_);
  held_up_ = kNever;
  deliver();
}

void ReadPort::retry() {
  held_up_ = kNever;
  deliver();
}

Cycle ReadPort::busy(Cycle from, Cycle to) {
  Cycle sum = 0;
  while (!spans_.empty() && spans_.front().end <= from) spans_.pop_front();
  for (const Span& span : spans_) {
    if (span.begin >= to) break;
    sum += std::min(span.end, to) - std::max(span.begin, from);
  }
  return sum;
}

}  // namespace vta::timing
