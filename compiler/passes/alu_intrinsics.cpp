// SPDX-License-Identifier: Apache-2.0
//
// An expression is evaluated into the place of the result, one operation after the other, each over
// all iterations of the nest. That is the order of the loops turned inside out, which is the same
// because no operand overlaps the result anywhere but at the same index, and no result is computed
// twice by more than one operation.

#include "compiler/passes/alu_intrinsics.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/print.h"
#include "compiler/ir/rewrite.h"
#include "compiler/passes/alu_operations.h"
#include "compiler/passes/convert_attribute.h"
#include "compiler/passes/memory.h"
#include "compiler/passes/nest.h"
#include "compiler/passes/scoped_bounds.h"
#include "compiler/passes/uop_scope.h"

namespace vta::passes {
namespace {

using ir::DType;
using ir::Expr;
using ir::MemScope;
using ir::Stmt;

constexpr std::int64_t kMinImm = -32768;
constexpr std::int64_t kMaxImm = 32767;
constexpr std::size_t kMaxLoops = 2;

struct Dim {
  ir::Var var;
  std::int64_t extent, dst, src;  // strides in elements
};

class Kernels {
 public:
  Kernels(const Nest& nest, const ir::Analyzer& around, const Config& config)
      : nest_(nest), analyzer_(inside(nest, around)), config_(config) {}

  Result<Stmt> make() {
    const ir::StmtNode& store = *nest_.store;
    if (store.buffer->scope != MemScope::kAcc) {
      return Error{"alu: the ALU writes local.acc_buffer, the stage lies in " +
                   std::string(to_string(store.buffer->scope))};
    }
    if (store.buffer->type != DType::kInt32) {
      return Error{"alu: the ALU computes int32, the stage is " +
                   std::string(to_string(store.buffer->type))};
    }
    Result<std::vector<AluOperation>> operations = alu_operations(store);
    if (!operations) return operations.error();
    operations_ = std::move(operations).value();
    std::vector<Stmt> kernels;
    for (const AluOperation& operation : operations_) {
      Result<Stmt> kernel = make_kernel(operation);
      if (!kernel) return kernel.error();
      kernels.push_back(std::move(kernel).value());
    }
    return with_note(nest_.note, ir::make_seq(std::move(kernels)));
  }

 private:
  Result<Stmt> make_kernel(const AluOperation& operation) {
    if (operation.imm < kMinImm || operation.imm > kMaxImm) {
      return Error{"alu: immediate " + std::to_string(operation.imm) + " does not lie in " +
                   std::to_string(kMinImm) + ".." + std::to_string(kMaxImm)};
    }
    const Expr& dst_index = nest_.store->index[0];
    Result<AffineIndex> dst = affine(analyzer_, dst_index, nest_.loops);
    if (!dst) return Error{"alu: " + dst.error().message};
    Result<AffineIndex> src =
        affine(analyzer_, operation.src ? operation.src : dst_index, nest_.loops);
    if (!src) return Error{"alu: " + src.error().message};
    for (std::size_t i = 0; i < nest_.loops.size() && operations_.size() > 1; ++i) {
      if (dst.value().factors[i] != 0) continue;
      return Error{"alu: loop '" + nest_.loops[i].var.name() +
                   "' runs over one result, which needs one operation; " +
                   ir::to_text(nest_.store->value) + " are " + std::to_string(operations_.size())};
    }
    std::vector<Dim> dims;
    for (std::size_t i = 0; i < nest_.loops.size(); ++i) {
      dims.push_back({nest_.loops[i].var, nest_.loops[i].extent, dst.value().factors[i],
                      src.value().factors[i]});
    }
    if (Status s = take_lanes(dims); !s) return s.error();
    const std::int64_t lanes = lanes_of(config_, MemScope::kAcc);
    Expr dst_base = divided_exactly(dst.value().base, lanes);
    Expr src_base = divided_exactly(src.value().base, lanes);
    if (!dst_base || !src_base) return Error{"alu: an operand does not begin with a whole element"};
    merge(dims);
    return emit_kernel(operation, dims, dst_base, src_base);
  }

  Status take_lanes(std::vector<Dim>& dims) const {
    const std::int64_t lanes = lanes_of(config_, MemScope::kAcc);
    std::int64_t covered = 1;
    while (covered < lanes) {
      const auto dim = std::find_if(dims.begin(), dims.end(),
                                    [covered](const Dim& d) { return d.dst == covered; });
      if (dim == dims.end()) {
        return Error{"alu: the loops do not cover whole elements of " + std::to_string(lanes) +
                     " numbers"};
      }
      const std::int64_t part = std::min(dim->extent, lanes / covered);
      if (dim->src != covered || dim->extent % part != 0 || lanes % (covered * part) != 0) {
        return Error{"alu: loop '" + dim->var.name() +
                     "' does not run through the lanes of both operands alike"};
      }
      covered *= part;
      dim->extent /= part;
      dim->dst *= part;
      dim->src *= part;
      if (dim->extent == 1) dims.erase(dim);
    }
    for (Dim& dim : dims) {
      if (dim.dst % lanes != 0 || dim.src % lanes != 0) {
        return Error{"alu: loop '" + dim.var.name() + "' does not step by whole elements"};
      }
      dim.dst /= lanes;
      dim.src /= lanes;
      if (dim.dst < 0 || dim.src < 0) {
        return Error{"alu: loop '" + dim.var.name() + "' runs backwards"};
      }
    }
    return ok_status();
  }

