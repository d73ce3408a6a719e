// SPDX-License-Identifier: Apache-2.0
//
// --lockstep: what commands that have it share.

#ifndef VTA_TOOLS_LOCKSTEP_OPTION_H_
#define VTA_TOOLS_LOCKSTEP_OPTION_H_

#include <boost/program_options.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "driver/device/device.h"
#include "driver/program/program.h"
#include "tools/command.h"

namespace vta {

// read_target_options knows the option when it is there.
void add_lockstep_option(boost::program_options::options_description& options);

// What the comparison of a device has found, kept beyond the life of the device.
struct LockstepOutcome {
  std::optional<std::string> mismatch = {};  // the report of the run that was stopped
  std::string line = {};                     // "lock-step: no difference in ...\n"
  nlohmann::ordered_json counts = {};        // how much was compared
};

// Nothing when the device does not run in lock-step. `command` and `arguments` are the words that
// started the program, which is the one that ran.
[[nodiscard]] std::optional<LockstepOutcome> lockstep_outcome(const Device& device,
                                                              const Program& program,
                                                              const std::string& command,
                                                              const Arguments& arguments);

}  // namespace vta

#endif  // VTA_TOOLS_LOCKSTEP_OPTION_H_
