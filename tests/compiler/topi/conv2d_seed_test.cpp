// SPDX-License-Identifier: Apache-2.0
//
// The seed's convolution: the calls, the instructions and the statistics are known to the digit.

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "compiler/topi/conv2d.h"
#include "compiler/topi/layers.h"
#include "sim/golden/golden_device.h"
#include "tests/driver/seed_calls.h"
#include "tools/conv2d_job.h"

namespace vta {
namespace {

Result<topi::Compiled> compile_seed() {
  Result<topi::Operator> op = topi::conv2d(Config::pynq(), {}, {});
  if (!op) return op.error();
  return topi::compile(Config::pynq(), op.value());
}

TEST(SeedConv2d, CallsEqualTheSeedsCallForCall) {
  const Result<CallList> expected = seed_calls();
  ASSERT_TRUE(expected) << expected.error().message;
  const Result<topi::Compiled> compiled = compile_seed();
  ASSERT_TRUE(compiled) << compiled.error().message;
  const CallList& actual = compiled.value().code.calls;
  ASSERT_EQ(actual.size(), expected.value().size());
  ASSERT_EQ(actual.size(), 12277u);
  for (std::size_t i = 0; i < actual.size(); ++i) {
    ASSERT_EQ(actual[i], expected.value()[i]) << "call " << i << ": " << to_string(actual[i])
                                              << " instead of " << to_string(expected.value()[i]);
  }
}

TEST(SeedConv2d, NamedLayerIsTheDefault) {
  const Result<topi::Conv2dLayer> layer = topi::find_layer("seed");
  ASSERT_TRUE(layer);
  EXPECT_EQ(layer.value(), topi::Conv2dLayer{});
}

TEST(SeedConv2d, AssemblesToTheKnownMixOfInstructions) {
  const Result<topi::Compiled> compiled = compile_seed();
  ASSERT_TRUE(compiled) << compiled.error().message;
  const CommandStream::Finished& finished = compiled.value().finished;
  EXPECT_EQ(finished.insns.size(), 3366u);
  EXPECT_EQ(finished.uops.size(), 286u);
  std::map<std::string, int> mix;
  for (const Insn& insn : finished.insns) {
    const auto opcode = static_cast<Opcode>(insn.opcode);
    std::string kind(to_string(opcode));
    if (opcode == Opcode::kLoad || opcode == Opcode::kStore) {
      const MemFields& mem = insn.mem();
      if (mem.x_size == 0) {
        const Stage stage = stage_of(insn);
        kind = stage == Stage::kLoad ? "load NOP" : stage == Stage::kStore ? "store NOP" : "NOP";
      } else if (opcode == Opcode::kLoad) {
        kind += " " + std::string(to_string(static_cast<MemoryType>(mem.memory_type)));
      }
    }
    ++mix[kind];
  }
  EXPECT_EQ(mix, (std::map<std::string, int>{{"LOAD UOP", 10},
                                             {"LOAD INP", 64},
                                             {"LOAD WGT", 64},
                                             {"GEMM", 68},
                                             {"ALU", 12},
                                             {"STORE", 3136},
                                             {"NOP", 3},
                                             {"load NOP", 5},
                                             {"store NOP", 3},
                                             {"FINISH", 1}}));
}

TEST(SeedConv2d, StatisticsOnGoldenAreTheSeeds) {
  const Result<Conv2dJob> job =
      make_conv2d_job(Config::pynq(), "seed", topi::Conv2dLayer{}, topi::Conv2dSchedule{}, 7);
  ASSERT_TRUE(job) << job.error().message;
  const Result<Conv2dRun> run = run_conv2d_job(job.value(), *make_golden(Config::pynq()));
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(run.value().report.outcome, RunOutcome::kFinished) << run.value().report.detail;
  const Statistics expected{.inp_load_nbytes = 114688,
                            .wgt_load_nbytes = 1179648,
                            .acc_load_nbytes = 0,
                            .uop_load_nbytes = 1144,
                            .out_store_nbytes = 50176,
                            .gemm_counter = 451584,
                            .alu_counter = 9408};
  EXPECT_EQ(run.value().report.statistics, expected);
  const Comparison comparison = compare_with_reference(job.value(), run.value());
  EXPECT_TRUE(comparison.matches) << comparison.text;
}

}  // namespace
}  // namespace vta
