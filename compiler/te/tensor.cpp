// SPDX-License-Identifier: Apache-2.0
#include "compiler/te/tensor.h"

#include <limits>

#include "compiler/ir/rewrite.h"

namespace vta::te {
namespace {

using ir::Op;

Expr reduce(Op combiner, const Expr& source, std::int64_t identity, const Vars& axes) {
  if (is(source, Op::kInvalid)) return source;
  std::vector<Expr> args = {source, ir::literal(identity, source->type)};
  for (const Var& axis : axes) {
    if (!axis.is_reduction()) {
      return ir::invalid("'" + axis.name() + "' is no reduction axis; make it with reduce_axis");
    }
    args.emplace_back(axis);
  }
  return Expr(std::make_shared<const ir::ExprNode>(ir::ExprNode{.op = Op::kReduce,
                                                                .type = source->type,
                                                                .value = static_cast<int>(combiner),
                                                                .text = {},
                                                                .args = std::move(args)}));
}

bool holds_int8(const Expr& source) {
  const Expr& inner = is(source, Op::kCast) ? source->args[0] : source;
  return inner->type == DType::kInt8;
}

}  // namespace

Expr Tensor::at(std::vector<Expr> indices) const {
  if (indices.size() != shape().size()) {
    return ir::invalid("tensor " + name() + " has " + std::to_string(shape().size()) +
                       " axes, but " + std::to_string(indices.size()) + " indices were given");
  }
  for (const Expr& index : indices) {
    if (std::string reason = reason_invalid(index); !reason.empty()) return ir::invalid(reason);
  }
  return ir::read(buffer_, std::move(indices));
}

std::vector<Tensor> Tensor::inputs() const {
  std::vector<Tensor> found;
  if (op() == nullptr) return found;
  ir::for_each(op()->body, [&found](const Expr& e) {
    if (!is(e, Op::kRead)) return;
    for (const Tensor& tensor : found) {
      if (tensor.buffer() == e->buffer) return;
    }
    found.emplace_back(e->buffer);
  });
  return found;
}

Tensor placeholder(Shape shape, std::string name, DType type) {
  return Tensor(std::make_shared<const ir::BufferNode>(
      ir::BufferNode{std::move(name), type, std::move(shape)}));
}

Expr sum(const Expr& source, const Vars& axes) { return reduce(Op::kAdd, source, 0, axes); }

Expr max(const Expr& source, const Vars& axes) {
  return reduce(Op::kMax, source,
                holds_int8(source) ? std::numeric_limits<std::int8_t>::min()
                                   : std::numeric_limits<std::int32_t>::min(),
                axes);
}

Expr min(const Expr& source, const Vars& axes) {
  return reduce(Op::kMin, source,
                holds_int8(source) ? std::numeric_limits<std::int8_t>::max()
                                   : std::numeric_limits<std::int32_t>::max(),
                axes);
}

Tensor compute_with(Shape shape, const std::function<Expr(const Vars&)>& body, std::string name,
                    std::vector<std::string> axis_names) {
  Vars axes;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    axes.emplace_back(i < axis_names.size() ? axis_names[i] : "i" + std::to_string(i), shape[i]);
  }
  Expr value = body(axes);
  if (!axis_names.empty() && axis_names.size() != shape.size()) {
    value = ir::invalid("the shape has " + std::to_string(shape.size()) + " axes, but " +
                        std::to_string(axis_names.size()) + " names were given");
  }
  const DType type = value->type;
  auto op = std::make_shared<const ComputeOp>(ComputeOp{std::move(axes), std::move(value)});
  return Tensor(std::make_shared<const ir::BufferNode>(
      ir::BufferNode{std::move(name), type, std::move(shape), MemScope::kGlobal, std::move(op)}));
}

Tensor pad(const Tensor& tensor, const Shape& before, std::string name, const Shape& after) {
  const Shape& behind = after.empty() ? before : after;
  Shape shape = tensor.shape();
  const Shape& wrong = before.size() != shape.size() ? before : behind;
  const bool fits = wrong.size() == shape.size();
  for (std::size_t i = 0; fits && i < shape.size(); ++i) shape[i] += before[i] + behind[i];
  return compute(
      shape,
      [&](const Vars& axes) -> Expr {
        if (!fits) {
          return ir::invalid("tensor " + tensor.name() + " has " +
                             std::to_string(tensor.shape().size()) + " axes, but " +
                             std::to_string(wrong.size()) + " pads were given");
        }
        Expr inside;
        const auto require = [&inside](const Expr& condition) {
          inside = inside ? both(inside, condition) : condition;
        };
        std::vector<Expr> indices;
        for (std::size_t i = 0; i < axes.size(); ++i) {
          const Expr index = axes[i];
          indices.push_back(before[i] == 0 ? index : index - Expr(before[i]));
          if (before[i] != 0) require(Expr(before[i]) <= index);
          if (behind[i] != 0) require(index < Expr(before[i] + tensor.shape()[i]));
        }
        const Expr value = tensor.at(std::move(indices));
        return inside ? select(inside, value, ir::literal(0, tensor.dtype())) : value;
      },
      std::move(name));
}

}  // namespace vta::te
