// SPDX-License-Identifier: Apache-2.0

#include "sim/timing/core.h"

#include <algorithm>

namespace vta::timing {
namespace {

// Clients of the read port: vta_pkg::ReadFetch, ReadLoad, ReadCompute.
constexpr unsigned kReadFetch = 0, kReadLoad = 1, kReadCompute = 2;

}  // namespace

Core::Core(const Geometry& geometry, const Options& options, const ProgramRun& run,
           const std::vector<Insn>& insns, const Image& image, UopMemory& uops, Tokens& tokens)
    : port_(options.read_latency, options.max_outstanding_reads),
      fetch_(geometry, static_cast<std::uint32_t>(run.insn_address), insns),
      load_(geometry, run.base, fetch_, tokens),
      compute_(geometry, options.features, run.base, image, uops, fetch_, tokens, port_),
      store_(geometry, options.write_latency, run.base[static_cast<std::size_t>(MemoryType::kOut)],
             fetch_, tokens) {
  port_.connect(kReadFetch, fetch_);
  port_.connect(kReadLoad, load_.engine());
  port_.connect(kReadCompute, compute_.engine());
}

// The next step of anybody but compute.
Cycle Core::next_of_others() const {
  const Cycle yields = others_change_ == kNever ? kNever : others_change_ - 1;
  return std::min({port_.next(), load_.next(), store_.next(compute_.ahead()), yields});
}

void Core::hand_out() {
  const unsigned queues = fetch_.take_news();
  if ((queues & 1u) != 0) load_.refill();
  if ((queues & 2u) != 0) compute_news_ = true;
  if ((queues & 4u) != 0) store_.refill();
  const bool tokens = load_.retire(), loads = compute_.engine().take_news();
  if (tokens || loads) compute_news_ = true;
}

// Grants come first: they make room for starts in the same cycle. Everything else that a unit does
// shows to the others in the next cycle.
void Core::step(Cycle now) {
  if (others_ > now) {  // compute alone
    compute_.step(now, others_);
    if (!compute_.take_acted()) return;
    compute_news_ = false;
    hand_out();
  } else {
    compute_news_ = false;
    if (port_.next() <= now) {
      port_.step(now);
      if (port_.granted_to() == kReadCompute) compute_.wake(now);
    }
    hand_out();
    if (load_.next() <= now) {
      load_.step(now);
      hand_out();
    }
    if (store_.next(compute_.ahead()) <= now) {
      store_.step(now, compute_.ahead());
      compute_news_ = true;
      hand_out();
    }
    if (compute_.next() <= now) {
      compute_.step(now, std::max(next_of_others(), now + 1));
      hand_out();
    }
    (void)compute_.take_acted();
  }
  if (compute_news_) compute_.poke(now);
  yield(now + 1);
  others_ = std::max(next_of_others(), now + 1);
}

// vta_core: fetch gives way while load or compute ask for data and both have something to do. That
// can change without a step of theirs: in the cycles considered here.
void Core::yield(Cycle now) {
  LoadEngine &load = load_.engine(), &compute = compute_.engine();
  fetch_.set_others(
      (load.wants(now) || compute.wants(now)) && load_.has_work(now) && compute_.has_work(now),
      now);
  others_change_ = kNever;
  if (!fetch_.wants()) return;
  for (const Cycle at : {load.wants_at(), compute.wants_at(), load_.decoded_at(),
                         compute_.decoded_at(), load.empty_at()}) {
    if (at > now) others_change_ = std::min(others_change_, at);
  }
}

RunEstimate Core::stopped(ErrorCode code, std::uint64_t index) const {
  RunEstimate estimate;
  estimate.outcome = RunOutcome::kError;
  estimate.error = code;
  estimate.error_insn = index;
  return estimate;
}

// Nothing is going to happen any more.
RunEstimate Core::end() {
  if (!fetch_.done() || !load_.drained() || !store_.drained() || !compute_.drained()) {
    return stopped(ErrorCode::kDeadlock, fetch_.dispatched());
  }
  if (!compute_.finished()) return stopped(ErrorCode::kMissingFinish, fetch_.dispatched());
  RunEstimate estimate;
  const Cycle quiet = std::max({fetch_.last_dispatch() + 1, load_.quiet_at(), compute_.quiet_at(),
                                store_.quiet_at(), port_.last_taken() + 1});
  estimate.cycles = quiet + kEndCycles;
  compute_.account(estimate.cycles);
  estimate.breakdown = compute_.breakdown();
  return estimate;
}

RunEstimate Core::run(std::uint64_t max_cycles) {
  others_ = next_of_others();
  // What a step makes possible happens in the next cycle, or later.
  for (Cycle now = std::min(others_, compute_.next()); now != kNever;
       now = std::min(others_, compute_.next())) {
    if (now > max_cycles) {
      RunEstimate estimate;
      estimate.outcome = RunOutcome::kTimeout;
      return estimate;
    }
    step(now);
    if (const auto& failure = compute_.failure()) return stopped(failure->code, failure->index);
  }
  return end();
}

}  // namespace vta::timing
