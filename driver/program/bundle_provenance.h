// SPDX-License-Identifier: Apache-2.0
//
// provenance.jsonl: the origins of instructions, one JSON object per line:
// {"run":0,"insn":812,"workload":"conv2d","stage":"res_conv","iterations":[["oc",1,2]],"slice":""}

#ifndef VTA_DRIVER_PROGRAM_BUNDLE_PROVENANCE_H_
#define VTA_DRIVER_PROGRAM_BUNDLE_PROVENANCE_H_

#include <string>
#include <string_view>

#include "driver/program/program.h"

namespace vta {

// A line for each instruction that has an origin, in their order; empty when none has one. Fails
// when a text is not UTF-8.
[[nodiscard]] Result<std::string> provenance_to_jsonl(const Program& program);

// Gives origins to the instructions of a program that has runs and no origins. Lines may come in
// any order. Fails naming the line and what is wrong with it: unknown, missing and repeated keys,
// instructions that the program does not have, and a second line for one of them.
[[nodiscard]] Status provenance_from_jsonl(std::string_view text, Program& program);

}  // namespace vta

#endif  // VTA_DRIVER_PROGRAM_BUNDLE_PROVENANCE_H_
