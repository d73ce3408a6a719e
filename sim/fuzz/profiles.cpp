// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/profiles.h"

#include <algorithm>
#include <utility>

#include "sim/fuzz/corner_operations.h"
#include "sim/fuzz/errors.h"
#include "sim/fuzz/generator.h"

namespace vta::fuzz {
namespace {

constexpr std::uint32_t kLeastDepth = 16, kLeastBytes = 4;  // of a memory, of an element

class Writer {
 public:
  Writer(const Config& config, Profile profile, std::uint32_t seed, const Habits& habits)
      : g_(config, seed, std::string(to_string(profile)) + "-" + std::to_string(seed), habits) {
    g_.begin();
  }

  Case legal() {
    const std::uint32_t count = g_.dice().percent(10) ? 60 : g_.shape().pick(1, 20);
    bool finished = false;
    for (std::uint32_t i = 0; i < count; ++i) {
      g_.operation();
      if (g_.dice().percent(2)) {
        g_.finish();
        finished = true;
      }
    }
    g_.dump();
    if (!finished || g_.dice().percent(50)) g_.finish();
    if (g_.dice().percent(20)) g_.operation();  // behind FINISH
    return build({{}});
  }

  Case corner() {
    mixed_operations(g_.shape().pick(1, 8), 75);
    g_.dump();
    g_.finish();
    if (g_.dice().percent(4)) {
      g_.scheduler().fill(g_.dice().index(kChannels.size()), kTokenMax);
    } else if (g_.dice().percent(4)) {
      fill_a_queue(g_);
    }
    return build({{}});
  }

  Case illegal() {
    if (g_.dice().percent(5)) return behind_the_stream();
    if (g_.dice().percent(5)) {
      mixed_operations(g_.shape().pick(1, 8), 20);
      g_.dump();
      return build({{ErrorCode::kMissingFinish, g_.scheduler().size()}});
    }
    std::optional<Verdict> first;
    if (g_.dice().percent(10)) {
      mixed_operations(g_.shape().pick(0, 6), 20);
      first = overflow_a_counter(g_);
    } else {
      const std::uint32_t errors = g_.shape().pick(1, 3);
      for (std::uint32_t i = 0; i < errors; ++i) {
        mixed_operations(g_.shape().pick(0, 6), 20);
        const Verdict verdict = add_error(g_);
        if (!first) first = verdict;
      }
      mixed_operations(g_.shape().pick(0, 6), 20);
      g_.finish();
    }
    return and_dump({first->code, first->insn});
  }

  // The waiting instruction is the last but for some that are behind it.
  Case deadlocking() {
    mixed_operations(g_.shape().pick(0, 8), 20);
    if (g_.dice().percent(50)) g_.finish();
    Prediction prediction;
    if (g_.dice().percent(30)) {
      // A token too few from here on: every later one comes too late, the last one never.
      const std::size_t c = g_.dice().index(kChannels.size());
      TokenFlags take;
      take.*(kChannels[c].pop) = true;
      g_.scheduler().drain(c);
      g_.raw_nop(kChannels[c].to, take);
      mixed_operations(g_.shape().pick(1, 6), 0);
      g_.scheduler().drain(c);
      prediction = {ErrorCode::kDeadlock, {}};
    } else {
      const Verdict verdict = deadlock(g_);
      prediction = {verdict.code, verdict.insn};
    }
    return and_dump(prediction);
  }

  Case several_runs() {
    std::vector<Prediction> predictions;
    const std::uint32_t runs = g_.shape().pick(2, 4);
    std::optional<std::size_t> full;  // a channel that the run before has filled
    for (std::uint32_t r = 1; r <= runs; ++r) {
      if (full) g_.scheduler().drain(*full);
      full.reset();
      mixed_operations(g_.shape().pick(0, 8), 30);
      if (r == runs) g_.dump();
      Prediction end;
      if (r < runs && g_.dice().percent(40)) {
        end = failing_end();
      } else {
        g_.finish();
        if (r < runs && g_.dice().percent(10)) {
          full = g_.dice().index(kChannels.size());
          g_.scheduler().fill(*full, kTokenMax);
        }
      }
      predictions.push_back(end);
      if (r < runs) next_run(end.code != ErrorCode::kNone);
    }
    return build(std::move(predictions));
  }

 private:
  void mixed_operations(std::uint32_t count, std::int64_t percent_of_corners) {
    for (std::uint32_t i = 0; i < count; ++i) {
      if (g_.dice().percent(percent_of_corners)) {
        corner_operation(g_);
      } else {
        g_.operation();
      }
    }
  }

