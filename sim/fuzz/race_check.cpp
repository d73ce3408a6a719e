// SPDX-License-Identifier: Apache-2.0
//
// Walks through a run in one order that the tokens allow. What each stage knows at each
// instruction, and so the outcome of the check, is the same in all of them.

#include "sim/fuzz/race_check.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "sim/common/verdict.h"

namespace vta::fuzz {
namespace {

std::uint32_t granule(std::uint64_t address) {
  return static_cast<std::uint32_t>(address / kGranuleBytes);
}

bool is(const Insn& insn, Opcode opcode) {
  return insn.opcode == static_cast<std::uint32_t>(opcode);
}

bool loads_uops(const Insn& insn) {
  return is(insn, Opcode::kLoad) && insn.mem().x_size != 0 &&
         insn.mem().memory_type == static_cast<std::uint32_t>(MemoryType::kUop);
}

}  // namespace

class RaceChecker::State {
 public:
  State(const Config& config, FirstRead first_read)
      : config_(config), uops_(config.depth(MemoryType::kUop)), touched_(first_read) {}

  // Instruction i of the run, or nothing when it cannot be read.
  using InsnAt = std::function<std::optional<Insn>(std::uint64_t)>;

  // The instructions lie at `address` and the following ones, when they lie anywhere.
  Result<Verdict> run(std::uint64_t count, const InsnAt& insn_at, const Bases& bases,
                      std::optional<std::uint64_t> address) {
    count_ = count;
    bases_ = bases;
    insn_begin_ = address.value_or(0);
    insn_end_ = insn_begin_ + (address ? count * kInsnBytes : 0);
    next_ = 0;
    fetch_stopped_ = finished_ = false;
    fault_.reset();
    stages_ = {};
    clocks_.begin_run(begin_);
    if (touched_.stored(granule(insn_begin_), (insn_end_ - insn_begin_) / kGranuleBytes)) {
      return Error{"an earlier run stores over its instructions"};
    }
    bool moved = true;
    while (moved) {
      moved = false;
      fetch(insn_at);
      for (const Stage stage : kStages) {
        while (can_start(stage)) {
          moved = true;
          if (Status s = execute(stage); !s) return s.error();
        }
      }
    }
    return end();
  }

  DeviceMemory memory;  // as the host wrote it
  [[nodiscard]] const Config& config() const { return config_; }

  void written_by_host(std::uint64_t address, std::uint64_t size) {
    if (size == 0) return;
    const std::uint32_t first = granule(address);
    touched_.written_by_host(first, granule(address + size - 1) + 1 - first);
  }

 private:
  struct Entry {
    std::uint64_t index;
    Insn insn;
  };
  struct StageState {
    std::deque<Entry> queue = {};
    std::optional<ErrorCode> stopped = {};
  };

  void fetch(const InsnAt& insn_at) {
    while (next_ < count_ && !fetch_stopped_) {
      std::optional<Insn> insn = insn_at(next_);
      if (!insn) {
        keep_lowest(fault_, {next_, ErrorCode::kAxiError, ""});
        fetch_stopped_ = true;
        return;
      }
      std::deque<Entry>& queue = stages_[index_of(stage_of(*insn))].queue;
      if (queue.size() >= kQueueDepth) return;
      queue.push_back({next_++, std::move(*insn)});
    }
  }

  bool can_start(Stage stage) const {
    const StageState& state = stages_[index_of(stage)];
    return !state.stopped && !state.queue.empty() &&
           clocks_.can_take(stage, state.queue.front().insn.tokens);
  }

  Status execute(Stage stage) {
    StageState& state = stages_[index_of(stage)];
    const auto& [index, insn] = state.queue.front();
    const std::uint64_t number = begin_ + index + 1;
    clocks_.take(stage, insn.tokens, number);
    const Footprint footprint = footprint_of(config_, insn, bases_, uops_);
    ErrorCode code = footprint.code;
    for (const Access& access : footprint.accesses) {
      if (Status s = touch({number, stage, clocks_.known(stage)}, insn, access); !s) return s;
    }
    if (code == ErrorCode::kNone && !dram_exists(footprint, memory)) {
      code = ErrorCode::kAxiError;
      make_unspecified(footprint);
    }
    if (code == ErrorCode::kNone) {
      if (loads_uops(insn)) load_uops(config_, insn.mem(), bases_, memory, uops_);
      if (!clocks_.give(stage, insn.tokens, number)) code = ErrorCode::kTokenOverflow;
    }
    if (code != ErrorCode::kNone) {
      keep_lowest(fault_, {index, code, ""});
      state.stopped = code;
      return ok_status();
    }
    if (is(insn, Opcode::kFinish)) finished_ = true;
    state.queue.pop_front();
    return ok_status();
  }

