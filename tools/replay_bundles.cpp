// SPDX-License-Identifier: Apache-2.0
#include "tools/replay_bundles.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "driver/device/memory.h"
#include "driver/program/bundle.h"
#include "driver/replay/parallel.h"
#include "driver/replay/run_program.h"
#include "tools/command.h"
#include "tools/replay_report.h"

namespace vta {
namespace {

ReplayedBundle not_started(const std::string& path, int code, const std::string& why) {
  return {.path = path,
          .code = code,
          .text = "",
          .json = {{"bundle", path}, {"error", why}, {"success", false}},
          .complaints = {why}};
}

ReplayedBundle replay_bundle(const std::string& path, const TargetOptions& target) {
  const Result<Program> program = read_replay_program(path, target);
  if (!program) return not_started(path, kExitUsage, program.error().message);
  const Result<std::unique_ptr<Device>> device = make_target(program.value().config, target, "");
  if (!device) return not_started(path, kExitUsage, device.error().message);
  const Result<ReplayResult> result = run_program(*device.value(), program.value());
  if (!result) return not_started(path, kExitDevice, result.error().message);
  ReplayedBundle replayed{.path = path,
                          .code = exit_code(result.value().verdict()),
                          .text = replay_text(program.value(), result.value()),
                          .json = {{"bundle", path}},
                          .complaints = result.value().complaints()};
  replayed.json.update(replay_json(program.value(), target.target, result.value()));
  return replayed;
}

}  // namespace

Result<Program> read_replay_program(const std::string& path, const TargetOptions& target) {
  Result<Program> program = read_bundle(path);
  if (!program) return program;
  std::uint64_t bytes = 0;  // each region is below 2^33, and there are few
  for (const ProgramRegion& region : program.value().regions) bytes += region.size;
  if (bytes > DeviceMemory::kMaxBytes) {
    return Error{"the regions of '" + path + "' have " + std::to_string(bytes) +
                 " bytes together; at most " + std::to_string(DeviceMemory::kMaxBytes) +
                 " are simulated"};
  }
  if (target.max_cycles) {
    const auto bound = static_cast<std::uint64_t>(*target.max_cycles);
    for (ProgramRun& run : program.value().runs) {
      run.max_cycles = std::min(run.max_cycles.value_or(bound), bound);
    }
  }
  return program;
}

std::vector<ReplayedBundle> replay_bundles(const std::vector<std::string>& paths,
                                           const TargetOptions& target, std::size_t threads) {
  std::vector<ReplayedBundle> replayed(paths.size());
  run_parallel(paths.size(), threads,
               [&](std::size_t i) { replayed[i] = replay_bundle(paths[i], target); });
  return replayed;
}

}  // namespace vta
