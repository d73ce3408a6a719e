// SPDX-License-Identifier: Apache-2.0
//
// The kinds of random programs, and what is known beforehand of how they end.

#ifndef VTA_SIM_FUZZ_PROFILES_H_
#define VTA_SIM_FUZZ_PROFILES_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "driver/program/program.h"
#include "sim/fuzz/illegal_programs.h"
#include "sim/fuzz/race_check.h"

namespace vta::fuzz {

enum class Profile : std::uint8_t { kLegal, kCorner, kIllegal, kDeadlock, kMultiRun };
inline constexpr std::array<std::string_view, 5> kProfileNames = {"legal", "corner", "illegal",
                                                                  "deadlock", "multi-run"};
inline constexpr std::array<Profile, 5> kProfiles = {
    Profile::kLegal, Profile::kCorner, Profile::kIllegal, Profile::kDeadlock, Profile::kMultiRun};
[[nodiscard]] constexpr std::string_view to_string(Profile profile) {
  return kProfileNames[static_cast<std::size_t>(profile)];
}

// How a run must end; without an index it is the models' affair, in which they have to agree.
struct Prediction {
  ErrorCode code = ErrorCode::kNone;
  std::optional<std::uint64_t> insn = {};
};

struct Case {
  Program program;
  std::vector<Prediction> predictions;          // by run
  std::vector<ProgramRegion> unspecified = {};  // bytes that an erring STORE names
};

// A program of the table, and a run behind it that finishes where it has one.
[[nodiscard]] Case case_of(const IllegalProgram& illegal);

class Profiles {
 public:
  // Fails when the memories of the geometry are too small for random programs.
  [[nodiscard]] static Result<Profiles> of(const Config& config);

  // The same program for the same geometry, profile and seed, on every machine.
  [[nodiscard]] Case make(Profile profile, std::uint32_t seed) const;

 private:
  explicit Profiles(const Config& config);

  Config config_;
  std::vector<IllegalProgram> table_;
};

// Fails when the case has a run with more than one result or with another verdict than predicted;
// that is a mistake of the generator.
[[nodiscard]] Status check_case(const Case& sample);

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_PROFILES_H_
