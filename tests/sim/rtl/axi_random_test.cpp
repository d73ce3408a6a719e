// SPDX-License-Identifier: Apache-2.0
//
// Random traffic against AxiMemory in both modes: the checker never objects, all data are right.

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/rtl/axi_checker.h"
#include "sim/rtl/axi_memory.h"
#include "tests/sim/rtl/axi_traffic.h"

namespace vta {
namespace {

struct Outcome {
  std::uint64_t cycles = 0;
  unsigned overtakes = 0;
};

// Plays the traffic to its end and compares everything.
Outcome play(const AxiTraffic::Options& options, const AxiMemoryOptions& memory_options,
             std::uint32_t seed) {
  DeviceMemory memory;
  AxiTraffic traffic(seed, options);
  EXPECT_TRUE(memory.add_region(0, traffic.shadow().size()));
  EXPECT_TRUE(memory.write(0, traffic.shadow()));
  AxiMemory axi(memory, options.data_bytes, memory_options);
  AxiChecker checker({.data_bytes = options.data_bytes,
                      .max_outstanding_reads = memory_options.max_outstanding_reads,
                      .max_stall = 10'000});
  while (!traffic.done() && checker.cycle() < 2'000'000) {
    if (!checker.check(traffic.pins(), axi.pins())) {
      ADD_FAILURE() << checker.violation();
      break;
    }
    const AxiSlavePins slave = axi.pins();
    axi.step(traffic.pins());
    traffic.step(slave);
    if (!traffic.mismatch().empty()) {
      ADD_FAILURE() << traffic.mismatch() << ", cycle " << checker.cycle();
      break;
    }
  }
  EXPECT_TRUE(traffic.done()) << "after " << checker.cycle() << " cycles";
  EXPECT_EQ(checker.reads_outstanding(), 0u);
  EXPECT_EQ(checker.writes_outstanding(), 0u);
  std::vector<std::byte> now(traffic.shadow().size());
  EXPECT_TRUE(memory.read(0, now));
  EXPECT_EQ(now, traffic.shadow());
  return {checker.cycle(), traffic.overtakes()};
}

class AxiRandomTest : public ::testing::TestWithParam<std::uint32_t> {
 protected:
  AxiRandomTest() : rng_(GetParam()) {}
  AxiTraffic::Options random_traffic() {
    AxiTraffic::Options options;
    options.data_bytes = 4u << rng_.below(5);  // 32 to 512 bits
    options.idle = rng_.below(90);
    options.late_ready = rng_.below(90);
    options.late_data = rng_.below(90);
    return options;
  }
  Random rng_;
};

TEST_P(AxiRandomTest, RandomTimingKeepsTheRulesAndTheData) {
  SCOPED_TRACE(GetParam());
  const AxiTraffic::Options options = random_traffic();
  play(options,
       {.read_latency = 1 + rng_.below(60),
        .write_latency = 1 + rng_.below(60),
        .max_outstanding_reads = 1 + rng_.below(64),
        .random_seed = GetParam()},
       GetParam());
}

TEST_P(AxiRandomTest, FixedTimingKeepsTheRulesAndTheData) {
  SCOPED_TRACE(GetParam());
  const AxiTraffic::Options options = random_traffic();
  play(options, {.max_outstanding_reads = 1 + rng_.below(64)}, GetParam());
}

TEST_P(AxiRandomTest, SameSeedSameCycles) {
  SCOPED_TRACE(GetParam());
  const AxiTraffic::Options options = random_traffic();
  const AxiMemoryOptions memory_options = {.random_seed = GetParam()};
  EXPECT_EQ(play(options, memory_options, GetParam()).cycles,
            play(options, memory_options, GetParam()).cycles);
}

INSTANTIATE_TEST_SUITE_P(Seeds, AxiRandomTest, ::testing::Range(0u, 40u));

TEST(AxiSeedTest, AnswersOfDifferentIdsOvertakeOnlyWithASeed) {
  unsigned overtakes = 0;
  for (std::uint32_t seed = 0; seed < 10; ++seed) {
    overtakes += play({}, {.random_seed = seed}, 7).overtakes;
  }
  EXPECT_GT(overtakes, 100u);
  EXPECT_EQ(play({}, {}, 7).overtakes, 0u);
}

TEST(AxiSeedTest, SeedsDifferInTiming) {
  std::vector<std::uint64_t> cycles;
  for (std::uint32_t seed = 0; seed < 10; ++seed) {
    cycles.push_back(play({}, {.random_seed = seed}, 7).cycles);
  }
  std::sort(cycles.begin(), cycles.end());
  EXPECT_EQ(std::unique(cycles.begin(), cycles.end()), cycles.end());
}

}  // namespace
}  // namespace vta
