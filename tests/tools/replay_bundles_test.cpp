// SPDX-License-Identifier: Apache-2.0
//
// Several bundles beside each other end as each of them does alone. `make threads` runs these with
// a thread sanitizer.

#include "tools/replay_bundles.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "driver/program/bundle.h"
#include "tests/driver/program_helpers.h"
#include "tools/command.h"
#include "tools/conv2d_job.h"

namespace vta {
namespace {

class ReplayBundles : public testing::TestWithParam<const char*> {
 protected:
  // A small convolution of data that depend on the seed.
  std::string saved(std::uint32_t seed) {
    const topi::Conv2dLayer layer{.height = 4,
                                  .width = 5,
                                  .in_channels = 32,
                                  .out_channels = 32,
                                  .kernel_h = 3,
                                  .kernel_w = 3};
    const topi::Conv2dSchedule schedule{.tile_oc = 32, .tile_ic = 16, .tile_h = 4, .tile_w = 5};
    Conv2dJob job =
        make_conv2d_job(Config::pynq(), "bundle " + std::to_string(seed), layer, schedule, seed)
            .value();
    if (seed == 3) job.program.runs[0].expect[0].bytes[5] ^= std::byte{1};
    std::string path = (scratch_.path() / std::to_string(seed)).string();
    const Status status = write_bundle(job.program, path);
    EXPECT_TRUE(status.ok()) << status.error().message;
    return path;
  }

  ScratchDirectory scratch_;
};

TEST_P(ReplayBundles, EndAsEachDoesAlone) {
  TargetOptions target;
  target.target = GetParam();
  std::vector<std::string> paths;
  for (std::uint32_t seed = 1; seed <= 5; ++seed) paths.push_back(saved(seed));
  paths.push_back((scratch_.path() / "missing").string());

  const std::vector<ReplayedBundle> together =
      replay_bundles(paths, target, target.target == "rtl" ? 1 : 4);
  ASSERT_EQ(together.size(), paths.size());
  for (std::size_t i = 0; i < paths.size(); ++i) {
    SCOPED_TRACE(paths[i]);
    const ReplayedBundle alone = replay_bundles({paths[i]}, target, 1).at(0);
    EXPECT_EQ(together[i].path, paths[i]);
    EXPECT_EQ(together[i].code, alone.code);
    EXPECT_EQ(together[i].complaints, alone.complaints);
    EXPECT_EQ(together[i].json["bundle"], paths[i]);
    for (const char* key : {"name", "gemm_counter", "cycles", "verdict", "error"}) {
      EXPECT_EQ(together[i].json.value(key, nlohmann::ordered_json()),
                alone.json.value(key, nlohmann::ordered_json()))
          << key;
    }
  }
  const std::vector<int> codes = {kExitOk, kExitOk, kExitMismatch, kExitOk, kExitOk, kExitUsage};
  for (std::size_t i = 0; i < codes.size(); ++i) EXPECT_EQ(together[i].code, codes[i]) << i;
  EXPECT_EQ(together[0].json["gemm_counter"], 4 * 5 * 2 * 2 * 9);
  EXPECT_NE(together[2].complaints.at(0).find("res.expect.bin"), std::string::npos);
  EXPECT_NE(together[5].complaints.at(0).find("missing"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Targets, ReplayBundles, testing::Values("golden", "functional", "rtl"),
                         [](const auto& target) { return std::string(target.param); });

}  // namespace
}  // namespace vta