  static void merge(std::vector<Dim>& dims) {
    for (std::size_t i = dims.size(); i-- > 1;) {
      const Dim& outer = dims[i - 1];
      const Dim& inner = dims[i];
      if (outer.dst != inner.dst * inner.extent || outer.src != inner.src * inner.extent) continue;
      dims[i - 1] = {inner.var, outer.extent * inner.extent, inner.dst, inner.src};
      dims.erase(dims.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  // The longest dimensions become the loops of the instruction, the others micro-operations, or
  // loops around the kernel when there would be more of those than fit the memory.
  Result<Stmt> emit_kernel(const AluOperation& operation, std::vector<Dim> dims, Expr dst,
                           Expr src) {
    std::vector<std::size_t> by_size(dims.size());
    for (std::size_t i = 0; i < dims.size(); ++i) by_size[i] = i;
    std::stable_sort(by_size.begin(), by_size.end(), [&dims](std::size_t a, std::size_t b) {
      return dims[a].extent > dims[b].extent;
    });
    std::vector<bool> looped(dims.size(), false);
    for (std::size_t k = 0; k < std::min(kMaxLoops, by_size.size()); ++k) looped[by_size[k]] = true;
    if (!operation.opcode) src = 0;
    std::vector<Stmt> begin, end;
    std::vector<std::pair<ir::Var, std::int64_t>> unrolled, around;
    std::int64_t uops = 1;
    for (std::size_t i = 0; i < dims.size(); ++i) {
      const Dim& dim = dims[i];
      const std::int64_t src_step = operation.opcode ? dim.src : 0;
      if (looped[i]) {
        begin.push_back(uop_loop_begin(dim.extent, dim.dst, src_step, 0));
        end.push_back(uop_loop_end());
        continue;
      }
      const ir::Var var(dim.var.name());
      const bool fits = uops * dim.extent <= config_.depth(MemoryType::kUop);
      (fits ? unrolled : around).emplace_back(var, dim.extent);
      if (fits) uops *= dim.extent;
      dst = dst + Expr(var) * Expr(dim.dst);
      src = src + Expr(var) * Expr(src_step);
    }
    const auto e = [this](const Expr& expr) { return analyzer_.simplify(expr); };
    Stmt push = operation.opcode
                    ? ir::make_eval(ir::kUopPush,
                                    {1, 0, e(dst), e(src), 0, static_cast<int>(*operation.opcode),
                                     operation.src ? 0 : 1, operation.imm})
                    : ir::make_eval(ir::kUopPush, {0, 1, e(dst), e(src), 0, 0, 0, 0});
    for (std::size_t i = unrolled.size(); i-- > 0;) {
      push = ir::make_for(unrolled[i].first, unrolled[i].second, push);
    }
    begin.push_back(push);
    begin.insert(begin.end(), end.begin(), end.end());
    Stmt kernel = uop_scope(operation.opcode ? UopMode::kAlu : UopMode::kGemm,
                            ir::make_seq(std::move(begin)));
    for (std::size_t i = around.size(); i-- > 0;) {
      kernel = ir::make_for(around[i].first, around[i].second, kernel);
    }
    return kernel;
  }

  const Nest& nest_;
  ir::Analyzer analyzer_;
  const Config& config_;
  std::vector<AluOperation> operations_;
};

// A sequence of nests, as a reduction is, keeps its order; loops around it stay loops.
Result<Stmt> convert(const Stmt& body, const ir::Analyzer& around, const Config& config) {
  if (const std::optional<Nest> nest = match_nest(body)) {
    return Kernels(*nest, around, config).make();
  }
  if (body->kind == ir::StmtKind::kAlloc || body->kind == ir::StmtKind::kEval) {
    return Error{"alu: another stage is computed inside the loops"};
  }
  const ir::Analyzer inner = inside(body, around);
  Status failure = ok_status();
  Stmt result = ir::map_children(body, [&](const Stmt& child) {
    if (!failure) return child;
    Result<Stmt> converted = convert(child, inner, config);
    if (converted) return std::move(converted).value();
    failure = converted.error();
    return child;
  });
  if (!failure) return failure.error();
  return result;
}

}  // namespace

Result<ir::Function> alu_intrinsics(const ir::Function& function, const Config& config) {
  return convert_attribute(function, ir::kPragmaAlu, config, convert);
}

}  // namespace vta::passes
