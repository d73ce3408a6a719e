// SPDX-License-Identifier: Apache-2.0
//
// The functional simulator and the golden model agree on every program: memory, statistics, and how
// the run ends.
//
// VTA_FIRST_SEED and VTA_SEEDS in the environment choose other random programs.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "sim/functional/functional_device.h"
#include "sim/fuzz/judge.h"
#include "sim/fuzz/outcome.h"
#include "tests/regress/seeds.h"

namespace vta {
namespace {

using fuzz::Judgement;
using fuzz::Profile;

Config geometry(const std::string& name) {
  return Config::from_file(std::string(VTA_SOURCE_DIR) + "/hw/config/" + name + ".json").value();
}

// All of hw/config.
std::vector<std::string> geometries() {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(VTA_SOURCE_DIR "/hw/config")) {
    names.push_back(file.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// --- Random programs
// -------------------------------------------------------------------------

class RandomPrograms : public testing::TestWithParam<std::tuple<std::string, Profile>> {};

// Verifies: models.agree, persist, address.base, reset.soft, tokens.capacity, fetch.queue
TEST_P(RandomPrograms, Agree) {
  const Config config = geometry(std::get<0>(GetParam()));
  const fuzz::Profiles profiles = fuzz::Profiles::of(config).value();
  for (const std::uint32_t seed : test::seeds(config == Config::pynq() ? 100 : 40)) {
    const Judgement judgement = fuzz::judge(profiles.make(std::get<1>(GetParam()), seed),
                                            [&config] { return make_functional(config); });
    ASSERT_EQ(judgement.kind, Judgement::Kind::kAgrees)
        << "seed " << seed << ": " << judgement.what;
  }
}

std::string profile_name(const testing::TestParamInfo<std::tuple<std::string, Profile>>& test) {
  std::string name(to_string(std::get<1>(test.param)));
  std::erase(name, '-');
  return name + "_on_" + std::get<0>(test.param);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomPrograms,
                         testing::Combine(testing::ValuesIn(geometries()),
                                          testing::ValuesIn(fuzz::kProfiles)),
                         profile_name);

TEST(RandomProgram, IsTheSameForTheSameSeed) {
  const fuzz::Profiles profiles = fuzz::Profiles::of(Config::pynq()).value();
  for (const Profile profile : fuzz::kProfiles) {
    const Program a = profiles.make(profile, 7).program, b = profiles.make(profile, 7).program;
    ASSERT_EQ(a.runs.size(), b.runs.size());
    for (std::size_t r = 0; r < a.runs.size(); ++r) {
      ASSERT_EQ(a.runs[r].memory.size(), b.runs[r].memory.size());
      for (std::size_t i = 0; i < a.runs[r].memory.size(); ++i) {
        EXPECT_EQ(a.runs[r].memory[i].address, b.runs[r].memory[i].address);
        EXPECT_EQ(a.runs[r].memory[i].bytes, b.runs[r].memory[i].bytes);
      }
    }
  }
}

// --- Illegal programs
// ------------------------------------------------------------------------------

class IllegalPrograms : public testing::TestWithParam<std::string> {};

// Verifies: models.agree, error.order, error.lowest, error.stage
TEST_P(IllegalPrograms, StopWithTheirErrorOnBothSimulators) {
  const Config config = geometry(GetParam());
  std::set<std::string> names;
  std::set<ErrorCode> codes;
  for (const fuzz::IllegalProgram& illegal : fuzz::illegal_programs(config)) {
    SCOPED_TRACE(illegal.name);
    EXPECT_TRUE(names.insert(illegal.name).second) << "a name is used twice";
    codes.insert(illegal.code);
    const Judgement judgement =
        fuzz::judge(fuzz::case_of(illegal), [&config] { return make_functional(config); });
    EXPECT_EQ(judgement.what, "");
  }
  EXPECT_GE(names.size(), 45u);
  EXPECT_EQ(codes.size(), kErrorCodeCount - 1) << "an error code is never provoked";
}

INSTANTIATE_TEST_SUITE_P(Geometries, IllegalPrograms, testing::ValuesIn(geometries()),
                         [](const auto& param) { return "on_" + param.param; });

}  // namespace
}  // namespace vta
