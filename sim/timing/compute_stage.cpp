// SPDX-License-Identifier: Apache-2.0

#include "sim/timing/compute_stage.h"

#include <algorithm>
#include <cstring>

#include "sim/timing/transfer.h"

namespace vta::timing {
namespace {

constexpr std::uint64_t kAddresses = std::uint64_t{1} << 32;

bool is(const Insn& insn, Opcode opcode) {
  return insn.opcode == static_cast<std::uint32_t>(opcode);
}

}  // namespace

ComputeStage::ComputeStage(const Geometry& geometry, unsigned features, const Bases& bases,
                           const Image& image, UopMemory& uops, Fetch& fetch, Tokens& tokens,
                           ReadPort& port)
    : geometry_(geometry),
      features_(features),
      bases_(bases),
      image_(image),
      uops_(uops),
      fetch_(fetch),
      tokens_(tokens),
      port_(port),
      engine_(geometry, kLanded),
      exec_(uops),
      retire_((features & csr::kFeaturesBeside) != 0) {}

// --- the next instruction ------------------------------------------------------------------------

void ComputeStage::refill(Cycle) {
  if (decode_.valid()) return;
  decode_.refill(fetch_.queue(Stage::kCompute));
  if (!decode_.valid()) return;
  const Insn& insn = decode_.insn();
  Head h;
  h.pops = insn.tokens.pop_prev || insn.tokens.pop_next;
  if (is(insn, Opcode::kLoad)) {
    const MemFields& f = insn.mem();
    h.load = f.x_size != 0;  // else a NOP, which goes through the pipeline
    h.uop_load = f.memory_type == static_cast<std::uint32_t>(MemoryType::kUop);
    h.has_data = f.x_size != 0 && f.y_size != 0;
    const bool pads = f.x_pad_0 != 0 || f.x_pad_1 != 0 || f.y_pad_0 != 0 || f.y_pad_1 != 0;
    h.plain = (features_ & csr::kFeaturesLoads) != 0 && h.has_data && !pads;
    h.lo = f.sram_base;
    h.hi = f.sram_base + f.x_size * f.y_size - 1;
  }
  if (const LoopFields* loop = loop_of(insn)) {
    h.gemm = is(insn, Opcode::kGemm);
    h.reset = h.gemm && loop->reset;
    if (!h.gemm) {
      const AluFields& f = insn.alu();
      const auto op = static_cast<AluOpcode>(f.alu_opcode);
      const bool left = op == AluOpcode::kShr && f.imm < 0;
      h.immediate = f.use_imm && op != AluOpcode::kMul && !left;
      h.min_max = h.immediate && (op == AluOpcode::kMin || op == AluOpcode::kMax);
      h.add = !f.use_imm && op == AluOpcode::kAdd && loop->src_factor_in == 0 &&
              loop->uop_end - loop->uop_bgn == 1;
    }
    h.candidate = (features_ & csr::kFeaturesTail) != 0 && loop->trips() != 0 &&
                  (h.reset || h.immediate || h.add) && loop->uop_end <= uops_.size() &&
                  loop->uop_end - loop->uop_bgn <= kMaxScan;
  }
  head_ = h;
}

ComputeStage::View ComputeStage::look(Cycle now, bool hold, bool scanned) const {
  View v{};
  v.valid = decode_.at() <= now;
  if (v.valid) {
    const TokenFlags& flags = decode_.insn().tokens;
    v.tokens = (!flags.pop_prev || tokens_.load_to_compute.available(now)) &&
               (!flags.pop_next || tokens_.store_to_compute.available(now));
  }
  v.engine_empty = engine_.empty(now);
  v.loads_wait = retire_.loads() < engine_.started() && engine_.left(retire_.loads(), now);
  v.roomy = !tokens_.compute_to_load.high(now) && !tokens_.compute_to_store.high(now);
  v.exec_idle = exec_.idle();
  v.exec_behind = exec_.behind();
  v.safe = exec_.safe(now);
  v.waits = hold || scanned;
  v.told = scan_.told();
  v.exec_ready = exec_.ready(v.waits);
  return v;
}

// Beside others only if it is a plain one, and touches nothing of theirs.
bool ComputeStage::load_may(const View& v, bool exec_alone) const {
  const bool plain = head_.plain && v.roomy;
  const auto apart = [this](std::uint32_t lo, std::uint32_t hi) {
    return head_.hi < lo || head_.lo > hi;
  };
  const bool apart_exec = head_.uop_load ? head_.hi < exec_.uop_bgn() || head_.lo >= exec_.uop_end()
                                         : apart(exec_.lo(), exec_.hi());
  const bool exec_lets = exec_alone || (plain && (v.exec_idle || (v.safe && apart_exec)));
  const bool tail_lets =
      tail_.ready() ||
      (plain && (head_.uop_load || !tail_.busy() || apart(tail_.lo(), tail_.hi())));
  return exec_lets && tail_lets;
}

// vta_issue, with its names.
ComputeStage::Decision ComputeStage::decide(Cycle now, const View& v) const {
  Decision d;
  if (!v.valid) {
    d.go = patience_ == 0;
    return d;
  }
  const bool may_start = v.tokens && retire_.has_room();
  const TailWork& work = scan_.work();
  const bool told = head_.candidate && scan_.told();
  const bool fits = told && scan_.dense();
  const bool refused = !head_.candidate || (told && !scan_.dense());

  const bool joins =
      (features_ & csr::kFeaturesFuse) != 0 && head_.candidate && !head_.pops && v.roomy &&
      ((tail_.can_join() && head_.min_max) || (tail_.can_shift() && head_.immediate));
  const bool same = work.iter_in == joined_.iter_in && work.iter_out == joined_.iter_out &&
                    work.factor_in == joined_.factor_in && work.factor_out == joined_.factor_out;
  d.join = joins && may_start && fits && work.base == joined_.base && work.last == joined_.last &&
           ((work.solid && joined_.solid) || (same && work.uops == joined_.uops));
  const bool waits = head_.load ? head_.uop_load && load_patience_ != 0
                                : joins && !told && (v.engine_empty || load_patience_ != 0);
  d.go = !waits && !d.join;

  const bool exec_alone = v.exec_idle && !v.exec_behind && !v.loads_wait;
  const bool apart = work.hi < exec_.lo() || work.lo > exec_.hi();
  const bool beside_exec = exec_alone || ((features_ & csr::kFeaturesBeside) != 0 && v.roomy &&
                                          (v.exec_idle || (v.safe && apart)));
  d.tail = may_start && fits && tail_.ready() && v.engine_empty && beside_exec;

  const bool to_exec =
      !head_.load &&
      (refused || (fits && head_.reset && v.exec_idle && !tail_.ready() && !tail_.zeroing()));
  const bool exec_may =
      v.engine_empty && ((tail_.ready() && !v.exec_behind && !v.loads_wait) || v.roomy);
  d.exec = may_start && to_exec && exec_may && v.exec_ready;

  d.load =
      may_start && head_.load && load_may(v, exec_alone) && engine_.ready_at(head_.has_data) <= now;
  return d;
}

// --- a cycle -------------------------------------------------------------------------------------

void ComputeStage::step(Cycle now, Cycle until) {
  if (now > now_ + 1 && !exec_.idle()) exec_.skip(now_ + 1, now - now_ - 1);
  account(now);
  now_ = now;
  refill(now);

  const bool hold = exec_.holds(tail_.busy(), tail_.lo(), tail_.hi());
  const bool scanned = scan_.reads() && !hold;
  const View view = look(now, hold, scanned);
  const Decision decision = decide(now, view);
  cause_ = cause(now, hold);
  const bool tail_works = tail_.busy(), tail_done = tail_.done(), gathers = tail_.gathers();
  const bool stale = retire_.stale();
  const bool wants_scan = view.valid && head_.candidate && view.engine_empty;

  const BankUse banks = exec_.banks();
  load_accumulators(now, tail_.step(banks) | (banks.writes ? 1u << banks.write_bank : 0u));
  const bool load_done =
      retire_.loads() < engine_.started() && engine_.done_at(retire_.loads()) <= now;
  const Retire::Verdict verdict = retire_.judge(exec_.ended(), tail_done, load_done);
  exec_.step(now, hold, scanned, verdict.any && verdict.unit == Unit::kExec);
  retire_.step(verdict);
  if (verdict.any) retired(now, verdict);
  if (wants_scan || scan_.runs()) {
    scan_.step(wants_scan, scanned, decode_.insn(), uops_,
               geometry_.depth[std::size_t(MemoryType::kAcc)]);
  }
  if (patience_ != 0 && !view.valid) --patience_;
  const bool impatient = load_patience_ == 1;
  if (load_patience_ != 0) --load_patience_;
  if (gathers && decision.go) tail_.go();
  if (decision.start()) start(now, decision, view);
  if (failure_) {
    next_ = kNever;
    return;
  }
  engine_.set_contended(!exec_.idle() || tail_.busy());
  acted_ = acted_ || decision.start() || verdict.any || stale;
  const bool exec_turns = view.exec_idle != exec_.idle() || view.exec_behind != exec_.behind();
  const bool tail_turns = tail_works != tail_.busy() || (gathers && (decision.go || impatient));
  if (decision.start() || verdict.any || stale || exec_turns || tail_turns ||
      scan_.told() != view.told || engine_.writing() ||
      (engine_.stepping() && port_.held_up() <= now + 1)) {
    next_ = now + 1;
  } else if (tail_.busy() || scan_.runs()) {
    next_ = glide(view.valid, std::min(until, quiet_until(now)));
  } else {
    next_ = quiet_until(now);
  }
}

// The tail engine, the scan and the pipeline beside each other, while nobody else has a say and
// nothing can start, up to the cycle `until`. Returns the next cycle that has to be looked at.
Cycle ComputeStage::glide(bool valid, Cycle until) {
  // Whether a LOAD of ACC may start depends on how far the tail engine has come.
  if (head_.load && !head_.uop_load && decode_.valid()) return now_ + 1;
  if (tail_.gathers()) {
    if (!valid) return now_ + 1;  // it loses its patience
    if (load_patience_ != 0) until = std::min(until, now_ + load_patience_);
  }
  // Nothing here but the wait for the tail engine tells one cycle from another.
  const Cause flows = cause(now_, false), waits = cause(now_, true);
  const std::uint32_t acc_depth = geometry_.depth[static_cast<std::size_t>(MemoryType::kAcc)];
  Cycle steady = exec_.idle() ? kNever : exec_.steady();
  while (now_ + 1 < until && steady != 0 && (tail_.busy() || scan_.runs())) {
    ++now_;
    const bool hold = exec_.holds(tail_.busy(), tail_.lo(), tail_.hi());
    const bool scanned = scan_.reads() && !hold;
    if (const Cause due = hold ? waits : flows; due != cause_) {
      account(now_);
      cause_ = due;
    }
    if (steady != kNever && (!hold || exec_.ends_beyond())) --steady;
    const bool runs = tail_.runs();
    if (runs) tail_.step(exec_.banks());
    exec_.flow(now_, hold, scanned);
    if (load_patience_ != 0) --load_patience_;
    if (scan_.runs()) {
      scan_.step(true, scanned, decode_.insn(), uops_, acc_depth);
      if (scan_.told()) break;
    }
    if (runs && !tail_.runs()) break;
  }
  return now_ + 1;
}

// A cycle of a LOAD of ACC beside those who write the banks `taken`.
void ComputeStage::load_accumulators(Cycle now, Banks taken) {
  if (engine_.writing() && engine_.write(now, taken)) {
    acted_ = true;
    if (port_.held_up() != kNever) port_.retry();
  }
  engine_.repeat(now);
  if (engine_.stepping() && port_.held_up() <= now &&
      engine_.step(now, port_.held_beats(), port_.channel())) {
    acted_ = true;
    port_.release();
  }
}

void ComputeStage::retired(Cycle now, const Retire::Verdict& verdict) {
  if (verdict.push.prev) tokens_.compute_to_load.push(now);
  if (verdict.push.next) tokens_.compute_to_store.push(now);
  if (verdict.clears_tail) tail_.clear();
  if (verdict.unit == Unit::kLoad) {
    engine_.retired(now);
    if (port_.held_up() != kNever && !engine_.stepping()) port_.retry();
  }
  std::deque<Started>& list = started_[static_cast<std::size_t>(verdict.unit)];
  if (watch_) watch_(list.front().index, now);
  finished_ = finished_ || list.front().finish;
  list.pop_front();
  last_retired_ = now;
  any_retired_ = true;
  fetch_.retired(Stage::kCompute, now);
}

void ComputeStage::start(Cycle now, const Decision& decision, const View& view) {
  const Insn& insn = decode_.insn();
  const std::uint32_t index = decode_.index();
  if (insn.tokens.pop_prev) tokens_.load_to_compute.pop();
  if (insn.tokens.pop_next) tokens_.store_to_compute.pop();
  Unit unit = Unit::kTail;
  if (decision.load) {
    unit = Unit::kLoad;
    start_load(now);
  } else if (decision.exec) {
    unit = Unit::kExec;
    const Touched touches = touched(geometry_, insn, uops_);
    if (!touches.legal) failure_ = Failure{ErrorCode::kSramOutOfRange, index};
    exec_.start(now, insn, touches);
  } else if (decision.tail) {
    joined_ = scan_.work();
    tail_.start(joined_);
    patience_ = kPatience;
    load_patience_ = joined_.last - joined_.base >= kManyElems ? kPatienceLoad : 0;
  } else {
    tail_.join();
  }
  const Pushes push{insn.tokens.push_prev, insn.tokens.push_next};
  retire_.start(unit, push, view.exec_idle, exec_.lo(), exec_.hi());
  started_[static_cast<std::size_t>(unit)].push_back({index, is(insn, Opcode::kFinish)});
  scan_.reset();
  decode_.start(now);
  refill(now);
}

// Of micro-ops the contents matter, too; they are what memory holds now.
void ComputeStage::start_load(Cycle now) {
  const MemFields f = decode_.insn().mem();
  const std::uint32_t base = bases_[f.memory_type];
  engine_.start(now, f, base, (features_ & csr::kFeaturesOnce) != 0);
  if (!head_.uop_load) return;
  std::uint32_t to = f.sram_base;
  for (std::uint64_t y = 0; y < f.rows(); ++y) {
    const bool data = y >= f.y_pad_0 && y < std::uint64_t{f.y_pad_0} + f.y_size;
    const std::uint64_t row = base + (f.dram_base + (y - f.y_pad_0) * f.x_stride) * kUopBytes;
    const std::byte* bytes = data ? image_.find(row % kAddresses, f.x_size * kUopBytes) : nullptr;
    for (std::uint64_t x = 0; x < f.row_elems(); ++x, ++to) {
      const std::uint64_t at = x - f.x_pad_0;
      std::uint32_t word = 0;
      if (data && x >= f.x_pad_0 && at < f.x_size) {
        if (bytes != nullptr) {
          std::memcpy(&word, bytes + at * kUopBytes, kUopBytes);
        } else {
          word = image_.word((row + at * kUopBytes) % kAddresses);
        }
      }
      uops_.write(to, word);
    }
  }
}

// --- waiting -------------------------------------------------------------------------------------

// The next cycle in which something that it waits for may have changed.
Cycle ComputeStage::quiet_until(Cycle now) const {
  Cycle at = kNever;
  const auto consider = [&at, now](Cycle event) {
    if (event > now) at = std::min(at, event);
  };
  consider(decode_.at());
  consider(tokens_.load_to_compute.next());
  consider(tokens_.store_to_compute.next());
  consider(engine_.empty_at());
  if (head_.load && decode_.valid()) consider(engine_.ready_at(head_.has_data));
  if (retire_.loads() < engine_.started()) {
    const Cycle done = engine_.done_at(retire_.loads());
    consider(done);
    if (done != kNever) consider(done + 1);
  }
  if (!exec_.idle()) consider(exec_.safe_at(now + 1));
  if (engine_.stepping()) consider(std::max(port_.held_up(), now + 1));
  if (!exec_.idle()) consider(now + 1 + exec_.steady());
  return at;
}

void ComputeStage::poke(Cycle now) {
  if (failure_) return;
  refill(now);
  next_ = std::min(next_, std::max(quiet_until(now), now_ + 1));
}

void ComputeStage::wake(Cycle now) {
  if (!failure_) next_ = std::min(next_, std::max(now, now_ + 1));
}

Cause ComputeStage::cause(Cycle now, bool hold) const {
  if (!exec_.idle() && !hold) {
    if (exec_.gemm()) return exec_.reset() ? Cause::kReset : Cause::kGemm;
    return exec_.alu() ? Cause::kAlu : Cause::kIssue;
  }
  if (tail_.busy()) return tail_.zeroing() ? Cause::kReset : Cause::kAlu;
  if (!engine_.empty(now)) return Cause::kDmaLatency;  // bandwidth is told apart later
  if (decode_.at() <= now) {
    const TokenFlags& flags = decode_.insn().tokens;
    if (flags.pop_prev && !tokens_.load_to_compute.available(now)) return Cause::kLoadToken;
    if (flags.pop_next && !tokens_.store_to_compute.available(now)) return Cause::kStoreToken;
    return Cause::kIssue;
  }
  if (!retire_.empty()) return Cause::kIssue;
  return any_retired_ && !finished_ ? Cause::kFetch : Cause::kStartEnd;
}

void ComputeStage::account(Cycle now) {
  const Cycle cycles = now - accounted_;
  const auto add = [this](Cause cause, Cycle n) {
    breakdown_.cycles[static_cast<std::size_t>(cause)] += n;
  };
  if (cause_ == Cause::kDmaLatency || cause_ == Cause::kLoadToken) {
    const Cycle busy = port_.busy(accounted_, now);
    if (cause_ == Cause::kLoadToken) {
      breakdown_.load_token_bus_busy += busy;
      add(cause_, cycles);
    } else {
      add(Cause::kDmaBandwidth, busy);
      add(Cause::kDmaLatency, cycles - busy);
    }
  } else {
    add(cause_, cycles);
  }
  accounted_ = now;
}

}  // namespace vta::timing
