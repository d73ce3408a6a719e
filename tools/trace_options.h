// SPDX-License-Identifier: Apache-2.0
//
// --trace, --trace-from and --trace-for: the waves that commands with a device write.

#ifndef VTA_TOOLS_TRACE_OPTIONS_H_
#define VTA_TOOLS_TRACE_OPTIONS_H_

#include <boost/program_options.hpp>
#include <string>

#include "hw/isa/result.h"
#include "sim/rtl/trace_window.h"
#include "tools/output_file.h"

namespace vta {

void add_trace_options(boost::program_options::options_description& options);

// What was asked for; the path is empty when there are to be no waves.
struct TraceRequest {
  std::string path;
  TraceWindow window;
};

// Fails when the path is not that of an FST file, a value is no window, or there is a window
// without a path. The window counts what is recorded.
[[nodiscard]] Result<TraceRequest> read_trace_options(
    const boost::program_options::variables_map& values);

// After the device is gone: puts the waves in their place. Fails, leaving no file, when the run
// came to its end before the window began.
[[nodiscard]] Status end_trace(const TraceRequest& request, OutputFile& file);

}  // namespace vta

#endif  // VTA_TOOLS_TRACE_OPTIONS_H_
