// SPDX-License-Identifier: Apache-2.0
//
// The fully connected layer: results, the work that it takes, and what is refused.

#include "compiler/topi/dense.h"

#include <gtest/gtest.h>

#include "tests/compiler/topi/operator_cases.h"
#include "tests/hw/geometries.h"

namespace vta {
namespace {

using topi::Dense;
using topi::MatmulSchedule;

std::int64_t ceil_div(std::int64_t size, std::int64_t part) { return (size + part - 1) / part; }

void expect_right(const Config& config, const Dense& layer, const MatmulSchedule& schedule) {
  const Result<test::OperatorCase> c = test::make_case(config, layer, schedule);
  ASSERT_TRUE(c) << c.error().message;
  const Result<test::OperatorRun> run = test::run_operator(config, c.value());
  ASSERT_TRUE(run) << run.error().message;

  const std::int64_t m = ceil_div(layer.batch, config.batch());
  const std::int64_t n = ceil_div(layer.out_features, config.block());
  const std::int64_t k = ceil_div(layer.in_features, config.block());
  const std::int64_t tiles_m = ceil_div(m, schedule.tile_m / config.batch());
  const std::int64_t tiles_n = ceil_div(n, schedule.tile_n / config.block());
  const auto bytes = [&](std::int64_t elements, MemoryType type) {
    return static_cast<std::uint64_t>(elements) * config.elem_bytes(type);
  };
  const Statistics expected{
      .inp_load_nbytes = bytes(m * k * tiles_n, MemoryType::kInp),
      .wgt_load_nbytes = bytes(n * k * tiles_m, MemoryType::kWgt),
      .acc_load_nbytes = layer.bias ? bytes(n * tiles_m, MemoryType::kAcc) : 0,
      .uop_load_nbytes = run.value().compiled.finished.uops.size() * kUopBytes,
      .out_store_nbytes = bytes(m * n, MemoryType::kOut),
      .gemm_counter = static_cast<std::uint64_t>(m * n * k),
      .alu_counter = static_cast<std::uint64_t>(m * n) *
                     ((layer.bias ? 1u : 0u) + (layer.shift != 0 ? 1u : 0u) + 2u)};
  EXPECT_EQ(run.value().statistics, expected);
}

struct Case {
  const char* name;
  Dense layer;
};

std::vector<Case> cases() {
  return {
      {"OneElement", {.shift = 0, .clip_lo = -128}},
      {"OneBlock", {.batch = 1, .in_features = 16, .out_features = 16}},
      {"OddEverything", {.batch = 3, .in_features = 75, .out_features = 45, .shift = 7}},
      {"NoBias", {.batch = 2, .in_features = 40, .out_features = 70, .bias = false}},
      {"Classifier", {.batch = 1, .in_features = 512, .out_features = 250, .clip_lo = -128}},
      {"Batch", {.batch = 17, .in_features = 64, .out_features = 80, .clip_lo = 3, .clip_hi = 90}},
  };
}

class FullyConnected : public testing::TestWithParam<Case> {};

TEST_P(FullyConnected, IsRightInTheDefaultBlocksOfEveryGeometry) {
  for (const Config& config :
       {Config::pynq(), test::legal({{"LOG_BATCH", 1}}), test::config_1x8x8()}) {
    SCOPED_TRACE(config.name());
    expect_right(config, GetParam().layer, topi::dense_schedule(config, GetParam().layer));
  }
}

TEST_P(FullyConnected, IsRightInBlocksOfAnySizeWithThreadsOverEitherAxis) {
  const Config config = Config::pynq();
  for (const MatmulSchedule::Axis axis :
       {MatmulSchedule::Axis::kColumns, MatmulSchedule::Axis::kRows}) {
    for (const MatmulSchedule& schedule :
         {MatmulSchedule{1, 16, 16, 1, axis}, {1, 32, 16, 2, axis}, {3, 48, 32, 2, axis}}) {
      SCOPED_TRACE(testing::Message() << "tiles " << schedule.tile_m << ", " << schedule.tile_n
                                      << "; axis " << static_cast<int>(axis));
      expect_right(config, GetParam().layer, schedule);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, FullyConnected, testing::ValuesIn(cases()),
                         [](const auto& param) { return param.param.name; });

// The last layer of ResNet-18. Weights are read once; nothing can be faster than that.
TEST(FullyConnectedLayer, LastOfResnet18) {
  const Dense layer{.batch = 1, .in_features = 512, .out_features = 1000, .clip_lo = -128};
  const MatmulSchedule schedule = topi::dense_schedule(Config::pynq(), layer);
  EXPECT_EQ(schedule.vthreads, 2);
  expect_right(Config::pynq(), layer, schedule);
}

// Tiles that would fill ACC leave room for the bias.
TEST(FullyConnectedLayer, BiasHasRoomBesideTheResults) {
  for (const bool bias : {false, true}) {
    const Dense layer{.batch = 512, .in_features = 16, .out_features = 1024, .bias = bias};
    EXPECT_EQ(test::refusal(Config::pynq(), topi::dense(Config::pynq(), layer)), "compiled");
  }
}

TEST(FullyConnectedRefusals, NameTheFieldAndItsBounds) {
  const struct {
    Dense layer;
    const char* message;
  } bad[] = {
      {{.batch = 0}, "batch is 0; it must lie in 1..32767"},
      {{.in_features = 32768}, "in_features is 32768; it must lie in 1..32767"},
      {{.out_features = 0}, "out_features is 0; it must lie in 1..32767"},
      {{.shift = -1}, "shift is -1; it must lie in 0..31"},
      {{.clip_lo = 128}, "clip_lo is 128; it must lie in -128..127"},
      {{.clip_lo = 9, .clip_hi = 8}, "clip_hi is 8; it must lie in 9..127"},
  };
  const Config config = Config::pynq();
  for (const auto& [layer, message] : bad) {
    EXPECT_EQ(test::refusal(config, topi::dense(config, layer)), message);
  }
}

TEST(FullyConnectedRefusals, NameThePartOfTheSchedule) {
  const Config config = Config::pynq();
  const Dense layer{.batch = 256, .in_features = 64, .out_features = 256};
  EXPECT_EQ(test::refusal(config, topi::dense(config, layer, {1, 20, 16, 1})),
            "tile_n is 20; it must be a multiple of BLOCK (16)");
  EXPECT_EQ(test::refusal(config, topi::dense(config, layer, {128, 256, 16, 1})),
            "the schedule does not fit the ACC buffer: stage res_sum and what lies beside it, for "
            "1 thread, need 132096 bytes, available are 131072 bytes");
}

}  // namespace
}  // namespace vta
