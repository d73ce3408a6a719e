// SPDX-License-Identifier: Apache-2.0
#include "compiler/ir/linear.h"

#include <algorithm>
#include <cstdlib>

namespace vta::ir {
namespace {

// A fixed order of atoms that does not depend on addresses where names differ.
int compare(const Expr& a, const Expr& b) {
  if (a.get() == b.get()) return 0;
  if (a->op != b->op) return a->op < b->op ? -1 : 1;
  if (is(a, Op::kVar)) {
    if (const int names = a->var.name().compare(b->var.name()); names != 0) return names;
    if (a->var == b->var) return 0;
    return a->var.get() < b->var.get() ? -1 : 1;
  }
  if (a->value != b->value) return a->value < b->value ? -1 : 1;
  if (a->args.size() != b->args.size()) return a->args.size() < b->args.size() ? -1 : 1;
  for (std::size_t i = 0; i < a->args.size(); ++i) {
    if (const int args = compare(a->args[i], b->args[i]); args != 0) return args;
  }
  return 0;
}

}  // namespace

void Linear::add(const Expr& atom, std::int64_t factor) {
  for (auto& [other, total] : terms) {
    if (equal(other, atom)) {
      total += factor;
      return;
    }
  }
  terms.emplace_back(atom, factor);
}

void Linear::normalize() {
  std::erase_if(terms, [](const auto& term) { return term.second == 0; });
  std::stable_sort(terms.begin(), terms.end(), [](const auto& a, const auto& b) {
    const std::int64_t fa = std::abs(a.second);
    const std::int64_t fb = std::abs(b.second);
    return fa != fb ? fa > fb : compare(a.first, b.first) < 0;
  });
}

std::int64_t Linear::factor(const Var& var) const {
  for (const auto& [atom, factor] : terms) {
    if (is(atom, Op::kVar) && atom->var == var) return factor;
  }
  return 0;
}

Linear Linear::without(const Var& var) const {
  Linear rest = *this;
  std::erase_if(rest.terms, [&var](const auto& term) {
    return is(term.first, Op::kVar) && term.first->var == var;
  });
  return rest;
}

Expr to_expr(const Linear& linear) {
  // What is positive comes first, so that no term is taken from nothing where that can be helped.
  auto terms = linear.terms;
  const auto positive =
      std::find_if(terms.begin(), terms.end(), [](const auto& term) { return term.second > 0; });
  if (positive != terms.end()) {
    std::rotate(terms.begin(), positive, positive + 1);
  } else if (linear.constant > 0 && !terms.empty()) {
    Expr rest = linear.constant;
    for (const auto& [atom, factor] : terms) {
      rest = rest - (factor == -1 ? atom : atom * Expr(-factor));
    }
    return rest;
  }
  Expr sum;
  for (const auto& [atom, factor] : terms) {
    const std::int64_t size = std::abs(factor);
    const Expr term = size == 1 ? atom : atom * Expr(size);
    if (!sum) {
      sum = factor > 0 ? term : Expr(0) - term;
    } else {
      sum = factor > 0 ? sum + term : sum - term;
    }
  }
  if (!sum) return linear.constant;
  if (linear.constant > 0) return sum + Expr(linear.constant);
  if (linear.constant < 0) return sum - Expr(-linear.constant);
  return sum;
}

Expr divided_exactly(const Linear& linear, std::int64_t divisor) {
  Linear result = linear;
  if (linear.constant % divisor != 0) return {};
  result.constant /= divisor;
  for (auto& [atom, factor] : result.terms) {
    if (factor % divisor != 0) return {};
    factor /= divisor;
  }
  return to_expr(result);
}

}  // namespace vta::ir
