// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/illegal_programs.h"

#include "sim/fuzz/illegal_sketch.h"

namespace vta::fuzz {

std::vector<IllegalProgram> illegal_programs(const Config& config) {
  std::vector<IllegalProgram> table;
  add_illegal_static(config, table);
  add_illegal_indices(config, table);
  add_illegal_memory(config, table);
  add_illegal_tokens(config, table);
  return table;
}

}  // namespace vta::fuzz
