// SPDX-License-Identifier: Apache-2.0
//
// The read side of memory: vta_axi_read and the memory of the simulator (sim/rtl/axi_memory.h), one
// burst at a time.
//
//   request ─► grant ─► AR skid ─► AR handshake ─► L cycles ─► R, a beat per cycle ─► R skid ─►
//   client
//
// A burst is granted in the cycle in which a client shows it, one per cycle, round robin; the
// address is on the bus one cycle later. Bursts are answered in order. A beat reaches its client
// one cycle after the bus, and a client that does not take it holds up everybody: two beats wait in
// the skid buffer, the rest in memory.

#ifndef VTA_SIM_TIMING_READ_PORT_H_
#define VTA_SIM_TIMING_READ_PORT_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>

#include "sim/timing/clock.h"

namespace vta::timing {

// When the beats of a burst cross the bus and reach the client.
struct Channel {
  Cycle bus = 0;                 // handshake of the last beat so far
  Cycle taken1 = 0, taken2 = 0;  // the client had the last beat, and the one before it
  bool none = true;              // no beat so far

  // The bus handshake of the next beat, which memory shows from `shown` on: two beats fit between.
  [[nodiscard]] Cycle next_bus(Cycle shown) const { return std::max(shown, taken2 + 1); }
  void take(Cycle on_bus, Cycle taken) {
    bus = on_bus;
    taken2 = taken1;
    taken1 = taken;
  }
  // `beats` beats to a client that takes one per cycle, the first not before `ready`. Returns when
  // it has the first.
  Cycle stream(Cycle shown, unsigned beats, Cycle ready);
};

class ReadClient {
 public:
  virtual ~ReadClient() = default;
  // From which cycle on a burst is asked for; kNever: none, or not known yet.
  [[nodiscard]] virtual Cycle asks_at() const = 0;
  [[nodiscard]] virtual unsigned beats() const = 0;  // of that burst
  virtual void grant(Cycle now) = 0;
  // The oldest burst of this client is shown by memory from `shown` on. False: it cannot be said
  // yet when it is taken.
  virtual bool receive(unsigned beats, Cycle shown, Channel& channel) = 0;
};

class ReadPort {
 public:
  ReadPort(unsigned latency, unsigned memory_outstanding)
      : latency_(latency), memory_outstanding_(memory_outstanding) {}

  void connect(unsigned id, ReadClient& client) { clients_[id] = &client; }

  // The next cycle in which a burst is granted, as far as is known.
  [[nodiscard]] Cycle next() const {
    Cycle at = kNever;
    for (const ReadClient* client : clients_) at = std::min(at, client->asks_at());
    return at == kNever ? at : std::max(at, free_at());
  }
  void step(Cycle now);

  // Gives the clients what memory shows, as far as is known.
  void deliver();
  // From when on memory shows the burst that its client could not take yet; kNever: there is none.
  [[nodiscard]] Cycle held_up() const { return held_up_; }
  [[nodiscard]] unsigned held_client() const { return bursts_[answered_ % kRing].client; }
  [[nodiscard]] unsigned held_beats() const { return bursts_[answered_ % kRing].beats; }
  [[nodiscard]] Channel& channel() { return channel_; }
  // The burst that was held up has been taken, beat by beat; or its client should be asked again.
  void release();
  void retry();

  // Whose burst was granted last.
  [[nodiscard]] unsigned granted_to() const { return last_client_; }
  [[nodiscard]] Cycle last_taken() const { return channel_.taken1; }

  // Cycles of [from, to) in which a beat crossed the bus; intervals must come in order.
  [[nodiscard]] Cycle busy(Cycle from, Cycle to);

 private:
  static constexpr unsigned kRing = 128;  // more than can be in flight
  static constexpr unsigned kClients = 3;
  struct Burst {
    Cycle granted = 0, asked = kNever, answered = kNever;  // asked: AR handshake; answered: last R
    std::uint8_t client = 0, beats = 0;
  };
  struct Span {
    Cycle begin, end;
  };

  [[nodiscard]] Cycle free_at() const;
  void ask();
  void answered(Cycle first_on_bus);

  unsigned latency_, memory_outstanding_;
  std::array<ReadClient*, kClients> clients_{};
  std::array<Burst, kRing> bursts_{};
  std::uint64_t granted_ = 0, asked_ = 0, answered_ = 0;
  unsigned last_client_ = kClients - 1;
  Channel channel_;
  Cycle held_up_ = kNever;
  std::deque<Span> spans_;  // of beats on the bus, the oldest first
};

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_READ_PORT_H_
