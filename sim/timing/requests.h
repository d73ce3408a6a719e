// SPDX-License-Identifier: Apache-2.0
//
// Cuts the rows of LOADs into bursts: vta_dma_requests.
//
// Two stages, rows and bursts, and a register for the request: three cycles from a start to its
// first request, one request per cycle, no gap between rows nor between LOADs. A LOAD can start as
// soon as the burst stage takes the last row of the one before.

#ifndef VTA_SIM_TIMING_REQUESTS_H_
#define VTA_SIM_TIMING_REQUESTS_H_

#include <algorithm>
#include <cstdint>

#include "hw/isa/isa_tables.h"
#include "sim/timing/clock.h"
#include "sim/timing/transfer.h"

namespace vta::timing {

class Requests {
 public:
  explicit Requests(unsigned beat_log) : beat_log_(beat_log) {}

  // From when on a LOAD can start; kNever: that depends on a grant to come.
  [[nodiscard]] Cycle ready_at() const { return row_free_at_; }
  void start(Cycle now, const Rows& rows);

  // From when on there is a request, and its beats.
  [[nodiscard]] Cycle asks_at() const { return asks_at_; }
  [[nodiscard]] unsigned beats() const { return beats_; }
  void grant(Cycle now);

 private:
  void take_row(Cycle now);
  void pull();

  unsigned beat_log_;
  bool row_busy_ = false, burst_busy_ = false;
  Rows row_;
  Cycle row_at_ = 0, row_free_at_ = 0;      // the row can be taken; the stage is free
  Cycle burst_at_ = 0, burst_free_at_ = 0;  // the next burst can be emitted; the stage is free
  std::uint64_t beat_address_ = 0, beats_left_ = 0;
  Cycle asks_at_ = kNever, register_free_at_ = 0;
  unsigned beats_ = 0;
};

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_REQUESTS_H_
