// SPDX-License-Identifier: Apache-2.0
//
// The loops of a copy are sorted by their stride in the on-chip memory, which a transfer fills
// densely. The innermost ones are the lanes of an element; adjacent ones that continue each other
// on both sides are one. Of what is left, the two innermost are the columns and rows of the call.

#include "compiler/passes/dma_intrinsics.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/print.h"
#include "compiler/ir/rewrite.h"
#include "compiler/passes/memory.h"
#include "compiler/passes/nest.h"

namespace vta::passes {
namespace {

using ir::Buffer;
using ir::DType;
using ir::Expr;
using ir::Linear;
using ir::MemScope;
using ir::Op;
using ir::Stmt;

// One loop of the copy. Strides in numbers, later in elements. The data are trips `before` to
// `before + size - 1`; the others are padding.
struct Dim {
  ir::Var var;
  std::int64_t extent = 1;
  std::int64_t sram = 0, dram = 0;
  Expr before = 0, after = 0;
  bool padded = false;

  [[nodiscard]] Expr size() const { return Expr(extent) - before - after; }
};

struct Copy {
  bool is_load = true;
  Buffer dram, onchip;
  MemoryType type = MemoryType::kInp;
  std::vector<Dim> dims;  // outermost first, that is by stride in the on-chip memory
  Linear sram_base, dram_base;
  Expr whole;  // 0 when even a loop of one trip is outside of the data; null: never
};

struct Access {
  Buffer buffer;
  Expr index;
};

std::string in_words(const Buffer& buffer) {
  return std::string(to_string(buffer->type)) + " in " + std::string(to_string(buffer->scope));
}

Result<MemoryType> memory_type(const Copy& copy) {
  const DType outside = copy.dram->type;
  const MemScope scope = copy.onchip->scope;
  if (!copy.is_load && scope == MemScope::kAcc && outside == DType::kInt8) return MemoryType::kOut;
  if (copy.is_load && scope != MemScope::kAcc && outside == DType::kInt8 &&
      copy.onchip->type == DType::kInt8) {
    return memory_of(scope);
  }
  if (copy.is_load && scope == MemScope::kAcc) {
    return outside == DType::kInt8 ? MemoryType::kAcc8bit : MemoryType::kAcc;
  }
  return Error{"dma_copy: no transfer takes " + in_words(copy.is_load ? copy.dram : copy.onchip) +
               " to " + in_words(copy.is_load ? copy.onchip : copy.dram)};
}

class Converter {
 public:
  Converter(const ir::Analyzer& analyzer, const Config& config)
      : analyzer_(analyzer), config_(config) {}

  Result<Stmt> convert(const Stmt& body) {
    const std::optional<Nest> nest = match_nest(body);
    if (!nest) return Error{"dma_copy: the loops are not a nest around one copy"};
    nest_ = *nest;
    if (Status s = sides(); !s) return s.error();
    if (Status s = strides(); !s) return s.error();
    if (Status s = pads(); !s) return s.error();
    if (Status s = lanes(); !s) return s.error();
    merge();
    return with_note(nest_.note, calls());
  }

 private:
  // Takes the casts off a value. Yields the text of one that loses bits, or "".
  static std::string skip_casts(Expr& value) {
    std::string truncation;
    for (; is(value, Op::kCast); value = value->args[0]) {
      if (value->type == DType::kInt8) truncation = ir::to_text(value);
    }
    return truncation;
  }

  // Which side is which, and the conditions of the data.
  Status sides() {
    Expr value = nest_.store->value;
    const std::string truncation = skip_casts(value);
    if (is(value, Op::kSelect)) {
      if (!ir::is_literal(value->args[2], 0)) {
        return Error{"dma_copy: padding is " + ir::to_text(value->args[2]) +
                     "; the machine pads with 0"};
      }
      condition_ = value->args[0];
      value = value->args[1];
    }
    const std::string inner_truncation = skip_casts(value);
    if (!is(value, Op::kRead)) {
      return Error{"dma_copy: " + ir::to_text(value) + " is computed; a transfer only copies"};
    }
    const Access to{nest_.store->buffer, nest_.store->index[0]};
    const Access from{value->buffer, value->args[0]};
    copy_.is_load = to.buffer->scope != MemScope::kGlobal;
    onchip_ = copy_.is_load ? to : from;
    dram_ = copy_.is_load ? from : to;
    copy_.onchip = onchip_.buffer;
    copy_.dram = dram_.buffer;
    if (copy_.onchip->scope == MemScope::kGlobal || copy_.dram->scope != MemScope::kGlobal) {
      return Error{"dma_copy: " + from.buffer->name + " and " + to.buffer->name +
                   " are not one in DRAM and one on the chip; set_scope says where a stage lies"};
    }
    if (condition_ && !copy_.is_load) return Error{"dma_copy: a store has no padding"};
    for (const std::string& cast : {truncation, inner_truncation}) {
      if (!copy_.is_load || cast.empty() || copy_.onchip->scope != MemScope::kAcc) continue;
      return Error{"dma_copy: " + cast + " truncates; a load does not"};
    }
    Result<MemoryType> type = memory_type(copy_);
    if (!type) return type.error();
    copy_.type = type.value();
    return ok_status();
  }

