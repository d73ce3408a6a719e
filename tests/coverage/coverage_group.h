// SPDX-License-Identifier: Apache-2.0
//
// A cross of a few dimensions: how often each combination of their values has occurred.

#ifndef VTA_TESTS_COVERAGE_COVERAGE_GROUP_H_
#define VTA_TESTS_COVERAGE_COVERAGE_GROUP_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vta::coverage {

struct Dimension {
  std::string name;
  std::vector<std::string> values;
};

using Bin = std::span<const std::size_t>;  // one value of each dimension

// Why a combination cannot occur; empty when it can.
using Rule = std::function<std::string_view(Bin)>;

class CoverageGroup {
 public:
  CoverageGroup(std::string name, std::vector<Dimension> dimensions, Rule impossible);

  // Aborts when the bin does not exist. A bin that the rule calls impossible is counted, too: it
  // shows that the rule is wrong.
  void hit(std::initializer_list<std::size_t> bin);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::size_t legal() const;
  [[nodiscard]] std::size_t covered() const;
  // Names of legal bins without hits, and of impossible ones with hits.
  [[nodiscard]] std::vector<std::string> holes() const;
  [[nodiscard]] std::vector<std::string> contradictions() const;

  // One line per bin: group, values, hits, reason (of an impossible one), separated by tabs.
  void write(std::ostream& out) const;

 private:
  template <typename Visit>
  void each(Visit visit) const;
  [[nodiscard]] std::string text(Bin bin) const;

  std::string name_;
  std::vector<Dimension> dimensions_;
  Rule impossible_;
  std::vector<std::uint64_t> hits_;
};

}  // namespace vta::coverage

#endif  // VTA_TESTS_COVERAGE_COVERAGE_GROUP_H_
