// SPDX-License-Identifier: Apache-2.0
//
// Where a loop nest stops, against a walk that checks every micro-op.

#include "sim/functional/nest.h"

#include <gtest/gtest.h>

#include <random>

namespace vta::functional {
namespace {

struct Walk {
  Stop stop;
  std::uint64_t legal = 0;  // micro-ops before it
};

Walk walk(const Nest& nest, const Limits& limits) {
  Walk w;
  for (std::uint64_t out = 0; out < nest.iter_out; ++out) {
    for (std::uint64_t in = 0; in < nest.iter_in; ++in) {
      for (std::size_t k = 0; k < nest.steps.size() + (nest.uops_missing ? 1 : 0); ++k) {
        w.stop = {out, in, k, true};
        if (k == nest.steps.size()) return w;
        const auto index = [&](std::uint32_t Step::*operand) {
          return nest.steps[k].*operand + out * (nest.factor_out.*operand) +
                 in * (nest.factor_in.*operand);
        };
        if (index(&Step::dst) >= limits.dst || index(&Step::src) >= limits.src ||
            index(&Step::wgt) >= limits.wgt) {
          return w;
        }
        ++w.legal;
      }
    }
  }
  w.stop = {nest.iter_out, 0, 0, false};
  return w;
}

class RandomNest : public testing::TestWithParam<unsigned> {};

TEST_P(RandomNest, StopsWhereAWalkStops) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  std::mt19937 rng(GetParam());
  const auto pick = [&rng](std::uint32_t high) {
    return std::uniform_int_distribution<std::uint32_t>(0, high)(rng);
  };
  int illegal = 0;
  for (int round = 0; round < 500; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    Nest nest;
    nest.iter_out = 1 + pick(5);
    nest.iter_in = 1 + pick(5);
    const std::uint32_t scale = 1 + pick(8);
    nest.factor_out = {pick(scale), pick(scale), pick(scale)};
    nest.factor_in = {pick(scale), pick(scale), pick(scale)};
    nest.steps.resize(1 + pick(4));
    for (Step& step : nest.steps) step = {pick(20), pick(20), pick(20)};
    nest.uops_missing = pick(5) == 0;
    nest.trips = std::uint64_t{nest.iter_out} * nest.iter_in *
                 (nest.steps.size() + (nest.uops_missing ? 1 : 0));
    Limits limits{15 + pick(60), 15 + pick(60), 15 + pick(60)};
    if (pick(3) == 0) limits.src = limits.wgt = Limits::kUnchecked;

    const Walk expected = walk(nest, limits);
    const Stop stop = find_stop(nest, limits);
    EXPECT_EQ(stop.illegal, expected.stop.illegal);
    EXPECT_EQ(stop.out, expected.stop.out);
    EXPECT_EQ(stop.in, expected.stop.in);
    EXPECT_EQ(stop.step, expected.stop.step);
    if (stop.illegal) ++illegal;

    // What is executed, in order, and what it costs.
    WorkMeter meter({}, {});
    std::uint64_t executed = 0;
    const ErrorCode code =
        run_nest(nest, limits, meter, [&](const Step& base, std::span<const Step> steps) {
          for (std::size_t k = 0; k < steps.size(); ++k) {
            EXPECT_EQ(steps[k].dst, nest.steps[k].dst);
            const std::uint64_t trip = executed / nest.steps.size();
            EXPECT_EQ(base.dst, trip / nest.iter_in * nest.factor_out.dst +
                                    trip % nest.iter_in * nest.factor_in.dst);
            ++executed;
          }
        });
    EXPECT_EQ(executed, expected.legal);
    EXPECT_EQ(code, stop.illegal ? ErrorCode::kSramOutOfRange : ErrorCode::kNone);
    EXPECT_EQ(meter.spent(), expected.legal + (stop.illegal ? 1 : 0));
  }
  EXPECT_GT(illegal, 100);
  EXPECT_LT(illegal, 490);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomNest, testing::Range(0u, 10u));

TEST(Nest, TheLargestLoopIsAnalysedAtOnce) {
  Nest nest;
  nest.iter_out = nest.iter_in = 0x3fff;
  nest.factor_out = {0, 2047, 0};
  nest.steps.resize(1 << 13);
  const Limits limits{2048, 2047u * 16000 + 1, 1024};
  const Stop stop = find_stop(nest, limits);
  EXPECT_TRUE(stop.illegal);
  EXPECT_EQ(stop.out, 16001u);
  EXPECT_EQ(stop.in, 0u);
  EXPECT_EQ(stop.step, 0u);
}

}  // namespace
}  // namespace vta::functional
