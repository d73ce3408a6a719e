// SPDX-License-Identifier: Apache-2.0
//
// The residual addition: results, the work that it takes, and what is refused.

#include "compiler/topi/residual_add.h"

#include <gtest/gtest.h>

#include "tests/compiler/topi/operator_cases.h"
#include "tests/hw/geometries.h"

namespace vta {
namespace {

using topi::ResidualAdd;

std::uint64_t round_up(std::int64_t size, std::int64_t block) {
  return static_cast<std::uint64_t>((size + block - 1) / block);
}

void expect_right(const Config& config, const ResidualAdd& add,
                  const test::AddSchedule& schedule = {}) {
  const Result<test::OperatorCase> c = test::make_case(config, add, schedule);
  ASSERT_TRUE(c) << c.error().message;
  const Result<test::OperatorRun> run = test::run_operator(config, c.value());
  ASSERT_TRUE(run) << run.error().message;
  const std::uint64_t elements = round_up(add.batch, config.batch()) *
                                 round_up(add.channels, config.block()) *
                                 static_cast<std::uint64_t>(add.height * add.width);
  const Statistics expected{
      .inp_load_nbytes = 0,
      .wgt_load_nbytes = 0,
      .acc_load_nbytes = 2 * elements * config.elem_bytes(MemoryType::kAcc),
      .uop_load_nbytes = run.value().compiled.finished.uops.size() * kUopBytes,
      .out_store_nbytes = elements * config.elem_bytes(MemoryType::kOut),
      .gemm_counter = 0,
      .alu_counter = elements * (add.shift != 0 ? 4u : 3u)};
  EXPECT_EQ(run.value().statistics, expected);
}

struct Case {
  const char* name;
  ResidualAdd add;
};

std::vector<Case> cases() {
  return {
      {"OneElement", {}},
      {"OneBlock", {.channels = 16, .height = 1, .width = 1, .shift = 1}},
      {"OddEverything", {.batch = 3, .channels = 21, .height = 5, .width = 7, .shift = 1}},
      {"FullRange", {.channels = 32, .height = 6, .width = 6, .clip_lo = -128}},
      {"Resnet14", {.channels = 256, .height = 14, .width = 14}},
      {"ManyTiles", {.channels = 64, .height = 28, .width = 29, .shift = 1}},
  };
}

class Residual : public testing::TestWithParam<Case> {};

TEST_P(Residual, IsRightInEveryGeometry) {
  for (const Config& config :
       {Config::pynq(), test::legal({{"LOG_BATCH", 1}}), test::config_1x8x8()}) {
    SCOPED_TRACE(config.name());
    expect_right(config, GetParam().add);
  }
}

TEST_P(Residual, IsRightInTilesOfAnySize) {
  for (const topi::ElementwiseSchedule& schedule :
       {topi::ElementwiseSchedule{37, 1}, {37, 2}, {512, 2}}) {
    SCOPED_TRACE("tile " + std::to_string(schedule.tile));
    expect_right(Config::pynq(), GetParam().add, schedule);
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, Residual, testing::ValuesIn(cases()),
                         [](const auto& param) { return param.param.name; });

TEST(ResidualRefusals, NameTheFieldAndItsBounds) {
  const struct {
    ResidualAdd add;
    const char* message;
  } bad[] = {
      {{.batch = 0}, "batch is 0; it must lie in 1..32767"},
      {{.channels = 0}, "channels is 0; it must lie in 1..32767"},
      {{.height = -1}, "height is -1; it must lie in 1..32767"},
      {{.width = 32768}, "width is 32768; it must lie in 1..32767"},
      {{.shift = 32}, "shift is 32; it must lie in 0..31"},
      {{.clip_lo = -129}, "clip_lo is -129; it must lie in -128..127"},
      {{.clip_hi = -1}, "clip_hi is -1; it must lie in 0..127"},
      {{.height = 32767, .width = 32767},
       "tensor a has 17178820624 bytes; the machine addresses less than 4294967296"},
  };
  const Config config = Config::pynq();
  for (const auto& [add, message] : bad) {
    EXPECT_EQ(test::refusal(config, topi::residual_add(config, add)), message);
  }
}

TEST(ResidualRefusals, NameThePartOfTheSchedule) {
  const Config config = Config::pynq();
  const ResidualAdd add{.channels = 64, .height = 56, .width = 56};
  EXPECT_EQ(test::refusal(config, topi::residual_add(config, add, {0, 2})),
            "tile is 0; it must lie in 1..32767");
  EXPECT_EQ(test::refusal(config, topi::residual_add(config, add, {64, 0})),
            "vthreads is 0; it must lie in 1..2");
  EXPECT_EQ(test::refusal(config, topi::residual_add(config, add, {600, 2})),
            "the schedule does not fit the ACC buffer: stage a_buf and what lies beside it, for 2 "
            "virtual threads, need 153600 bytes, available are 131072 bytes");
}

}  // namespace
}  // namespace vta
