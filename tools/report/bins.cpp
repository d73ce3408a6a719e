// SPDX-License-Identifier: Apache-2.0
#include "tools/report/bins.h"

#include <algorithm>

namespace vta::report {

Bins::Bins(std::uint64_t cycles, std::size_t most)
    : cycles_(std::max<std::uint64_t>(cycles, 1)), width_((cycles_ + most - 1) / most) {
  sums_.resize(static_cast<std::size_t>((cycles_ + width_ - 1) / width_));
}

void Bins::add(std::uint64_t begin, std::uint64_t end, double value) {
  end = std::min(end, cycles_);
  while (begin < end) {
    const std::uint64_t bin = begin / width_;
    const std::uint64_t until = std::min(end, (bin + 1) * width_);
    sums_[static_cast<std::size_t>(bin)] += value * static_cast<double>(until - begin);
    begin = until;
  }
}

std::vector<double> Bins::means() const {
  std::vector<double> means(sums_);
  for (std::size_t b = 0; b < means.size(); ++b) {
    const std::uint64_t begin = b * width_;
    means[b] /= static_cast<double>(std::min(cycles_, begin + width_) - begin);
  }
  return means;
}

}  // namespace vta::report
