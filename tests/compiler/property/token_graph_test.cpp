// SPDX-License-Identifier: Apache-2.0
//
// No compiled program can get stuck, even where every queue has one place, and none has a race.

#include "tests/compiler/property/token_graph.h"

#include <gtest/gtest.h>

#include <string>

#include "compiler/topi/conv2d.h"
#include "compiler/topi/layers.h"
#include "compiler/tune/conv2d_tuner.h"
#include "tests/compiler/property/races.h"
#include "tests/compiler/topi/conv2d_cases.h"
#include "tests/hw/geometries.h"

namespace vta {
namespace {

using topi::Conv2dLayer;
using topi::Conv2dSchedule;
using topi::Stationary;
using topi::ThreadAxis;

constexpr std::uint32_t kSeed = 11;

Result<topi::Compiled> compile(const Config& config, const Conv2dLayer& layer,
                               const Conv2dSchedule& schedule) {
  Result<topi::Operator> op = topi::conv2d(config, layer, schedule);
  if (!op) return op.error();
  return topi::compile(config, op.value());
}

void expect_never_stuck(const Config& config, const Conv2dLayer& layer,
                        const Conv2dSchedule& schedule) {
  const Result<topi::Compiled> compiled = compile(config, layer, schedule);
  ASSERT_TRUE(compiled) << compiled.error().message;
  const Status status = test::check_never_stuck(compiled.value().finished.insns, kSeed,
                                                schedule.overlap ? test::kTokensOfOverlap : 1);
  ASSERT_TRUE(status) << status.error().message;
  const Status race = test::check_no_race(config, compiled.value().finished);
  EXPECT_TRUE(race) << race.error().message;
}

TEST(NeverStuck, Seed) { expect_never_stuck(Config::pynq(), {}, {}); }

TEST(NeverStuck, NamedLayersWithTheScheduleChosenForThem) {
  for (const topi::NamedLayer& named : topi::named_layers()) {
    SCOPED_TRACE(named.name);
    const Result<Conv2dSchedule> schedule = tune::choose_schedule(Config::pynq(), named.layer);
    ASSERT_TRUE(schedule) << schedule.error().message;
    expect_never_stuck(Config::pynq(), named.layer, schedule.value());
  }
}

TEST(NeverStuck, SmallCases) {
  for (const test::Conv2dCase& c : test::small_conv2d_cases()) {
    SCOPED_TRACE(c.name);
    expect_never_stuck(Config::pynq(), c.layer, c.schedule);
  }
  for (const test::Conv2dCase& c : test::batch2_conv2d_cases()) {
    SCOPED_TRACE(c.name);
    expect_never_stuck(test::legal({{"LOG_BATCH", 1}}), c.layer, c.schedule);
  }
}

std::vector<test::Conv2dCase> combined_cases() {
  const Conv2dLayer even{.height = 8, .width = 8, .in_channels = 32, .out_channels = 64};
  const Conv2dLayer ragged{.height = 7, .width = 10, .in_channels = 40, .out_channels = 72};
  Conv2dLayer rows = ragged;  // five tiles of rows
  rows.height = 10;
  Conv2dLayer grouped = even;
  grouped.groups = 2;
  Conv2dLayer one_block_groups = ragged;
  one_block_groups.in_channels = one_block_groups.out_channels = 48;
  one_block_groups.groups = 3;
  Conv2dLayer batches = ragged;
  batches.batch = 3;
  return {{"Even", even, {32, 16, 4, 8}},
          {"Ragged", ragged, {32, 16, 3, 4}},
          {"RaggedRows", rows, {16, 32, 2, 10}},
          {"Grouped", grouped, {32, 16, 4, 4}},
          {"OneBlockGroups", one_block_groups, {16, 16, 4, 10}},
          {"Batches", batches, {64, 48, 4, 7}},
          {"OneTile", even, {64, 32, 8, 8}}};
}

// Calls visit(layer, schedule) for every combination of what is not a tile.
template <typename Visit>
void for_each_combination(const test::Conv2dCase& c, Visit visit) {
  for (const ThreadAxis axis : {ThreadAxis::kChannels, ThreadAxis::kRows}) {
    for (const Stationary kept : {Stationary::kResults, Stationary::kWeights, Stationary::kData}) {
      for (const std::int64_t vthreads : {1, 2}) {
        for (const bool bias : {false, true}) {
          for (const int form : {0, 1, 2, 3}) {
            const bool coalesce = (form & 1) != 0, overlap = (form & 2) != 0;
            Conv2dLayer layer = c.layer;
            layer.bias = bias;
            Conv2dSchedule schedule = c.schedule;
            schedule.thread_axis = axis;
            schedule.stationary = kept;
            schedule.vthreads = vthreads;
            schedule.coalesce = coalesce;
            schedule.overlap = overlap;
            SCOPED_TRACE(c.name + ", threads " + std::to_string(vthreads) + " over " +
                         std::string(to_string(axis)) + ", stationary " +
                         std::string(to_string(kept)) + (bias ? ", bias" : "") +
                         (coalesce ? ", coalesced" : "") + (overlap ? ", overlapped" : ""));
            visit(layer, schedule);
          }
        }
      }
    }
  }
}

TEST(NeverStuck, EveryCombinationOfThreadsStationaryAndBias) {
  int compiled = 0, all = 0;
  for (const test::Conv2dCase& c : combined_cases()) {
    for_each_combination(c, [&](const Conv2dLayer& layer, const Conv2dSchedule& schedule) {
      ++all;
      if (!compile(Config::pynq(), layer, schedule)) return;  // an odd number of tiles to share
      ++compiled;
      expect_never_stuck(Config::pynq(), layer, schedule);
    });
  }
  EXPECT_GT(compiled, all * 3 / 4) << "of " << all;
}

// ---- the checks themselves ----

constexpr Stage kLoad = Stage::kLoad, kCompute = Stage::kCompute, kStore = Stage::kStore;

bool passes_queues(const test::TokenSteps& steps, const test::QueueDepths& depths) {
  const Status first = test::check_queues(steps, depths, test::kTurns[0], kSeed);
  for (const test::Turn turn : test::kTurns) {  // who goes first makes no difference
    EXPECT_EQ(test::check_queues(steps, depths, turn, kSeed).ok(), first.ok());
  }
  return first.ok();
}

TEST(TokenGraph, FindsAPopBeforeItsPush) {
  const test::TokenSteps steps = {{kLoad, {.pop_next = true}}, {kCompute, {.push_prev = true}}};
  const Status status = test::check_program_order(steps);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "instruction 0 lacks a token from compute");
  EXPECT_TRUE(passes_queues(steps, test::kShallowInsns));
}

TEST(TokenGraph, FindsTwoInstructionsThatNeedMoreThanOnePlace) {
  const test::TokenSteps steps = {
      {kLoad, {.pop_next = true}}, {kLoad, {}}, {kCompute, {.push_prev = true}}};
  EXPECT_FALSE(passes_queues(steps, test::kShallowInsns));
  EXPECT_TRUE(passes_queues(steps, {.insns = 2}));
}

TEST(TokenGraph, FindsTwoTokensThatNeedMoreThanOnePlace) {
  // Both stages push twice before they pop twice.
  const test::TokenSteps steps = {{kLoad, {.push_next = true}},    {kLoad, {.push_next = true}},
                                  {kCompute, {.push_prev = true}}, {kCompute, {.push_prev = true}},
                                  {kLoad, {.pop_next = true}},     {kLoad, {.pop_next = true}},
                                  {kCompute, {.pop_prev = true}},  {kCompute, {.pop_prev = true}}};
  EXPECT_TRUE(test::check_program_order(steps));
  EXPECT_TRUE(passes_queues(steps, test::kShallowInsns));
  EXPECT_FALSE(passes_queues(steps, test::kShallowTokens));
  EXPECT_TRUE(passes_queues(steps, {.tokens = 2}));
}

TEST(TokenGraph, FindsTokensThatAreLeft) {
  const test::TokenSteps steps = {{kCompute, {.push_next = true}},
                                  {kStore, {.pop_prev = true, .push_prev = true}}};
  EXPECT_FALSE(test::check_program_order(steps));
  EXPECT_FALSE(passes_queues(steps, test::kShallowTokens));
}

TEST(TokenGraph, FlagsWithoutANeighbourAreIgnored) {
  const test::TokenSteps steps = {{kLoad, {.pop_prev = true, .push_prev = true}},
                                  {kStore, {.pop_next = true, .push_next = true}}};
  EXPECT_TRUE(test::check_program_order(steps));
  EXPECT_TRUE(passes_queues(steps, test::kShallowTokens));
}

// Any token flag that is taken out of a program shows.
TEST(TokenGraph, FindsEveryMissingFlagOfAProgram) {
  const test::Conv2dCase c = test::small_conv2d_cases()[3];
  const Result<topi::Compiled> compiled = compile(Config::pynq(), c.layer, c.schedule);
  ASSERT_TRUE(compiled);
  const std::vector<Insn>& insns = compiled.value().finished.insns;
  for (std::size_t i = 0; i < insns.size(); ++i) {
    for (bool TokenFlags::*flag : {&TokenFlags::pop_prev, &TokenFlags::pop_next,
                                   &TokenFlags::push_prev, &TokenFlags::push_next}) {
      std::vector<Insn> mutant = insns;
      if (!(mutant[i].tokens.*flag)) continue;
      mutant[i].tokens.*flag = false;
      EXPECT_FALSE(test::check_never_stuck(mutant, kSeed)) << "instruction " << i;
    }
  }
}

MemFields row(MemoryType type, std::uint32_t count) {
  return {.memory_type = static_cast<std::uint32_t>(type), .y_size = 1, .x_size = count};
}

// Loads of WGT and INP and a GEMM that reads them, with the given tokens.
Status race_of(TokenFlags load, TokenFlags gemm) {
  CommandStream::Finished finished;
  finished.memory_end = 4096;
  const std::uint32_t uop = encode_uop(Config::pynq(), {0, 1, 2}).value();
  for (unsigned b = 0; b < 4; ++b) {
    finished.uop_image.push_back(static_cast<std::byte>(uop >> (8 * b)));
  }
  finished.insns = {make_load(row(MemoryType::kUop, 1)),
                    make_load(row(MemoryType::kAcc, 1)),
                    make_load(row(MemoryType::kWgt, 3)),
                    make_load(row(MemoryType::kInp, 2), load),
                    make_gemm({.loop = {.uop_end = 1, .iter_out = 1, .iter_in = 1}}, gemm),
                    make_finish()};
  return test::check_no_race(Config::pynq(), finished);
}

TEST(Races, AreFoundWhereNoTokenIs) {
  const Status ordered = race_of({.push_next = true}, {.pop_prev = true});
  ASSERT_TRUE(ordered) << ordered.error().message;
  const Status race = race_of({}, {});
  ASSERT_FALSE(race);
  EXPECT_EQ(race.error().message, "instructions 3 and 4 race for element 1 of INP");
}

// A token too many in front of all others lets every pop succeed one push too early.
TEST(Races, AreFoundWhereTokensComeTooEarly) {
  const test::Conv2dCase c = test::small_conv2d_cases()[3];
  const Result<topi::Compiled> compiled = compile(Config::pynq(), c.layer, c.schedule);
  ASSERT_TRUE(compiled);
  CommandStream::Finished early = compiled.value().finished;
  early.insns.insert(early.insns.begin(), make_store({}, {.push_prev = true}));
  EXPECT_FALSE(test::check_no_race(Config::pynq(), early));
}

}  // namespace
}  // namespace vta
