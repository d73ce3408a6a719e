// SPDX-License-Identifier: Apache-2.0
#include "compiler/codegen/overlap.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "compiler/codegen/alternate.h"
#include "compiler/codegen/steps.h"

namespace vta {
namespace {

using Steps = std::vector<Step>;

bool is_product(const Step& step) { return step.kind == StepKind::kGemm; }
// What the machine does beside a product, and the store of what comes of it.
bool is_tail(const Step& step) {
  return step.kind == StepKind::kAlu || step.kind == StepKind::kStore ||
         (step.kind == StepKind::kLoad && step.queue == Queue::kCompute);
}
bool any_conflict(const Steps& steps, const Step& step) {
  return std::any_of(steps.begin(), steps.end(),
                     [&step](const Step& other) { return conflict(step, other); });
}

// From the last reset to the first, so that none is in the way of another.
void sink_resets(Steps& steps) {
  for (std::size_t i = steps.size(); i-- > 0;) {
    if (steps[i].kind != StepKind::kReset) continue;
    std::size_t to = i + 1;
    while (to < steps.size() && !conflict(steps[i], steps[to])) ++to;
    if (to == steps.size()) continue;  // nothing needs it
    const auto at = steps.begin() + static_cast<std::ptrdiff_t>(i);
    std::rotate(at, at + 1, steps.begin() + static_cast<std::ptrdiff_t>(to));
  }
}

// Steps of a run in groups that do not conflict with each other, each in the order of the run.
std::vector<Steps> independent_groups(const Steps& run) {
  std::vector<Steps> groups;
  for (const Step& step : run) {
    Steps joined;
    std::vector<Steps> others;
    for (Steps& group : groups) {
      if (any_conflict(group, step)) {
        joined.insert(joined.end(), group.begin(), group.end());
      } else {
        others.push_back(std::move(group));
      }
    }
    std::sort(joined.begin(), joined.end(),
              [](const Step& a, const Step& b) { return a.first < b.first; });
    joined.push_back(step);
    others.push_back(std::move(joined));
    groups = std::move(others);
  }
  return groups;
}

class TailSinker {
 public:
  Steps run(const Steps& steps) {
    for (const Step& step : steps) {
      // In nobody's way, unless what it overwrites is still to be read; and early is better.
      const bool free_load =
          step.kind == StepKind::kLoad &&
          (step.queue == Queue::kLoad || !(any_conflict(run_, step) || any_conflict(late_, step)));
      if (is_tail(step) && !free_load) {
        run_.push_back(step);
        continue;
      }
      if (free_load) {
        done_.push_back(step);
        continue;
      }
      close_run();
      if (any_conflict(late_, step)) flush();
      done_.push_back(step);
      if (!is_product(step)) continue;
      product_ = step;
      flush();
    }
    close_run();
    flush();
    return std::move(done_);
  }

 private:
  // Arithmetic on the last product has to wait for the end of that; other arithmetic has not.
  void close_run() {
    for (Steps& group : independent_groups(std::exchange(run_, {}))) {
      const bool waits = (product_ && any_conflict(group, *product_)) ||
                         std::any_of(group.begin(), group.end(), [this](const Step& step) {
                           return any_conflict(late_, step);
                         });
      Steps& to = waits ? late_ : done_;
      to.insert(to.end(), group.begin(), group.end());
    }
  }
  void flush() {
    done_.insert(done_.end(), late_.begin(), late_.end());
    late_.clear();
  }

  std::optional<Step> product_;  // the last one
  Steps done_, run_, late_;
};

// The tokens between two stages in one direction.
struct Edge {
  Queue from, to;
  std::int64_t last = -1;  // the last step whose end `to` has waited for
};

class Tokens {
 public:
  Tokens(const Config& config, const CodegenResult& code, const Steps& steps)
      : code_(code), steps_(steps), pushes_(steps.size()), pops_(steps.size()) {
    loaded_inp_.resize(config.depth(MemoryType::kInp), -1);
    loaded_wgt_.resize(config.depth(MemoryType::kWgt), -1);
    read_inp_ = loaded_inp_;
    read_wgt_ = loaded_wgt_;
    written_.resize(config.depth(MemoryType::kAcc), -1);
    stored_ = written_;
  }

