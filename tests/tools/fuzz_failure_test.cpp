// SPDX-License-Identifier: Apache-2.0
//
// A program on which a target fails becomes a small bundle that fails there, too, and nowhere else.

#include "tools/fuzz_failure.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "driver/program/bundle.h"
#include "driver/replay/run_program.h"
#include "tests/driver/program_helpers.h"
#include "tests/sim/fuzz/faulty_device.h"

namespace vta {
namespace {

// The first element that it loads is always the one behind.
void shift_loads(Insn& insn) {
  if (auto* mem = std::get_if<MemFields>(&insn.body); mem != nullptr && mem->y_size > 1) {
    ++mem->x_stride;
    mem->x_stride &= 0xffff;
  }
}

Result<std::unique_ptr<Device>> new_faulty() {
  return std::unique_ptr<Device>(std::make_unique<fuzz::FaultyDevice>(Config::pynq(), shift_loads));
}

struct Failed {
  fuzz::Case sample;
  std::uint32_t seed = 0;
  fuzz::Judgement judgement;
};

Failed first_failure(fuzz::Profile profile) {
  const fuzz::Profiles profiles = fuzz::Profiles::of(Config::pynq()).value();
  for (std::uint32_t seed = 1;; ++seed) {
    fuzz::Case sample = profiles.make(profile, seed);
    fuzz::Judgement judgement = fuzz::judge(sample, new_faulty);
    if (judgement.kind != fuzz::Judgement::Kind::kAgrees || seed == 100) {
      return {std::move(sample), seed, std::move(judgement)};
    }
  }
}

class FuzzFailures : public testing::TestWithParam<fuzz::Profile> {};

TEST_P(FuzzFailures, BecomeASmallBundleThatFailsOnlyThere) {
  const ScratchDirectory scratch;
  const Failed failed = first_failure(GetParam());
  ASSERT_EQ(failed.judgement.kind, fuzz::Judgement::Kind::kDiffers) << failed.judgement.what;
  const std::string seed = std::to_string(failed.seed);
  for (int time = 0; time < 2; ++time) {  // the second one takes the place of the first
    const FuzzFailure failure =
        handle_failure(failed.sample, GetParam(), failed.seed, "functional", failed.judgement,
                       new_faulty, scratch.path().string(), "");
    EXPECT_EQ(failure.no_bundle, "");
    EXPECT_EQ(failure.bundle, scratch / (std::string(to_string(GetParam())) + "-" + seed));
    EXPECT_LT(failure.small_insns, failure.insns);
    EXPECT_EQ(failure.replay, "vta replay " + failure.bundle + " --target functional");
    EXPECT_EQ(failure.again, "vta fuzz --profile " + std::string(to_string(GetParam())) +
                                 " --seed " + seed + " --count 1 --target functional");
    const Result<Program> program = read_bundle(failure.bundle);
    ASSERT_TRUE(program.ok()) << program.error().message;
    const std::unique_ptr<Device> faulty = new_faulty().value(),
                                  good = make_functional(Config::pynq());
    EXPECT_NE(run_program(*faulty, program.value()).value().verdict(), ReplayVerdict::kMatch);
    EXPECT_EQ(run_program(*good, program.value()).value().verdict(), ReplayVerdict::kMatch);
  }
}

INSTANTIATE_TEST_SUITE_P(Profiles, FuzzFailures,
                         testing::Values(fuzz::Profile::kLegal, fuzz::Profile::kIllegal,
                                         fuzz::Profile::kMultiRun));

TEST(FuzzFailures, WhatIsNoBundleIsNotReplaced) {
  const ScratchDirectory scratch;
  const Failed failed = first_failure(fuzz::Profile::kLegal);
  const std::string name = "legal-" + std::to_string(failed.seed);
  std::filesystem::create_directory(scratch.path() / name);
  write_text(scratch.path() / name / "notes", "mine");
  const FuzzFailure failure =
      handle_failure(failed.sample, fuzz::Profile::kLegal, failed.seed, "functional",
                     failed.judgement, new_faulty, scratch.path().string(), "");
  EXPECT_EQ(failure.bundle, "");
  EXPECT_NE(failure.no_bundle, "");
  EXPECT_EQ(read_text(scratch.path() / name / "notes"), "mine");
}

TEST(FuzzFailures, OnRtlNameTheTimingOfTheMemory) {
  const TargetOptions options = fuzz_target("rtl", 77);
  EXPECT_EQ(options.random_seed, 77);
  EXPECT_TRUE(options.read_latency && options.write_latency && options.max_outstanding_reads);
}

}  // namespace
}  // namespace vta
