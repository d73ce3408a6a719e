// SPDX-License-Identifier: Apache-2.0
//
// Whether a device does what the golden model does.

#ifndef VTA_SIM_FUZZ_JUDGE_H_
#define VTA_SIM_FUZZ_JUDGE_H_

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "driver/device/device.h"
#include "sim/fuzz/outcome.h"
#include "sim/fuzz/profiles.h"

namespace vta::fuzz {

// A new device without regions, for every program.
using NewDevice = std::function<Result<std::unique_ptr<Device>>()>;

// What the golden model makes of a program; it never refuses one that check_one_result accepts.
[[nodiscard]] Result<ProgramOutcome> golden_outcome(const Program& program);

// Empty when the device and the golden model agree on the program, else the first difference or
// why the device gave up.
[[nodiscard]] std::string disagreement(const Program& program,
                                       std::span<const ProgramRegion> unspecified,
                                       const NewDevice& new_device);

struct Judgement {
  enum class Kind : std::uint8_t {
    kAgrees,
    kBadProgram,  // the generator's fault: the program has no single result, or another verdict
    kDiffers,
  };
  Kind kind = Kind::kAgrees;
  std::string what;  // one sentence, empty when they agree
};

// The case is checked, golden must end it as predicted, and the device must agree.
[[nodiscard]] Judgement judge(const Case& sample, const NewDevice& new_device);

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_JUDGE_H_
