// SPDX-License-Identifier: Apache-2.0
#include "bench/runs.h"

#include <algorithm>

#include "bench/anchors.h"
#include "bench/bias.h"
#include "compiler/topi/layers.h"
#include "compiler/tune/conv2d_tuner.h"
#include "driver/replay/run_program.h"
#include "sim/rtl/rtl_device.h"
#include "tools/cycle_model.h"

namespace vta::bench {
namespace {

constexpr std::uint32_t kSeed = 1;  // cycles do not depend on the data
constexpr std::uint64_t kInsnBytes = 16;

Run run_of(const std::string& layer, const RunReport& report, std::uint32_t insn_count) {
  const Statistics& s = report.statistics;
  return Run{.layer = layer,
             .cycles = report.cycle_report->cycles,
             .floor = s.gemm_counter,
             .read = s.inp_load_nbytes + s.wgt_load_nbytes + s.acc_load_nbytes + s.uop_load_nbytes +
                     kInsnBytes * insn_count,
             .stored = s.out_store_nbytes};
}

Result<Run> run_bias(const Setup& setup) {
  const Result<Program> program = bias_program(setup.config);
  if (!program) return program.error();
  const Result<std::unique_ptr<Device>> device = setup.factory(setup.config, setup.options);
  if (!device) return device.error();
  const Result<ReplayResult> result = run_program(*device.value(), program.value());
  if (!result) return result.error();
  for (const std::string& complaint : result.value().complaints()) return Error{complaint};
  return run_of("bias", result.value().runs[0].report, program.value().runs[0].insn_count);
}

Result<Run> run(const Setup& setup, const std::string& layer) {
  if (layer == "bias") return run_bias(setup);
  const Result<Conv2dJob> job = job_of(setup.config, layer);
  if (!job) return job.error();
  const Result<std::unique_ptr<Device>> device = setup.factory(setup.config, setup.options);
  if (!device) return device.error();
  const Result<Conv2dRun> done = run_conv2d_job(job.value(), *device.value());
  if (!done) return done.error();
  const RunReport& report = done.value().report;
  if (report.outcome != RunOutcome::kFinished) return Error{"did not finish: " + report.detail};
  const Comparison reference = compare_with_reference(job.value(), done.value());
  if (!reference.matches) return Error{reference.text};
  return run_of(layer, report, job.value().program.runs[0].insn_count);
}

}  // namespace

const Run* Results::find(std::string_view layer) const {
  const auto found =
      std::find_if(runs.begin(), runs.end(), [&](const Run& r) { return r.layer == layer; });
  return found == runs.end() ? nullptr : &*found;
}

std::uint64_t Results::resnet_cycles() const {
  std::uint64_t total = 0;
  for (const Anchor& anchor : kAnchors) {
    if (anchor.uses == 0) continue;
    const Run* found = find(anchor.layer);
    if (found == nullptr) return 0;
    total += static_cast<std::uint64_t>(anchor.uses) * found->cycles;
  }
  return total;
}

Result<Conv2dJob> job_of(const Config& config, const std::string& layer) {
  Result<topi::Conv2dLayer> found = topi::find_layer(layer);
  if (!found) return found.error();
  if (layer == "seed") return make_conv2d_job(config, layer, found.value(), {}, kSeed);
  found.value().bias = true;
  const Result<topi::Conv2dSchedule> schedule =
      tune::choose_schedule(config, found.value(), {}, cycle_refinement());
  if (!schedule) return schedule.error();
  return make_conv2d_job(config, layer, found.value(), schedule.value(), kSeed);
}

Result<Results> measure(const Setup& setup, const std::vector<std::string>& layers) {
  Results results{setup, {}};
  for (const std::string& layer : layers) {
    std::fprintf(stderr, "%s: %s\n", setup.title.c_str(), layer.c_str());
    Result<Run> done = run(setup, layer);
    if (!done) return Error{setup.title + ", " + layer + ": " + done.error().message};
    results.runs.push_back(std::move(done).value());
  }
  return results;
}

std::vector<Setup> memory_setups(const Config& wide_config, const RtlFactory& wide) {
  std::vector<Setup> setups = {{.key = "default", .title = "latency 40"}};
  for (const std::uint32_t latency : {10u, 100u}) {
    Setup setup{.key = "latency_" + std::to_string(latency),
                .title = "latency " + std::to_string(latency)};
    setup.options.read_latency = latency;
    setups.push_back(setup);
  }
  Setup& bus = setups.emplace_back();
  bus.key = "bus_128";
  bus.title = "latency 40, 128 bits";
  bus.config = wide_config;
  bus.factory = wide;
  return setups;
}

std::vector<Setup> feature_setups() {
  struct Mechanism {
    const char* name;
    std::uint32_t bits;
  };
  constexpr Mechanism kMechanisms[] = {
      {"tail", csr::kFeaturesTail},     {"fuse", csr::kFeaturesFuse},
      {"beside", csr::kFeaturesBeside}, {"loads", csr::kFeaturesLoads},
      {"once", csr::kFeaturesOnce},     {"any", kAllFeatures}};
  std::vector<Setup> setups;
  for (const Mechanism& mechanism : kMechanisms) {
    const std::string name = mechanism.name;
    Setup setup{.key = "without_" + name, .title = "without " + name};
    setup.options.features = kAllFeatures & ~mechanism.bits;
    setups.push_back(setup);
  }
  return setups;
}

}  // namespace vta::bench
