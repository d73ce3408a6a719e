// SPDX-License-Identifier: Apache-2.0

#include "sim/timing/estimate.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "sim/timing/core.h"

namespace vta::timing {
namespace {

Status out_of_range(const char* option, std::uint64_t value, std::uint64_t most) {
  return Error{std::string(option) + " is " + std::to_string(value) + "; it must be 1 to " +
               std::to_string(most)};
}

Status check_options(const Options& o) {
  constexpr std::uint32_t kMaxLatency = 1'000'000, kMaxReads = 64;
  if (o.read_latency < 1 || o.read_latency > kMaxLatency) {
    return out_of_range("the memory's read latency", o.read_latency, kMaxLatency);
  }
  if (o.write_latency < 1 || o.write_latency > kMaxLatency) {
    return out_of_range("the memory's write latency", o.write_latency, kMaxLatency);
  }
  if (o.max_outstanding_reads < 1 || o.max_outstanding_reads > kMaxReads) {
    return out_of_range("the memory's number of outstanding reads", o.max_outstanding_reads,
                        kMaxReads);
  }
  return ok_status();
}

// The instructions of a run, which are there.
std::vector<Insn> decode_stream(const Config& config, const ProgramRun& run, const Image& image) {
  const std::uint64_t bytes = std::uint64_t{run.insn_count} * kInsnBytes;
  std::vector<Insn> insns;
  insns.reserve(run.insn_count);
  const std::byte* at = image.find(run.insn_address, bytes);
  for (std::uint64_t i = 0; i < run.insn_count; ++i) {
    std::array<std::byte, kInsnBytes> copy{};
    if (at == nullptr) {  // several writes
      for (std::size_t w = 0; w < kInsnBytes; w += 4) {
        const std::uint32_t word = image.word(run.insn_address + i * kInsnBytes + w);
        std::memcpy(copy.data() + w, &word, sizeof word);
      }
    }
    insns.push_back(decode(config, load_insn_word(at ? at + i * kInsnBytes : copy.data())));
  }
  return insns;
}

struct Machine {
  const Config& config;
  const Geometry geometry;
  const Options& options;
};

RunEstimate stopped(ErrorCode code, std::uint64_t index) {
  RunEstimate estimate;
  estimate.outcome = RunOutcome::kError;
  estimate.error = code;
  estimate.error_insn = index;
  return estimate;
}

// A stream with an illegal instruction does not finish: it stops there or somewhere before.
std::optional<RunEstimate> find_illegal(const Config& config, const std::vector<Insn>& insns) {
  for (std::size_t i = 0; i < insns.size(); ++i) {
    const ErrorCode code = validate(config, insns[i]);
    if (code == ErrorCode::kNone) continue;
    return stopped(code, i);
  }
  return std::nullopt;
}

RunEstimate estimate_run(const Machine& machine, const ProgramRun& run, const Image& image,
                         UopMemory& uops, Tokens& tokens, const ComputeStage::Watch& watch) {
  if (!image.contains(run.insn_address, std::uint64_t{run.insn_count} * kInsnBytes)) {
    return stopped(ErrorCode::kAxiError, 0);
  }
  const std::vector<Insn> insns = decode_stream(machine.config, run, image);
  if (const std::optional<RunEstimate> error = find_illegal(machine.config, insns)) return *error;
  Core core(machine.geometry, machine.options, run, insns, image, uops, tokens);
  if (watch) core.watch(watch);
  return core.run(run.max_cycles.value_or(machine.options.max_cycles));
}

}  // namespace

std::uint64_t Estimate::cycles() const {
  std::uint64_t sum = 0;
  for (const RunEstimate& run : runs) sum += run.cycles;
  return sum;
}

bool Estimate::finished() const {
  return std::all_of(runs.begin(), runs.end(),
                     [](const RunEstimate& run) { return run.outcome == RunOutcome::kFinished; });
}

std::string Estimate::failure() const {
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::string where = "run " + std::to_string(i) + ": ";
    if (runs[i].outcome == RunOutcome::kTimeout) return where + "it reaches the bound on cycles";
    if (runs[i].outcome == RunOutcome::kError) {
      return where + describe_error(runs[i].error, runs[i].error_insn);
    }
  }
  return {};
}

Result<Estimate> estimate(const Program& program, const Options& options) {
  if (Status status = check_options(options); !status) return status.error();
  const Machine machine{program.config, Geometry(program.config), options};
  Image image(program);
  UopMemory uops(program.config);
  Tokens tokens;
  Estimate result;
  for (std::size_t i = 0; i < program.runs.size(); ++i) {
    image.write(program.runs[i]);
    ComputeStage::Watch watch;
    if (options.watch) {
      watch = [&options, i](std::uint32_t index, Cycle at) { options.watch(i, index, at); };
    }
    result.runs.push_back(estimate_run(machine, program.runs[i], image, uops, tokens, watch));
    if (result.runs.back().outcome != RunOutcome::kFinished) break;
    tokens.rewind();
  }
  return result;
}

}  // namespace vta::timing
