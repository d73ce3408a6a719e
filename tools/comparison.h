// SPDX-License-Identifier: Apache-2.0
//
// The figures of two runs side by side, from files that other commands wrote.

#ifndef VTA_TOOLS_COMPARISON_H_
#define VTA_TOOLS_COMPARISON_H_

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hw/isa/result.h"

namespace vta {

// Numbers by group and name, both in the order of the file.
struct Figure {
  std::string group, name;  // "compute", "token wait"
  std::uint64_t value = 0;
};
struct Figures {
  std::string kind;                             // "statistics", "estimate" or "timeline"
  std::vector<Figure> figures;                  // "cycles" of group "run" first, when there is one
  std::map<std::string, std::string> settings;  // "schedule.tile_h": "7"
};

// Of a statistics file (vta conv2d, vta replay), an estimate (vta estimate) or a timeline. `origin`
// names the text in messages. Fails in one sentence when it is nothing of these, when a figure is
// no number, or the file speaks of several bundles.
[[nodiscard]] Result<Figures> read_figures(std::string_view text, const std::string& origin);
// The same from a file of at most 1 GiB.
[[nodiscard]] Result<Figures> read_figures_file(const std::string& path);

struct FigureComparison {
  struct Row {
    std::string group, name;
    std::optional<std::uint64_t> a, b;  // nothing: the file does not say
  };
  struct Setting {
    std::string name, a, b;  // they differ; "" when the file does not say
  };
  std::vector<Setting> settings;
  std::vector<Row> rows;  // in the order of A, then what only B has, group by group
};
[[nodiscard]] FigureComparison compare(const Figures& a, const Figures& b);

// Where the difference in cycles went, largest first: figures of the compute unit, whose busy and
// waiting cycles with its idle ones are those of the run. Empty when one of them has no units.
[[nodiscard]] std::vector<FigureComparison::Row> moved_cycles(const FigureComparison& comparison);

}  // namespace vta

#endif  // VTA_TOOLS_COMPARISON_H_
