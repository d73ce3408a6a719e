// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/schedule.h"

#include <algorithm>
#include <set>

#include "compiler/ir/rewrite.h"

namespace vta::te {
namespace {

// Reduction variables of a body, in order.
Vars reductions(const Expr& body) {
  Vars vars;
  if (!is(body, ir::Op::kReduce)) return vars;
  for (std::size_t i = 2; i < body->args.size(); ++i) vars.push_back(body->args[i]->var);
  return vars;
}

bool misplaced_reduction(const Expr& body) {
  bool found = false;
  for_each(body, [&](const Expr& e) {
    found = found || (is(e, ir::Op::kReduce) && e.get() != body.get());
  });
  return found;
}

std::string short_name(MemScope scope) {
  switch (scope) {
    case MemScope::kInp:
      return "inp";
    case MemScope::kWgt:
      return "wgt";
    case MemScope::kAcc:
      return "acc";
    case MemScope::kGlobal:
      break;
  }
  return "global";
}

Tensor renamed_copy(const Tensor& tensor, const std::string& name, DType type) {
  return Tensor(std::make_shared<const ir::BufferNode>(ir::BufferNode{name, type, tensor.shape()}));
}

}  // namespace

std::vector<Expr> reads_of(const Expr& body, const ir::Buffer& buffer) {
  std::vector<Expr> reads;
  for_each(body, [&](const Expr& e) {
    if (is(e, ir::Op::kRead) && e->buffer == buffer) reads.push_back(e);
  });
  return reads;
}

std::ptrdiff_t StageState::position(const Axis& axis) const {
  const auto found = std::find(leaves.begin(), leaves.end(), axis);
  return found == leaves.end() ? -1 : found - leaves.begin();
}

StageState Schedule::make_stage(const Tensor& tensor, const Vars& axes, const Expr& body) {
  StageState stage;
  stage.tensor = tensor;
  stage.root_vars = axes;
  stage.body = body;
  stage.data_axes = axes.size();
  for (const Var& var : axes) {
    stage.root.push_back(std::make_shared<const IterNode>(IterNode{var.name(), var, false}));
  }
  for (const Var& var : reductions(body)) {
    stage.root.push_back(std::make_shared<const IterNode>(IterNode{var.name(), var, true}));
  }
  stage.leaves = stage.root;
  return stage;
}

Schedule::Schedule(const std::vector<Tensor>& outputs) {
  for (const Tensor& tensor : outputs) add(tensor);
  for (const Tensor& tensor : outputs) {
    const std::size_t index = find(tensor);
    if (index == stages_.size()) {
      fail("tensor " + tensor.name() + " is a placeholder; there is nothing to compute");
    } else {
      stages_[index].is_output = true;
    }
  }
}

void Schedule::add(const Tensor& tensor) {
  if (tensor.op() == nullptr || find(tensor) != stages_.size()) return;
  for (const Tensor& input : tensor.inputs()) add(input);
  StageState stage = make_stage(tensor, tensor.op()->axes, tensor.op()->body);
  const std::string where = "stage " + tensor.name() + ": ";
  if (std::string reason = reason_invalid(stage.body); !reason.empty()) {
    fail(where + reason);
    stage.body = ir::literal(0, tensor.dtype());
  } else if (misplaced_reduction(stage.body)) {
    fail(where + "a reduction stands inside an expression; give it a stage of its own");
  }
  for (const std::int64_t extent : tensor.shape()) {
    if (extent < 1) fail(where + "an axis has extent " + std::to_string(extent));
  }
  stages_.push_back(std::move(stage));
}

void Schedule::fail(std::string message) {
  if (failure_.empty()) failure_ = std::move(message);
}

std::size_t Schedule::find(const Tensor& tensor) const {
  std::size_t i = 0;
  while (i < stages_.size() && stages_[i].tensor.buffer() != tensor.buffer()) ++i;
  return i;
}

Status Schedule::status() const {
  if (!failure_.empty()) return Error{failure_};
  return ok_status();
}

Stage Schedule::operator[](const Tensor& tensor) {
  const std::size_t index = find(tensor);
  if (index == stages_.size()) {
    fail("tensor " + tensor.name() + " is no stage of this schedule");
    return {this, stages_[0].tensor};
  }
  return {this, tensor};
}

Tensor Schedule::cache_read(const Tensor& tensor, MemScope scope,
                            const std::vector<Tensor>& readers) {
  const Tensor copy = renamed_copy(tensor, tensor.name() + "." + short_name(scope), tensor.dtype());
  Vars axes;
  for (std::size_t i = 0; i < tensor.shape().size(); ++i) {
    axes.emplace_back("i" + std::to_string(i), tensor.shape()[i]);
  }
  std::size_t first = stages_.size();
  for (const Tensor& reader : readers) {
    const std::size_t index = find(reader);
    if (index == stages_.size() || reads_of(stages_[index].body, tensor.buffer()).empty()) {
      fail("cache_read: stage " + reader.name() + " does not read tensor " + tensor.name());
      return copy;
    }
    first = std::min(first, index);
    stages_[index].body = ir::rewrite(stages_[index].body, [&](const Expr& e) {
      if (!is(e, ir::Op::kRead) || e->buffer != tensor.buffer()) return e;
      return ir::read(copy.buffer(), e->args);
    });
  }
  if (readers.empty()) {
    fail("cache_read: no stage is to read the copy of tensor " + tensor.name());
    return copy;
  }
  StageState stage = make_stage(copy, axes, tensor(axes));
  stage.scope = scope;
  for (StageState& other : stages_) {
    if (other.is_attached() && other.attach_stage >= first) ++other.attach_stage;
  }
  stages_.insert(stages_.begin() + static_cast<std::ptrdiff_t>(first), std::move(stage));
  return copy;
}

Tensor Schedule::cache_write(const Tensor& tensor, MemScope scope) {
  const std::size_t index = find(tensor);
  if (index == stages_.size()) {
    fail("cache_write: tensor " + tensor.name() + " is no stage of this schedule");
    return tensor;
  }
  StageState& old = stages_[index];
  if (!old.relations.empty() || old.leaves != old.root || old.is_attached()) {
    fail("cache_write: stage " + tensor.name() + " is scheduled already; cache it first");
    return tensor;
  }
  const Expr cached = is(old.body, ir::Op::kCast) ? old.body->args[0] : old.body;
  const Tensor copy = renamed_copy(tensor, tensor.name() + "." + short_name(scope), cached->type);
  StageState computing = make_stage(copy, old.root_vars, cached);
  computing.scope = scope;
  Vars axes;
  for (const Var& var : old.root_vars) axes.emplace_back(var.name(), var.extent());
  const bool is_output = old.is_output;
  old = make_stage(tensor, axes, cast(tensor.dtype(), copy(axes)));
  old.is_output = is_output;
  for (StageState& other : stages_) {
    if (other.is_attached() && other.attach_stage >= index) ++other.attach_stage;
  }
  stages_.insert(stages_.begin() + static_cast<std::ptrdiff_t>(index), std::move(computing));
  return copy;
}

}  // namespace vta::te
