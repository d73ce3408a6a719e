// SPDX-License-Identifier: Apache-2.0
//
// Micro-ops, and the loop nest of GEMM and ALU over them: vta_loop_gen without its clock.

#ifndef VTA_SIM_TIMING_NEST_H_
#define VTA_SIM_TIMING_NEST_H_

#include <array>
#include <cstdint>
#include <vector>

#include "hw/isa/insn.h"
#include "sim/timing/geometry.h"

namespace vta::timing {

// What the micro-op memory holds. The first index of a sweep is its own, so that extremes of a
// range of micro-ops say what a nest touches.
class UopMemory {
 public:
  explicit UopMemory(const Config& config)
      : config_(config), uops_(config.depth(MemoryType::kUop)) {}

  [[nodiscard]] const Uop& operator[](std::uint32_t i) const { return uops_[i]; }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(uops_.size()); }
  void write(std::uint32_t i, std::uint32_t word) {
    uops_[i] = decode_uop(config_, word);
    known_.fill({});
  }

  struct Extremes {
    std::uint32_t bgn = 0, end = 0;  // of which micro-ops; equal: none
    std::uint32_t dst_lo = 0, dst_hi = 0, src_lo = 0, src_hi = 0, wgt_hi = 0;
    bool dense = false;  // dst, dst + 1, ...
  };
  // Of micro-ops [bgn, end), which exist; bgn < end.
  [[nodiscard]] const Extremes& extremes(std::uint32_t bgn, std::uint32_t end);

 private:
  Config config_;
  std::vector<Uop> uops_;
  std::array<Extremes, 64> known_{};  // of some ranges, as long as nothing is written
};

// A micro-op, or half of one, on its way through vta_exec.
struct Slot {
  std::uint16_t address = 0;
  std::uint8_t tag = 0;  // of the instruction
  bool valid = false;
  bool last = false;         // its instruction ends here
  bool reads = false;        // ACC; not of a reset
  bool writes = false;       // ACC; not the first half of a tensor operation
  bool first_sweep = false;  // first time through the micro-ops
};

// The nest of one instruction. A step is a cycle of the pipeline.
class Nest {
 public:
  Nest() = default;
  // Without a trip (FINISH, NOP, an empty loop): one step, in which it ends.
  Nest(const Insn& insn, std::uint8_t tag);

  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  [[nodiscard]] std::uint64_t done() const { return done_; }  // steps taken
  [[nodiscard]] std::uint64_t left() const { return steps_ - done_; }
  // Steps of the first sweep; 0: there is no second one.
  [[nodiscard]] std::uint64_t first_sweep() const { return sweep_ < steps_ ? sweep_ : 0; }

  Slot next(const UopMemory& uops);  // takes a step; left() != 0
  void skip(std::uint64_t steps);    // takes several; fewer than left()
  void end() { done_ = steps_; }     // takes all

 private:
  LoopFields loop_;
  void next_sweep();

  bool trips_ = false, tensor_ = false, reset_ = false;
  std::uint8_t tag_ = 0;
  std::uint64_t steps_ = 1, done_ = 0, sweep_ = 0;
  bool half_ = false;  // the source has been read
  std::uint32_t uop_ = 0, in_ = 0, out_ = 0;
  std::uint32_t dst_ = 0, src_ = 0;  // offsets of the loops
};

inline Slot Nest::next(const UopMemory& uops) {
  ++done_;
  Slot slot{0, tag_, trips_, done_ == steps_, trips_ && !reset_, trips_, done_ <= sweep_};
  if (!trips_) return slot;
  const Uop& uop = uops[uop_];
  if (tensor_ && !half_) {
    half_ = true;
    slot.writes = false;
    slot.address = static_cast<std::uint16_t>(uop.src + src_);
    return slot;
  }
  half_ = false;
  slot.address = static_cast<std::uint16_t>(uop.dst + dst_);
  if (++uop_ == loop_.uop_end) next_sweep();
  return slot;
}

// What a GEMM or ALU touches, and whether all of it exists.
struct Touched {
  bool legal = true;
  std::uint32_t dst_lo = 0, dst_hi = 0;
};
[[nodiscard]] Touched touched(const Geometry& geometry, const Insn& insn, UopMemory& uops);

[[nodiscard]] inline const LoopFields* loop_of(const Insn& insn) {
  if (const auto* gemm = std::get_if<GemmFields>(&insn.body)) return &gemm->loop;
  if (const auto* alu = std::get_if<AluFields>(&insn.body)) return &alu->loop;
  return nullptr;
}

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_NEST_H_
