// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/reach.h"

#include <array>
#include <utility>

#include "sim/fuzz/corners.h"
#include "sim/fuzz/outcome.h"
#include "sim/fuzz/program_builder.h"
#include "sim/fuzz/stepped_device.h"
#include "sim/fuzz/token_clocks.h"

namespace vta::fuzz {
namespace {

constexpr std::array<const char*, 3> kStageNames = {"load", "compute", "store"};
constexpr std::array<std::pair<const char*, std::uint32_t TokenCounters::*>, 4> kCounters = {
    {{"load to compute", &TokenCounters::load_to_compute},
     {"compute to load", &TokenCounters::compute_to_load},
     {"compute to store", &TokenCounters::compute_to_store},
     {"store to compute", &TokenCounters::store_to_compute}}};

std::string error_name(ErrorCode code, Stage stage) {
  return std::string(to_string(code)) + " in " + kStageNames[index_of(stage)];
}

std::vector<std::string> run_corners() {
  std::vector<std::string> names = {"bits without a field set",
                                    "LOAD: ignored flags",
                                    "STORE: ignored flags",
                                    "stream above 512",
                                    "instruction behind FINISH",
                                    "run with tokens of the one before",
                                    "run with other bases",
                                    "run behind an error",
                                    "deadlock",
                                    "deadlock with fetch waiting",
                                    "missing_finish",
                                    "axi_error of fetch"};
  for (const char* stage : kStageNames) names.push_back(std::string("fetch waits for ") + stage);
  for (const auto& [name, field] : kCounters) names.push_back(std::string("1023 tokens ") + name);
  for (const Stage stage : {Stage::kLoad, Stage::kStore}) {
    names.push_back(error_name(ErrorCode::kSramOutOfRange, stage));
  }
  for (const Stage stage : kStages) {
    names.push_back(error_name(ErrorCode::kAxiError, stage));
    names.push_back(error_name(ErrorCode::kTokenOverflow, stage));
  }
  names.push_back(error_name(ErrorCode::kIllegalMemoryType, Stage::kStore));
  names.push_back(error_name(ErrorCode::kIllegalPadding, Stage::kStore));
  for (const ErrorCode code : {ErrorCode::kIllegalOpcode, ErrorCode::kIllegalMemoryType,
                               ErrorCode::kIllegalAluOpcode, ErrorCode::kSramOutOfRange}) {
    names.push_back(error_name(code, Stage::kCompute));
  }
  return names;
}

class Counting final : public Onlooker {
 public:
  Counting(const Config& config, Reach::Counts& counts) : config_(config), counts_(counts) {}

  void run_begins(const RunRequest& request) override {
    if (request.insn_count > kQueueDepth) met("stream above 512");
    if (runs_ != 0 && request.base != base_) met("run with other bases");
    if (runs_ != 0 && behind_error_) met("run behind an error");
    if (!behind_error_ && tokens_left_) met("run with tokens of the one before");
    base_ = request.base;
    finished_ = fetch_waits_ = false;
    ++runs_;
  }

  void executes(const InsnWord& word, const Insn& insn, const golden::Machine& machine) override {
    last_ = stage_of(insn);
    const InsnWord used = used_bits(config_, insn);
    if ((word[0] & ~used[0]) != 0 || (word[1] & ~used[1]) != 0) met("bits without a field set");
    const TokenFlags& t = insn.tokens;
    if (last_ == Stage::kLoad && (t.pop_prev || t.push_prev)) met("LOAD: ignored flags");
    if (last_ == Stage::kStore && (t.pop_next || t.push_next)) met("STORE: ignored flags");
    if (finished_) met("instruction behind FINISH");
    if (validate(config_, insn) != ErrorCode::kNone) return;
    if (std::holds_alternative<MemFields>(insn.body)) {
      meet_transfer(insn, machine, stored_, met_);
    } else if (!std::holds_alternative<std::monostate>(insn.body)) {
      meet_compute(insn, machine, met_);
    }
  }

  void retired(const Insn& insn, const TokenCounters& tokens) override {
    if (insn.opcode == static_cast<std::uint32_t>(Opcode::kFinish)) finished_ = true;
    tokens_left_ = false;
    for (const auto& [name, field] : kCounters) {
      if (tokens.*field != 0) tokens_left_ = true;
      if (tokens.*field == kTokenMax) met(std::string("1023 tokens ") + name);
    }
  }

  void fetch_waits_for(Stage stage) override {
    met(std::string("fetch waits for ") + kStageNames[index_of(stage)]);
    fetch_waits_ = true;
  }

  void erred(Stage stage, ErrorCode code) override { met(error_name(code, stage)); }

  void run_ended(const RunReport& report) override {
    behind_error_ = report.outcome != RunOutcome::kFinished;
    if (report.error == ErrorCode::kDeadlock) {
      met("deadlock");
      if (fetch_waits_) met("deadlock with fetch waiting");
    }
    if (report.error == ErrorCode::kMissingFinish) met("missing_finish");
    if (report.error == ErrorCode::kAxiError && report.detail.ends_with("fetch")) {
      met("axi_error of fetch");
    }
  }

 private:
  void met(const std::string& name) {
    const auto found = counts_.find(name);
    VTA_CHECK(found != counts_.end());
    ++found->second;
  }

  const Config& config_;
  Reach::Counts& counts_;
  Met met_ = [this](const std::string& name) { met(name); };
  Cells<std::uint8_t> stored_;
  Bases base_{};
  Stage last_ = Stage::kLoad;
  int runs_ = 0;
  bool finished_ = false, fetch_waits_ = false, behind_error_ = false, tokens_left_ = false;
};

}  // namespace

std::vector<std::string> corner_names() {
  std::vector<std::string> names = run_corners();
  add_transfer_corners(names);
  add_compute_corners(names);
  return names;
}

Reach::Reach() {
  for (const std::string& name : corner_names()) counts_[name] = 0;
}

Status Reach::add(const Program& program) {
  Counting counting(program.config, counts_);
  SteppedDevice device(program.config, &counting);
  const Result<ProgramOutcome> outcome = run_on(device, program);
  return outcome ? ok_status() : Status(outcome.error());
}

std::vector<std::string> Reach::missed() const {
  std::vector<std::string> names;
  for (const auto& [name, count] : counts_) {
    if (count == 0) names.push_back(name);
  }
  return names;
}

}  // namespace vta::fuzz
