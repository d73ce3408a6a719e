// SPDX-License-Identifier: Apache-2.0
//
// The files of page/, as CMake puts them into the program.

#ifndef VTA_TOOLS_REPORT_ASSETS_H_
#define VTA_TOOLS_REPORT_ASSETS_H_

#include <string_view>

namespace vta::report {

extern const std::string_view kPageHtml, kPageCss;
extern const std::string_view kPageCommonJs, kPageChartsJs, kPageTimelineJs, kPageMainJs;

}  // namespace vta::report

#endif  // VTA_TOOLS_REPORT_ASSETS_H_
