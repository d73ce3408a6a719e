// SPDX-License-Identifier: Apache-2.0
//
// Layer and schedule of `vta conv2d` from its options.

#ifndef VTA_TOOLS_CONV2D_OPTIONS_H_
#define VTA_TOOLS_CONV2D_OPTIONS_H_

#include <boost/program_options.hpp>
#include <optional>
#include <string>

#include "compiler/topi/conv2d.h"
#include "compiler/tune/conv2d_tuner.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta {

struct Conv2dOptions {
  std::string layer_name;  // "seed", "C2", ..., or "custom"
  topi::Conv2dLayer layer;
  // By name, with parts of it replaced by what was given.
  std::string schedule_name;  // "seed", "auto", or "": seed for the seed's layer, else auto
  tune::ScheduleRequest schedule;
  std::optional<bool> coalesce;  // default: with auto only
};

void add_layer_options(boost::program_options::options_description& options);
void add_schedule_options(boost::program_options::options_description& options);

// Fails when the layer has no such name, or is given twice: by name and by dimensions; or when a
// word is none of those that an option knows.
[[nodiscard]] Result<Conv2dOptions> read_conv2d_options(
    const boost::program_options::variables_map& values);

// The schedule that the options ask for. Fails when an automatic one is wanted and nothing fits.
[[nodiscard]] Result<topi::Conv2dSchedule> resolve_schedule(const Config& config,
                                                            const Conv2dOptions& options);

}  // namespace vta

#endif  // VTA_TOOLS_CONV2D_OPTIONS_H_
