// SPDX-License-Identifier: Apache-2.0
//
// Lowered convolutions compute what the definition says, whatever order the stages run in.

#include <gtest/gtest.h>

#include <span>

#include "sim/functional/functional_device.h"
#include "sim/golden/golden_device.h"
#include "tests/compiler/topi/conv2d_cases.h"
#include "tests/compiler/topi/interleave.h"
#include "tests/hw/geometries.h"
#include "tools/conv2d_job.h"

namespace vta {
namespace {

constexpr std::uint32_t kSeed = 20;

void expect_matches(const Config& config, const test::Conv2dCase& c) {
  SCOPED_TRACE("data from seed " + std::to_string(kSeed));
  const Result<Conv2dJob> job = make_conv2d_job(config, c.name, c.layer, c.schedule, kSeed);
  ASSERT_TRUE(job) << job.error().message;
  const Result<Conv2dRun> golden = run_conv2d_job(job.value(), *make_golden(config));
  ASSERT_TRUE(golden) << golden.error().message;
  ASSERT_EQ(golden.value().report.outcome, RunOutcome::kFinished) << golden.value().report.detail;
  const Comparison reference = compare_with_reference(job.value(), golden.value());
  EXPECT_TRUE(reference.matches) << reference.text;

  const Result<Conv2dRun> functional = run_conv2d_job(job.value(), *make_functional(config));
  ASSERT_TRUE(functional) << functional.error().message;
  ASSERT_EQ(functional.value().report.outcome, RunOutcome::kFinished)
      << functional.value().report.detail;
  const Comparison same = compare_with_golden(job.value(), functional.value(), golden.value());
  EXPECT_TRUE(same.matches) << same.text;
}

// The least work that the layer takes: what is multiplied, shifted, clipped and stored once.
void expect_work(const Config& config, const test::Conv2dCase& c) {
  const topi::Conv2dLayer& l = c.layer;
  const auto elements = static_cast<std::uint64_t>(l.batch / config.batch() * l.out_channels /
                                                   config.block() * l.out_height() * l.out_width());
  const auto taps = static_cast<std::uint64_t>(l.in_channels / l.groups / config.block() *
                                               l.kernel_h * l.kernel_w);
  const Result<Conv2dJob> job = make_conv2d_job(config, c.name, l, c.schedule, kSeed);
  ASSERT_TRUE(job) << job.error().message;
  const Result<Conv2dRun> run = run_conv2d_job(job.value(), *make_functional(config));
  ASSERT_TRUE(run) << run.error().message;
  const Statistics& statistics = run.value().report.statistics;
  EXPECT_EQ(statistics.gemm_counter, elements * taps);
  EXPECT_EQ(statistics.alu_counter, elements * 3);
  EXPECT_EQ(statistics.out_store_nbytes, elements * config.elem_bytes(MemoryType::kOut));
  EXPECT_EQ(statistics.acc_load_nbytes, 0u);
  EXPECT_EQ(statistics.uop_load_nbytes, job.value().compiled.finished.uops.size() * kUopBytes);
}

void expect_right_in_every_order(const Config& config, const test::Conv2dCase& c) {
  const Result<Conv2dJob> made = make_conv2d_job(config, c.name, c.layer, c.schedule, kSeed);
  ASSERT_TRUE(made) << made.error().message;
  const Conv2dJob& job = made.value();
  for (const test::Order order : {test::Order::kStoreFirst, test::Order::kComputeFirst,
                                  test::Order::kLoadFirst, test::Order::kRandom}) {
    for (std::uint32_t seed = 0; seed < (order == test::Order::kRandom ? 5u : 1u); ++seed) {
      SCOPED_TRACE("order " + std::to_string(static_cast<int>(order)) + ", seed " +
                   std::to_string(seed));
      const Result<std::vector<std::byte>> result =
          test::run_interleaved(job.program, job.compiled.finished.insns, order, seed);
      ASSERT_TRUE(result) << result.error().message;
      EXPECT_EQ(result.value(), job.program.runs[0].expect[0].bytes);
    }
  }
}

class SmallConv2d : public testing::TestWithParam<test::Conv2dCase> {};

TEST_P(SmallConv2d, MatchesTheDefinitionOnGoldenAndFunctional) {
  expect_matches(Config::pynq(), GetParam());
}
TEST_P(SmallConv2d, DoesNoMoreWorkThanTheLayerTakes) { expect_work(Config::pynq(), GetParam()); }
TEST_P(SmallConv2d, IsRightInWhateverOrderTheStagesRun) {
  expect_right_in_every_order(Config::pynq(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Cases, SmallConv2d, testing::ValuesIn(test::small_conv2d_cases()),
                         [](const auto& param) { return param.param.name; });

class Batch2Conv2d : public testing::TestWithParam<test::Conv2dCase> {
 protected:
  const Config config_ = test::legal({{"LOG_BATCH", 1}});
};

TEST_P(Batch2Conv2d, MatchesTheDefinitionOnGoldenAndFunctional) {
  expect_matches(config_, GetParam());
}
TEST_P(Batch2Conv2d, DoesNoMoreWorkThanTheLayerTakes) { expect_work(config_, GetParam()); }
TEST_P(Batch2Conv2d, IsRightInWhateverOrderTheStagesRun) {
  expect_right_in_every_order(config_, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Cases, Batch2Conv2d, testing::ValuesIn(test::batch2_conv2d_cases()),
                         [](const auto& param) { return param.param.name; });

TEST(Conv2dOnSmallBlocks, MatchesTheDefinition) {
  const topi::Conv2dLayer layer{.height = 7,
                                .width = 6,
                                .in_channels = 24,
                                .out_channels = 40,
                                .kernel_h = 3,
                                .kernel_w = 3,
                                .pad_h = 1,
                                .pad_w = 1,
                                .stride_h = 2,
                                .stride_w = 1};
  const test::Conv2dCase c{"Block8", layer, {16, 16, 2, 4, 2}};
  expect_matches(test::config_1x8x8(), c);
  expect_work(test::config_1x8x8(), c);
}

// A layer whose micro-kernels do not all fit the micro-op buffer at once: they are evicted and
// loaded again, and the result is still right.
TEST(Conv2dWithManyKernels, MatchesTheDefinition) {
  const Config config = test::legal({{"LOG_UOP_BUFF_SIZE", 9}});  // 128 micro-ops
  const test::Conv2dCase c{"Evicting",
                           {.height = 7,
                            .width = 7,
                            .in_channels = 32,
                            .out_channels = 64,
                            .kernel_h = 3,
                            .kernel_w = 3,
                            .pad_h = 1,
                            .pad_w = 1,
                            .stride_h = 1,
                            .stride_w = 1},
                           {32, 16, 4, 7, 2}};
  const Result<Conv2dJob> job = make_conv2d_job(config, c.name, c.layer, c.schedule, kSeed);
  ASSERT_TRUE(job) << job.error().message;
  EXPECT_GT(job.value().compiled.finished.uops.size(), config.depth(MemoryType::kUop));
  expect_matches(config, c);
  expect_right_in_every_order(config, c);
}

// The interleaver itself: without its tokens the same program goes wrong in some order.
TEST(Interleave, FindsMissingTokens) {
  const test::Conv2dCase c = test::small_conv2d_cases()[3];
  const Result<Conv2dJob> job = make_conv2d_job(Config::pynq(), c.name, c.layer, c.schedule, kSeed);
  ASSERT_TRUE(job);
  std::vector<Insn> insns = job.value().compiled.finished.insns;
  for (Insn& insn : insns) insn.tokens = {};
  const Result<std::vector<std::byte>> result =
      test::run_interleaved(job.value().program, insns, test::Order::kLoadFirst, 0);
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_NE(result.value(), job.value().program.runs[0].expect[0].bytes);
}

}  // namespace
}  // namespace vta