  Status strides() {
    Result<AffineIndex> sram = affine(analyzer_, onchip_.index, nest_.loops);
    if (!sram) return Error{"dma_copy: " + sram.error().message};
    Result<AffineIndex> dram = affine(analyzer_, dram_.index, nest_.loops);
    if (!dram) return Error{"dma_copy: " + dram.error().message};
    copy_.sram_base = sram.value().base;
    copy_.dram_base = dram.value().base;
    for (std::size_t i = 0; i < nest_.loops.size(); ++i) {
      const NestLoop& loop = nest_.loops[i];
      Dim dim{.var = loop.var, .extent = loop.extent};
      dim.sram = sram.value().factors[i];
      dim.dram = dram.value().factors[i];
      if (dim.sram < 1 || dim.dram < 0) {
        return Error{"dma_copy: loop '" + loop.var.name() + "' does not run forwards through " +
                     (dim.sram < 1 ? copy_.onchip : copy_.dram)->name};
      }
      copy_.dims.push_back(dim);
    }
    std::stable_sort(copy_.dims.begin(), copy_.dims.end(),
                     [](const Dim& a, const Dim& b) { return a.sram > b.sram; });
    return ok_status();
  }

  // ---- padding ----

  Status pads() {
    if (!condition_) return ok_status();
    std::vector<Expr> terms = {condition_};
    while (!terms.empty()) {
      const Expr term = terms.back();
      terms.pop_back();
      if (is(term, Op::kInt)) {
        copy_.whole = term->value != 0 ? copy_.whole : Expr(0);
      } else if (is(term, Op::kAnd)) {
        terms.insert(terms.end(), term->args.begin(), term->args.end());
      } else if (Status s = pad(term); !s) {
        return s;
      }
    }
    return ok_status();
  }

  // Of a condition a < b or a <= b: the data are where the difference is not negative.
  Status pad(const Expr& term) {
    if (!is(term, Op::kLt) && !is(term, Op::kLe)) {
      return Error{"dma_copy: condition " + ir::to_text(term) + " bounds no index"};
    }
    const Expr strict = is(term, Op::kLt) ? 1 : 0;
    const Linear difference = analyzer_.linear(term->args[1] - term->args[0] - strict);
    for (const auto& [atom, factor] : difference.terms) {
      for (const Dim& dim : copy_.dims) {
        if (is(atom, Op::kVar) || !ir::mentions(atom, dim.var)) continue;
        return Error{"dma_copy: condition " + ir::to_text(term) + " is not affine in loop '" +
                     dim.var.name() + "'"};
      }
    }
    Dim* bounded = nullptr;
    for (Dim& dim : copy_.dims) {
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
      copy_.whole = analyzer_.simplify(copy_.whole ? min(copy_.whole, inside) : inside);
      return ok_status();
    }
    bounded->padded = true;
    const Expr rest = to_expr(difference.without(bounded->var));
    const Expr extent = bounded->extent;
    if (difference.factor(bounded->var) > 0) {  // rest + v >= 0
      bounded->before = max(bounded->before, min(max(Expr(0) - rest, 0), extent));
      bounded->before = analyzer_.simplify(bounded->before);
    } else {  // rest - v >= 0
      bounded->after = max(bounded->after, min(max(extent - rest - Expr(1), 0), extent));
      bounded->after = analyzer_.simplify(bounded->after);
    }
    return ok_status();
  }

  // ---- elements ----

