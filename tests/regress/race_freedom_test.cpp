// SPDX-License-Identifier: Apache-2.0
//
// The programs that targets are compared with have one result, whatever the timing; otherwise a
// difference between two targets would say nothing.

#include <gtest/gtest.h>

#include <string>

#include "sim/golden/golden_device.h"
#include "tests/regress/compare.h"
#include "tests/regress/illegal_programs.h"
#include "tests/regress/program_builder.h"
#include "tests/regress/random_order.h"
#include "tests/regress/random_program.h"

namespace vta {
namespace {

class RaceFreedom : public testing::TestWithParam<std::uint32_t> {};

TEST_P(RaceFreedom, RandomProgramsGiveTheSameInAnyOrderOfTheStages) {
  const Config config = Config::pynq();
  for (std::uint32_t seed = GetParam() * 20; seed < (GetParam() + 1) * 20; ++seed) {
    const Program program = random_legal_program(config, seed);
    const ProgramOutcome expected = run_on(*make_golden(config), program);
    for (std::uint32_t order = 0; order < 6; ++order) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", order " + std::to_string(order));
      ASSERT_EQ(difference(program, expected, run_in_random_order(program, order)), "");
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RaceFreedom, testing::Range(0u, 20u));

TEST(RaceFreedom, IllegalProgramsGiveTheSameInAnyOrderOfTheStages) {
  const Config config = Config::pynq();
  for (const IllegalProgram& illegal : illegal_programs(config)) {
    const ProgramOutcome expected = run_on(*make_golden(config), illegal.program);
    for (std::uint32_t order = 0; order < 8; ++order) {
      SCOPED_TRACE(illegal.name + ", order " + std::to_string(order));
      EXPECT_EQ(difference(illegal.program, expected, run_in_random_order(illegal.program, order),
                           illegal.unspecified),
                "");
    }
  }
}

// The check above can fail: a load of accumulators and a store of them without a token.
TEST(RaceFreedom, ARaceIsSeen) {
  const Config config = Config::pynq();
  ProgramBuilder builder(config, "race", 0);
  builder.add_region(0x1000, 0x1000);
  builder.add_words(0x1000, std::vector<std::uint32_t>(16, 0x01020304));
  MemFields f{.memory_type = static_cast<std::uint32_t>(MemoryType::kAcc),
              .dram_base = 0x1000 / config.elem_bytes(MemoryType::kAcc),
              .y_size = 1,
              .x_size = 1};
  builder.add(make_load(f));
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kOut);
  f.dram_base = 0x1800 / config.elem_bytes(MemoryType::kOut);
  builder.add(make_store(f));
  builder.add(make_finish());
  const Program program = builder.build();
  const ProgramOutcome expected = run_on(*make_golden(config), program);
  int different = 0;
  for (std::uint32_t order = 0; order < 20; ++order) {
    if (!difference(program, expected, run_in_random_order(program, order)).empty()) ++different;
  }
  EXPECT_GT(different, 0);
}

}  // namespace
}  // namespace vta