  Status touch(const Toucher& who, const Insn& insn, const Access& access) {
    if (access.space == Space::kDram) {
      const std::string name = "instruction " + std::to_string(who.insn - 1 - begin_);
      const std::uint64_t begin = std::uint64_t{access.first} * kGranuleBytes;
      const std::uint64_t end = begin + std::uint64_t{access.count} * kGranuleBytes;
      if (access.write && begin < insn_end_ && end > insn_begin_) {
        return Error{name + " stores over instructions of its run"};
      }
      if (loads_uops(insn) && touched_.stored(access.first, access.count)) {
        return Error{name + " loads micro-ops that were stored"};
      }
    }
    return touched_.touch(who, access, begin_);
  }

  void make_unspecified(const Footprint& footprint) {
    for (const Access& access : footprint.accesses) {
      if (access.write && access.space != Space::kDram) touched_.make_unspecified(access);
    }
  }

  Result<Verdict> end() {
    if (const std::uint64_t insn = clocks_.doubtful_overflow(); insn != 0) {
      return Error{"whether instruction " + std::to_string(insn - 1 - begin_) +
                   " overflows a token counter depends on timing"};
    }
    RestingMachine rest;
    rest.insn_count = count_;
    rest.fault = fault_;
    rest.finish_retired = finished_;
    std::uint64_t oldest = next_;
    for (const StageState& stage : stages_) {
      if (!stage.queue.empty()) oldest = std::min(oldest, stage.queue.front().index);
      if (stage.stopped != ErrorCode::kAxiError) continue;
      if (Status s = look_behind_axi_error(stage); !s) return s.error();
    }
    if (oldest < count_) rest.oldest_left = oldest;
    const RunReport report = verdict(rest);
    begin_ += count_;
    if (report.outcome != RunOutcome::kFinished) clocks_.clear();
    return Verdict{report.error, report.error_insn};
  }

  // Transfers are pipelined: behind an AXI error a stage may have moved data already.
  Status look_behind_axi_error(const StageState& stage) {
    for (std::size_t i = 1; i < stage.queue.size(); ++i) {
      const Footprint footprint = footprint_of(config_, stage.queue[i].insn, bases_, uops_);
      for (const Access& access : footprint.accesses) {
        if (!access.write || access.space != Space::kDram) continue;
        return Error{"instruction " + std::to_string(stage.queue[i].index) +
                     " may or may not have stored behind an AXI error"};
      }
      make_unspecified(footprint);
    }
    return ok_status();
  }

  Config config_;
  std::vector<std::uint32_t> uops_;
  Touched touched_;
  TokenClocks clocks_;
  std::uint64_t begin_ = 0;  // instructions of the runs before

  // Of the run.
  std::uint64_t count_ = 0, next_ = 0, insn_begin_ = 0, insn_end_ = 0;
  Bases bases_{};
  std::array<StageState, kStageCount> stages_;
  bool fetch_stopped_ = false, finished_ = false;
  std::optional<Fault> fault_;
};

RaceChecker::RaceChecker(const Config& config, FirstRead first_read)
    : state_(std::make_unique<State>(config, first_read)) {}
RaceChecker::~RaceChecker() = default;

Status RaceChecker::add_region(std::uint64_t address, std::uint64_t size) {
  return state_->memory.add_region(address, size);
}

Status RaceChecker::write(std::uint64_t address, std::span<const std::byte> bytes) {
  state_->written_by_host(address, bytes.size());
  return state_->memory.write(address, bytes);
}

Result<Verdict> RaceChecker::run(std::span<const Insn> insns, const Bases& bases) {
  const auto at = [insns](std::uint64_t i) {
    return std::optional(insns[static_cast<std::size_t>(i)]);
  };
  return state_->run(insns.size(), at, bases, {});
}

Result<Verdict> RaceChecker::run(const ProgramRun& run) {
  const auto insn_at = [&](std::uint64_t i) -> std::optional<Insn> {
    std::array<std::byte, kInsnBytes> bytes;
    if (!state_->memory.read(run.insn_address + i * kInsnBytes, bytes).ok()) return std::nullopt;
    return decode(state_->config(), load_insn_word(bytes.data()));
  };
  return state_->run(run.insn_count, insn_at, run.base, run.insn_address);
}

Result<std::vector<Verdict>> check_one_result(const Program& program, FirstRead first_read) {
  RaceChecker checker(program.config, first_read);
  for (const ProgramRegion& region : program.regions) {
    if (Status s = checker.add_region(region.address, region.size); !s) return s.error();
  }
  std::vector<Verdict> verdicts;
  for (std::size_t r = 0; r < program.runs.size(); ++r) {
    for (const ProgramBlob& blob : program.runs[r].memory) {
      if (Status s = checker.write(blob.address, blob.bytes); !s) return s.error();
    }
    Result<Verdict> verdict = checker.run(program.runs[r]);
    if (!verdict) return Error{"run " + std::to_string(r) + ": " + verdict.error().message};
    verdicts.push_back(verdict.value());
  }
  return verdicts;
}

}  // namespace vta::fuzz
