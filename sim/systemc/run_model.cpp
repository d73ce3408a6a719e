// SPDX-License-Identifier: Apache-2.0

#include "sim/systemc/run_model.h"

#include <set>
#include <utility>

#include "hw/isa/insn.h"
#include "sim/timing/clock.h"

namespace vta {
namespace {

constexpr std::uint64_t kAddressSpace = std::uint64_t{1} << 32;

// Results of GEMM, resets included, and of ALU.
std::uint64_t count_acc_writes(const std::vector<Insn>& insns) {
  std::uint64_t count = 0;
  for (const Insn& insn : insns) {
    const auto opcode = static_cast<Opcode>(insn.opcode);
    if (opcode == Opcode::kGemm) count += insn.gemm().loop.trips();
    if (opcode == Opcode::kAlu) count += insn.alu().loop.trips();
  }
  return count;
}

}  // namespace

RunModel::RunModel(const Config& config, const timing::Options& options, functional::Dram& dram)
    : config_(config),
      options_(options),
      dram_(dram),
      memories_(config),
      estimator_(config, options) {}

void RunModel::soft_reset() {
  tokens_ = {};
  estimator_.soft_reset();
}

ProgramRun RunModel::recall(const RunRequest& request, std::vector<Insn>& insns) {
  ProgramRun run;
  run.insn_address = request.insn_address;
  run.insn_count = request.insn_count;
  run.base = request.base;
  const auto add = [&](std::uint64_t address, std::uint64_t size) {
    ProgramBlob blob{address, {}, std::vector<std::byte>(size)};
    const bool there = dram_.read(address, blob.bytes);
    if (there) run.memory.push_back(std::move(blob));
    return there;
  };
  if (!add(request.insn_address, std::uint64_t{request.insn_count} * kInsnBytes)) return run;
  const std::byte* words = run.memory.front().bytes.data();
  for (std::uint32_t i = 0; i < request.insn_count; ++i) {
    insns.push_back(decode(config_, load_insn_word(words + std::size_t{i} * kInsnBytes)));
  }
  std::set<std::pair<std::uint64_t, std::uint64_t>> known;
  for (const Insn& insn : insns) {
    if (static_cast<Opcode>(insn.opcode) != Opcode::kLoad) continue;
    const MemFields& f = insn.mem();
    if (static_cast<MemoryType>(f.memory_type) != MemoryType::kUop || f.x_size == 0) continue;
    const std::uint64_t base = request.base[static_cast<std::size_t>(MemoryType::kUop)];
    for (std::uint64_t row = 0; row < f.y_size; ++row) {
      const std::uint64_t address =
          (base + (f.dram_base + row * f.x_stride) * kUopBytes) % kAddressSpace;
      const std::uint64_t size = std::uint64_t{f.x_size} * kUopBytes;
      if (known.emplace(address, size).second) (void)add(address, size);  // else it was a zero
    }
  }
  return run;
}

RunResult RunModel::run(const RunRequest& request, std::uint32_t features,
                        const Device::StopRequest& stop) {
  RunResult result;
  WorkMeter meter(request, {}, stop);
  functional::Run run(request, {config_, memories_, dram_, request.base, meter}, tokens_);
  result.report = run.to_the_end();
  result.acc_writes = result.report.statistics.gemm_counter + result.report.statistics.alu_counter;
  if (result.report.outcome == RunOutcome::kTimeout) return result;

  Program program;
  program.config = config_;
  program.regions = {{0, kAddressSpace}};
  std::vector<Insn> insns;
  if (result.report.outcome == RunOutcome::kFinished) {
    program.runs.push_back(recall(request, insns));
    result.acc_writes = count_acc_writes(insns);
    timing::Image image(program);
    image.write(program.runs.front());
    estimator_.set_features(features);
    const timing::RunEstimate estimate = estimator_.run(program.runs.front(), image);
    if (estimate.outcome == RunOutcome::kFinished) {
      result.cycles = estimate.cycles;
      return result;
    }
  }
  // One instruction per cycle up to the one in question, and a read to find out.
  result.guessed = true;
  result.cycles = result.report.error_insn + options_.read_latency + timing::kEndCycles;
  return result;
}

}  // namespace vta
