// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/check_schedule.h"

#include <algorithm>
#include <string>

#include "compiler/ir/print.h"
#include "compiler/ir/rewrite.h"

namespace vta::passes {
namespace {

using ir::Expr;
using ir::Op;
using te::StageState;

constexpr std::int64_t kMaxThreads = 2;

Error error(const StageState& s, const std::string& message) {
  return Error{"stage " + s.tensor.name() + ": " + message};
}

Status check_thread(const StageState& s, const te::Bounds& bounds, const te::StageBounds& own) {
  if (!s.thread) return ok_status();
  if (s.position(s.thread) < 0) {
    return error(s, "bind: '" + s.thread->name + "' is no loop any more");
  }
  const std::int64_t most = bounds.analyzer.bounds(own.loop_extent.at(s.thread.get())).high;
  if (most <= kMaxThreads) return ok_status();
  return error(s, "bind: '" + s.thread->name + "' has extent " + std::to_string(most) +
                      "; the machine runs at most " + std::to_string(kMaxThreads) +
                      " virtual threads");
}

Status check_order(const StageState& s, const te::StageBounds& own) {
  for (std::size_t l = 0; l < s.leaves.size(); ++l) {
    const Expr& extent = own.loop_extent.at(s.leaves[l].get());
    for (std::size_t k = l + 1; k < s.leaves.size(); ++k) {
      if (!mentions(extent, s.leaves[k]->var)) continue;
      return error(s, "reorder: loop '" + s.leaves[l]->name + "' stands outside of '" +
                          s.leaves[k]->name + "', but its extent " + ir::to_text(extent) +
                          " depends on it; the split has to divide its axis");
    }
  }
  return ok_status();
}

Status check_attributes(const StageState& s) {
  for (const auto& [axis, pragma] : s.pragmas) {
    if (s.position(axis) < 0) return error(s, "pragma: '" + axis->name + "' is no loop any more");
  }
  if (s.tensorized && s.position(s.tensorized) < 0) {
    return error(s, "tensorize: '" + s.tensorized->name + "' is no loop any more");
  }
  return ok_status();
}

}  // namespace

Status check_args(const te::Schedule& schedule, const std::vector<te::Tensor>& args) {
  const auto is_arg = [&args](const ir::Buffer& buffer) {
    return std::any_of(args.begin(), args.end(),
                       [&buffer](const te::Tensor& arg) { return arg.buffer() == buffer; });
  };
  for (const StageState& s : schedule.stages()) {
    if (s.is_output && !is_arg(s.tensor.buffer())) {
      return error(s, "it is an output, but none of the arguments");
    }
    Status status = ok_status();
    ir::for_each(s.body, [&](const Expr& e) {
      if (!is(e, Op::kRead) || e->buffer->op || is_arg(e->buffer)) return;
      const auto& all = schedule.stages();
      const bool stage = std::any_of(all.begin(), all.end(), [&e](const StageState& other) {
        return other.tensor.buffer() == e->buffer;
      });
      if (stage || !status) return;
      status =
          error(s, "it reads placeholder " + e->buffer->name + ", which is none of the arguments");
    });
    if (!status) return status;
  }
  return ok_status();
}

Status check_loops(const te::Schedule& schedule, const te::Bounds& bounds) {
  for (std::size_t i = 0; i < schedule.stages().size(); ++i) {
    const StageState& s = schedule.stages()[i];
    const te::StageBounds& own = bounds.stages[i];
    if (own.extent.empty()) continue;  // nothing of it is computed
    if (Status status = check_thread(s, bounds, own); !status) return status;
    if (Status status = check_order(s, own); !status) return status;
    if (Status status = check_attributes(s); !status) return status;
  }
  return ok_status();
}

}  // namespace vta::passes
