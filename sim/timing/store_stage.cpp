// SPDX-License-Identifier: Apache-2.0

#include "sim/timing/store_stage.h"

#include "sim/timing/transfer.h"

namespace vta::timing {
namespace {

// From the start of a burst in vta_store_data to its first beat on the bus: the element is read,
// arrives, becomes a beat, and goes through the skid buffer.
constexpr Cycle kDataDepth = 4;

bool overlaps(const MemFields& f, const Ahead& ahead) {
  if (!ahead.any) return false;
  const std::uint64_t elems = std::uint64_t{f.x_size} * f.y_size;
  return f.sram_base + elems > ahead.lo && f.sram_base <= ahead.hi;
}

}  // namespace

Cycle StoreStage::next(const Ahead& ahead) const {
  if (!decode_.valid()) return kNever;
  const Insn& insn = decode_.insn();
  if (overlaps(insn.mem(), ahead)) return kNever;
  Cycle at = std::max(decode_.at(), row_free_at_);
  if (insn.tokens.pop_prev) {
    const Cycle token = tokens_.compute_to_store.next();
    if (token == kNever) return kNever;
    at = std::max(at, token);
  }
  // Near an overflow only when all before it have retired.
  if (tokens_.store_to_compute.high(at)) at = std::max(at, last_step_ + 1);
  return at;
}

// Positions of instructions are kept from the queue to retirement, 40 at most.
void StoreStage::refill() {
  const Cycle room = insns_ >= kStoreHeld ? retire_[(insns_ - kStoreHeld) % kRing] + 1 : 0;
  decode_.refill(fetch_.queue(Stage::kStore), room);
}

void StoreStage::step(Cycle now, const Ahead& ahead) {
  while (next(ahead) <= now) {
    if (decode_.insn().tokens.pop_prev) tokens_.compute_to_store.pop();
    start(now);
    decode_.start(now);
    refill();
  }
}

// A burst is taken when the address, the data and the list of unanswered bursts have room for it.
Cycle StoreStage::burst(Cycle taken, std::uint64_t beats) {
  if (bursts_ >= kWriteOutstanding) {
    const std::size_t old = (bursts_ - kWriteOutstanding) % kRing;
    taken = std::max({taken, step_[old] + 1, data_[old] + 1, answer_[old] + 1});
  }
  const std::size_t n = bursts_++ % kRing;
  last_taken_ = taken;
  if (beats == 0) {  // moves nothing, but keeps its place
    data_[n] = answer_[n] = 0;
    last_step_ = step_[n] = std::max(taken + 1, last_step_ + 1);
    return taken;
  }
  data_[n] = std::max(taken + 1, data_free_at_);
  data_free_at_ = data_[n] + beats;
  const Cycle last_beat = data_[n] + kDataDepth + beats - 1;
  last_answer_ = answer_[n] = std::max(last_beat + latency_, last_answer_ + 1);
  last_step_ = step_[n] = std::max(answer_[n] + 1, last_step_ + 1);
  return taken;
}

void StoreStage::start(Cycle now) {
  const Insn& insn = decode_.insn();
  const MemFields& f = insn.mem();
  const unsigned elem_log = geometry_.elem_log[std::size_t(MemoryType::kOut)];
  Cycle row_at = now + 1;
  if (f.x_size == 0 || f.y_size == 0) {
    const Cycle take = std::max(row_at, burst_free_at_);
    row_free_at_ = take;
    burst_free_at_ = burst(take + 1, 0);
  } else {
    Rows rows = Rows::of(f, base_, elem_log);
    for (; rows.rows != 0; --rows.rows) {
      const Cycle take = std::max(row_at, burst_free_at_);
      row_at = row_free_at_ = take;
      std::uint64_t at = rows.address >> geometry_.beat_log;
      std::uint64_t left = rows.row_bytes >> geometry_.beat_log;
      Cycle next = take + 1;
      while (left != 0) {
        const std::uint64_t beats = std::min(left, kMaxBurstBeats - at % kMaxBurstBeats);
        burst_free_at_ = burst(next, beats);
        next = burst_free_at_ + 1;
        at += beats;
        left -= beats;
      }
      rows.address += static_cast<std::uint32_t>(rows.stride_bytes);
    }
  }
  any_ = true;
  retire_[insns_++ % kRing] = last_step_;
  if (insn.tokens.push_prev) tokens_.store_to_compute.push(last_step_);
  fetch_.retired(Stage::kStore, last_step_);
}

}  // namespace vta::timing
