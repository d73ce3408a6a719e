// SPDX-License-Identifier: Apache-2.0

#include "sim/timing/estimator.h"

#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "sim/timing/core.h"

namespace vta::timing {
namespace {

Status out_of_range(const char* option, std::uint64_t value, std::uint64_t most) {
  return Error{std::string(option) + " is " + std::to_string(value) + "; it must be 1 to " +
               std::to_string(most)};
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

}  // namespace

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

Estimator::Estimator(const Config& config, const Options& options)
    : config_(config), geometry_(config), options_(options), uops_(config) {}

RunEstimate Estimator::run(const ProgramRun& run, const Image& image, const Watch& watch) {
  if (!image.contains(run.insn_address, std::uint64_t{run.insn_count} * kInsnBytes)) {
    return stopped(ErrorCode::kAxiError, 0);
  }
  const std::vector<Insn> insns = decode_stream(config_, run, image);
  if (const std::optional<RunEstimate> error = find_illegal(config_, insns)) return *error;
  Core core(geometry_, options_, run, insns, image, uops_, tokens_);
  if (watch) core.watch(watch);
  const RunEstimate estimate = core.run(run.max_cycles.value_or(options_.max_cycles));
  if (estimate.outcome == RunOutcome::kFinished) tokens_.rewind();
  return estimate;
}

}  // namespace vta::timing
