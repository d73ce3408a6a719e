// SPDX-License-Identifier: Apache-2.0
#include "bench/speed.h"

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <functional>
#include <memory>

#include "bench/runs.h"
#include "compiler/topi/layers.h"
#include "compiler/tune/conv2d_tuner.h"
#include "driver/program/command_stream.h"
#include "sim/functional/functional_device.h"
#include "sim/golden/golden_device.h"
#include "sim/rtl/rtl_device.h"
#include "sim/timing/estimate.h"
#include "tools/cycle_model.h"

namespace vta::bench {
namespace {

constexpr std::uint32_t kIdleLatency = 1'000'000;
constexpr std::uint32_t kRandomSeed = 11;

// Of processor time: what other programs do meanwhile does not count. Nothing here has a second
// thread or waits.
double seconds_since(std::clock_t begin) {
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

// A device whose runs are timed, without what is done before and after them.
class Timed final : public Device {
 public:
  explicit Timed(std::unique_ptr<Device> device) : device_(std::move(device)) {}
  [[nodiscard]] std::string_view target() const override { return device_->target(); }
  [[nodiscard]] const Config& config() const override { return device_->config(); }
  Status add_region(std::uint64_t address, std::uint64_t size) override {
    return device_->add_region(address, size);
  }
  Status write(std::uint64_t address, std::span<const std::byte> data) override {
    return device_->write(address, data);
  }
  Status read(std::uint64_t address, std::span<std::byte> data) const override {
    return device_->read(address, data);
  }
  Result<RunReport> run(const RunRequest& request) override {
    const std::clock_t begin = std::clock();
    Result<RunReport> report = device_->run(request);
    seconds_ = seconds_since(begin);
    return report;
  }
  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  std::unique_ptr<Device> device_;
  double seconds_ = 0;
};

using Maker = std::function<Result<std::unique_ptr<Device>>()>;

struct Timing {
  double seconds = 0;
  RunReport report;
};

// The seed's program on a fresh device.
Result<Timing> run_seed(const Conv2dJob& job, const Maker& make) {
  Result<std::unique_ptr<Device>> device = make();
  if (!device) return device.error();
  Timed timed(std::move(device).value());
  Result<Conv2dRun> run = run_conv2d_job(job, timed);
  if (!run) return run.error();
  if (run.value().report.outcome != RunOutcome::kFinished) return Error{"did not finish"};
  return Timing{timed.seconds(), std::move(run).value().report};
}

// The cycle model at the seed's program, often enough for the clock of the processor to tell.
Result<Timing> estimate_seed(const Conv2dJob& job, std::uint64_t gemm_uops) {
  constexpr int kTimes = 20;
  const std::clock_t begin = std::clock();
  for (int i = 0; i < kTimes; ++i) {
    const Result<timing::Estimate> estimate = timing::estimate(job.program, {});
    if (!estimate) return estimate.error();
    if (!estimate.value().finished()) return Error{"did not finish"};
  }
  Timing timing{seconds_since(begin) / kTimes, {}};
  timing.report.statistics.gemm_counter = gemm_uops;
  return timing;
}

// A program of one FINISH: the machine waits for its first instruction and does nothing else.
Result<Timing> run_idle(const Maker& make) {
  constexpr std::uint64_t kAddress = 0x1000, kSize = 0x1000;
  CommandStream stream(Config::pynq());
  const Result<CommandStream::Finished> finished = stream.finish();
  if (!finished) return finished.error();
  Result<std::unique_ptr<Device>> device = make();
  if (!device) return device.error();
  Timed timed(std::move(device).value());
  if (Status s = timed.add_region(kAddress, kSize); !s) return s.error();
  if (Status s = timed.write(kAddress, finished.value().insn_image); !s) return s.error();
  RunRequest request;
  request.insn_address = kAddress;
  request.insn_count = static_cast<std::uint32_t>(finished.value().insns.size());
  Result<RunReport> report = timed.run(request);
  if (!report) return report.error();
  if (report.value().outcome != RunOutcome::kFinished) return Error{"did not finish"};
  return Timing{timed.seconds(), std::move(report).value()};
}

}  // namespace

Result<Speeds> measure_speeds(int repeat, const std::string& directory) {
  const Config config = Config::pynq();
  const Result<Conv2dJob> job = job_of(config, "seed");
  if (!job) return job.error();
  const std::string trace = directory + "/speed.fst";
  const auto rtl = [&](const RtlOptions& options) -> Maker {
    return [&config, options] { return make_rtl(config, options); };
  };
  RtlOptions waves, random, idle;
  waves.trace_file = trace;
  random.random_seed = kRandomSeed;
  idle.read_latency = kIdleLatency;
  const Maker lockstep = [&]() -> Result<std::unique_ptr<Device>> {
    Result<std::unique_ptr<LockstepDevice>> device = make_lockstep_rtl(config, {});
    if (!device) return device.error();
    return std::unique_ptr<Device>(std::move(device).value());
  };
  const auto seed = [&](const Maker& make) {
    return [&job, make] { return run_seed(job.value(), make); };
  };

  struct Way {
    const char *key, *title;
    std::function<Result<Timing>()> run;
    double rate = 0;
  };
  Way ways[] = {
      {"busy", "the seed's program, plain", seed(rtl({}))},
      {"idle", "nothing to do: waiting for memory", [&] { return run_idle(rtl(idle)); }},
      {"trace", "the seed's program, waves written", seed(rtl(waves))},
      {"lockstep", "the seed's program, in lock-step with golden", seed(lockstep)},
      {"random", "the seed's program, random AXI timing", seed(rtl(random))},
  };
  std::uint64_t gemm_uops = 0;  // of the seed's program, from its run on the RTL
  Way simulators[] = {
      {"cycle model", "", [&] { return estimate_seed(job.value(), gemm_uops); }},
      {"functional", "",
       seed([&]() -> Result<std::unique_ptr<Device>> { return make_functional(config); })},
      {"golden", "",
       seed([&]() -> Result<std::unique_ptr<Device>> { return make_golden(config); })},
  };
  double uops_per_second = 0;
  for (int i = 0; i < repeat; ++i) {
    for (Way& way : ways) {
      std::fprintf(stderr, "speed: %s\n", way.title);
      const Result<Timing> timing = way.run();
      if (!timing) return Error{std::string(way.title) + ": " + timing.error().message};
      const auto cycles = static_cast<double>(timing.value().report.cycle_report->cycles);
      way.rate = std::max(way.rate, cycles / timing.value().seconds);
      if (&way == &ways[0]) {
        gemm_uops = timing.value().report.statistics.gemm_counter;
        const auto uops = static_cast<double>(gemm_uops);
        uops_per_second = std::max(uops_per_second, uops / timing.value().seconds);
      }
    }
    for (Way& way : simulators) {
      std::fprintf(stderr, "speed: %s\n", way.key);
      const Result<Timing> timing = way.run();
      if (!timing) return Error{std::string(way.key) + ": " + timing.error().message};
      const auto uops = static_cast<double>(timing.value().report.statistics.gemm_counter);
      way.rate = std::max(way.rate, uops / timing.value().seconds);
    }
  }
  std::filesystem::remove(trace);

  Speeds speeds;
  for (const Way& way : ways) {
    speeds.rtl.push_back({way.key, way.title, way.rate, way.rate / ways[0].rate});
  }
  speeds.simulators.push_back({"rtl", uops_per_second, 1.0});
  for (const Way& way : simulators) {
    speeds.simulators.push_back({way.key, way.rate, way.rate / uops_per_second});
  }
  return speeds;
}

Result<std::vector<CompileTime>> measure_compiler(int repeat,
                                                  const std::vector<std::string>& layers) {
  const Config config = Config::pynq();
  std::vector<CompileTime> times;
  for (const std::string& name : layers) {
    std::fprintf(stderr, "compile time: %s\n", name.c_str());
    Result<topi::Conv2dLayer> layer = topi::find_layer(name);
    if (!layer) return layer.error();
    layer.value().bias = name != "seed";
    CompileTime best{.layer = name};
    for (int i = 0; i < repeat; ++i) {
      topi::Conv2dSchedule schedule;
      std::clock_t begin = std::clock();
      if (name != "seed") {
        const Result<topi::Conv2dSchedule> chosen =
            tune::choose_schedule(config, layer.value(), {}, cycle_refinement());
        if (!chosen) return chosen.error();
        const double taken = 1e3 * seconds_since(begin);
        best.tuner_ms = i == 0 ? taken : std::min(best.tuner_ms, taken);
        schedule = chosen.value();
      }
      begin = std::clock();
      const Result<topi::Operator> op = topi::conv2d(config, layer.value(), schedule);
      if (!op) return op.error();
      const Result<topi::Compiled> compiled = topi::compile(config, op.value());
      if (!compiled) return compiled.error();
      const double taken = 1e3 * seconds_since(begin);
      best.lowering_ms = i == 0 ? taken : std::min(best.lowering_ms, taken);
      best.insns = compiled.value().finished.insns.size();
    }
    times.push_back(best);
  }
  return times;
}

}  // namespace vta::bench
