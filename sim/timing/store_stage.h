// SPDX-License-Identifier: Apache-2.0
//
// The store stage: vta_store with vta_axi_write and the write side of memory.
//
// Nothing but the bus and memory is in the way of an instruction once it has started, so all its
// times are known then:
//
//   start ─► rows ─► bursts ─► AW ─► W, a beat per cycle ─► M cycles ─► B ─► retirement

#ifndef VTA_SIM_TIMING_STORE_STAGE_H_
#define VTA_SIM_TIMING_STORE_STAGE_H_

#include <array>
#include <vector>

#include "sim/timing/decode.h"
#include "sim/timing/geometry.h"
#include "sim/timing/tokens.h"

namespace vta::timing {

// Accumulators that store must not read although their token is there; see vta_compute_retire.
struct Ahead {
  bool any = false;
  std::uint32_t lo = 0, hi = 0;
};

class StoreStage {
 public:
  StoreStage(const Geometry& geometry, unsigned write_latency, std::uint32_t out_base, Fetch& fetch,
             Tokens& tokens)
      : geometry_(geometry),
        latency_(write_latency),
        base_(out_base),
        fetch_(fetch),
        tokens_(tokens) {}

  // The next cycle in which an instruction starts, as far as is known.
  [[nodiscard]] Cycle next(const Ahead& ahead) const;
  void step(Cycle now, const Ahead& ahead);
  void refill();

  [[nodiscard]] bool drained() const { return !decode_.valid(); }
  [[nodiscard]] Cycle quiet_at() const { return any_ ? last_step_ + 2 : 0; }

 private:
  static constexpr unsigned kRing = 64;
  void start(Cycle now);
  Cycle burst(Cycle taken, std::uint64_t beats);  // returns when it is taken

  Geometry geometry_;
  unsigned latency_;
  std::uint32_t base_;
  Fetch& fetch_;
  Tokens& tokens_;
  Decode<3> decode_;
  Cycle row_free_at_ = 0;              // vta_store_bursts takes an instruction
  Cycle burst_free_at_ = 0;            // its burst stage takes a row
  std::uint64_t bursts_ = 0;           // so far; the arrays are rings of the last ones
  std::array<Cycle, kRing> data_{};    // vta_store_data begins with it
  std::array<Cycle, kRing> answer_{};  // B
  std::array<Cycle, kRing> step_{};    // vta_store_retire is done with it
  Cycle last_taken_ = 0, data_free_at_ = 0, last_answer_ = 0, last_step_ = 0;
  std::uint64_t insns_ = 0;
  std::array<Cycle, kRing> retire_{};
  bool any_ = false;
};

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_STORE_STAGE_H_
