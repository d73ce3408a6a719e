// SPDX-License-Identifier: Apache-2.0
//
// A random program on which a target fails: made small, saved, and how to run it again.

#ifndef VTA_TOOLS_FUZZ_FAILURE_H_
#define VTA_TOOLS_FUZZ_FAILURE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "sim/fuzz/judge.h"
#include "tools/target.h"

namespace vta {

struct FuzzFailure {
  fuzz::Profile profile = fuzz::Profile::kLegal;
  std::uint32_t seed = 0;
  std::string target;
  std::string what;        // of the program as it was made
  std::string bundle;      // of the small one; empty when there is none
  std::string no_bundle;   // why
  std::string small_what;  // of the small one
  std::size_t insns = 0, small_insns = 0;
  std::size_t steps = 0;      // of shrinking
  std::string again, replay;  // commands
};

// Options of a target for the program of a seed: those of rtl are drawn from the seed.
[[nodiscard]] TargetOptions fuzz_target(const std::string& target, std::uint32_t seed);

// Fails when the directory cannot be made or written to.
[[nodiscard]] Status prepare_failures(const std::string& directory);

// Shrinks the program, as long as it fails on such a device, and saves it as
// DIRECTORY/PROFILE-SEED, in the place of an earlier one.
// `config_option` is what the command line said about the geometry, with a space before it.
[[nodiscard]] FuzzFailure handle_failure(const fuzz::Case& sample, fuzz::Profile profile,
                                         std::uint32_t seed, const std::string& target,
                                         const fuzz::Judgement& judgement,
                                         const fuzz::NewDevice& new_device,
                                         const std::string& directory,
                                         const std::string& config_option);

// Some lines.
[[nodiscard]] std::string failure_lines(const FuzzFailure& failure);

}  // namespace vta

#endif  // VTA_TOOLS_FUZZ_FAILURE_H_
