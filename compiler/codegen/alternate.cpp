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

// One memory: which half each element of the program lies in now.
class Halves {
 public:
  explicit Halves(std::int64_t used) : used_(used), upper_(static_cast<std::size_t>(used), true) {}

  void alternate_from(std::int64_t element) { next_ = !upper_[static_cast<std::size_t>(element)]; }
  void define(std::int64_t element) { upper_[static_cast<std::size_t>(element)] = next_; }
  // What is to be added to the index of an element that is defined next.
  [[nodiscard]] std::int64_t offset_of_next() const { return next_ ? used_ : 0; }
  [[nodiscard]] std::int64_t offset(std::int64_t element) const {
    return upper_[static_cast<std::size_t>(element)] ? used_ : 0;
  }

 private:
  std::int64_t used_;
  std::vector<bool> upper_;  // at first, so that programs begin in the lower half
  bool next_ = false;
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
    if (used > 0 && 2 * used <= std::int64_t{config.depth(type)}) halves_.emplace(used);
  }

  // The calls with the other indices, if that is possible.
  std::optional<CallList> run() {
    if (!halves_) return std::nullopt;
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
      halves_->alternate_from(span.begin);
      for (std::int64_t e = span.begin; e < span.end; ++e) halves_->define(e);
      load->sram_index = static_cast<std::uint32_t>(span.begin + halves_->offset_of_next());
      return true;
    }
    if (memory_ != Memory::kAcc) return true;
    Offset offset;
    for (std::int64_t e = step.acc_reads.begin; e < step.acc_reads.end; ++e) {
      offset.include(halves_->offset(e));
    }
    offset.add_to(std::get<Store2d>(calls_[step.first]).sram_index);
    return offset.agreed;
  }

  bool visit_kernel(const Step& step) {
    if (step.kind != StepKind::kGemm && memory_ != Memory::kAcc) return true;
    if (step.kind == StepKind::kReset) {
      halves_->alternate_from(step.acc_writes.begin);
      for_each_uop(calls_, step,
                   [this](std::int64_t dst, std::int64_t, std::int64_t) { halves_->define(dst); });
    }
    // ALU operations with an immediate do not read src, which is the same as dst then.
    const bool alu = step.kind == StepKind::kAlu;
    const bool operand = alu && step.acc_reads.begin != step.acc_reads.end;
    Offset dst_offset, src_offset, wgt_offset;
    for_each_uop(calls_, step, [&](std::int64_t dst, std::int64_t src, std::int64_t wgt) {
      if (memory_ == Memory::kAcc) {
        dst_offset.include(halves_->offset(dst));
        if (alu) src_offset.include(halves_->offset(operand ? src : dst));
      } else if (memory_ == Memory::kInp) {
        src_offset.include(halves_->offset(src));
      } else {
        wgt_offset.include(halves_->offset(wgt));
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
  std::optional<Halves> halves_;
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
