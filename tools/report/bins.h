// SPDX-License-Identifier: Apache-2.0
//
// Values over time in a fixed number of bins, as charts draw them.

#ifndef VTA_TOOLS_REPORT_BINS_H_
#define VTA_TOOLS_REPORT_BINS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vta::report {

// Of equal width, in cycles; the last one may be shorter.
class Bins {
 public:
  // At most `most` bins, at least one.
  Bins(std::uint64_t cycles, std::size_t most);

  [[nodiscard]] std::uint64_t width() const { return width_; }
  [[nodiscard]] std::size_t count() const { return sums_.size(); }

  // Adds `value` for each of the cycles [begin, end); what lies outside is left out.
  void add(std::uint64_t begin, std::uint64_t end, double value);

  // The sums, and the sums divided by the cycles of their bins.
  [[nodiscard]] const std::vector<double>& sums() const { return sums_; }
  [[nodiscard]] std::vector<double> means() const;

 private:
  std::uint64_t cycles_, width_;
  std::vector<double> sums_;
};

}  // namespace vta::report

#endif  // VTA_TOOLS_REPORT_BINS_H_
