// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/gemm_intrinsics.h"

#include <optional>
#include <string>
#include <utility>

#include "compiler/ir/print.h"
#include "compiler/passes/convert_attribute.h"
#include "compiler/passes/memory.h"
#include "compiler/passes/nest.h"
#include "compiler/passes/uop_scope.h"

namespace vta::passes {
namespace {

using ir::Expr;
using ir::MemScope;
using ir::Op;
using ir::Stmt;

// The index of one operand: lanes by the loops, elements by the base.
struct Operand {
  const char* name;
  MemScope scope;
  Expr index;
  AffineIndex affine = {};
};

class Converter {
 public:
  Converter(const Nest& nest, const ir::Analyzer& around, const Config& config)
      : nest_(nest), analyzer_(inside(nest, around)), config_(config) {}

  Result<Stmt> convert() {
    const Expr& value = nest_.store->value;
    if (nest_.store->buffer->scope != MemScope::kAcc) {
      return Error{"tensorize: GEMM writes local.acc_buffer, the stage lies in " +
                   std::string(to_string(nest_.store->buffer->scope))};
    }
    if (ir::is_literal(value, 0)) return micro_op(true, {acc()});
    Operand inp, wgt;
    if (!is_product(value, inp, wgt)) {
      return Error{"tensorize: " + ir::to_text(value) +
                   " is not what GEMM computes, acc + cast(int32, inp) * cast(int32, wgt)"};
    }
    return micro_op(false, {acc(), inp, wgt});
  }

 private:
  [[nodiscard]] Operand acc() const { return {"acc", MemScope::kAcc, nest_.store->index[0]}; }

  [[nodiscard]] bool is_product(const Expr& value, Operand& inp, Operand& wgt) const {
    if (!is(value, Op::kAdd)) return false;
    for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
      const Expr& sum = value->args[side];
      const Expr& product = value->args[1 - side];
      const bool own = is(sum, Op::kRead) && sum->buffer == nest_.store->buffer &&
                       ir::equal(sum->args[0], nest_.store->index[0]);
      if (!own || !is(product, Op::kMul)) continue;
      int found = 0;
      for (const Expr& factor : product->args) {
        if (!is(factor, Op::kCast) || !is(factor->args[0], Op::kRead)) return false;
        const Expr& operand = factor->args[0];
        if (operand->buffer->scope == MemScope::kInp) {
          inp = {"inp", MemScope::kInp, operand->args[0]};
          found |= 1;
        } else if (operand->buffer->scope == MemScope::kWgt) {
          wgt = {"wgt", MemScope::kWgt, operand->args[0]};
          found |= 2;
        }
      }
      return found == 3;
    }
    return false;
  }

  Result<Stmt> micro_op(bool reset, std::vector<Operand> operands) {
    for (Operand& operand : operands) {
      Result<AffineIndex> index = affine(analyzer_, operand.index, nest_.loops);
      if (!index) return Error{"tensorize: " + index.error().message};
      operand.affine = std::move(index).value();
    }
    if (Status status = check_loops(reset, operands); !status) return status.error();
    std::vector<Expr> indices(3, Expr(0));
    for (std::size_t i = 0; i < operands.size(); ++i) {
      indices[i] = divided_exactly(operands[i].affine.base, lanes_of(config_, operands[i].scope));
      if (!indices[i]) {
        return Error{"tensorize: " + std::string(operands[i].name) + "[" +
                     ir::to_text(operands[i].index) + "] does not begin with a whole element"};
      }
    }
    const Stmt push = ir::make_eval(
        ir::kUopPush, {0, reset ? 1 : 0, indices[0], indices[1], indices[2], 0, 0, 0});
    return with_note(nest_.note, uop_scope(UopMode::kGemm, push));
  }

  // Every loop is one of the three of a product, by the operands that it steps through.
  Status check_loops(bool reset, const std::vector<Operand>& operands) const {
    const std::int64_t block = config_.block();
    struct Role {
      const char* name;
      std::int64_t extent, acc, inp, wgt;  // strides
      bool found = false;
    };
    Role roles[] = {{"rows of the batch, BATCH =", config_.batch(), block, block, 0},
                    {"output channels, BLOCK =", block, 1, 0, block},
                    {"input channels, BLOCK =", block, 0, 1, 1}};
    for (std::size_t i = 0; i < nest_.loops.size(); ++i) {
      const NestLoop& loop = nest_.loops[i];
      Role* role = nullptr;
      for (Role& candidate : roles) {
        const bool fits = operands[0].affine.factors[i] == candidate.acc &&
                          (reset || (operands[1].affine.factors[i] == candidate.inp &&
                                     operands[2].affine.factors[i] == candidate.wgt));
        if (fits && !candidate.found && (!reset || candidate.acc != 0)) role = &candidate;
        if (role != nullptr) break;
      }
      if (role == nullptr) {
        return Error{"tensorize: loop '" + loop.var.name() +
                     "' does not step through the lanes of one element as GEMM does"};
      }
      if (role->extent != loop.extent) {
        return Error{"tensorize: loop '" + loop.var.name() + "' has extent " +
                     std::to_string(loop.extent) + "; GEMM takes " + role->name + " " +
                     std::to_string(role->extent)};
      }
      role->found = true;
    }
    for (const Role& role : roles) {
      if (role.found || role.extent == 1 || (reset && role.acc == 0)) continue;
      return Error{"tensorize: there is no loop over the " + std::string(role.name) + " " +
                   std::to_string(role.extent)};
    }
    return ok_status();
  }

  const Nest& nest_;
  ir::Analyzer analyzer_;
  const Config& config_;
};

Result<Stmt> convert(const Stmt& body, const ir::Analyzer& around, const Config& config) {
  const std::optional<Nest> nest = match_nest(body);
  if (!nest) return Error{"tensorize: the loops are not a nest around one store"};
  return Converter(*nest, around, config).convert();
}

}  // namespace

Result<ir::Function> gemm_intrinsics(const ir::Function& function, const Config& config) {
  return convert_attribute(function, ir::kTensorizeGemm, config, convert);
}

}  // namespace vta::passes
