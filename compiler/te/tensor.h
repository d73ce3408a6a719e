// SPDX-License-Identifier: Apache-2.0
//
// Tensor expressions: what is computed, element by element, without saying how.
//
//   Tensor a = placeholder({4, 16}, "a");
//   Tensor b = compute({4, 16}, [&](const Vars& i) { return a(i).astype(DType::kInt32) + 1; },
//   "b");
//
// Mistakes (a wrong number of indices, mixed types) make an expression invalid; lowering refuses
// it with the reason.

#ifndef VTA_COMPILER_TE_TENSOR_H_
#define VTA_COMPILER_TE_TENSOR_H_

#include <array>
#include <concepts>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "compiler/ir/expr.h"

namespace vta::te {

using ir::both;
using ir::cast;
using ir::ComputeOp;
using ir::DType;
using ir::Expr;
using ir::floordiv;
using ir::floormod;
using ir::max;
using ir::MemScope;
using ir::min;
using ir::select;
using ir::Var;

using Vars = std::vector<Var>;
using Shape = std::vector<std::int64_t>;  // elements, outermost axis first; each at least 1

class Tensor {
 public:
  Tensor() = default;
  explicit Tensor(ir::Buffer buffer) : buffer_(std::move(buffer)) {}

  [[nodiscard]] const std::string& name() const { return buffer_->name; }
  [[nodiscard]] const Shape& shape() const { return buffer_->shape; }
  [[nodiscard]] DType dtype() const { return buffer_->type; }
  [[nodiscard]] const ir::Buffer& buffer() const { return buffer_; }
  // Null for a placeholder.
  [[nodiscard]] const ComputeOp* op() const { return buffer_->op.get(); }
  // The tensors that its elements are computed from, each once.
  [[nodiscard]] std::vector<Tensor> inputs() const;

  // The element at these indices, one for each axis.
  [[nodiscard]] Expr at(std::vector<Expr> indices) const;
  [[nodiscard]] Expr operator()(const Vars& indices) const {
    return at(std::vector<Expr>(indices.begin(), indices.end()));
  }
  template <std::convertible_to<Expr>... Indices>
  [[nodiscard]] Expr operator()(const Indices&... indices) const {
    return at({Expr(indices)...});
  }

 private:
  ir::Buffer buffer_;
};

// A tensor that the caller provides in DRAM.
[[nodiscard]] Tensor placeholder(Shape shape, std::string name, DType type = DType::kInt8);

// A reduction axis that counts from 0 to extent - 1.
[[nodiscard]] inline Var reduce_axis(std::int64_t extent, std::string name) {
  return Var(std::move(name), extent, true);
}

// Reductions over reduction axes, at the root of a compute only. max and min start from the end of
// the range of the type before a cast.
[[nodiscard]] Expr sum(const Expr& source, const Vars& axes);
[[nodiscard]] Expr max(const Expr& source, const Vars& axes);
[[nodiscard]] Expr min(const Expr& source, const Vars& axes);
// So that {k} is a list of axes and not an expression.
[[nodiscard]] inline Expr max(const Expr& source, std::initializer_list<Var> axes) {
  return max(source, Vars(axes));
}
[[nodiscard]] inline Expr min(const Expr& source, std::initializer_list<Var> axes) {
  return min(source, Vars(axes));
}

// The tensor whose element at `axes` is `body`; its type is that of the body. Names of axes are
// those of the loops; by default i0, i1, ...
[[nodiscard]] Tensor compute_with(Shape shape, const std::function<Expr(const Vars&)>& body,
                                  std::string name, std::vector<std::string> axis_names);

namespace detail {
template <typename F, std::size_t... I>
std::function<Expr(const Vars&)> spread(F body, std::index_sequence<I...>) {
  return [body](const Vars& v) -> Expr {
    if (v.size() != sizeof...(I)) {
      return ir::invalid("the shape has " + std::to_string(v.size()) +
                         " axes, the function of the elements " + std::to_string(sizeof...(I)));
    }
    return body(v[I]...);
  };
}
template <std::size_t N, typename F>
std::function<Expr(const Vars&)> adapt(F body) {
  static_assert(N <= 8, "a function of Vars, or of one Var for each axis, at most eight");
  if constexpr (std::is_invocable_v<F, const Vars&>) {
    return body;
  } else if constexpr ([]<std::size_t... I>(std::index_sequence<I...>) {
                         return std::is_invocable_v<F, decltype((void(I), std::declval<Var>()))...>;
                       }(std::make_index_sequence<N>())) {
    return spread(std::move(body), std::make_index_sequence<N>());
  } else {
    return adapt<N + 1>(std::move(body));
  }
}
}  // namespace detail

// `body` takes all indices as one Vars, or each as a Var of its own.
template <typename F>
[[nodiscard]] Tensor compute(Shape shape, F body, std::string name,
                             std::vector<std::string> axis_names = {}) {
  return compute_with(std::move(shape), detail::adapt<1>(std::move(body)), std::move(name),
                      std::move(axis_names));
}

// The tensor with `before` and `after` zeros around every axis (`after` defaults to `before`).
[[nodiscard]] Tensor pad(const Tensor& tensor, const Shape& before, std::string name,
                         const Shape& after = {});

}  // namespace vta::te

#endif  // VTA_COMPILER_TE_TENSOR_H_
