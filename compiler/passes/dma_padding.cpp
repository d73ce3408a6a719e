// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/dma_padding.h"

#include <cstdlib>
#include <vector>

#include "compiler/ir/print.h"

namespace vta::passes {
namespace {

using ir::Expr;
using ir::Linear;
using ir::Op;

// Of a condition a < b or a <= b: the data are where the difference is not negative.
Status add_bound(Copy& copy, const Expr& term, const ir::Analyzer& analyzer) {
  if (!is(term, Op::kLt) && !is(term, Op::kLe)) {
    return Error{"dma_copy: condition " + ir::to_text(term) + " bounds no index"};
  }
  const Expr strict = is(term, Op::kLt) ? 1 : 0;
  const Linear difference = analyzer.linear(term->args[1] - term->args[0] - strict);
  for (const auto& [atom, factor] : difference.terms) {
    for (const CopyDim& dim : copy.dims) {
      if (is(atom, Op::kVar) || !ir::mentions(atom, dim.var)) continue;
      return Error{"dma_copy: condition " + ir::to_text(term) + " is not affine in loop '" +
                   dim.var.name() + "'"};
    }
  }
  CopyDim* bounded = nullptr;
  for (CopyDim& dim : copy.dims) {
    const std::int64_t factor = difference.factor(dim.var);
    if (factor == 0) continue;
    if (bounded != nullptr || std::abs(factor) != 1) {
      return Error{"dma_copy: condition " + ir::to_text(term) +
                   " does not bound one loop at a time"};
    }
    bounded = &dim;
  }
  if (bounded == nullptr) {  // of loops that run once, and of outer ones
    const Expr inside = min(max(to_expr(difference) + Expr(1), 0), 1);
    copy.whole = analyzer.simplify(copy.whole ? min(copy.whole, inside) : inside);
    return ok_status();
  }
  bounded->padded = true;
  const Expr rest = to_expr(difference.without(bounded->var));
  const Expr extent = bounded->extent;
  if (difference.factor(bounded->var) > 0) {  // rest + v >= 0
    bounded->before = max(bounded->before, min(max(Expr(0) - rest, 0), extent));
    bounded->before = analyzer.simplify(bounded->before);
  } else {  // rest - v >= 0
    bounded->after = max(bounded->after, min(max(extent - rest - Expr(1), 0), extent));
    bounded->after = analyzer.simplify(bounded->after);
  }
  return ok_status();
}

}  // namespace

Status add_padding(Copy& copy, const Expr& condition, const ir::Analyzer& analyzer) {
  std::vector<Expr> terms = {condition};
  while (!terms.empty()) {
    const Expr term = terms.back();
    terms.pop_back();
    if (is(term, Op::kInt)) {
      copy.whole = term->value != 0 ? copy.whole : Expr(0);
    } else if (is(term, Op::kAnd)) {
      terms.insert(terms.end(), term->args.begin(), term->args.end());
    } else if (Status s = add_bound(copy, term, analyzer); !s) {
      return s;
    }
  }
  return ok_status();
}

}  // namespace vta::passes
