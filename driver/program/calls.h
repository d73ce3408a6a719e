// SPDX-License-Identifier: Apache-2.0
//
// The calls that a lowered VTA program makes, as data: what a compiler emits, `--print calls` shows
// and CommandStream turns into instructions. Names and argument orders are those of the C runtime
// interface of VTA (VTALoadBuffer2D, VTAUopPush, VTADepPush, ...).

#ifndef VTA_DRIVER_PROGRAM_CALLS_H_
#define VTA_DRIVER_PROGRAM_CALLS_H_

#include <cstdint>
#include <iosfwd>
#include <string>
#include <variant>
#include <vector>

#include "hw/isa/isa_tables.h"
#include "hw/isa/result.h"

namespace vta {

// Pipeline stages as the calls number them: 1 load, 2 compute, 3 store.
enum class Queue : std::uint8_t { kLoad = 1, kCompute = 2, kStore = 3 };

struct DepPush {
  Queue from, to;
  friend bool operator==(const DepPush&, const DepPush&) = default;
};
struct DepPop {
  Queue from, to;
  friend bool operator==(const DepPop&, const DepPop&) = default;
};
// Marks the stage that the next calls belong to; printed, without effect on the instructions.
struct Scope {
  Queue queue;
  friend bool operator==(const Scope&, const Scope&) = default;
};

enum class UopMode : std::uint8_t { kGemm = 0, kAlu = 1 };
struct UopScopeBegin {
  UopMode mode;
  friend bool operator==(const UopScopeBegin&, const UopScopeBegin&) = default;
};
struct UopLoopBegin {
  std::uint32_t extent, dst_factor, src_factor, wgt_factor;
  friend bool operator==(const UopLoopBegin&, const UopLoopBegin&) = default;
};
struct UopPush {
  UopMode mode;
  bool reset;
  std::uint32_t dst, src, wgt;
  std::uint32_t alu_opcode;
  bool use_imm;
  std::int32_t imm;
  friend bool operator==(const UopPush&, const UopPush&) = default;
};
struct UopLoopEnd {
  friend bool operator==(const UopLoopEnd&, const UopLoopEnd&) = default;
};
struct UopScopeEnd {
  friend bool operator==(const UopScopeEnd&, const UopScopeEnd&) = default;
};

// All in elements of the memory type; `buffer` names a DRAM buffer and `offset` counts from its
// start.
struct Load2d {
  std::string buffer;
  std::uint32_t offset, x_size, y_size, x_stride;
  std::uint32_t x_pad_before, y_pad_before, x_pad_after, y_pad_after;
  std::uint32_t sram_index;
  MemoryType memory_type;
  friend bool operator==(const Load2d&, const Load2d&) = default;
};
struct Store2d {
  std::uint32_t sram_index;
  MemoryType memory_type;
  std::string buffer;
  std::uint32_t offset, x_size, y_size, x_stride;
  friend bool operator==(const Store2d&, const Store2d&) = default;
};
struct Sync {
  friend bool operator==(const Sync&, const Sync&) = default;
};

using Call = std::variant<DepPush, DepPop, Scope, UopScopeBegin, UopLoopBegin, UopPush, UopLoopEnd,
                          UopScopeEnd, Load2d, Store2d, Sync>;
using CallList = std::vector<Call>;

// One call per line: "dep_push 3 2", "load2d data 0 14 8 14 1 1 1 0 0 2", "uop_scope gemm", ...
[[nodiscard]] std::string to_string(const Call& call);
// The inverse; fails naming the line number and what was expected. Empty lines are skipped.
[[nodiscard]] Result<CallList> parse_calls(std::istream& text);

}  // namespace vta

#endif  // VTA_DRIVER_PROGRAM_CALLS_H_
