// SPDX-License-Identifier: Apache-2.0
//
// Of the loops of a copy the two innermost ones are the columns and rows of the call.

#include "compiler/passes/dma_intrinsics.h"

#include <optional>
#include <utility>
#include <vector>

#include "compiler/passes/convert_attribute.h"
#include "compiler/passes/dma_copy.h"
#include "compiler/passes/nest.h"

namespace vta::passes {
namespace {

using ir::Expr;
using ir::Stmt;

Stmt make_calls(const Copy& copy, const ir::Analyzer& around) {
  std::vector<CopyDim> outer = copy.dims;
  // Columns are contiguous on both sides; without such a loop every row is one element.
  CopyDim x;
  if (!outer.empty() && outer.back().sram == 1 && outer.back().dram == 1) {
    x = outer.back();
    outer.pop_back();
  }
  CopyDim y;
  y.dram = x.extent;
  if (!outer.empty() && outer.back().sram == x.extent) {
    y = outer.back();
    outer.pop_back();
  }
  Expr sram = copy.sram_base;
  Expr offset = copy.dram_base;
  Expr inside = copy.whole;
  std::vector<std::pair<ir::Var, std::int64_t>> loops;
  for (const CopyDim& dim : outer) {
    const ir::Var var(dim.var.name());
    loops.emplace_back(var, dim.extent);
    sram = sram + Expr(var) * Expr(dim.sram);
    offset = offset + Expr(var) * Expr(dim.dram);
    if (!dim.padded) continue;
    const Expr here =
        min(max(min(Expr(var) - dim.before, dim.size() + dim.before - 1 - var) + 1, 0), 1);
    inside = inside ? min(inside, here) : here;
  }
  Expr rows = y.size();
  Expr after = y.after;
  if (inside) {  // outside, every row is padding
    after = after + rows * (Expr(1) - inside);
    rows = rows * inside;
  }
  offset = offset + x.before + y.before * Expr(y.dram);
  const std::int64_t stride = y.dram;
  const auto e = [&around](const Expr& expr) { return around.simplify(expr); };
  const int type = static_cast<int>(copy.type);
  Stmt call = copy.is_load ? ir::make_eval(ir::kLoad2d, {handle(copy.dram), e(offset), e(x.size()),
                                                         e(rows), stride, e(x.before), e(y.before),
                                                         e(x.after), e(after), e(sram), type})
                           : ir::make_eval(ir::kStore2d, {e(sram), type, handle(copy.dram),
                                                          e(offset), e(x.size()), e(rows), stride});
  for (std::size_t i = loops.size(); i-- > 0;) {
    call = ir::make_for(loops[i].first, loops[i].second, call);
  }
  const bool to_load = copy.type == MemoryType::kInp || copy.type == MemoryType::kWgt;
  const Queue queue = !copy.is_load ? Queue::kStore : to_load ? Queue::kLoad : Queue::kCompute;
  return ir::make_attr(ir::kCoprocScope, static_cast<int>(queue), call);
}

Result<Stmt> convert(const Stmt& body, const ir::Analyzer& around, const Config& config) {
  const std::optional<Nest> nest = match_nest(body);
  if (!nest) return Error{"dma_copy: the loops are not a nest around one copy"};
  const Result<Copy> copy = match_copy(*nest, around, config);
  if (!copy) return copy.error();
  return with_note(nest->note, make_calls(copy.value(), around));
}

}  // namespace

Result<ir::Function> dma_intrinsics(const ir::Function& function, const Config& config) {
  return convert_attribute(function, ir::kPragmaDma, config, convert);
}

}  // namespace vta::passes
