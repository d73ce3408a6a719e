// SPDX-License-Identifier: Apache-2.0
//
// --timeline and --report: what commands that run a program on the RTL share.

#ifndef VTA_TOOLS_RUN_VIEWS_H_
#define VTA_TOOLS_RUN_VIEWS_H_

#include <boost/program_options.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "driver/program/program.h"
#include "hw/isa/result.h"
#include "sim/timeline/recorder.h"
#include "tools/output_file.h"
#include "tools/target.h"

namespace vta {

void add_view_options(boost::program_options::options_description& options);

// The option of the two that is given, or null.
[[nodiscard]] const char* view_option(const boost::program_options::variables_map& values);

class RunViews {
 public:
  // Creates the files. Fails when one cannot be written, both are the same, the target has no
  // cycles, or the run is to be compared with golden, whose observer must be the only one.
  [[nodiscard]] static Result<RunViews> open(const boost::program_options::variables_map& values,
                                             const TargetOptions& target);

  // For make_target; null when nobody asked for a view.
  [[nodiscard]] std::shared_ptr<RtlObserver> observer(const Config& config);

  // Writes what was asked for. `report` is what --stats-json says of the runs of this program.
  Status write(const Program& program, const nlohmann::ordered_json& report);

 private:
  std::optional<OutputFile> timeline_, page_;
  std::shared_ptr<timeline::Recorder> recorder_;
};

}  // namespace vta

#endif  // VTA_TOOLS_RUN_VIEWS_H_
