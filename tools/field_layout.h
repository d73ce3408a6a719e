// SPDX-License-Identifier: Apache-2.0
//
// Where the fields of instructions and micro-ops lie for a geometry, from the tables of the ISA.

#ifndef VTA_TOOLS_FIELD_LAYOUT_H_
#define VTA_TOOLS_FIELD_LAYOUT_H_

#include <string>
#include <vector>

#include "hw/isa/config.h"

namespace vta {

struct FieldBits {
  std::string name;
  unsigned msb = 0, lsb = 0;
  bool is_signed = false;
};

struct InstructionFormat {
  std::string name;
  std::vector<FieldBits> fields;
};

// LOAD and STORE, GEMM, ALU, FINISH (128 bits), micro-op (32 bits); fields in the order of bits.
[[nodiscard]] std::vector<InstructionFormat> instruction_formats(const Config& config);

}  // namespace vta

#endif  // VTA_TOOLS_FIELD_LAYOUT_H_
