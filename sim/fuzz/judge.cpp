// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/judge.h"

#include <utility>

#include "sim/golden/golden_device.h"

namespace vta::fuzz {
namespace {

std::string compare(const Program& program, const ProgramOutcome& expected,
                    std::span<const ProgramRegion> unspecified, const NewDevice& new_device) {
  const Result<std::unique_ptr<Device>> device = new_device();
  if (!device) return device.error().message;
  const Result<ProgramOutcome> actual = run_on(*device.value(), program);
  if (!actual) return actual.error().message;
  return difference(program, expected, actual.value(), unspecified);
}

// What golden says of the runs, against what was predicted.
std::string unpredicted(const Case& sample, const ProgramOutcome& outcome) {
  for (std::size_t r = 0; r < sample.predictions.size(); ++r) {
    const Prediction& predicted = sample.predictions[r];
    const RunReport& report = outcome[r].report;
    if (report.outcome != RunOutcome::kTimeout && report.error == predicted.code &&
        report.error_insn == predicted.insn.value_or(report.error_insn)) {
      continue;
    }
    return "golden ends run " + std::to_string(r) + " otherwise than predicted: " + report.detail;
  }
  return "";
}

}  // namespace

Result<ProgramOutcome> golden_outcome(const Program& program) {
  return run_on(*make_golden(program.config), program);
}

std::string disagreement(const Program& program, std::span<const ProgramRegion> unspecified,
                         const NewDevice& new_device) {
  const Result<ProgramOutcome> expected = golden_outcome(program);
  if (!expected) return "golden: " + expected.error().message;
  return compare(program, expected.value(), unspecified, new_device);
}

Judgement judge(const Case& sample, const NewDevice& new_device) {
  if (Status s = check_case(sample); !s) {
    return {Judgement::Kind::kBadProgram, s.error().message};
  }
  const Result<ProgramOutcome> expected = golden_outcome(sample.program);
  if (!expected) return {Judgement::Kind::kBadProgram, "golden: " + expected.error().message};
  if (std::string what = unpredicted(sample, expected.value()); !what.empty()) {
    return {Judgement::Kind::kBadProgram, std::move(what)};
  }
  std::string what = compare(sample.program, expected.value(), sample.unspecified, new_device);
  if (what.empty()) return {};
  return {Judgement::Kind::kDiffers, std::move(what)};
}

}  // namespace vta::fuzz
