// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/flatten_storage.h"

#include <map>
#include <memory>
#include <vector>

#include "compiler/ir/print.h"
#include "compiler/ir/rewrite.h"

namespace vta::passes {
namespace {

using ir::Buffer;
using ir::Expr;
using ir::Op;
using ir::Stmt;
using ir::StmtKind;

class Flatten {
 public:
  Buffer parameter(const Buffer& buffer) { return add(buffer, buffer->shape); }

  Result<Stmt> run(const Stmt& stmt) {
    const Stmt result = visit(stmt);
    if (!failure_.empty()) return Error{failure_};
    return result;
  }

 private:
  struct Flat {
    Buffer buffer;
    std::vector<std::int64_t> shape;
  };

  Buffer add(const Buffer& buffer, const std::vector<std::int64_t>& shape) {
    std::int64_t size = 1;
    for (const std::int64_t extent : shape) size *= extent;
    Flat flat{std::make_shared<const ir::BufferNode>(
                  ir::BufferNode{buffer->name, buffer->type, {size}, buffer->scope}),
              shape};
    return (flat_[buffer.get()] = std::move(flat)).buffer;
  }

  Stmt visit(const Stmt& stmt) {
    if (stmt->kind == StmtKind::kAlloc) {
      std::vector<std::int64_t> shape;
      for (const Expr& extent : stmt->extents) {
        if (!is(extent, Op::kInt)) {
          failure_ =
              "stage " + stmt->buffer->name + ": its size " + ir::to_text(extent) + " is not known";
          return stmt;
        }
        shape.push_back(extent->value);
      }
      // The loops of a partition share the tensor, not its parts.
      const auto outer = flat_.find(stmt->buffer.get());
      const bool nested = outer != flat_.end();
      const Flat before = nested ? outer->second : Flat{};
      const Buffer buffer = add(stmt->buffer, shape);
      const Stmt body = visit(stmt->body[0]);
      if (nested) flat_[stmt->buffer.get()] = before;
      return ir::make_alloc(buffer, {buffer->size()}, body);
    }
    if (stmt->kind == StmtKind::kStore) {
      return ir::make_store(flat_.at(stmt->buffer.get()).buffer, {index(stmt->buffer, stmt->index)},
                            flat_reads(stmt->value));
    }
    return ir::map_children(stmt, [this](const Stmt& child) { return visit(child); });
  }

  Expr index(const Buffer& buffer, const std::vector<Expr>& indices) const {
    const Flat& flat = flat_.at(buffer.get());
    Expr sum = 0;
    std::int64_t stride = 1;
    for (std::size_t i = indices.size(); i-- > 0;) {
      sum = sum + indices[i] * Expr(stride);
      stride *= flat.shape[i];
    }
    return sum;
  }

  Expr flat_reads(const Expr& value) const {
    return ir::rewrite(value, [this](const Expr& e) {
      if (!is(e, Op::kRead)) return e;
      return ir::read(flat_.at(e->buffer.get()).buffer, {index(e->buffer, e->args)});
    });
  }

  std::map<const ir::BufferNode*, Flat> flat_;
  std::string failure_;
};

}  // namespace

Result<ir::Function> flatten_storage(const ir::Function& function) {
  Flatten flatten;
  ir::Function result;
  for (const Buffer& param : function.params) result.params.push_back(flatten.parameter(param));
  Result<Stmt> body = flatten.run(function.body);
  if (!body) return body.error();
  result.body = std::move(body).value();
  return result;
}

}  // namespace vta::passes
