// SPDX-License-Identifier: Apache-2.0
//
// How long it takes to compile the seed's convolution, from the tensor expression to instructions,
// step by step. The reference is the last step alone: the same calls given to a command stream.
//
//   ninja -C build bench_lowering && build/bench/bench_lowering

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "compiler/topi/conv2d.h"
#include "hw/isa/result.h"

namespace vta {
namespace {

constexpr int kRuns = 50;

// Milliseconds of every run.
class Clock {
 public:
  template <typename Step>
  auto time(Step step) {
    const auto begin = std::chrono::steady_clock::now();
    auto result = step();
    const std::chrono::duration<double, std::milli> taken =
        std::chrono::steady_clock::now() - begin;
    runs_.push_back(taken.count());
    VTA_CHECK(result.ok());
    return std::move(result).value();
  }
  [[nodiscard]] double median() const {
    std::vector<double> sorted = runs_;
    std::sort(sorted.begin(), sorted.end());
    return sorted[sorted.size() / 2];
  }
  [[nodiscard]] double best() const { return *std::min_element(runs_.begin(), runs_.end()); }

 private:
  std::vector<double> runs_;
};

void run() {
  const Config config = Config::pynq();
  Clock schedule, passes, calls, assemble;
  std::size_t insns = 0, call_count = 0;
  for (int i = 0; i < kRuns; ++i) {
    const topi::Operator op =
        schedule.time([&] { return topi::conv2d(config, {}, topi::Conv2dSchedule{}); });
    const ir::Function program = passes.time([&] { return lower(op.schedule, op.args, config); });
    const CodegenResult code = calls.time([&] { return generate_calls(program, op.name); });
    const CommandStream::Finished finished =
        assemble.time([&] { return assemble_calls(config, program.params, code); });
    insns = finished.insns.size();
    call_count = code.calls.size();
  }
  double best = 0, median = 0;
  std::printf("%-34s %10s %10s %10s\n", "step", "best ms", "median ms", "ratio");
  const auto line = [&](const char* name, const Clock& clock) {
    std::printf("%-34s %10.3f %10.3f %10.2f\n", name, clock.best(), clock.median(),
                clock.median() / assemble.median());
    best += clock.best();
    median += clock.median();
  };
  line("expression and schedule", schedule);
  line("passes", passes);
  line("calls and where they come from", calls);
  line("instructions (reference)", assemble);
  std::printf("%-34s %10.3f %10.3f %10.2f\n", "all", best, median, median / assemble.median());
  std::printf("%zu calls, %zu instructions, %d runs\n", call_count, insns, kRuns);
}

}  // namespace
}  // namespace vta

int main() { vta::run(); }
