// SPDX-License-Identifier: Apache-2.0
#include "compiler/ir/simplify.h"

#include <algorithm>
#include <cstdlib>

#include "compiler/ir/rewrite.h"

namespace vta::ir {
namespace {

constexpr std::int64_t kInfinity = Interval::kInfinity;

std::int64_t saturate(std::int64_t value) { return std::clamp(value, -kInfinity, kInfinity); }

bool is_infinite(std::int64_t value) { return value <= -kInfinity || value >= kInfinity; }

std::int64_t add_bound(std::int64_t a, std::int64_t b) {
  if (is_infinite(a)) return a;
  return is_infinite(b) ? b : saturate(a + b);
}

std::int64_t scale_bound(std::int64_t bound, std::int64_t factor) {
  if (factor == 0 || bound == 0) return 0;
  if (is_infinite(bound) || std::abs(bound) > kInfinity / std::abs(factor)) {
    return (bound > 0) == (factor > 0) ? kInfinity : -kInfinity;
  }
  return bound * factor;
}

bool has_memory(const Expr& expr) {
  bool found = false;
  for_each(expr, [&found](const Expr& e) {
    found = found || is(e, Op::kRead) || is(e, Op::kCall) || is(e, Op::kReduce);
  });
  return found;
}

}  // namespace

void Analyzer::bind(const Var& var, const Expr& extent) {
  const std::int64_t high = bounds(extent).high;
  ranges_[var.get()] = {0, is_infinite(high) ? high : std::max<std::int64_t>(high - 1, 0)};
}

Linear Analyzer::linear(const Expr& expr) const {
  Linear sum;
  add(sum, expr, 1);
  // k * n * (x // n) + k * (x % n) is k * x.
  for (std::size_t i = 0; i < sum.terms.size(); ++i) {
    const Expr mod = sum.terms[i].first;
    const std::int64_t factor = sum.terms[i].second;
    if (!is(mod, Op::kFloorMod) || factor == 0 || !is(mod->args[1], Op::kInt)) continue;
    for (std::size_t k = 0; k < sum.terms.size(); ++k) {
      const Expr div = sum.terms[k].first;
      if (!is(div, Op::kFloorDiv) || sum.terms[k].second != factor * mod->args[1]->value ||
          !equal(div->args[0], mod->args[0]) || !equal(div->args[1], mod->args[1])) {
        continue;
      }
      sum.terms[i].second = 0;
      sum.terms[k].second = 0;
      add(sum, mod->args[0], factor);
      break;
    }
  }
  sum.normalize();
  return sum;
}

void Analyzer::add(Linear& sum, const Expr& expr, std::int64_t factor) const {
  switch (expr->op) {
    case Op::kInt:
      sum.constant += factor * expr->value;
      return;
    case Op::kAdd:
    case Op::kSub:
      add(sum, expr->args[0], factor);
      add(sum, expr->args[1], is(expr, Op::kAdd) ? factor : -factor);
      return;
    case Op::kMul:
      for (const int side : {0, 1}) {
        const Expr scale = simplify(expr->args[static_cast<std::size_t>(side)]);
        if (!is(scale, Op::kInt)) continue;
        add(sum, expr->args[static_cast<std::size_t>(1 - side)], factor * scale->value);
        return;
      }
      break;
    default:
      break;
  }
  const Expr atom = simplify_node(expr);
  if (is(atom, Op::kInt) || is(atom, Op::kAdd) || is(atom, Op::kSub) ||
      (is(atom, Op::kMul) && !is(expr, Op::kMul))) {
    add(sum, atom, factor);
  } else {
    sum.add(atom, factor);
  }
}

Interval Analyzer::bounds(const Linear& linear) const {
  Interval sum{linear.constant, linear.constant};
  for (const auto& [atom, factor] : linear.terms) {
    const Interval range = bounds(atom);
    const std::int64_t a = scale_bound(range.low, factor);
    const std::int64_t b = scale_bound(range.high, factor);
    sum.low = add_bound(sum.low, std::min(a, b));
    sum.high = add_bound(sum.high, std::max(a, b));
  }
  return sum;
}

Interval Analyzer::bounds(const Expr& expr) const {
  switch (expr->op) {
    case Op::kInt:
      return {expr->value, expr->value};
    case Op::kVar: {
      const auto found = ranges_.find(expr->var.get());
      return found == ranges_.end() ? Interval{} : found->second;
    }
    case Op::kMin:
    case Op::kMax: {
      const Interval a = bounds(expr->args[0]);
      const Interval b = bounds(expr->args[1]);
      return {fold(expr->op, a.low, b.low), fold(expr->op, a.high, b.high)};
    }
    case Op::kFloorDiv:
    case Op::kFloorMod: {
      if (!is(expr->args[1], Op::kInt) || expr->args[1]->value <= 0) return {};
      const std::int64_t divisor = expr->args[1]->value;
      if (is(expr, Op::kFloorMod)) return {0, divisor - 1};
      const Interval range = bounds(expr->args[0]);
      const auto divide = [divisor](std::int64_t bound) {
        return is_infinite(bound) ? bound : fold(Op::kFloorDiv, bound, divisor);
      };
      return {divide(range.low), divide(range.high)};
    }
    case Op::kAdd:
    case Op::kSub:
      return bounds(linear(expr));
    case Op::kMul:
      if (is(expr->args[0], Op::kInt) || is(expr->args[1], Op::kInt)) return bounds(linear(expr));
      return {};
    case Op::kLt:
    case Op::kLe:
    case Op::kEq:
    case Op::kAnd:
      return {0, 1};
    default:
      return {};
  }
}

// c * q + r divided by c: q and what r gives.
Expr Analyzer::divide(Op op, const Expr& dividend, std::int64_t divisor) const {
  const Linear whole = linear(dividend);
  Linear quotient, rest;
  for (const auto& [atom, factor] : whole.terms) {
    const std::int64_t part = fold(Op::kFloorDiv, factor, divisor);
    if (factor % divisor == 0) {
      quotient.terms.emplace_back(atom, part);
    } else {
      rest.terms.emplace_back(atom, factor);
    }
  }
  quotient.constant = fold(Op::kFloorDiv, whole.constant, divisor);
  rest.constant = fold(Op::kFloorMod, whole.constant, divisor);
  const Interval range = bounds(rest);
  if (!is_infinite(range.low) && !is_infinite(range.high)) {
    const std::int64_t low = fold(Op::kFloorDiv, range.low, divisor);
    if (low == fold(Op::kFloorDiv, range.high, divisor)) {
      if (op == Op::kFloorMod) return to_expr(rest) - Expr(low * divisor);
      quotient.constant += low;
      return to_expr(quotient);
    }
  }
  const Expr left = binary(op, to_expr(rest), divisor);
  if (op == Op::kFloorMod) return left;
  return quotient.terms.empty() && quotient.constant == 0 ? left : to_expr(quotient) + left;
}

// Of a node that is no sum; its operands are not simplified yet.
Expr Analyzer::simplify_node(const Expr& expr) const {
  if (is(expr, Op::kVar)) {
    const Interval range = bounds(expr);
    return range.low == range.high ? Expr(range.low) : expr;
  }
  if (expr->args.empty()) return expr;
  std::vector<Expr> args;
  for (const Expr& arg : expr->args) args.push_back(simplify(arg));
  const Expr same = with_args(expr, args);
  switch (same->op) {
    case Op::kFloorDiv:
    case Op::kFloorMod:
      if (is(args[1], Op::kInt) && args[1]->value > 0 && !has_memory(args[0])) {
        return divide(same->op, args[0], args[1]->value);
      }
      return same;
    case Op::kMin:
    case Op::kMax: {
      if (has_memory(same)) return same;
      const Interval difference = bounds(linear(args[0] - args[1]));
      const bool is_min = is(same, Op::kMin);
      if (difference.high <= 0) return is_min ? args[0] : args[1];
      if (difference.low >= 0) return is_min ? args[1] : args[0];
      return same;
    }
    case Op::kLt:
    case Op::kLe: {
      if (has_memory(same)) return same;
      const std::int64_t strict = is(same, Op::kLt) ? 1 : 0;  // a + strict <= b
      const Interval difference = bounds(linear(args[0] - args[1] + Expr(strict)));
      if (difference.high <= 0) return literal(1, DType::kBool);
      if (difference.low > 0) return literal(0, DType::kBool);
      return same;
    }
    case Op::kAnd:
      for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
        if (is_literal(args[side], 1)) return args[1 - side];
        if (is_literal(args[side], 0)) return args[side];
      }
      return same;
    case Op::kSelect:
      if (is_literal(args[0], 1)) return args[1];
      // Padding that is known to be nothing else stays the padding of its tensor: a transfer makes
      // zeros, but only one of a buffer.
      if (is_literal(args[0], 0) && !(has_memory(args[1]) && is_literal(args[2], 0))) {
        return args[2];
      }
      return same;
    case Op::kCast:
      if (is(args[0], Op::kInt)) {
        return literal(wrapped(args[0]->value, same->type), same->type);
      }
      return same;
    default:
      return same;
  }
}

Expr Analyzer::simplify(const Expr& expr) const {
  if (is(expr, Op::kInt)) return expr;
  const bool sum = is(expr, Op::kAdd) || is(expr, Op::kSub) || is(expr, Op::kMul);
  if (sum && expr->type == DType::kInt32 && !has_memory(expr)) return to_expr(linear(expr));
  const Expr node = simplify_node(expr);
  const bool new_sum = is(node, Op::kAdd) || is(node, Op::kSub) || is(node, Op::kMul);
  if (!sum && new_sum && node->type == DType::kInt32 && !has_memory(node)) {
    return to_expr(linear(node));
  }
  return node;
}

bool Analyzer::proves_equal(const Expr& a, const Expr& b) const {
  const Linear difference = linear(a - b);
  return difference.terms.empty() && difference.constant == 0;
}

}  // namespace vta::ir
