// SPDX-License-Identifier: Apache-2.0
//
// Every block size has inner loops of its own: all of them agree with the golden model.

#include <gtest/gtest.h>

#include <string>

#include "sim/functional/functional_device.h"
#include "sim/fuzz/judge.h"

namespace vta {
namespace {

struct Geometry {
  int log_batch, log_block;
};

class BlockSizes : public testing::TestWithParam<Geometry> {};

TEST_P(BlockSizes, AgreeWithTheGoldenModel) {
  const auto [log_batch, log_block] = GetParam();
  // 512 activations, 256 accumulators, 64 weights, 1024 micro-ops.
  const Config config = Config::from_keys({{"LOG_INP_WIDTH", 3},
                                           {"LOG_WGT_WIDTH", 3},
                                           {"LOG_ACC_WIDTH", 5},
                                           {"LOG_BATCH", log_batch},
                                           {"LOG_BLOCK", log_block},
                                           {"LOG_UOP_BUFF_SIZE", 12},
                                           {"LOG_INP_BUFF_SIZE", 9 + log_batch + log_block},
                                           {"LOG_WGT_BUFF_SIZE", 6 + 2 * log_block},
                                           {"LOG_ACC_BUFF_SIZE", 10 + log_batch + log_block},
                                           {"LOG_BUS_WIDTH", 5}})
                            .value();
  const fuzz::Profiles profiles = fuzz::Profiles::of(config).value();
  std::uint64_t products = 0;
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    const fuzz::Case sample = profiles.make(fuzz::kProfiles[seed % 2], seed);
    const auto new_device = [&config] { return make_functional(config); };
    ASSERT_EQ(fuzz::judge(sample, new_device).what, "") << sample.program.name;
    products += fuzz::golden_outcome(sample.program).value()[0].report.statistics.gemm_counter;
  }
  EXPECT_GT(products, 1000u);
}

INSTANTIATE_TEST_SUITE_P(Geometries, BlockSizes,
                         testing::Values(Geometry{0, 2}, Geometry{0, 3}, Geometry{0, 4},
                                         Geometry{0, 5}, Geometry{0, 6}, Geometry{1, 1},
                                         Geometry{1, 2}, Geometry{2, 3}, Geometry{3, 4},
                                         Geometry{4, 2}),
                         [](const auto& param) {
                           return "batch_" + std::to_string(1 << param.param.log_batch) +
                                  "_block_" + std::to_string(1 << param.param.log_block);
                         });

}  // namespace
}  // namespace vta
