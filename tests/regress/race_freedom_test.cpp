// SPDX-License-Identifier: Apache-2.0
//
// The programs that targets are compared with have one result, whatever the timing; otherwise a
// difference between two targets would say nothing. The race check says so; here they run in
// random orders, which samples what the check decides.

#include <gtest/gtest.h>

#include <string>

#include "sim/fuzz/judge.h"
#include "sim/fuzz/stepped_device.h"

namespace vta {
namespace {

using fuzz::Case;

void expect_the_same_in_any_order(const Case& sample, std::uint32_t orders) {
  const Config& config = sample.program.config;
  for (std::uint32_t order = 0; order < orders; ++order) {
    EXPECT_EQ(fuzz::disagreement(sample.program, sample.unspecified,
                                 [&config, order]() -> Result<std::unique_ptr<Device>> {
                                   return std::unique_ptr<Device>(
                                       std::make_unique<fuzz::SteppedDevice>(config, order));
                                 }),
              "")
        << "order " << order;
  }
}

class RaceFreedom : public testing::TestWithParam<fuzz::Profile> {};

TEST_P(RaceFreedom, ProgramsGiveTheSameInAnyOrderOfTheStages) {
  const fuzz::Profiles profiles = fuzz::Profiles::of(Config::pynq()).value();
  for (std::uint32_t seed = 1; seed <= 120; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    expect_the_same_in_any_order(profiles.make(GetParam(), seed), 5);
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Profiles, RaceFreedom, testing::ValuesIn(fuzz::kProfiles),
                         [](const auto& test) {
                           std::string name(to_string(test.param));
                           std::erase(name, '-');
                           return name;
                         });

TEST(RaceFreedom, IllegalProgramsGiveTheSameInAnyOrderOfTheStages) {
  for (const fuzz::IllegalProgram& illegal : fuzz::illegal_programs(Config::pynq())) {
    SCOPED_TRACE(illegal.name);
    expect_the_same_in_any_order(fuzz::case_of(illegal), 8);
  }
}

}  // namespace
}  // namespace vta
