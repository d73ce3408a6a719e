// SPDX-License-Identifier: Apache-2.0
//
// The vector addition: results, the work that it takes, and what is refused.

#include "compiler/topi/vector_add.h"

#include <gtest/gtest.h>

#include "tests/compiler/topi/operator_cases.h"
#include "tests/hw/geometries.h"

namespace vta {
namespace {

using te::DType;
using topi::VectorAdd;

std::uint64_t round_up(std::int64_t size, std::int64_t block) {
  return static_cast<std::uint64_t>((size + block - 1) / block);
}

// Runs it and compares the statistics with their closed form.
test::OperatorRun run(const Config& config, const VectorAdd& add,
                      const test::AddSchedule& schedule = {}) {
  const Result<test::OperatorCase> c = test::make_case(config, add, schedule);
  if (!c) {
    ADD_FAILURE() << c.error().message;
    return {};
  }
  Result<test::OperatorRun> done = test::run_operator(config, c.value());
  if (!done) {
    ADD_FAILURE() << done.error().message;
    return {};
  }
  const std::uint64_t elements =
      round_up(add.rows, config.batch()) * round_up(add.channels, config.block());
  const Statistics& statistics = done.value().statistics;
  const Statistics expected{
      .inp_load_nbytes = 0,
      .wgt_load_nbytes = 0,
      .acc_load_nbytes = 2 * elements * config.elem_bytes(MemoryType::kAcc),  // as ACC holds them
      .uop_load_nbytes = done.value().compiled.finished.uops.size() * kUopBytes,
      .out_store_nbytes = elements * config.elem_bytes(MemoryType::kOut),
      .gemm_counter = 0,
      .alu_counter = elements * (1u + (add.shift != 0 ? 1u : 0u) + (add.clip ? 2u : 0u))};
  EXPECT_EQ(statistics, expected);
  return std::move(done).value();
}

struct Case {
  const char* name;
  VectorAdd add;
};

std::vector<Case> cases() {
  return {
      {"OneElement", {.channels = 1}},
      {"OneBlock", {.channels = 16}},
      {"OddLength", {.channels = 1000, .shift = 1}},
      {"Matrix", {.rows = 7, .channels = 33}},
      {"ManyTiles", {.rows = 9, .channels = 8000, .shift = 1}},
      {"Relu", {.rows = 3, .channels = 50, .clip_lo = 0}},
      {"NarrowClip", {.channels = 64, .shift = 2, .clip_lo = 5, .clip_hi = 9}},
      {"NoClip", {.channels = 100, .clip = false}},
      {"LargestShift", {.channels = 100, .shift = 31}},
      {"Tutorial", {.rows = 1, .channels = 1024, .type = DType::kInt32, .clip = false}},
      {"WideOddLength", {.channels = 77, .type = DType::kInt32, .shift = 24}},
      {"WideOneElement", {.channels = 1, .type = DType::kInt32, .shift = 25}},
  };
}

class VectorAddition : public testing::TestWithParam<Case> {};

TEST_P(VectorAddition, IsRightInEveryGeometry) {
  for (const Config& config :
       {Config::pynq(), test::legal({{"LOG_BATCH", 1}}), test::config_1x8x8()}) {
    SCOPED_TRACE(config.name());
    run(config, GetParam().add);
  }
}

TEST_P(VectorAddition, IsRightInTilesOfAnySizeAndWithTwoThreads) {
  for (const topi::ElementwiseSchedule& schedule :
       {topi::ElementwiseSchedule{5, 1}, {3, 2}, {64, 2}, {512, 2}}) {
    if (GetParam().add.rows * GetParam().add.channels / 16 > 200 * schedule.tile) continue;
    SCOPED_TRACE("tile " + std::to_string(schedule.tile));
    run(Config::pynq(), GetParam().add, schedule);
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, VectorAddition, testing::ValuesIn(cases()),
                         [](const auto& param) { return param.param.name; });

TEST(VectorAdditionProgram, DefaultTilesFillAcc) {
  const Config config = Config::pynq();
  EXPECT_EQ(topi::elementwise_schedule(config, 1, 1), (topi::ElementwiseSchedule{1, 1}));
  EXPECT_EQ(topi::elementwise_schedule(config, 1024, 1), (topi::ElementwiseSchedule{1024, 1}));
  EXPECT_EQ(topi::elementwise_schedule(config, 1025, 1), (topi::ElementwiseSchedule{513, 1}));
  EXPECT_EQ(topi::elementwise_schedule(config, 1, 2), (topi::ElementwiseSchedule{1, 1}));
  EXPECT_EQ(topi::elementwise_schedule(config, 1024, 2), (topi::ElementwiseSchedule{512, 2}));
  EXPECT_EQ(topi::elementwise_schedule(config, 1025, 2), (topi::ElementwiseSchedule{257, 2}));
}

// One tile: two loads, four micro-kernels, each one instruction, and one store.
TEST(VectorAdditionProgram, OneTileTakesOneInstructionPerOperation) {
  const test::OperatorRun done = run(Config::pynq(), {.channels = 16 * 1024, .shift = 1});
  int alu = 0, transfers = 0;
  for (const Insn& insn : done.compiled.finished.insns) {
    const auto opcode = static_cast<Opcode>(insn.opcode);
    if (opcode == Opcode::kAlu) ++alu;
    if ((opcode == Opcode::kLoad || opcode == Opcode::kStore) && insn.mem().x_size != 0 &&
        insn.mem().memory_type != static_cast<std::uint32_t>(MemoryType::kUop)) {
      ++transfers;
      EXPECT_EQ(insn.mem().x_size, 1024u);
    }
  }
  EXPECT_EQ(alu, 4);
  EXPECT_EQ(transfers, 3);
}

TEST(VectorAdditionRefusals, NameTheFieldAndItsBounds) {
  const struct {
    VectorAdd add;
    const char* message;
  } bad[] = {
      {{.rows = 0}, "rows is 0; it must lie in 1..32767"},
      {{.channels = 40000}, "channels is 40000; it must lie in 1..32767"},
      {{.shift = 32}, "shift is 32; it must lie in 0..31"},
      {{.shift = -1}, "shift is -1; it must lie in 0..31"},
      {{.clip_lo = -129}, "clip_lo is -129; it must lie in -128..127"},
      {{.clip_lo = 4, .clip_hi = 3}, "clip_hi is 3; it must lie in 4..127"},
      {{.rows = 32767, .channels = 32767, .type = DType::kInt32},
       "buffer 'b' of 4294836224 bytes ends beyond the 32-bit address space"},
  };
  const Config config = Config::pynq();
  for (const auto& [add, message] : bad) {
    EXPECT_EQ(test::refusal(config, topi::vector_add(config, add)), message);
  }
}

TEST(VectorAdditionRefusals, NameThePartOfTheSchedule) {
  const struct {
    topi::ElementwiseSchedule schedule;
    const char* message;
  } bad[] = {
      {{0, 1}, "tile is 0; it must lie in 1..32767"},
      {{32768, 1}, "tile is 32768; it must lie in 1..32767"},
      {{1, 3}, "vthreads is 3; it must lie in 1..2"},
      {{1025, 1},
       "the schedule does not fit the ACC buffer: stage a_buf and what lies beside it, for 1 "
       "thread, need 131200 bytes, available are 131072 bytes"},
      {{513, 2},
       "the schedule does not fit the ACC buffer: stage a_buf and what lies beside it, for 2 "
       "virtual threads, need 131328 bytes, available are 131072 bytes"},
      {{1024, 1}, "compiled"},
      {{512, 2}, "compiled"},
  };
  const Config config = Config::pynq();
  for (const auto& [schedule, message] : bad) {
    EXPECT_EQ(test::refusal(config, topi::vector_add(config, {.channels = 32000}, schedule)),
              message);
  }
}

}  // namespace
}  // namespace vta
