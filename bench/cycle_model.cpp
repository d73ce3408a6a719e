// SPDX-License-Identifier: Apache-2.0
//
// How much faster the cycle model is than the RTL model, layer by layer, both in the same minute.
//
//   bench_cycle_model [LAYER...]     the seed and C2 to C12 without one
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "bench/anchors.h"
#include "bench/runs.h"
#include "sim/rtl/rtl_device.h"
#include "sim/timing/estimate.h"

namespace vta::bench {
namespace {

constexpr double kEnough = 0.1;  // seconds of the processor: a hundred times what its clock tells

double seconds_since(std::clock_t begin) {
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

Status compare(const std::string& layer) {
  const Config config = Config::pynq();
  const Result<Conv2dJob> job = job_of(config, layer);
  if (!job) return job.error();

  std::uint64_t cycles = 0;
  double best = 1e9;
  const std::clock_t all = std::clock();
  do {
    const std::clock_t begin = std::clock();
    const Result<timing::Estimate> estimate = timing::estimate(job.value().program, {});
    best = std::min(best, seconds_since(begin));
    if (!estimate) return estimate.error();
    cycles = estimate.value().cycles();
  } while (seconds_since(all) < kEnough);

  const Result<std::unique_ptr<Device>> device = make_rtl(config, {});
  if (!device) return device.error();
  const std::clock_t begin = std::clock();
  const Result<Conv2dRun> run = run_conv2d_job(job.value(), *device.value());
  const double rtl = seconds_since(begin);  // with what it takes to fill the memory, a percent
  if (!run) return run.error();
  const CycleReport& report = run.value().report.cycle_report.value();
  std::printf("| %s | %llu | %llu | %.2f | %.1f | %.0f |\n", layer.c_str(),
              static_cast<unsigned long long>(report.cycles),
              static_cast<unsigned long long>(cycles), best * 1e3,
              best * 1e9 / static_cast<double>(cycles), rtl / best);
  std::fflush(stdout);
  return ok_status();
}

}  // namespace
}  // namespace vta::bench

int main(int argc, char** argv) {
  std::vector<std::string> layers(argv + 1, argv + argc);
  if (layers.empty()) {
    for (const vta::bench::Anchor& anchor : vta::bench::kAnchors) layers.emplace_back(anchor.layer);
  }
  std::printf("| layer | cycles, RTL | cycles, model | ms | ns per cycle | times the RTL |\n");
  std::printf("| --- | ---: | ---: | ---: | ---: | ---: |\n");
  for (const std::string& layer : layers) {
    if (const vta::Status status = vta::bench::compare(layer); !status) {
      std::fprintf(stderr, "bench_cycle_model: %s: %s\n", layer.c_str(),
                   status.error().message.c_str());
      return 1;
    }
  }
  return 0;
}
