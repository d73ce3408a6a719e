// SPDX-License-Identifier: Apache-2.0
//
// The matrix product: results, the work that it takes, and what is refused.

#include "compiler/topi/matmul.h"

#include <gtest/gtest.h>

#include "tests/compiler/topi/operator_cases.h"
#include "tests/hw/geometries.h"

namespace vta {
namespace {

using topi::Matmul;
using topi::MatmulSchedule;

std::int64_t ceil_div(std::int64_t size, std::int64_t part) { return (size + part - 1) / part; }

// What tiles have to load and store: every tile of the result reads its rows of a and b once.
Statistics expected_statistics(const Config& config, const Matmul& matmul,
                               const MatmulSchedule& schedule, const test::OperatorRun& run) {
  const std::int64_t m = ceil_div(matmul.m, config.batch());
  const std::int64_t n = ceil_div(matmul.n, config.block());
  const std::int64_t k = ceil_div(matmul.k, config.block());
  const std::int64_t tiles_m = ceil_div(m, schedule.tile_m / config.batch());
  const std::int64_t tiles_n = ceil_div(n, schedule.tile_n / config.block());
  const auto bytes = [&](std::int64_t elements, MemoryType type) {
    return static_cast<std::uint64_t>(elements) * config.elem_bytes(type);
  };
  return {.inp_load_nbytes = bytes(m * k * tiles_n, MemoryType::kInp),
          .wgt_load_nbytes = bytes(n * k * tiles_m, MemoryType::kWgt),
          .acc_load_nbytes = 0,
          .uop_load_nbytes = run.compiled.finished.uops.size() * kUopBytes,
          .out_store_nbytes = bytes(m * n, MemoryType::kOut),
          .gemm_counter = static_cast<std::uint64_t>(m * n * k),
          .alu_counter = static_cast<std::uint64_t>(m * n) *
                         ((matmul.shift != 0 ? 1u : 0u) + (matmul.clip ? 2u : 0u))};
}

void expect_right(const Config& config, const Matmul& matmul, const MatmulSchedule& schedule) {
  const Result<test::OperatorCase> c = test::make_case(config, matmul, schedule);
  ASSERT_TRUE(c) << c.error().message;
  const Result<test::OperatorRun> run = test::run_operator(config, c.value());
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(run.value().statistics, expected_statistics(config, matmul, schedule, run.value()));
}

struct Case {
  const char* name;
  Matmul matmul;
};

std::vector<Case> cases() {
  return {
      {"OneElement", {.m = 1, .n = 1, .k = 1, .shift = 0}},
      {"OneBlock", {.m = 1, .n = 16, .k = 16}},
      {"OddEverything", {.m = 5, .n = 37, .k = 51}},
      {"Column", {.m = 29, .n = 1, .k = 40}},
      {"Row", {.m = 1, .n = 100, .k = 64}},
      {"Tutorial", {.m = 1, .n = 256, .k = 256, .shift = 0, .clip = false}},
      {"ManySums", {.m = 3, .n = 20, .k = 700, .shift = 10, .clip_lo = -128}},
      {"Square", {.m = 48, .n = 96, .k = 80}},
  };
}

class MatrixProduct : public testing::TestWithParam<Case> {};

TEST_P(MatrixProduct, IsRightOneElementAtATime) {
  const Config config = Config::pynq();
  expect_right(config, GetParam().matmul, topi::simple_matmul_schedule(config));
}

TEST_P(MatrixProduct, IsRightInTheDefaultBlocksOfEveryGeometry) {
  for (const Config& config :
       {Config::pynq(), test::legal({{"LOG_BATCH", 1}}), test::config_1x8x8()}) {
    SCOPED_TRACE(config.name());
    expect_right(config, GetParam().matmul, topi::matmul_schedule(config, GetParam().matmul));
  }
}

TEST_P(MatrixProduct, IsRightInBlocksOfAnySizeWithThreadsOverEitherAxis) {
  const Config config = test::legal({{"LOG_BATCH", 1}});
  for (const MatmulSchedule::Axis axis :
       {MatmulSchedule::Axis::kColumns, MatmulSchedule::Axis::kRows}) {
    for (const MatmulSchedule& schedule : {MatmulSchedule{2, 16, 16, 2, axis},
                                           {4, 32, 32, 2, axis},
                                           {6, 48, 80, 2, axis},
                                           {8, 32, 48, 1, axis}}) {
      SCOPED_TRACE(testing::Message()
                   << "tiles " << schedule.tile_m << ", " << schedule.tile_n << ", "
                   << schedule.tile_k << "; axis " << static_cast<int>(axis));
      expect_right(config, GetParam().matmul, schedule);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, MatrixProduct, testing::ValuesIn(cases()),
                         [](const auto& param) { return param.param.name; });

// The blocked tutorial: 1 x 1024 x 1024 in tiles of 256 columns and 256 sums.
TEST(MatrixProductTutorial, BlockedWithThreads) {
  expect_right(Config::pynq(), {.m = 1, .n = 1024, .k = 1024}, {1, 256, 256, 2});
}

// Far more than fits, in blocks that were chosen.
TEST(MatrixProductBlocks, FillTheBuffersForTwoThreads) {
  const Config config = Config::pynq();
  const Matmul matmul{.m = 200, .n = 400, .k = 600};
  const MatmulSchedule schedule = topi::matmul_schedule(config, matmul);
  EXPECT_EQ(schedule.vthreads, 2);
  expect_right(config, matmul, schedule);
}

// Whatever the size, what is chosen compiles. The largest are not run.
TEST(MatrixProductBlocks, AlwaysFit) {
  for (const Config& config : {Config::pynq(), test::legal({{"LOG_BATCH", 1}}),
                               test::config_1x8x8(), test::legal({{"LOG_UOP_BUFF_SIZE", 4}})}) {
    SCOPED_TRACE(config.name());
    for (const std::int64_t m : {1, 3, 64, 255}) {
      for (const std::int64_t n : {1, 48, 200, 1000}) {
        for (const std::int64_t k : {1, 130, 1025}) {
          const Matmul matmul{.m = m, .n = n, .k = k};
          EXPECT_EQ(test::refusal(config, topi::matmul(config, matmul)), "compiled")
              << m << " x " << n << " x " << k;
        }
      }
    }
  }
}

TEST(MatrixProductRefusals, NameTheFieldAndItsBounds) {
  const Config config = test::legal({{"LOG_BATCH", 1}});
  const struct {
    Matmul matmul;
    const char* message;
  } bad[] = {
      {{.m = 0}, "m is 0; it must lie in 1..32767"},
      {{.n = -3}, "n is -3; it must lie in 1..32767"},
      {{.k = 32768}, "k is 32768; it must lie in 1..32767"},
      {{.shift = 32}, "shift is 32; it must lie in 0..31"},
      {{.clip_lo = -129}, "clip_lo is -129; it must lie in -128..127"},
      {{.clip_lo = 9, .clip_hi = 8}, "clip_hi is 8; it must lie in 9..127"},
  };
  for (const auto& [matmul, message] : bad) {
    EXPECT_EQ(test::refusal(config, topi::matmul(config, matmul)), message);
  }
}

TEST(MatrixProductRefusals, NameThePartOfTheSchedule) {
  const Config config = test::legal({{"LOG_BATCH", 1}});
  const struct {
    MatmulSchedule schedule;
    const char* message;
  } bad[] = {
      {{0, 16, 16, 1}, "tile_m is 0; it must lie in 1..32767"},
      {{2, 0, 16, 1}, "tile_n is 0; it must lie in 1..32767"},
      {{2, 16, 40000, 1}, "tile_k is 40000; it must lie in 1..32767"},
      {{3, 16, 16, 1}, "tile_m is 3; it must be a multiple of BATCH (2)"},
      {{2, 24, 16, 1}, "tile_n is 24; it must be a multiple of BLOCK (16)"},
      {{2, 16, 8, 1}, "tile_k is 8; it must be a multiple of BLOCK (16)"},
      {{2, 16, 16, 3}, "vthreads is 3; it must lie in 1..2"},
      {{128, 512, 16, 1},
       "the schedule does not fit the ACC buffer: stage res_sum and what lies beside it, for 1 "
       "thread, need 262144 bytes, available are 131072 bytes"},
      {{128, 16, 512, 1},
       "the schedule does not fit the INP buffer: stage a_buf and what lies beside it, for 1 "
       "thread, need 65536 bytes, available are 32768 bytes"},
      {{2, 512, 512, 2},
       "the schedule does not fit the WGT buffer: stage b_buf and what lies beside it, for 2 "
       "virtual threads, need 524288 bytes, available are 262144 bytes"},
  };
  const Matmul matmul{.m = 256, .n = 1024, .k = 1024};
  for (const auto& [schedule, message] : bad) {
    EXPECT_EQ(test::refusal(config, topi::matmul(config, matmul, schedule)), message);
  }
}

TEST(MatrixProductRefusals, ProgramsOfAbsurdLength) {
  const Config config = Config::pynq();
  const Matmul largest{.m = 32767, .n = 32767, .k = 32767};
  EXPECT_EQ(test::refusal(config, topi::matmul(config, largest)),
            "the program would make more than 16777216 calls; larger tiles or a smaller problem "
            "make it shorter");
}

}  // namespace
}  // namespace vta
