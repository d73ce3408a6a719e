// SPDX-License-Identifier: Apache-2.0
//
// A run as trace events (JSON object format), as https://ui.perfetto.dev and chrome://tracing read
// them. One microsecond of a viewer is one cycle; runs of a program stand behind each other, each a
// process. docs/reports.md lists the tracks.
//
// https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU describes the
// format.

#ifndef VTA_TOOLS_REPORT_TRACE_EVENTS_H_
#define VTA_TOOLS_REPORT_TRACE_EVENTS_H_

#include <string>
#include <string_view>

#include "tools/report/view.h"

namespace vta::report {

// otherData.format of the file, by which `vta compare` knows it.
inline constexpr std::string_view kTimelineFormat = "vta-timeline";
inline constexpr int kTimelineVersion = 1;

[[nodiscard]] std::string trace_events(const View& view);

}  // namespace vta::report

#endif  // VTA_TOOLS_REPORT_TRACE_EVENTS_H_