  // Takes the lanes of an element off the innermost loops; strides then count elements.
  Status lanes() {
    const std::int64_t lanes = lanes_of(config_, copy_.onchip->scope);
    std::int64_t covered = 1;
    while (covered < lanes) {
      if (copy_.dims.empty() || copy_.dims.back().sram != covered) {
        return Error{"dma_copy: the loops do not cover whole elements of " + std::to_string(lanes) +
                     " numbers of " + copy_.onchip->name};
      }
      Dim& dim = copy_.dims.back();
      const std::int64_t part = std::min(dim.extent, lanes / covered);
      if (dim.dram != covered || dim.extent % part != 0 || lanes % (covered * part) != 0 ||
          dim.padded) {
        return Error{"dma_copy: loop '" + dim.var.name() + "' does not run through " +
                     std::to_string(lanes) + " numbers of " + copy_.dram->name +
                     " that lie together and make one element of " + copy_.onchip->name};
      }
      covered *= part;
      if (part == dim.extent) {
        copy_.dims.pop_back();
      } else {
        dim.extent /= part;
        dim.sram *= part;
        dim.dram *= part;
      }
    }
    for (Dim& dim : copy_.dims) {
      if (dim.sram % lanes != 0 || dim.dram % lanes != 0) {
        return Error{"dma_copy: loop '" + dim.var.name() + "' does not step by whole elements"};
      }
      dim.sram /= lanes;
      dim.dram /= lanes;
    }
    sram_ = divided_exactly(copy_.sram_base, lanes);
    offset_ = divided_exactly(copy_.dram_base, lanes);
    if (!sram_ || !offset_) {
      return Error{"dma_copy: the copy does not begin with a whole element of " +
                   (sram_ ? copy_.dram : copy_.onchip)->name};
    }
    return ok_status();
  }

  void merge() {
    std::vector<Dim>& dims = copy_.dims;
    for (std::size_t i = dims.size(); i-- > 1;) {
      const Dim& outer = dims[i - 1];
      const Dim& inner = dims[i];
      if (outer.padded || inner.padded || outer.sram != inner.sram * inner.extent ||
          outer.dram != inner.dram * inner.extent) {
        continue;
      }
      dims[i - 1] = {.var = inner.var,
                     .extent = outer.extent * inner.extent,
                     .sram = inner.sram,
                     .dram = inner.dram};
      dims.erase(dims.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  // ---- calls ----

  Stmt calls() {
    std::vector<Dim> outer = copy_.dims;
    // Columns are contiguous on both sides; without such a loop every row is one element.
    Dim x;
    x.sram = x.dram = 1;
    if (!outer.empty() && outer.back().sram == 1 && outer.back().dram == 1) {
      x = outer.back();
      outer.pop_back();
    }
    Dim y;
    y.dram = x.extent;
    if (!outer.empty() && outer.back().sram == x.extent) {
      y = outer.back();
      outer.pop_back();
    }
    Expr inside = copy_.whole;
    std::vector<std::pair<ir::Var, std::int64_t>> loops;
    for (const Dim& dim : outer) {
      const ir::Var var(dim.var.name());
      loops.emplace_back(var, dim.extent);
      sram_ = sram_ + Expr(var) * Expr(dim.sram);
      offset_ = offset_ + Expr(var) * Expr(dim.dram);
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
    offset_ = offset_ + x.before + y.before * Expr(y.dram);
    const std::int64_t stride = y.dram;
    const auto e = [this](const Expr& expr) { return analyzer_.simplify(expr); };
    const int type = static_cast<int>(copy_.type);
    Stmt call = copy_.is_load
                    ? ir::make_eval(ir::kLoad2d, {handle(copy_.dram), e(offset_), e(x.size()),
                                                  e(rows), stride, e(x.before), e(y.before),
                                                  e(x.after), e(after), e(sram_), type})
                    : ir::make_eval(ir::kStore2d, {e(sram_), type, handle(copy_.dram), e(offset_),
                                                   e(x.size()), e(rows), stride});
    for (std::size_t i = loops.size(); i-- > 0;) {
      call = ir::make_for(loops[i].first, loops[i].second, call);
    }
    const bool to_load = copy_.type == MemoryType::kInp || copy_.type == MemoryType::kWgt;
    const Queue queue = !copy_.is_load ? Queue::kStore : to_load ? Queue::kLoad : Queue::kCompute;
    return ir::make_attr(ir::kCoprocScope, static_cast<int>(queue), call);
  }

  const ir::Analyzer& analyzer_;
  const Config& config_;
  Nest nest_;
  Copy copy_;
  Access onchip_, dram_;
  Expr condition_, sram_, offset_;
};

}  // namespace

Result<ir::Function> dma_intrinsics(const ir::Function& function, const Config& config) {
  const auto convert = [](const Stmt& body, const ir::Analyzer& analyzer, const void* context) {
    return Converter(analyzer, *static_cast<const Config*>(context)).convert(body);
  };
  return AttributeRewriter(ir::kPragmaDma, convert, &config).run(function);
}

}  // namespace vta::passes
