// SPDX-License-Identifier: Apache-2.0
//
// The compute stage: vta_compute. Instructions start in order (vta_issue has the rules), in the
// pipeline, in the tail engine or as LOADs, and retire in order, or nearly.
//
// A cycle is worked at only if something can change in it: not while a GEMM flows and nobody works
// beside it, nor while the stage waits.

#ifndef VTA_SIM_TIMING_COMPUTE_STAGE_H_
#define VTA_SIM_TIMING_COMPUTE_STAGE_H_

#include <array>
#include <functional>
#include <optional>

#include "sim/timing/breakdown.h"
#include "sim/timing/decode.h"
#include "sim/timing/exec.h"
#include "sim/timing/image.h"
#include "sim/timing/load_engine.h"
#include "sim/timing/retire.h"
#include "sim/timing/scan.h"
#include "sim/timing/tail.h"
#include "sim/timing/tokens.h"

namespace vta::timing {

class ComputeStage {
 public:
  using Bases = std::array<std::uint32_t, kMemoryTypeCount>;
  // Retirements, for whoever wants to compare: instruction and cycle.
  using Watch = std::function<void(std::uint32_t, Cycle)>;

  ComputeStage(const Geometry& geometry, unsigned features, const Bases& bases, const Image& image,
               UopMemory& uops, Fetch& fetch, Tokens& tokens, ReadPort& port);

  [[nodiscard]] LoadEngine& engine() { return engine_; }
  // Somebody else has changed what it waits for in the cycles to come, or in this one.
  void poke(Cycle now);
  void wake(Cycle now);
  [[nodiscard]] Cycle next() const { return next_; }
  // A cycle; time may go on by itself up to the cycle `until`, the next one of anybody else.
  void step(Cycle now, Cycle until);

  // Whether a step since the last call has done something that others can see.
  [[nodiscard]] bool take_acted() {
    const bool acted = acted_;
    acted_ = false;
    return acted;
  }

  [[nodiscard]] Ahead ahead() const { return retire_.ahead(); }
  [[nodiscard]] bool has_work(Cycle now) const { return !retire_.empty() || decode_.at() <= now; }
  [[nodiscard]] Cycle decoded_at() const { return decode_.at(); }
  [[nodiscard]] bool drained() const { return !decode_.valid() && retire_.empty(); }
  [[nodiscard]] bool finished() const { return finished_; }  // a FINISH has retired
  [[nodiscard]] Cycle quiet_at() const { return last_retired_ + 1; }
  // An instruction that stops the stage has started.
  struct Failure {
    ErrorCode code;
    std::uint32_t index;
  };
  [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }

  // Everything up to this cycle is accounted for.
  void account(Cycle now);
  [[nodiscard]] const Breakdown& breakdown() const { return breakdown_; }
  void watch(Watch watch) { watch_ = std::move(watch); }

 private:
  // What the next instruction is, found out once.
  struct Head {
    bool load = false, uop_load = false, plain = false, has_data = false;
    bool gemm = false, reset = false, immediate = false, min_max = false, add = false;
    bool pops = false, candidate = false;
    std::uint32_t lo = 0, hi = 0;  // of a LOAD: what it writes
  };
  // What vta_issue sees in a cycle: registers, but for the last two.
  struct View {
    bool valid, tokens, engine_empty, loads_wait, roomy;
    bool exec_idle, exec_behind, safe;
    bool waits, exec_ready, told;
  };
  struct Decision {
    bool load = false, exec = false, tail = false, join = false, go = false;
    [[nodiscard]] bool start() const { return load || exec || tail || join; }
  };

  void refill(Cycle now);
  [[nodiscard]] Cycle glide(bool valid, Cycle until);
  void load_accumulators(Cycle now, Banks taken);
  [[nodiscard]] View look(Cycle now, bool hold, bool scanned) const;
  [[nodiscard]] Decision decide(Cycle now, const View& view) const;
  [[nodiscard]] bool load_may(const View& view, bool exec_alone) const;
  void start(Cycle now, const Decision& decision, const View& view);
  void start_load(Cycle now);
  void retired(Cycle now, const Retire::Verdict& verdict);
  [[nodiscard]] Cause cause(Cycle now, bool hold) const;
  [[nodiscard]] Cycle quiet_until(Cycle now) const;

  Geometry geometry_;
  unsigned features_;
  Bases bases_;
  const Image& image_;
  UopMemory& uops_;
  Fetch& fetch_;
  Tokens& tokens_;
  ReadPort& port_;

  Decode<2> decode_;
  Head head_;
  LoadEngine engine_;
  Exec exec_;
  Tail tail_;
  Scan scan_;
  Retire retire_;
  TailWork joined_;  // what is joined to, while the tail engine gathers
  unsigned patience_ = 0, load_patience_ = 0;
  // Instructions that have started, by unit, for retirement.
  struct Started {
    std::uint32_t index = 0;
    bool finish = false;
  };
  std::array<std::deque<Started>, 3> started_;

  Cycle now_ = 0, next_ = 0, last_retired_ = 0;
  bool any_retired_ = false, finished_ = false, acted_ = false;
  std::optional<Failure> failure_;
  Cause cause_ = Cause::kStartEnd;
  Cycle accounted_ = 0;
  Breakdown breakdown_;
  Watch watch_;
};

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_COMPUTE_STAGE_H_
