// SPDX-License-Identifier: Apache-2.0
//
// Layers on the RTL in every set-up that is compared. Cycles are exact: another machine finds the
// same.

#ifndef VTA_BENCH_RUNS_H_
#define VTA_BENCH_RUNS_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/lockstep/lockstep_device.h"
#include "tools/conv2d_job.h"

namespace vta::bench {

// A machine and the memory behind it.
struct Setup {
  std::string key;    // in JSON
  std::string title;  // in a table
  Config config = Config::pynq();
  RtlOptions options = {};
  RtlFactory factory = make_rtl;
};

// What one layer did.
struct Run {
  std::string layer;
  std::uint64_t cycles = 0;
  std::uint64_t floor = 0;   // GEMM micro-ops, one per cycle at best
  std::uint64_t read = 0;    // bytes loaded, by the statistics: data, instructions, micro-ops
  std::uint64_t stored = 0;  // bytes to memory
  [[nodiscard]] double utilization() const {
    return static_cast<double>(floor) / static_cast<double>(cycles);
  }
};

struct Results {
  Setup setup;
  std::vector<Run> runs;  // "seed", "bias" and C2 ... C12, as far as they were asked for
  [[nodiscard]] const Run* find(std::string_view layer) const;
  // Cycles of the nineteen convolutions of ResNet-18; 0 unless all layers are there.
  [[nodiscard]] std::uint64_t resnet_cycles() const;
};

// "seed": the seed's program. C2 to C12: with bias, under the schedule that the compiler chooses.
[[nodiscard]] Result<Conv2dJob> job_of(const Config& config, const std::string& layer);

// Runs the layers, "bias" (bench/bias.h) among them, and compares each result with the definition.
// Fails at the first difference.
[[nodiscard]] Result<Results> measure(const Setup& setup, const std::vector<std::string>& layers);

// Latencies of the memory, the default first, and a bus of 128 bits on the model of `wide`.
[[nodiscard]] std::vector<Setup> memory_setups(const Config& wide_config, const RtlFactory& wide);
// The default with each mechanism of the compute stage switched off, and with all of them.
[[nodiscard]] std::vector<Setup> feature_setups();

}  // namespace vta::bench

#endif  // VTA_BENCH_RUNS_H_
