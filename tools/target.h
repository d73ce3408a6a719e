// SPDX-License-Identifier: Apache-2.0
//
// Which device a command runs on, from the options that commands share.

#ifndef VTA_TOOLS_TARGET_H_
#define VTA_TOOLS_TARGET_H_

#include <boost/program_options.hpp>
#include <memory>
#include <string>

#include "driver/device/device.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"
#include "sim/timing/estimate.h"
#include "tools/machine_options.h"
#include "tools/trace_options.h"

namespace vta {

// Values of --target, --trace*, --lockstep, --mem-*, --features and --max-cycles, checked against
// each other. The options of an rtl: URI are among the MachineOptions, as if they had been given by
// --mem-* and so on.
struct TargetOptions : MachineOptions {
  std::string target;  // the device URI as it was given: "rtl", "remote:unix:/path"
  TraceRequest trace;
  bool lockstep = false;  // compare with the golden model in every cycle
};

// The scheme of the target: "rtl".
[[nodiscard]] std::string target_scheme(const TargetOptions& options);

void add_target_options(boost::program_options::options_description& options);

// Only --mem-*, --features and --max-cycles.
void add_memory_options(boost::program_options::options_description& options);
[[nodiscard]] Result<TargetOptions> read_memory_options(
    const boost::program_options::variables_map& values);

// Fails when a value is out of range, there is no such target, an option that only the rtl target
// understands is given with another, or one is given by the URI and beside it.
[[nodiscard]] Result<TargetOptions> read_target_options(
    const boost::program_options::variables_map& values);

// A device of make_registry(), with `lockstep` a LockstepDevice. `trace_file` is where the trace is
// written when options ask for one; `observer`, which only the rtl target takes, may be null. Fails
// when the target cannot be opened or cannot have this geometry.
[[nodiscard]] Result<std::unique_ptr<Device>> make_target(
    const Config& config, const TargetOptions& options, const std::string& trace_file,
    std::shared_ptr<RtlObserver> observer = {});

// The same memory and machine for the cycle model, which knows no random timing.
[[nodiscard]] timing::Options cycle_options(const TargetOptions& options);

// The geometry of a file, or the default one when there is no path.
[[nodiscard]] Result<Config> read_config(const std::string& path);

// While it lives, long runs of the device rewrite a line on stderr, if stderr is a terminal.
class ProgressLine {
 public:
  explicit ProgressLine(Device& device);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

 private:
  Device& device_;
  bool shown_ = false;
};

}  // namespace vta

#endif  // VTA_TOOLS_TARGET_H_
