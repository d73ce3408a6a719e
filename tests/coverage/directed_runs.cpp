// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "tests/coverage/directed_program.h"
#include "tests/coverage/directed_programs.h"

namespace vta::coverage {
namespace {

struct Channel {
  const char* name;
  Stage from;
  TokenFlags push;
  Stage to;
  TokenFlags pop;
};
constexpr std::array<Channel, 4> kChannels = {{
    {"load-to-compute", Stage::kLoad, {.push_next = true}, Stage::kCompute, {.pop_prev = true}},
    {"compute-to-load", Stage::kCompute, {.push_prev = true}, Stage::kLoad, {.pop_next = true}},
    {"compute-to-store", Stage::kCompute, {.push_next = true}, Stage::kStore, {.pop_prev = true}},
    {"store-to-compute", Stage::kStore, {.push_prev = true}, Stage::kCompute, {.pop_next = true}},
}};

// Leaves `count` tokens; another run takes them all, for they persist.
Program tokens_left(const Config& config, const Channel& channel, std::uint32_t count) {
  DirectedProgram program(config, std::string(channel.name) + "-" + std::to_string(count));
  for (std::uint32_t i = 0; i < count; ++i) program.nop(channel.from, channel.push);
  program.finish();
  program.next_run();
  for (std::uint32_t i = 0; i < count; ++i) program.nop(channel.to, channel.pop);
  program.finish();
  return program.build();
}

// More instructions of a stage than fit, behind one that waits long; fetch waits with the next.
Program full_queue(const Config& config, Stage stage) {
  DirectedProgram program(config, "full-queue-" + std::to_string(static_cast<int>(stage)));
  program.load_uops(0, {{0, 0, 0}});
  GemmFields slow;
  slow.loop = {.reset = true, .uop_end = 1, .iter_out = 4, .iter_in = 1000};
  TokenFlags go, wait;
  if (stage == Stage::kLoad) go.push_prev = wait.pop_next = true;
  if (stage == Stage::kStore) go.push_next = wait.pop_prev = true;
  program.add(make_gemm(slow, go));
  program.nop(stage, wait);
  for (std::uint32_t i = 0; i < kQueueDepth + 20; ++i) program.nop(stage);
  program.finish();
  return program.build_with_dump();
}

// Runs of every length up to a burst of fetch.
Program short_runs(const Config& config) {
  DirectedProgram program(config, "short-runs");
  program.finish();
  for (std::uint32_t length = 1; length <= kMaxBurstBeats / 2; ++length) {
    program.next_run();
    for (std::uint32_t i = 1; i < length; ++i) program.nop(Stage::kCompute);
    program.finish();
  }
  return program.build();
}

}  // namespace

std::vector<Program> directed_runs(const Config& config) {
  std::vector<Program> programs = {short_runs(config)};
  for (const Channel& channel : kChannels) {
    for (const std::uint32_t count : {1u, 5u, kTokenMax}) {
      programs.push_back(tokens_left(config, channel, count));
    }
  }
  for (const Stage stage : {Stage::kLoad, Stage::kCompute, Stage::kStore}) {
    programs.push_back(full_queue(config, stage));
  }
  return programs;
}

}  // namespace vta::coverage
