// SPDX-License-Identifier: Apache-2.0
//
// Where an instruction came from, for people who read listings and error reports. Nothing that runs
// depends on it.

#ifndef VTA_DRIVER_PROGRAM_PROVENANCE_H_
#define VTA_DRIVER_PROGRAM_PROVENANCE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hw/isa/result.h"

namespace vta {

// What the compiler that made an instruction tells about it.
struct Provenance {
  struct Iteration {
    std::string axis;
    std::int64_t index = 0, extent = 0;  // counted from 0
    friend bool operator==(const Iteration&, const Iteration&) = default;
  };
  std::string workload;               // "conv2d"
  std::string stage;                  // "res_conv"
  std::vector<Iteration> iterations;  // loops around the instruction, outermost first
  std::string slice;                  // "res[0:1, 8:16, 0:7, 0:14]", empty when there is none
  friend bool operator==(const Provenance&, const Provenance&) = default;
};

// Shared by the instructions that came from the same place; null: nobody said.
using Origin = std::shared_ptr<const Provenance>;

// "conv2d tile oc 1/2, y 0/2, ic 7/16", for error reports; "conv2d" outside of all loops.
[[nodiscard]] std::string to_string(const Provenance& provenance);

// "conv2d res_conv: tile oc 1/2, y 0/2, ic 7/16; res[0:1, 8:16, 0:7, 0:14]", for listings. What is
// empty is left out with its punctuation.
[[nodiscard]] std::string describe(const Provenance& provenance);

// Fails naming the part that would not fit into one line of text, or an index that is not below its
// extent.
[[nodiscard]] Status check_provenance(const Provenance& provenance);

}  // namespace vta

#endif  // VTA_DRIVER_PROGRAM_PROVENANCE_H_
