// SPDX-License-Identifier: Apache-2.0

#include "tests/coverage/coverage_group.h"

#include <utility>

#include "hw/isa/result.h"

namespace vta::coverage {

CoverageGroup::CoverageGroup(std::string name, std::vector<Dimension> dimensions, Rule impossible)
    : name_(std::move(name)),
      dimensions_(std::move(dimensions)),
      impossible_(std::move(impossible)) {
  std::size_t bins = 1;
  for (const Dimension& dimension : dimensions_) bins *= dimension.values.size();
  hits_.resize(bins);
}

void CoverageGroup::hit(std::initializer_list<std::size_t> bin) {
  VTA_CHECK(bin.size() == dimensions_.size());
  std::size_t at = 0;
  const Dimension* dimension = dimensions_.data();
  for (const std::size_t value : bin) {
    VTA_CHECK(value < dimension->values.size());
    at = at * dimension->values.size() + value;
    ++dimension;
  }
  ++hits_[at];
}

template <typename Visit>
void CoverageGroup::each(Visit visit) const {
  std::vector<std::size_t> bin(dimensions_.size());
  for (const std::uint64_t hits : hits_) {
    visit(Bin(bin), hits);
    for (std::size_t d = bin.size(); d-- > 0;) {
      if (++bin[d] < dimensions_[d].values.size()) break;
      bin[d] = 0;
    }
  }
}

std::string CoverageGroup::text(Bin bin) const {
  std::string text;
  for (std::size_t d = 0; d < bin.size(); ++d) {
    if (d > 0) text += ", ";
    text += dimensions_[d].name + " " + dimensions_[d].values[bin[d]];
  }
  return text;
}

std::size_t CoverageGroup::legal() const {
  std::size_t count = 0;
  each([&](Bin bin, std::uint64_t) { count += impossible_(bin).empty(); });
  return count;
}

std::size_t CoverageGroup::covered() const {
  std::size_t count = 0;
  each([&](Bin bin, std::uint64_t hits) { count += hits != 0 && impossible_(bin).empty(); });
  return count;
}

std::vector<std::string> CoverageGroup::holes() const {
  std::vector<std::string> names;
  each([&](Bin bin, std::uint64_t hits) {
    if (hits == 0 && impossible_(bin).empty()) names.push_back(text(bin));
  });
  return names;
}

std::vector<std::string> CoverageGroup::contradictions() const {
  std::vector<std::string> names;
  each([&](Bin bin, std::uint64_t hits) {
    if (hits != 0 && !impossible_(bin).empty()) names.push_back(text(bin));
  });
  return names;
}

void CoverageGroup::write(std::ostream& out) const {
  each([&](Bin bin, std::uint64_t hits) {
    out << name_ << '\t' << text(bin) << '\t' << hits << '\t' << impossible_(bin) << '\n';
  });
}

}  // namespace vta::coverage
