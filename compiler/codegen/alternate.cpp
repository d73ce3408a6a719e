// SPDX-License-Identifier: Apache-2.0
#include "compiler/codegen/alternate.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/codegen/steps.h"

namespace vta {
namespace {

// Buffers that take turns, at most. A micro-kernel has an instance for each combination of buffers,
// so that long ones would fill the micro-op memory.
constexpr std::int64_t kMaxBuffers = 4;
constexpr std::int64_t kLongKernel = 32;

// One memory: which buffer each element of the program lies in now.
class Buffers {
 public:
  Buffers(std::int64_t used, std::int64_t count)
      : used_(used), last_(count - 1), buffer_(static_cast<std::size_t>(used), -1) {}

  void advance_from(std::int64_t element) {
    const std::int64_t now = buffer_[static_cast<std::size_t>(element)];
    next_ = now == last_ ? 0 : now + 1;
  }
  void define(std::int64_t element) { buffer_[static_cast<std::size_t>(element)] = next_; }
  // What is to be added to the index of an element that is defined next.
  [[nodiscard]] std::int64_t offset_of_next() const { return next_ * used_; }
  [[nodiscard]] std::int64_t offset(std::int64_t element) const {
    return std::max<std::int64_t>(buffer_[static_cast<std::size_t>(element)], 0) * used_;
  }

 private:
  std::int64_t used_, last_, next_ = 0;
  std::vector<std::int64_t> buffer_;  // -1: never defined
};

// What is added to all indices of one kind of a micro-kernel; none if elements disagree.
struct Offset {
  std::optional<std::int64_t> value;
  bool agreed = true;

  void include(std::int64_t offset) {
    agreed = agreed && value.value_or(offset) == offset;
    value = offset;
  }
  void add_to(std::uint32_t& index) const {
    index = static_cast<std::uint32_t>(index + value.value_or(0));
  }
};

// In micro-ops.
std::int64_t longest_kernel(const CallList& calls) {
  std::int64_t longest = 0, now = 0;
  for (const Call& call : calls) {
    if (std::holds_alternative<UopScopeBegin>(call)) now = 0;
    if (std::holds_alternative<UopPush>(call)) longest = std::max(longest, ++now);
  }
  return longest;
}

enum class Memory : std::uint8_t { kInp, kWgt, kAcc };

class Alternator {
 public:
  Alternator(const Config& config, CallList calls, const std::vector<Step>& steps, Memory memory)
      : calls_(std::move(calls)), steps_(steps), memory_(memory) {
    std::int64_t used = 0;
    for (const Step& step : steps_) {
      for (const Span& span : {own(step), memory == Memory::kAcc ? step.acc_reads : Span{}}) {
        used = std::max(used, span.end);
      }
    }
    const MemoryType type = memory == Memory::kInp   ? MemoryType::kInp
                            : memory == Memory::kWgt ? MemoryType::kWgt
                                                     : MemoryType::kAcc;
    if (used == 0) return;
    const std::int64_t most = longest_kernel(calls_) > kLongKernel ? 2 : kMaxBuffers;
    const std::int64_t count = std::min(config.depth(type) / used, most);
    if (count > 1) buffers_.emplace(used, count);
  }

  // The calls with the other indices, if that is possible.
  std::optional<CallList> run() {
    if (!buffers_) return std::nullopt;
    for (const Step& step : steps_) {
      const bool kernel = step.kind != StepKind::kLoad && step.kind != StepKind::kStore;
      if (kernel ? !visit_kernel(step) : !visit_transfer(step)) return std::nullopt;
    }
    return std::move(calls_);
  }

 private:
  [[nodiscard]] const Span& own(const Step& step) const {
    return memory_ == Memory::kInp   ? step.inp
           : memory_ == Memory::kWgt ? step.wgt
                                     : step.acc_writes;
  }

  bool visit_transfer(const Step& step) {
    if (auto* load = std::get_if<Load2d>(&calls_[step.first])) {
      const Span& span = own(step);
      if (span.begin == span.end) return true;
      buffers_->advance_from(span.begin);
      for (std::int64_t e = span.begin; e < span.end; ++e) buffers_->define(e);
      load->sram_index = static_cast<std::uint32_t>(span.begin + buffers_->offset_of_next());
      return true;
    }
    if (memory_ != Memory::kAcc) return true;
    Offset offset;
    for (std::int64_t e = step.acc_reads.begin; e < step.acc_reads.end; ++e) {
      offset.include(buffers_->offset(e));
    }
    offset.add_to(std::get<Store2d>(calls_[step.first]).sram_index);
    return offset.agreed;
  }

  bool visit_kernel(const Step& step) {
    if (step.kind != StepKind::kGemm && memory_ != Memory::kAcc) return true;
    if (step.kind == StepKind::kReset) {
      buffers_->advance_from(step.acc_writes.begin);
      for_each_uop(calls_, step,
                   [this](std::int64_t dst, std::int64_t, std::int64_t) { buffers_->define(dst); });
    }
    // ALU operations with an immediate do not read src, which is the same as dst then.
    const bool alu = step.kind == StepKind::kAlu;
    const bool operand = alu && step.acc_reads.begin != step.acc_reads.end;
    Offset dst_offset, src_offset, wgt_offset;
    for_each_uop(calls_, step, [&](std::int64_t dst, std::int64_t src, std::int64_t wgt) {
      if (memory_ == Memory::kAcc) {
        dst_offset.include(buffers_->offset(dst));
        if (alu) src_offset.include(buffers_->offset(operand ? src : dst));
      } else if (memory_ == Memory::kInp) {
        src_offset.include(buffers_->offset(src));
      } else {
        wgt_offset.include(buffers_->offset(wgt));
      }
    });
    for (std::size_t c = step.first; c < step.end; ++c) {
      auto* uop = std::get_if<UopPush>(&calls_[c]);
      if (uop == nullptr) continue;
      dst_offset.add_to(uop->dst);
      src_offset.add_to(uop->src);
      wgt_offset.add_to(uop->wgt);
    }
    return dst_offset.agreed && src_offset.agreed && wgt_offset.agreed;
  }

  CallList calls_;
  const std::vector<Step>& steps_;
  Memory memory_;
  std::optional<Buffers> buffers_;
};

}  // namespace

CallList alternate_buffers(const Config& config, CallList calls) {
  const std::optional<std::vector<Step>> steps = steps_of(calls);
  if (!steps) return calls;
  for (const Memory memory : {Memory::kInp, Memory::kWgt, Memory::kAcc}) {
    if (std::optional<CallList> other = Alternator(config, calls, *steps, memory).run()) {
      calls = std::move(*other);
    }
  }
  return calls;
}

}  // namespace vta
