// SPDX-License-Identifier: Apache-2.0
//
// Max and average pooling against their definition, the work that they take, and what they refuse.

#include "compiler/topi/pool.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/reference/pool.h"
#include "tests/compiler/topi/operator_harness.h"
#include "tests/compiler/topi/plane_cases.h"
#include "tests/hw/geometries.h"

namespace vta {
namespace {

using topi::MaxPadding;
using topi::PoolLayer;

// Elements of the machine in the result.
std::uint64_t elements(const Config& config, const PoolLayer& l) {
  const auto blocks = [](std::int64_t size, std::int64_t block) {
    return (size + block - 1) / block;
  };
  return static_cast<std::uint64_t>(blocks(l.batch, config.batch()) *
                                    blocks(l.channels, config.block()) * l.out_height() *
                                    l.out_width());
}

// What both have in common: nothing is multiplied, every result is stored once.
void expect_statistics(const Config& config, const PoolLayer& layer, const Statistics& statistics,
                       std::uint64_t passes) {
  const std::uint64_t all = elements(config, layer);
  EXPECT_EQ(statistics.gemm_counter, 0u);
  EXPECT_EQ(statistics.inp_load_nbytes, 0u);
  EXPECT_EQ(statistics.alu_counter, all * passes);
  EXPECT_EQ(statistics.out_store_nbytes, all * config.elem_bytes(MemoryType::kOut));
}

void expect_max(const Config& config, const PoolLayer& layer, MaxPadding padding,
                const topi::ResultTile& tile) {
  const Result<test::OperatorCase> c = test::max_pool_case(config, layer, padding, tile);
  ASSERT_TRUE(c) << c.error().message;
  const Result<test::OperatorRun> run = test::run_operator(config, c.value());
  ASSERT_TRUE(run) << run.error().message;
  // One pass over the result for each tap, and one for what the maximum starts from.
  const auto taps = static_cast<std::uint64_t>(layer.kernel_h * layer.kernel_w);
  expect_statistics(config, layer, run.value().statistics, taps + 1);
}

void expect_average(const Config& config, const PoolLayer& layer, const topi::ResultTile& tile,
                    std::uint64_t passes) {
  const Result<test::OperatorCase> c = test::average_pool_case(config, layer, tile);
  ASSERT_TRUE(c) << c.error().message;
  const Result<test::OperatorRun> run = test::run_operator(config, c.value());
  ASSERT_TRUE(run) << run.error().message;
  expect_statistics(config, layer, run.value().statistics, passes);
}

struct PoolCase {
  std::string name;
  PoolLayer layer;
  topi::ResultTile tile = {0, 0, 0, 0};  // the default one
  std::uint64_t average_tail = 3;        // passes: multiply, shift, clip where needed

  friend void PrintTo(const PoolCase& c, std::ostream* os) { *os << c.name; }  // for GoogleTest

