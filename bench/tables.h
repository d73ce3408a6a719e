// SPDX-License-Identifier: Apache-2.0
//
// What was measured, as Markdown, JSON and a roofline.

#ifndef VTA_BENCH_TABLES_H_
#define VTA_BENCH_TABLES_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/runs.h"
#include "bench/speed.h"

namespace vta::bench {

struct Measurements {
  std::vector<Results> memories;  // the default first
  std::vector<Results> features;
  Speeds speeds;
  std::vector<CompileTime> compiler;
  std::string machine;  // on which the times were taken
};

// Cycles: the same on every machine.
[[nodiscard]] std::string exact_markdown(const Measurements& m);
// Times of this machine.
[[nodiscard]] std::string timed_markdown(const Measurements& m);
[[nodiscard]] nlohmann::ordered_json to_json(const Measurements& m);

// For gnuplot, a line per layer: its name, operations per byte and operations per cycle, ours and
// those on silicon (at the bytes of ours; NaN when there are none).
[[nodiscard]] std::string roofline_points(const Results& results);

}  // namespace vta::bench

#endif  // VTA_BENCH_TABLES_H_
