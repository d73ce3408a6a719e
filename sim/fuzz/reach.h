// SPDX-License-Identifier: Apache-2.0
//
// Which corners of the machine programs reach: measured on what executes, not on what was meant.

#ifndef VTA_SIM_FUZZ_REACH_H_
#define VTA_SIM_FUZZ_REACH_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "driver/program/program.h"
#include "hw/isa/result.h"

namespace vta::fuzz {

class Reach {
 public:
  // Of every corner, which ones there are and how often each was met.
  using Counts = std::map<std::string, std::uint64_t>;

  Reach();

  // Runs the program once more, looking on.
  [[nodiscard]] Status add(const Program& program);

  [[nodiscard]] const Counts& counts() const { return counts_; }
  [[nodiscard]] std::vector<std::string> missed() const;

 private:
  Counts counts_;
};

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_REACH_H_