  [[nodiscard]] topi::ResultTile tile_for(const Config& config) const {
    return tile.channels == 0 ? topi::default_tile(config, layer) : tile;
  }
};

std::vector<PoolCase> pool_cases() {
  return {
      {"Window3Stride2Pad1", {1, 32, 14, 14, 3, 3, 1, 1, 2, 2}, {0, 0, 0, 0}, 2},
      {"Window2Stride2", {1, 20, 8, 6, 2, 2, 0, 0, 2, 2}, {0, 0, 0, 0}, 1},
      {"Window1", {1, 16, 5, 5, 1, 1, 0, 0, 1, 1}, {0, 0, 0, 0}, 0},
      {"Window1Stride3", {1, 16, 7, 8, 1, 1, 0, 0, 3, 3}, {0, 0, 0, 0}, 0},
      {"OddSizesOddChannels", {1, 37, 11, 9, 3, 3, 1, 1, 1, 1}, {0, 0, 0, 0}, 2},
      {"Oblong", {1, 16, 9, 12, 5, 2, 2, 1, 2, 3}, {0, 0, 0, 0}, 2},
      {"Global7", {1, 64, 7, 7, 7, 7, 0, 0, 1, 1}, {0, 0, 0, 0}, 3},
      {"WidePad", {1, 16, 6, 6, 5, 5, 4, 4, 1, 1}, {0, 0, 0, 0}, 3},
      {"Batches", {3, 24, 6, 5, 2, 3, 1, 1, 1, 2}, {0, 0, 0, 0}, 2},
      {"RaggedTiles", {1, 48, 11, 10, 3, 3, 1, 1, 1, 1}, {2, 4, 3, 2}, 2},
      {"TilesOfOnePixel", {1, 16, 4, 5, 3, 3, 1, 1, 1, 1}, {1, 1, 1, 2}, 2},
      {"OneThread", {1, 32, 9, 9, 3, 3, 1, 1, 2, 2}, {1, 3, 5, 1}, 2},
      {"ThreadsShareColumns", {1, 16, 3, 12, 3, 3, 1, 1, 1, 1}, {1, 3, 5, 2}, 2},
      {"ThreadsShareBatches", {4, 16, 4, 4, 3, 3, 1, 1, 1, 1}, {1, 4, 4, 2}, 2},
  };
}

class Pools : public testing::TestWithParam<PoolCase> {};

TEST_P(Pools, MaximumIsThatOfTheDefinition) {
  const PoolCase& c = GetParam();
  expect_max(Config::pynq(), c.layer, MaxPadding::kHost, c.tile_for(Config::pynq()));
}
TEST_P(Pools, MaximumOverZeros) {
  const PoolCase& c = GetParam();
  expect_max(Config::pynq(), c.layer, MaxPadding::kZeros, c.tile_for(Config::pynq()));
}
TEST_P(Pools, AverageIsThatOfTheDefinition) {
  const PoolCase& c = GetParam();
  const auto taps = static_cast<std::uint64_t>(c.layer.kernel_h * c.layer.kernel_w);
  expect_average(Config::pynq(), c.layer, c.tile_for(Config::pynq()), taps + c.average_tail);
}
TEST_P(Pools, OtherGeometries) {
  const PoolCase& c = GetParam();
  for (const Config& config : {test::legal({{"LOG_BATCH", 1}}), test::config_1x8x8()}) {
    const auto taps = static_cast<std::uint64_t>(c.layer.kernel_h * c.layer.kernel_w);
    expect_max(config, c.layer, MaxPadding::kHost, c.tile_for(config));
    expect_average(config, c.layer, c.tile_for(config), taps + c.average_tail);
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, Pools, testing::ValuesIn(pool_cases()),
                         [](const auto& param) { return param.param.name; });

TEST(MaxPool, ResNetLayer) {
  expect_max(Config::pynq(), {}, MaxPadding::kHost, topi::default_tile(Config::pynq(), {}));
}

// Windows that do not overlap, in one tile: every element of the data is loaded once.
TEST(MaxPool, LoadsEveryElementOnce) {
  const PoolLayer layer{1, 32, 8, 6, 2, 2, 0, 0, 2, 2};
  const Result<test::OperatorCase> c = test::max_pool_case(
      Config::pynq(), layer, MaxPadding::kHost, topi::default_tile(Config::pynq(), layer));
  ASSERT_TRUE(c) << c.error().message;
  const Result<test::OperatorRun> run = test::run_operator(Config::pynq(), c.value());
  ASSERT_TRUE(run) << run.error().message;
  // Counted as they lie in ACC, not in DRAM.
  EXPECT_EQ(run.value().statistics.acc_load_nbytes,
            2u * 8u * 6u * Config::pynq().elem_bytes(MemoryType::kAcc));
}

// All taps of a window that is the plane are loops of one instruction.
TEST(MaxPool, GlobalWindowIsOneInstruction) {
  const PoolLayer layer{1, 16, 7, 7, 7, 7, 0, 0, 1, 1};
  const Result<topi::Operator> op = topi::max_pool(Config::pynq(), layer);
  ASSERT_TRUE(op) << op.error().message;
  const Result<topi::Compiled> compiled = topi::compile(Config::pynq(), op.value());
  ASSERT_TRUE(compiled) << compiled.error().message;
  const auto is_max = [](const Insn& insn) {
    const auto* alu = std::get_if<AluFields>(&insn.body);
    return alu != nullptr && alu->alu_opcode == static_cast<std::uint32_t>(AluOpcode::kMax);
  };
  const auto& insns = compiled.value().finished.insns;
  EXPECT_EQ(std::count_if(insns.begin(), insns.end(), is_max), 1);
}

// The ends of the range, where the rounded scale leaves it and the clip brings it back.
TEST(AveragePool, ExtremesStayInRange) {
  for (const std::int64_t window : {2, 3, 5, 6, 7}) {
    const PoolLayer layer{1, 16, window, window, window, window, 0, 0, 1, 1};
    for (const std::int8_t value : {std::int8_t{-128}, std::int8_t{127}}) {
      SCOPED_TRACE(std::to_string(window) + ", " + std::to_string(value));
      const Result<test::OperatorCase> c =
          test::average_pool_case(Config::pynq(), layer, {}, value);
      ASSERT_TRUE(c) << c.error().message;
      const Result<test::OperatorRun> run = test::run_operator(Config::pynq(), c.value());
      EXPECT_TRUE(run) << run.error().message;
    }
  }
}

TEST(AverageScale, IsThatOfTheReference) {
  for (int window = 1; window < (1 << 24); window += 1 + window / 50) {
    const topi::AverageScale scale = topi::average_scale(window);
    const Result<PoolScale> reference = average_scale(window);
    ASSERT_TRUE(reference);
    ASSERT_EQ(scale.multiplier, reference.value().multiplier) << window;
    ASSERT_EQ(scale.shift, reference.value().shift) << window;
  }
}

TEST(PoolTiles, AlwaysFit) {
  for (const std::int64_t size : {1, 7, 13, 56, 113}) {
    for (const std::int64_t kernel : {1, 2, 3, 7}) {
      if (kernel > size) continue;
      for (const std::int64_t stride : {1, 2, 3}) {
        const PoolLayer layer{1,      80,         size,       size,   kernel,
                              kernel, kernel / 2, kernel / 2, stride, stride};
        for (const Config& config : {Config::pynq(), test::config_1x8x8()}) {
          EXPECT_EQ(test::refusal(config, topi::max_pool(config, layer)), "compiled")
              << size << " " << kernel << " " << stride;
        }
      }
    }
  }
}

TEST(PoolRefusals, NameTheBufferThatIsTooSmall) {
  EXPECT_EQ(
      test::refusal(Config::pynq(),
                    topi::average_pool(Config::pynq(), {1, 16, 64, 64, 64, 64, 0, 0, 1, 1})),
      "the schedule does not fit the ACC buffer: stage data_buf and what lies beside it, for 1 "
      "thread, need 262208 bytes, available are 131072 bytes");
  EXPECT_EQ(
      test::refusal(Config::pynq(),
                    topi::max_pool(Config::pynq(), {}, MaxPadding::kHost, {1, 56, 56, 1})),
      "the schedule does not fit the ACC buffer: stage data_buf and what lies beside it, for 1 "
      "thread, need 1017920 bytes, available are 131072 bytes");
}

// One block of channels, so the threads share rows; each has memory of its own.
TEST(PoolRefusals, CountTheThreads) {
  const PoolLayer layer{.channels = 16};
  EXPECT_EQ(
      test::refusal(Config::pynq(),
                    topi::max_pool(Config::pynq(), layer, MaxPadding::kHost, {1, 7, 56, 2})),
      "the schedule does not fit the ACC buffer: stage data_buf and what lies beside it, for 2 "
      "virtual threads, need 267136 bytes, available are 131072 bytes");
}

TEST(PoolRefusals, NameTheField) {
  const struct {
    PoolLayer layer;
    std::string message;
  } cases[] = {
      {{.batch = 0}, "batch is 0; it must lie in 1..32767"},
      {{.channels = 40000}, "channels is 40000; it must lie in 1..32767"},
      {{.height = 0}, "height is 0; it must lie in 1..32767"},
      {{.width = -1}, "width is -1; it must lie in 1..32767"},
      {{.kernel_h = 0}, "kernel_h is 0; it must lie in 1..32767"},
      {{.kernel_w = 40000}, "kernel_w is 40000; it must lie in 1..32767"},
      {{.pad_h = 3}, "pad_h is 3; it must lie in 0..2"},
      {{.kernel_w = 20, .pad_w = 16}, "pad_w is 16; it must lie in 0..15"},
      {{.stride_h = 0}, "stride_h is 0; it must lie in 1..32767"},
      {{.stride_w = 40000}, "stride_w is 40000; it must lie in 1..32767"},
      {{.height = 4, .kernel_h = 7},
       "kernel_h is 7; the kernel may not be larger than the padded height (6)"},
      {{.width = 4, .kernel_w = 7},
       "kernel_w is 7; the kernel may not be larger than the padded width (6)"},
      {{.height = 30000, .width = 30000, .kernel_h = 30000, .kernel_w = 30000},
       "kernel_h * kernel_w is 900000000; it must lie in 1..65535"},
      {{.height = 32767, .width = 32767},
       "tensor data has 68723671104 bytes; the machine addresses less than 4294967296"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(test::refusal(Config::pynq(), topi::max_pool(Config::pynq(), c.layer)), c.message);
    EXPECT_EQ(test::refusal(Config::pynq(), topi::average_pool(Config::pynq(), c.layer)),
              c.message);
  }
  const topi::ResultTile tile{1, 1, 1, 3};
  EXPECT_EQ(test::refusal(Config::pynq(), topi::average_pool(Config::pynq(), {}, tile)),
            "vthreads is 3; it must lie in 1..2");
  const auto packed = topi::pack_max_pool_data(Config::pynq(), {}, {});
  ASSERT_FALSE(packed);
  EXPECT_EQ(packed.error().message, "the tensor has 0 elements; its shape says 802816");
}

}  // namespace
}  // namespace vta
