// SPDX-License-Identifier: Apache-2.0
//
// From a lowered loop program to VTA calls, and from those to a stream of instructions.

#ifndef VTA_COMPILER_CODEGEN_CODEGEN_H_
#define VTA_COMPILER_CODEGEN_CODEGEN_H_

#include <string>
#include <vector>

#include "compiler/ir/stmt.h"
#include "driver/program/calls.h"
#include "driver/program/command_stream.h"
#include "driver/program/provenance.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta {

// The calls in their order; `origins` says for each which stage, loops and part of a tensor it
// comes from (null for tokens between stages).
struct CodegenResult {
  CallList calls;
  std::vector<Origin> origins;
};

// Runs the loops of the program and writes down its calls. Loads that lie wholly outside of their
// tensor become loads of padding alone. Fails naming the stage when something is left for the host
// to compute, the call when an argument does not fit, and when there are more than 2^24 calls.
[[nodiscard]] Result<CodegenResult> generate_calls(const ir::Function& program,
                                                   const std::string& workload);

// Feeds the calls to a CommandStream in which the parameters of the program are declared, in
// order, as DRAM buffers of their size. Micro-ops that do not fit ahead are loaded on demand.
[[nodiscard]] Result<CommandStream::Finished> assemble_calls(const Config& config,
                                                             const std::vector<ir::Buffer>& params,
                                                             const CodegenResult& code,
                                                             UopLoads loads = UopLoads::kOnDemand);

}  // namespace vta

#endif  // VTA_COMPILER_CODEGEN_CODEGEN_H_
