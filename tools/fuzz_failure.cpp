// SPDX-License-Identifier: Apache-2.0
#include "tools/fuzz_failure.h"

#include <unistd.h>

#include <filesystem>
#include <utility>

#include "driver/program/bundle.h"
#include "sim/fuzz/shrink.h"
#include "sim/fuzz/timing.h"

namespace vta {
namespace {

namespace fs = std::filesystem;

// More than any program of a profile needs, and soon over when the hardware hangs.
constexpr std::int64_t kMaxCycles = 20'000'000;

std::string timing_options(const TargetOptions& options) {
  std::string text;
  const auto add = [&text](const char* name, const std::optional<std::int64_t>& value) {
    if (value) text += " --" + std::string(name) + " " + std::to_string(*value);
  };
  add("mem-latency", options.read_latency);
  add("mem-write-latency", options.write_latency);
  add("mem-outstanding", options.max_outstanding_reads);
  add("mem-random", options.random_seed);
  return text;
}

// An earlier failure of the same seed makes room; anything else stays.
Status make_room(const std::string& bundle) {
  std::error_code error;
  if (!fs::exists(fs::path(bundle) / "program.json", error)) return ok_status();
  fs::remove_all(bundle, error);
  if (error) return Error{"cannot replace '" + bundle + "': " + error.message()};
  return ok_status();
}

Status save(const Program& program, const fuzz::Case& sample, const std::string& bundle) {
  const Result<fuzz::ProgramOutcome> outcome = fuzz::golden_outcome(program);
  if (!outcome) return outcome.error();
  if (Status s = make_room(bundle); !s) return s;
  return write_bundle(fuzz::with_expectations(program, outcome.value(), sample.unspecified),
                      bundle);
}

}  // namespace

TargetOptions fuzz_target(const std::string& target, std::uint32_t seed) {
  TargetOptions options;
  options.target = target;
  if (target != "rtl") return options;
  const fuzz::Timing timing = fuzz::timing_of(seed);
  options.read_latency = timing.read_latency;
  options.write_latency = timing.write_latency;
  options.max_outstanding_reads = timing.max_outstanding_reads;
  options.random_seed = seed;
  options.max_cycles = kMaxCycles;
  return options;
}

Status prepare_failures(const std::string& directory) {
  std::error_code error;
  if (directory.empty()) return Error{"the name of the directory of failures is empty"};
  fs::create_directories(directory, error);
  if (error) return Error{"cannot make the directory '" + directory + "': " + error.message()};
  if (!fs::is_directory(directory, error)) {
    return Error{"cannot save failures in '" + directory + "': it is not a directory"};
  }
  if (access(directory.c_str(), W_OK | X_OK) != 0) {
    return Error{"cannot save failures in '" + directory + "': it is not writable"};
  }
  return ok_status();
}

FuzzFailure handle_failure(const fuzz::Case& sample, fuzz::Profile profile, std::uint32_t seed,
                           const std::string& target, const fuzz::Judgement& judgement,
                           const fuzz::NewDevice& new_device, const std::string& directory,
                           const std::string& config_option) {
  FuzzFailure failure;
  failure.profile = profile;
  failure.seed = seed;
  failure.target = target;
  failure.what = judgement.what;
  failure.insns = failure.small_insns = fuzz::instruction_count(sample.program);
  failure.again = "vta fuzz --profile " + std::string(to_string(profile)) + " --seed " +
                  std::to_string(seed) + " --count 1 --target " + target + config_option;
  if (judgement.kind == fuzz::Judgement::Kind::kBadProgram) {
    failure.no_bundle = "the generator is wrong, not the target";
    return failure;
  }
  fuzz::ShrinkOptions shrinking;
  if (target != "rtl") shrinking.first_read = fuzz::FirstRead::kZero;
  const fuzz::Shrunk small = fuzz::shrink(
      sample.program,
      [&](const Program& program) {
        return fuzz::disagreement(program, sample.unspecified, new_device);
      },
      shrinking);
  failure.small_what = small.complaint;
  failure.small_insns = fuzz::instruction_count(small.program);
  failure.steps = small.steps;
  const std::string name = std::string(to_string(profile)) + "-" + std::to_string(seed);
  const std::string bundle = (fs::path(directory) / name).string();
  if (Status s = save(small.program, sample, bundle); !s) {
    failure.no_bundle = s.error().message;
    return failure;
  }
  failure.bundle = bundle;
  failure.replay =
      "vta replay " + bundle + " --target " + target + timing_options(fuzz_target(target, seed));
  return failure;
}

std::string failure_lines(const FuzzFailure& failure) {
  std::string text = std::string(to_string(failure.profile)) + " program of seed " +
                     std::to_string(failure.seed) + " on " + failure.target + ": " + failure.what +
                     "\n";
  if (failure.bundle.empty()) {
    text += "  no bundle: " + failure.no_bundle + "\n";
  } else {
    text += "  " + std::to_string(failure.insns) + " instructions became " +
            std::to_string(failure.small_insns) + " in " + std::to_string(failure.steps) +
            " steps: " + failure.small_what + "\n  " + failure.replay + "\n";
  }
  return text + "  " + failure.again + "\n";
}

}  // namespace vta
