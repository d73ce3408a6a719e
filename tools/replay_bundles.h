// SPDX-License-Identifier: Apache-2.0
//
// Bundles that vta replay takes: one, or several that run beside each other.

#ifndef VTA_TOOLS_REPLAY_BUNDLES_H_
#define VTA_TOOLS_REPLAY_BUNDLES_H_

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "driver/program/program.h"
#include "hw/isa/result.h"
#include "tools/target.h"

namespace vta {

// Fails, too, when a simulated device has not that much memory. The bounds of its runs are lowered
// to that of the options.
[[nodiscard]] Result<Program> read_replay_program(const std::string& path,
                                                  const TargetOptions& target);

// How replaying one bundle of several went.
struct ReplayedBundle {
  std::string path;
  int code = 0;                         // as that of vta replay of this bundle alone
  std::string text;                     // of its runs; empty when none was started
  nlohmann::ordered_json json;          // with `bundle`; only that and `error` when none was
  std::vector<std::string> complaints;  // sentences for stderr, without the path
};

// Each on a device of its own, `threads` at a time; in the order of the paths. On the RTL only one
// at a time: Verilated models write a pointer that all threads of a process share.
[[nodiscard]] std::vector<ReplayedBundle> replay_bundles(const std::vector<std::string>& paths,
                                                         const TargetOptions& target,
                                                         std::size_t threads);

}  // namespace vta

#endif  // VTA_TOOLS_REPLAY_BUNDLES_H_