  CodegenResult run() {
    for (std::size_t i = 0; i < steps_.size(); ++i) visit(static_cast<std::int64_t>(i));
    CodegenResult result;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const Step& step = steps_[i];
      if (i == 0 || steps_[i - 1].queue != step.queue) add(result, Scope{step.queue}, nullptr);
      for (const Queue from : pops_[i]) add(result, DepPop{from, step.queue}, nullptr);
      for (std::size_t c = step.first; c < step.end; ++c) {
        add(result, code_.calls[c], code_.origins[c]);
      }
      for (const Queue to : pushes_[i]) add(result, DepPush{step.queue, to}, nullptr);
    }
    add(result, Sync{}, nullptr);
    return result;
  }

 private:
  using Stamps = std::vector<std::int64_t>;  // for each element, the last step that did something

  static void add(CodegenResult& result, Call call, Origin origin) {
    result.calls.push_back(std::move(call));
    result.origins.push_back(std::move(origin));
  }

  // `step` waits for the end of `before`. Stages work in order, so that a token that is there for
  // an older step of `from` would say nothing new.
  void wait(Edge& edge, std::int64_t before, std::int64_t step) {
    if (before <= edge.last) return;
    edge.last = before;
    pushes_[static_cast<std::size_t>(before)].push_back(edge.to);
    pops_[static_cast<std::size_t>(step)].push_back(edge.from);
  }

  static std::int64_t& at(Stamps& stamps, std::int64_t element) {
    return stamps[static_cast<std::size_t>(element)];
  }
  // Notes that `step` does something to the elements of a span; yields the youngest of `before`.
  static std::int64_t stamp(const Span& span, std::int64_t step, Stamps& now, Stamps& before) {
    std::int64_t youngest = -1;
    for (std::int64_t e = span.begin; e < span.end; ++e) {
      youngest = std::max(youngest, at(before, e));
      at(now, e) = step;
    }
    return youngest;
  }

  void visit(std::int64_t i) {
    const Step& step = steps_[static_cast<std::size_t>(i)];
    if (step.queue == Queue::kLoad) {
      wait(compute_to_load_,
           std::max(stamp(step.inp, i, loaded_inp_, read_inp_),
                    stamp(step.wgt, i, loaded_wgt_, read_wgt_)),
           i);
    } else if (step.queue == Queue::kStore) {
      wait(compute_to_store_, stamp(step.acc_reads, i, stored_, written_), i);
    } else if (step.kind == StepKind::kLoad) {
      wait(store_to_compute_, stamp(step.acc_writes, i, written_, stored_), i);
    } else {
      visit_kernel(step, i);
    }
  }

  void visit_kernel(const Step& step, std::int64_t i) {
    std::int64_t load = -1, store = -1;
    const bool product = is_product(step);
    for_each_uop(code_.calls, step, [&](std::int64_t dst, std::int64_t src, std::int64_t wgt) {
      store = std::max(store, at(stored_, dst));
      at(written_, dst) = i;
      if (!product) return;
      load = std::max({load, at(loaded_inp_, src), at(loaded_wgt_, wgt)});
      at(read_inp_, src) = i;
      at(read_wgt_, wgt) = i;
    });
    wait(load_to_compute_, load, i);
    wait(store_to_compute_, store, i);
  }

  const CodegenResult& code_;
  const Steps& steps_;
  std::vector<std::vector<Queue>> pushes_, pops_;
  Stamps loaded_inp_, loaded_wgt_, read_inp_, read_wgt_, written_, stored_;
  Edge load_to_compute_{Queue::kLoad, Queue::kCompute};
  Edge compute_to_load_{Queue::kCompute, Queue::kLoad};
  Edge compute_to_store_{Queue::kCompute, Queue::kStore};
  Edge store_to_compute_{Queue::kStore, Queue::kCompute};
};

// What does not fit is left to those who refuse it.
bool fits(const Config& config, const std::optional<Steps>& steps) {
  return steps && std::all_of(steps->begin(), steps->end(), [&config](const Step& step) {
           return step.inp.end <= std::int64_t{config.depth(MemoryType::kInp)} &&
                  step.wgt.end <= std::int64_t{config.depth(MemoryType::kWgt)} &&
                  std::max(step.acc_reads.end, step.acc_writes.end) <=
                      std::int64_t{config.depth(MemoryType::kAcc)};
         });
}

}  // namespace

CodegenResult overlap_stages(const Config& config, CodegenResult code) {
  if (!fits(config, steps_of(code.calls))) return code;
  code.calls = alternate_buffers(config, std::move(code.calls));
  std::optional<Steps> steps = steps_of(code.calls);
  sink_resets(*steps);
  return Tokens(config, code, TailSinker().run(*steps)).run();
}

}  // namespace vta
