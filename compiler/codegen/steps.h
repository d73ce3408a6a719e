// SPDX-License-Identifier: Apache-2.0
//
// A program of calls as a list of steps: one transfer or micro-kernel each, with what it touches on
// the chip and without tokens.

#ifndef VTA_COMPILER_CODEGEN_STEPS_H_
#define VTA_COMPILER_CODEGEN_STEPS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/codegen/codegen.h"

namespace vta {

// Elements of one memory, from `begin` to before `end`.
struct Span {
  std::int64_t begin = 0, end = 0;

  void include(std::int64_t element) {
    *this = begin == end ? Span{element, element + 1}
                         : Span{std::min(begin, element), std::max(end, element + 1)};
  }
  [[nodiscard]] bool meets(const Span& other) const {
    return begin < other.end && other.begin < end;
  }
};

enum class StepKind : std::uint8_t { kLoad, kStore, kReset, kGemm, kAlu };

// OUT counts as ACC, of which it is a copy. `reads` of ACC are those of elements that are not
// written as well.
struct Step {
  StepKind kind = StepKind::kLoad;
  Queue queue = Queue::kLoad;
  std::size_t first = 0, end = 0;        // its calls
  MemoryType memory = MemoryType::kInp;  // of a load
  Span inp = {}, wgt = {};               // written by loads, read by GEMM
  Span acc_reads = {}, acc_writes = {};
};

// Whether the two may not change places.
[[nodiscard]] bool conflict(const Step& a, const Step& b);

// Nothing when the calls hold something that a step cannot say: a load of micro-operations, or one
// of a buffer that is stored to, which only the order of all stages keeps apart.
[[nodiscard]] std::optional<std::vector<Step>> steps_of(const CallList& calls);

// Calls visit(dst, src, wgt) for every micro-operation that a micro-kernel executes, in order.
// `step` is of kind kReset, kGemm or kAlu.
template <typename Visit>
void for_each_uop(const CallList& calls, const Step& step, Visit visit) {
  UopLoopBegin loops[2] = {{1, 0, 0, 0}, {1, 0, 0, 0}};
  std::size_t depth = 0;
  std::size_t begin = step.first;
  for (; begin < step.end && !std::holds_alternative<UopPush>(calls[begin]); ++begin) {
    const auto* loop = std::get_if<UopLoopBegin>(&calls[begin]);
    if (loop != nullptr && depth < 2) loops[depth++] = *loop;
  }
  for (std::int64_t o = 0; o < loops[0].extent; ++o) {
    for (std::int64_t i = 0; i < loops[1].extent; ++i) {
      for (std::size_t c = begin; c < step.end; ++c) {
        const auto* uop = std::get_if<UopPush>(&calls[c]);
        if (uop == nullptr) break;
        visit(uop->dst + o * loops[0].dst_factor + i * loops[1].dst_factor,
              uop->src + o * loops[0].src_factor + i * loops[1].src_factor,
              uop->wgt + o * loops[0].wgt_factor + i * loops[1].wgt_factor);
      }
    }
  }
}

}  // namespace vta

#endif  // VTA_COMPILER_CODEGEN_STEPS_H_
