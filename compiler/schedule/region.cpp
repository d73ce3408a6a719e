// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/region.h"

#include <algorithm>
#include <cstdlib>

#include "compiler/ir/rewrite.h"

namespace vta::te {
namespace {

using ir::Op;

bool depends(const Expr& expr, const FreeLoops& free) {
  bool found = false;
  ir::for_each(expr, [&](const Expr& e) {
    found = found || (is(e, Op::kVar) && free.count(e->var.get()) != 0);
  });
  return found;
}

// The extent of a loop may depend on loops outside of it; where those are free, too, an index that
// counts through all of them is largest when each is in its last trip.
Expr in_last_trip(Expr expr, const FreeLoops& free) {
  while (depends(expr, free)) {
    ir::Substitution last;
    for (const auto& [var, extent] : free) last[var] = extent - Expr(1);
    expr = ir::substitute(expr, last);
  }
  return expr;
}

}  // namespace

Result<Region> region_of(const ir::Analyzer& analyzer, const Expr& index, const FreeLoops& free) {
  const ir::Linear linear = analyzer.linear(index);
  Expr min = linear.constant;
  Expr extent = 1;
  for (const auto& [atom, factor] : linear.terms) {
    if (!depends(atom, free)) {
      min = min + atom * Expr(factor);
      continue;
    }
    Expr last;  // the atom runs from `first` over `last` + 1 values
    std::int64_t first = 0;
    if (is(atom, Op::kVar)) {
      last = free.at(atom->var.get()) - Expr(1);
    } else {
      const ir::Interval range = analyzer.bounds(atom);
      if (range.low <= -ir::Interval::kInfinity || range.high >= ir::Interval::kInfinity) {
        return Error{"not affine"};
      }
      first = range.low;
      last = range.high - range.low;
    }
    min = min + Expr(factor * first);
    if (factor < 0) min = min + last * Expr(factor);
    extent = extent + last * Expr(std::abs(factor));
  }
  return Region{analyzer.simplify(in_last_trip(min, free)),
                analyzer.simplify(in_last_trip(extent, free))};
}

bool unite(const ir::Analyzer& analyzer, std::optional<Region>& sum, const Region& region) {
  if (!sum) {
    sum = region;
    return true;
  }
  const Expr distance = analyzer.simplify(region.min - sum->min);
  if (!is(distance, Op::kInt)) return false;
  const std::int64_t d = distance->value;
  const Expr own = sum->extent + Expr(std::max<std::int64_t>(-d, 0));
  const Expr other = region.extent + Expr(std::max<std::int64_t>(d, 0));
  sum->extent = analyzer.simplify(max(own, other));
  if (d < 0) sum->min = region.min;
  return true;
}

}  // namespace vta::te
