// SPDX-License-Identifier: Apache-2.0

#include "sim/timing/load_engine.h"

#include <algorithm>

namespace vta::timing {
namespace {

bool moves_data(const MemFields& f) { return f.x_size != 0 && f.y_size != 0; }

bool has_pads(const MemFields& f) {
  return f.x_size != 0 && ((f.y_size != 0 && (f.x_pad_0 != 0 || f.x_pad_1 != 0)) ||
                           f.y_pad_0 != 0 || f.y_pad_1 != 0);
}

bool is_uop(const MemFields& f) {
  return f.memory_type == static_cast<std::uint32_t>(MemoryType::kUop);
}

bool is_acc(const MemFields& f) {
  return f.memory_type == static_cast<std::uint32_t>(MemoryType::kAcc) ||
         f.memory_type == static_cast<std::uint32_t>(MemoryType::kAcc8bit);
}

bool repeats_element(const MemFields& f) {
  return is_acc(f) && f.x_size == 1 && f.x_stride == 0 && f.y_size > 1;
}

}  // namespace

// The list of LOADs in flight has four places, freed when the writer takes the oldest.
Cycle LoadEngine::ready_at(bool has_data) const {
  Cycle at = has_data ? requests_.ready_at() : 0;
  if (at == kNever || started_ < kEngineDepth) return at;
  const Cycle accept = flight(started_ - kEngineDepth).accept;
  return accept == kNever ? kNever : std::max(at, accept + 1);
}

void LoadEngine::start(Cycle now, const MemFields& fields, std::uint32_t base, bool once) {
  Flight& f = flight(started_++);
  f = Flight{};
  f.fields = fields;
  f.start = now;
  if (moves_data(fields)) {
    const unsigned elem_log = geometry_.elem_log[fields.memory_type];
    Rows rows = Rows::of(fields, base, elem_log);
    if (once && repeats_element(fields)) {
      f.repeats = rows.rows - 1;
      rows.rows = 1;
    }
    f.beats_left = rows.beats(geometry_.beat_log);
    requests_.start(now, rows);
    if (is_uop(fields)) f.element = rows.address >> elem_log;
  }
  f.pads = PadWalk(fields, has_pads(fields));
  settle();
  find_room();
}

// The writer takes a LOAD in the cycle after the one before it has left.
void LoadEngine::settle() {
  while (settled_ < started_) {
    Flight& f = flight(settled_);
    if (f.accept == kNever) {
      Cycle free_at = 0;
      if (settled_ > 0) free_at = flight(settled_ - 1).leave + 1;
      f.accept = std::max(f.start + 1, free_at);
      f.walked = f.accept + 1;
    }
    if (f.done == kNever) {
      if (f.beats_left != 0 || f.repeats != 0 || write_pending_) return;
      f.done = f.accept + 1 + f.pads.left();
      news_ = true;
    }
    Cycle leave = f.done;
    if (list_ != 0 && settled_ >= list_) {
      // Full until the oldest of the list has retired, or it is the turn of this one.
      if (settled_ - list_ >= retired_) return;
      leave = std::max(leave, retire_[(settled_ - list_) % kRing] + 1);
    }
    f.leave = leave;
    ++settled_;
    news_ = true;
  }
}

void LoadEngine::retired(Cycle now) {
  retire_[retired_++ % kRing] = now;
  settle();
}

// --- requests ------------------------------------------------------------------------------------

Cycle LoadEngine::asks_at() const {
  const Cycle at = requests_.asks_at();
  return at == kNever || room_at_ == kNever ? kNever : std::max(at, room_at_);
}

void LoadEngine::grant(Cycle now) {
  Sent& sent = sent_[sent_count_++ % kBursts];
  sent.first = asked_beats_;
  sent.taken.fill(kNever);
  asked_beats_ += requests_.beats();
  requests_.grant(now);
  find_room();
}

// A request goes out while fewer than kEngineBeats beats are asked for and not taken.
void LoadEngine::find_room() {
  room_at_ = 0;
  if (asked_beats_ < kEngineBeats) return;
  const std::uint64_t beat = asked_beats_ - kEngineBeats;  // must have been taken
  while (room_count_ + 1 < sent_count_ && sent_[(room_count_ + 1) % kBursts].first <= beat) {
    ++room_count_;
  }
  const Sent& sent = sent_[room_count_ % kBursts];
  const Cycle taken = sent.taken[static_cast<std::size_t>(beat - sent.first)];
  room_at_ = taken == kNever ? kNever : taken + 1;
}

void LoadEngine::landed() {
  ++landed_count_;
  find_room();
}

// --- data ----------------------------------------------------------------------------------------

void LoadEngine::moved(Flight& f, Cycle first, Cycle last) {
  if (f.pads.active()) {
    if (first > f.walked) f.pads.advance(first - f.walked);
    f.pads.advance_beside_data(last - first + 1);
    f.walked = last + 1;
  }
}

void LoadEngine::finish(Flight& f, Cycle last_move) {
  f.done = std::max(last_move + 1, f.walked + f.pads.left());
  news_ = true;
  settle();
}

bool LoadEngine::receive(unsigned beats, Cycle shown, Channel& channel) {
  Flight& f = flight(settled_);
  if (f.accept == kNever) settle();
  if (f.accept == kNever || f.beats_left == 0) return false;  // the last beat is not written
  if (is_acc(f.fields) && (contended_ || write_pending_)) {
    stepping_ = true;
    stepped_ = 0;
    beat_on_bus_ = channel.next_bus(shown);
    return false;
  }
  const Cycle ready = f.accept + 1;
  if (is_uop(f.fields) && geometry_.uops_per_beat > 1) {
    receive_uops(f, beats, shown, channel);
  } else {
    const Cycle first = channel.stream(shown, beats, ready);
    f.element += beats;
    moved(f, first, channel.taken1);
    for (unsigned i = 0; i < beats; ++i) took(i, first + i);
  }
  landed();
  f.beats_left -= beats;
  if (f.beats_left != 0) return true;
  const Cycle last = channel.taken1 + f.repeats;
  if (f.repeats != 0) moved(f, channel.taken1 + 1, last);
  f.repeats = 0;
  finish(f, last);
  return true;
}

// A beat holds several micro-ops, which are written one per cycle; a row starts with a beat of its
// own.
void LoadEngine::receive_uops(Flight& f, unsigned beats, Cycle shown, Channel& channel) {
  const unsigned per_beat = geometry_.uops_per_beat;
  const bool merged = f.fields.x_stride == f.fields.x_size || f.fields.y_size == 1;
  const std::uint64_t row =
      merged ? std::uint64_t{f.fields.x_size} * f.fields.y_size : std::uint64_t{f.fields.x_size};
  for (unsigned i = 0; i < beats; ++i) {
    // `element` counts from the micro-op address of the row; `row_left` is what is left of it.
    const std::uint64_t at = f.element;
    unsigned words = per_beat - static_cast<unsigned>(at % per_beat);
    if (uop_row_left_ == 0) uop_row_left_ = row;
    words = static_cast<unsigned>(std::min<std::uint64_t>(words, uop_row_left_));
    const Cycle on_bus = channel.next_bus(i == 0 ? shown : channel.bus + 1);
    const Cycle begin = std::max({on_bus + 1, channel.taken1 + 1, f.accept + 1});
    channel.take(on_bus, begin + words - 1);
    took(i, channel.taken1);
    moved(f, begin, channel.taken1);
    f.element += words;
    uop_row_left_ -= words;
    if (uop_row_left_ == 0 && !merged) f.element += f.fields.x_stride - f.fields.x_size;
  }
}

bool LoadEngine::write(Cycle now, Banks taken) {
  if ((pending_bank_ & taken) != 0) return false;
  write_pending_ = false;
  Flight& f = flight(settled_);
  if (f.beats_left != 0 || f.repeats != 0) return false;
  finish(f, now - 1);
  return true;
}

void LoadEngine::put(const Flight& f, std::uint64_t element) {
  write_pending_ = true;
  pending_bank_ = 1u << ((f.fields.sram_base + element) & 1);
}

void LoadEngine::repeat(Cycle now) {
  Flight& f = flight(settled_);
  if (write_pending_ || f.beats_left != 0 || f.repeats == 0) return;
  moved(f, now, now);
  put(f, f.fields.y_size - f.repeats--);
}

// One cycle: a beat moves, to be written in the next cycle in which its bank is free.
bool LoadEngine::step(Cycle now, unsigned beats, Channel& channel) {
  Flight& f = flight(settled_);
  if (write_pending_ || now < f.accept + 1 || now < beat_on_bus_ + 1 || now < channel.taken1 + 1) {
    return false;
  }
  channel.take(beat_on_bus_, now);
  took(stepped_++, now);
  moved(f, now, now);
  const unsigned log = geometry_.elem_log[f.fields.memory_type] - geometry_.beat_log;
  put(f, f.element >> log);
  ++f.element;
  --f.beats_left;
  if (stepped_ < beats) {
    find_room();  // beats of this burst may be what requests wait for
    beat_on_bus_ = channel.next_bus(beat_on_bus_ + 1);
    return false;
  }
  stepping_ = false;
  landed();
  return true;
}

}  // namespace vta::timing
