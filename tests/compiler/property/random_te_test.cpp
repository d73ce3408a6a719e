// SPDX-License-Identifier: Apache-2.0
//
// Random schedules of matrix products, chains of arithmetic and reductions: each is refused with a
// sentence, or computes what the definition says in whatever order the stages run.
//
// Every test takes the seeds from the number in its name up; VTA_FIRST_SEED and VTA_SEEDS in the
// environment choose others.

#include "tests/compiler/property/random_te.h"

#include <gtest/gtest.h>

#include <string>

#include "driver/program/assemble.h"
#include "driver/replay/run_program.h"
#include "sim/functional/functional_device.h"
#include "tests/compiler/property/property.h"
#include "tests/compiler/property/races.h"
#include "tests/compiler/property/random_conv2d.h"
#include "tests/compiler/property/token_graph.h"
#include "tests/compiler/topi/interleave.h"

namespace vta {
namespace {

void expect_work(const Config& config, const test::RandomTe& te, const Statistics& statistics) {
  EXPECT_EQ(statistics.out_store_nbytes, te.results * config.elem_bytes(MemoryType::kOut));
  EXPECT_GE(statistics.gemm_counter, te.products);
  EXPECT_GE(statistics.alu_counter, te.operations);
  if (te.rounded) return;
  EXPECT_EQ(statistics.gemm_counter, te.products);
  // An operation whose result does not take the place of its operand copies that first.
  EXPECT_LE(statistics.alu_counter, 2 * te.operations);
}

void expect_exact(const Config& config, const test::RandomTe& te, const topi::Compiled& compiled,
                  std::uint32_t seed) {
  const CommandStream::Finished& finished = compiled.finished;
  const Result<Program> program =
      make_program(config, "random", finished, te.inputs, {{"res", te.expected}});
  ASSERT_TRUE(program) << program.error().message;
  const Result<ReplayResult> run = run_program(*make_functional(config), program.value());
  ASSERT_TRUE(run) << run.error().message;
  for (const std::string& complaint : run.value().complaints()) ADD_FAILURE() << complaint;
  expect_work(config, te, run.value().runs[0].report.statistics);
  const Status tokens = test::check_never_stuck(finished.insns, seed);
  ASSERT_TRUE(tokens) << tokens.error().message;
  const Status race = test::check_no_race(config, finished);
  EXPECT_TRUE(race) << race.error().message;
  for (const test::Order order : test::kOrders) {
    const auto result = test::run_interleaved(program.value(), finished.insns, order, seed);
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_TRUE(result.value() == te.expected) << "order " << static_cast<int>(order);
  }
}

class RandomTe : public testing::TestWithParam<std::uint32_t> {
 protected:
  template <typename Make>
  void expect_refused_or_exact(Make make) {
    std::uint32_t refused = 0;
    for (const std::uint32_t seed : test::seeds_from(GetParam())) {
      fuzz::Dice dice(seed);
      const Config config = test::random_config(dice);
      const test::RandomTe te = make(config, dice);
      SCOPED_TRACE("seed " + std::to_string(seed) + ", " + config.name() + ", " + te.history);
      const Result<topi::Compiled> compiled = topi::compile(config, te.op);
      if (compiled) {
        expect_exact(config, te, compiled.value(), seed);
      } else {
        ++refused;
        test::expect_sentence(compiled.error().message);
      }
      if (HasFailure()) return;
    }
    test::expect_few(refused);
  }
};

TEST_P(RandomTe, MatmulIsRefusedOrExact) { expect_refused_or_exact(test::random_matmul); }
TEST_P(RandomTe, ChainIsRefusedOrExact) { expect_refused_or_exact(test::random_chain); }
TEST_P(RandomTe, PoolIsRefusedOrExact) { expect_refused_or_exact(test::random_pool); }

INSTANTIATE_TEST_SUITE_P(Seeds, RandomTe, testing::ValuesIn(test::first_seeds(100)),
                         test::seed_name);

}  // namespace
}  // namespace vta
