// SPDX-License-Identifier: Apache-2.0
//
// The load stage: vta_load. An instruction starts with its token, as soon as the DMA takes it, and
// retires when its data are there.

#ifndef VTA_SIM_TIMING_LOAD_STAGE_H_
#define VTA_SIM_TIMING_LOAD_STAGE_H_

#include <array>

#include "sim/timing/decode.h"
#include "sim/timing/load_engine.h"
#include "sim/timing/tokens.h"

namespace vta::timing {

class LoadStage {
 public:
  using Bases = std::array<std::uint32_t, kMemoryTypeCount>;
  LoadStage(const Geometry& geometry, const Bases& bases, Fetch& fetch, Tokens& tokens)
      : engine_(geometry, 0), bases_(bases), fetch_(fetch), tokens_(tokens) {}

  [[nodiscard]] LoadEngine& engine() { return engine_; }
  // The next cycle in which an instruction starts, as far as is known.
  [[nodiscard]] Cycle next() const;
  void step(Cycle now);
  void refill() { decode_.refill(fetch_.queue(Stage::kLoad)); }
  // Instructions whose data are there retire. True when there was one.
  bool retire();

  // Some instruction has been decoded and not retired.
  [[nodiscard]] bool has_work(Cycle now) const {
    return !engine_.empty(now) || decode_.at() <= now;
  }
  [[nodiscard]] Cycle decoded_at() const { return decode_.at(); }
  [[nodiscard]] bool drained() const { return !decode_.valid() && retired_ == engine_.started(); }
  [[nodiscard]] Cycle quiet_at() const { return last_retired_ + 1; }

 private:
  static constexpr unsigned kRing = 64;
  LoadEngine engine_;
  Bases bases_;
  Fetch& fetch_;
  Tokens& tokens_;
  Decode<2> decode_;
  std::array<bool, kRing> push_{};
  std::uint64_t retired_ = 0;
  Cycle last_retired_ = 0;
};

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_LOAD_STAGE_H_
