// SPDX-License-Identifier: Apache-2.0
#include "compiler/codegen/steps.h"

#include <set>
#include <string>
#include <variant>

namespace vta {
namespace {

Step load_step(const Load2d& load, std::size_t at) {
  const std::int64_t columns = std::int64_t{load.x_pad_before} + load.x_size + load.x_pad_after;
  const std::int64_t rows = std::int64_t{load.y_pad_before} + load.y_size + load.y_pad_after;
  const Span span{load.sram_index, load.sram_index + columns * rows};
  Step step{.kind = StepKind::kLoad, .first = at, .end = at + 1, .memory = load.memory_type};
  if (load.memory_type == MemoryType::kInp) {
    step.inp = span;
  } else if (load.memory_type == MemoryType::kWgt) {
    step.wgt = span;
  } else {
    step.queue = Queue::kCompute;
    step.acc_writes = span;
  }
  return step;
}

Step store_step(const Store2d& store, std::size_t at) {
  Step step{.kind = StepKind::kStore, .queue = Queue::kStore, .first = at, .end = at + 1};
  const std::int64_t elements = std::int64_t{store.x_size} * store.y_size;
  step.acc_reads = {store.sram_index, store.sram_index + elements};
  return step;
}

// The calls from the begin to the end of a micro-kernel.
Step kernel_step(const CallList& calls, std::size_t at) {
  Step step{.kind = StepKind::kGemm, .queue = Queue::kCompute, .first = at, .end = at};
  const UopPush* uop = nullptr;
  while (!std::holds_alternative<UopScopeEnd>(calls[step.end++])) {
    if (const auto* push = std::get_if<UopPush>(&calls[step.end - 1])) uop = push;
  }
  if (uop == nullptr) return step;
  const bool alu = uop->mode == UopMode::kAlu;
  step.kind = alu ? StepKind::kAlu : uop->reset ? StepKind::kReset : StepKind::kGemm;
  for_each_uop(calls, step, [&](std::int64_t dst, std::int64_t src, std::int64_t wgt) {
    step.acc_writes.include(dst);
    if (alu && !uop->use_imm) step.acc_reads.include(src);
    if (step.kind == StepKind::kGemm) {
      step.inp.include(src);
      step.wgt.include(wgt);
    }
  });
  return step;
}

}  // namespace

bool conflict(const Step& a, const Step& b) {
  const bool loads = a.queue == Queue::kLoad || b.queue == Queue::kLoad;
  return a.acc_writes.meets(b.acc_writes) || a.acc_writes.meets(b.acc_reads) ||
         a.acc_reads.meets(b.acc_writes) || (loads && (a.inp.meets(b.inp) || a.wgt.meets(b.wgt)));
}

std::optional<std::vector<Step>> steps_of(const CallList& calls) {
  std::vector<Step> steps;
  std::set<std::string> loaded, stored;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (const auto* load = std::get_if<Load2d>(&calls[i])) {
      if (load->memory_type == MemoryType::kUop) return std::nullopt;
      loaded.insert(load->buffer);
      steps.push_back(load_step(*load, i));
    } else if (const auto* store = std::get_if<Store2d>(&calls[i])) {
      stored.insert(store->buffer);
      steps.push_back(store_step(*store, i));
    } else if (std::holds_alternative<UopScopeBegin>(calls[i])) {
      steps.push_back(kernel_step(calls, i));
      i = steps.back().end - 1;
    }
  }
  for (const std::string& name : stored) {
    if (loaded.count(name) != 0) return std::nullopt;
  }
  return steps;
}

}  // namespace vta
