// SPDX-License-Identifier: Apache-2.0
//
// The DMA of the LOADs of one stage: vta_load_engine with vta_dma_requests and vta_dma_writer.
//
// Requests run ahead of the data by up to four LOADs and 128 beats. The data of a LOAD are written
// behind those of the one before it, a beat per cycle (micro-ops: a word per cycle), two cycles
// after that has left; zeros fill the gaps.

#ifndef VTA_SIM_TIMING_LOAD_ENGINE_H_
#define VTA_SIM_TIMING_LOAD_ENGINE_H_

#include <array>
#include <cstdint>
#include <functional>

#include "hw/isa/insn.h"
#include "sim/timing/clock.h"
#include "sim/timing/geometry.h"
#include "sim/timing/read_port.h"
#include "sim/timing/requests.h"
#include "sim/timing/transfer.h"

namespace vta::timing {

// Banks of ACC that GEMM and the tail engine write in a cycle, one bit each.
using Banks = unsigned;

class LoadEngine final : public ReadClient {
 public:
  // `list`: LOADs that can wait for their retirement outside; 0: they leave at once.
  LoadEngine(const Geometry& geometry, unsigned list)
      : geometry_(geometry), list_(list), requests_(geometry.beat_log) {}

  // From when on a LOAD can start; kNever: not known yet.
  [[nodiscard]] Cycle ready_at(bool has_data) const;
  // `once`: an accumulator for many rows is read once.
  void start(Cycle now, const MemFields& fields, std::uint32_t base, bool once = false);

  // LOADs are numbered from 0 on, in their order.
  [[nodiscard]] std::uint64_t started() const { return started_; }
  // All data of the LOAD are there; kNever: not known yet.
  [[nodiscard]] Cycle done_at(std::uint64_t number) const { return flight(number).done; }
  // Whether such a time has become known since the last call.
  [[nodiscard]] bool take_news() {
    const bool news = news_;
    news_ = false;
    return news;
  }
  // It has left the engine before this cycle, perhaps to wait for its retirement.
  [[nodiscard]] bool left(std::uint64_t number, Cycle now) const {
    return number < settled_ && flight(number).leave < now;
  }
  // With a list: the oldest LOAD of it has retired.
  void retired(Cycle now);

  // No LOAD is in the engine in this cycle.
  [[nodiscard]] bool empty(Cycle now) const {
    return started_ == 0 || (settled_ == started_ && flight(started_ - 1).leave < now);
  }
  // When that comes to be; kNever: not known yet.
  [[nodiscard]] Cycle empty_at() const {
    if (started_ == 0) return 0;
    return settled_ == started_ ? flight(started_ - 1).leave + 1 : kNever;
  }
  // There are requests to make, room for their beats or not.
  [[nodiscard]] bool wants(Cycle now) const { return requests_.asks_at() <= now; }
  [[nodiscard]] Cycle wants_at() const { return requests_.asks_at(); }
  [[nodiscard]] Cycle asks_at() const override;
  [[nodiscard]] unsigned beats() const override { return requests_.beats(); }
  void grant(Cycle now) override;
  bool receive(unsigned beats, Cycle shown, Channel& channel) override;

  // Whether somebody else writes ACC: then receive() leaves beats for accumulators to step().
  void set_contended(bool contended) { contended_ = contended; }
  [[nodiscard]] bool stepping() const { return stepping_; }
  // The last beat of a LOAD waits for its bank.
  [[nodiscard]] bool writing() const { return write_pending_; }
  // One cycle of it: true when the LOAD is done.
  bool write(Cycle now, Banks taken);
  // One cycle of the burst that was left; true when it is the last one of it.
  bool step(Cycle now, unsigned beats, Channel& channel);
  // One cycle of an accumulator that is written again, if there is one.
  void repeat(Cycle now);

 private:
  static constexpr unsigned kRing = 64;     // LOADs in flight: at most 13
  static constexpr unsigned kBursts = 256;  // bursts in flight: at most 144
  struct Flight {
    MemFields fields;
    Cycle start = 0, accept = kNever, done = kNever, leave = kNever;
    std::uint64_t beats_left = 0;
    std::uint64_t repeats = 0;  // rows that follow without beats
    PadWalk pads;
    Cycle walked = 0;           // the pad walker is ahead up to this cycle
    std::uint64_t element = 0;  // uop: words written; ACC: beats written
  };
  struct Sent {
    std::uint64_t first = 0;                       // number of its first beat
    std::array<Cycle, kMaxBurstBeats> taken = {};  // when each of them was; kNever: not known
  };

  [[nodiscard]] const Flight& flight(std::uint64_t n) const { return flights_[n % kRing]; }
  [[nodiscard]] Flight& flight(std::uint64_t n) { return flights_[n % kRing]; }
  // Times of LOADs that follow from what is known; true when a writer has a LOAD with data.
  void settle();
  void finish(Flight& flight, Cycle last_move);
  void moved(Flight& flight, Cycle first, Cycle last);
  void put(const Flight& flight, std::uint64_t element);
  void receive_uops(Flight& flight, unsigned beats, Cycle shown, Channel& channel);
  // A beat of the oldest burst is taken; and the last one has been.
  void took(unsigned beat, Cycle at) { sent_[landed_count_ % kBursts].taken[beat] = at; }
  void landed();
  void find_room();

  Geometry geometry_;
  unsigned list_;
  Requests requests_;
  std::array<Flight, kRing> flights_{};
  std::uint64_t started_ = 0, settled_ = 0, retired_ = 0;  // settled: it is known when it leaves
  std::array<Cycle, kRing> retire_{};
  std::array<Sent, kBursts> sent_{};
  std::uint64_t uop_row_left_ = 0;  // micro-ops of the row at work
  std::uint64_t asked_beats_ = 0, sent_count_ = 0, landed_count_ = 0, room_count_ = 0;
  Cycle room_at_ = 0;
  bool contended_ = false, news_ = false;
  // Of the burst that step() works at.
  unsigned stepped_ = 0;
  Cycle beat_on_bus_ = 0;
  bool stepping_ = false, write_pending_ = false;
  Banks pending_bank_ = 0;
};

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_LOAD_ENGINE_H_
