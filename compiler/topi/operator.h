// SPDX-License-Identifier: Apache-2.0
//
// What every operator of this folder yields: a computation with its schedule, ready to compile.

#ifndef VTA_COMPILER_TOPI_OPERATOR_H_
#define VTA_COMPILER_TOPI_OPERATOR_H_

#include <string>
#include <vector>

#include "compiler/codegen/codegen.h"
#include "compiler/passes/lower.h"
#include "compiler/schedule/schedule.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::topi {

struct Operator {
  std::string name;  // the workload, as instructions are traced back to it
  te::Schedule schedule;
  std::vector<te::Tensor> args;  // inputs, then outputs; DRAM buffers of these names
  bool coalesce = false;         // largest transfers, see LowerOptions
  bool overlap = false;          // see codegen/overlap.h
};

struct Compiled {
  ir::Function function;
  CodegenResult code;
  CommandStream::Finished finished;
};

struct CompileOptions {
  bool portable = false;  // refuse what upstream's hardware cannot do (codegen/hazards.h)
};

// Lowers, generates the calls and assembles the instructions.
[[nodiscard]] Result<Compiled> compile(const Config& config, const Operator& op,
                                       const CompileOptions& options = {});

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_OPERATOR_H_