  Prediction failing_end() {
    switch (g_.shape().pick(0, 4)) {
      case 0:
        return {ErrorCode::kMissingFinish, g_.scheduler().size()};
      case 1: {
        const Verdict verdict = overflow_a_counter(g_);
        return {verdict.code, verdict.insn};
      }
      case 2: {
        const Verdict verdict = deadlock(g_);
        return {verdict.code, verdict.insn};
      }
      default: {
        const Verdict verdict = add_error(g_);
        return {verdict.code, verdict.insn};
      }
    }
  }

  void next_run(bool soft_reset) {
    g_.next_run(soft_reset);
    if (g_.dice().percent(50)) g_.change_bases();
    if (g_.dice().percent(50)) g_.host_writes();
  }

  // A run that shows what the one before has done on chip.
  Case and_dump(const Prediction& prediction) {
    next_run(true);
    g_.dump();
    g_.finish();
    return build({prediction, {}});
  }

  // The run says that there are more instructions than memory has.
  Case behind_the_stream() {
    mixed_operations(g_.shape().pick(0, 6), 20);
    g_.dump();
    g_.finish();
    Case sample = build({{}});
    ProgramRun& run = sample.program.runs.front();
    const std::uint64_t end =
        sample.program.regions.back().size / kInsnBytes;  // the last region has the instructions
    run.insn_count = static_cast<std::uint32_t>(end) + g_.shape().pick(1, 100);
    sample.predictions = {{ErrorCode::kAxiError, end}};
    return sample;
  }

  Case build(std::vector<Prediction> predictions) { return {g_.build(), std::move(predictions)}; }

  Generator g_;
};

Habits habits_of(Profile profile, std::uint32_t seed) {
  Dice dice(~seed);
  const std::int64_t often = profile == Profile::kCorner ? 40 : 15;
  Habits habits;
  habits.at_the_ends = dice.percent(often);
  habits.bases = dice.percent(often);
  habits.wraps = dice.percent(often / 2);
  return habits;
}

}  // namespace

Case case_of(const IllegalProgram& illegal) {
  Case sample{illegal.program, {{illegal.code, illegal.index}}, illegal.unspecified};
  sample.predictions.resize(illegal.program.runs.size());
  return sample;
}

Result<Profiles> Profiles::of(const Config& config) {
  for (std::size_t t = 0; t < kMemoryTypeCount; ++t) {
    const auto type = static_cast<MemoryType>(t);
    if (config.depth(type) >= kLeastDepth && config.elem_bytes(type) >= kLeastBytes) continue;
    return Error{"random programs need memories of " + std::to_string(kLeastDepth) +
                 " elements of " + std::to_string(kLeastBytes) + " bytes or more; " +
                 std::string(to_string(type)) + " of " + config.name() + " has " +
                 std::to_string(config.depth(type)) + " of " +
                 std::to_string(config.elem_bytes(type))};
  }
  return Profiles(config);
}

Profiles::Profiles(const Config& config) : config_(config), table_(illegal_programs(config)) {}

Case Profiles::make(Profile profile, std::uint32_t seed) const {
  if (profile == Profile::kIllegal && seed % 4 == 0) {
    return case_of(table_[seed / 4 % table_.size()]);
  }
  Writer writer(config_, profile, seed, habits_of(profile, seed));
  switch (profile) {
    case Profile::kLegal:
      break;
    case Profile::kCorner:
      return writer.corner();
    case Profile::kIllegal:
      return writer.illegal();
    case Profile::kDeadlock:
      return writer.deadlocking();
    case Profile::kMultiRun:
      return writer.several_runs();
  }
  return writer.legal();
}

Status check_case(const Case& sample) {
  const Result<std::vector<Verdict>> verdicts =
      check_one_result(sample.program, FirstRead::kAnything);
  if (!verdicts) return verdicts.error();
  for (std::size_t r = 0; r < sample.predictions.size(); ++r) {
    const Prediction& predicted = sample.predictions[r];
    const Verdict& verdict = verdicts.value()[r];
    if (verdict.code == predicted.code && verdict.insn == predicted.insn.value_or(verdict.insn)) {
      continue;
    }
    return Error{"run " + std::to_string(r) + " ends with " + std::string(to_string(verdict.code)) +
                 " at instruction " + std::to_string(verdict.insn) + ", predicted was " +
                 std::string(to_string(predicted.code)) +
                 (predicted.insn ? " at instruction " + std::to_string(*predicted.insn) : "")};
  }
  return ok_status();
}

}  // namespace vta::fuzz
