// SPDX-License-Identifier: Apache-2.0
//
// A run as one self-contained HTML page: no network, no framework, nothing beside it.

#ifndef VTA_TOOLS_REPORT_PAGE_H_
#define VTA_TOOLS_REPORT_PAGE_H_

#include <string>

#include "tools/report/view.h"

namespace vta::report {

// Everything that the page shows, as it lies inside it:
//   name, geometry, cycles, complete, report (what --stats-json writes), bus_bytes,
//   units[]: name, busy, token_wait, memory_wait (cycles);
//   bins: cycles of a bin, and for each unit, direction of the bus and buffer its values per bin;
//   traffic, floor, roofline: see traffic.h;
//   tiles[]: where instructions come from; engines[]: names;
//   insns: one array per column; tokens: [counter, from, to, given, taken].
// Cycles of the runs of a program stand behind each other.
[[nodiscard]] Json page_data(const View& view);

// The page. Text of strangers (names, provenance) is data to it, never markup.
[[nodiscard]] std::string page(const View& view);

}  // namespace vta::report

#endif  // VTA_TOOLS_REPORT_PAGE_H_
