// SPDX-License-Identifier: Apache-2.0
//
// Random programs get to every corner that has a name.

#include "sim/fuzz/reach.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/fuzz/profiles.h"

namespace vta::fuzz {
namespace {

// Programs of each profile: as many as `vta fuzz` makes by default.
constexpr std::uint32_t kPrograms = 250;

TEST(Reach, EveryCornerIsMet) {
  const Profiles profiles = Profiles::of(Config::pynq()).value();
  Reach reach;
  for (const Profile profile : kProfiles) {
    for (std::uint32_t seed = 1; seed <= kPrograms; ++seed) {
      ASSERT_TRUE(reach.add(profiles.make(profile, seed).program).ok());
    }
  }
  EXPECT_EQ(reach.missed(), std::vector<std::string>());
  EXPECT_GT(reach.counts().size(), 200u);
}

TEST(Reach, ACornerThatNoProgramMeetsIsMissed) {
  const Profiles profiles = Profiles::of(Config::pynq()).value();
  Reach reach;
  EXPECT_EQ(reach.missed().size(), reach.counts().size());
  ASSERT_TRUE(reach.add(profiles.make(Profile::kLegal, 1).program).ok());
  const std::vector<std::string> missed = reach.missed();
  EXPECT_LT(missed.size(), reach.counts().size());
  EXPECT_NE(std::find(missed.begin(), missed.end(), "deadlock"), missed.end());
}

}  // namespace
}  // namespace vta::fuzz
