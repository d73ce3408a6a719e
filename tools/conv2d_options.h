// SPDX-License-Identifier: Apache-2.0
//
// Layer and schedule of `vta conv2d` from its options.

#ifndef VTA_TOOLS_CONV2D_OPTIONS_H_
#define VTA_TOOLS_CONV2D_OPTIONS_H_

#include <boost/program_options.hpp>
#include <string>

#include "compiler/conv2d.h"
#include "hw/isa/result.h"

namespace vta {

struct Conv2dOptions {
  std::string layer_name;  // "seed", "C2", ..., or "custom"
  Conv2dLayer layer;
  Conv2dScheduleRequest schedule;
};

void add_layer_options(boost::program_options::options_description& options);
void add_schedule_options(boost::program_options::options_description& options);

// Fails when the layer has no such name, or is given twice: by name and by dimensions.
[[nodiscard]] Result<Conv2dOptions> read_conv2d_options(
    const boost::program_options::variables_map& values);

}  // namespace vta

#endif  // VTA_TOOLS_CONV2D_OPTIONS_H_
