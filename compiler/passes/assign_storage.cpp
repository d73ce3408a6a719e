// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/assign_storage.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/rewrite.h"
#include "compiler/passes/memory.h"

namespace vta::passes {
namespace {

using ir::Buffer;
using ir::Expr;
using ir::MemScope;
using ir::Op;
using ir::Stmt;
using ir::StmtKind;

using Sizes = std::array<std::int64_t, ir::kScopeCount>;  // in numbers, by scope
std::size_t at(MemScope scope) { return static_cast<std::size_t>(scope); }

// What one thread needs of each memory, and how many threads there are.
struct Need {
  Sizes arena{};
  std::array<Buffer, ir::kScopeCount> largest{};
  std::int64_t threads = 1;
  bool inside = false, outside = false;  // on-chip allocations in and around virtual threads
  Buffer nested;                         // one that is inside two loops of threads, if any
  std::vector<ir::Var> nest;             // those loops
};

void measure(const Stmt& stmt, Sizes used, std::vector<ir::Var> threads, Need& need) {
  if (stmt->kind == StmtKind::kAlloc && stmt->buffer->scope != MemScope::kGlobal) {
    const std::size_t s = at(stmt->buffer->scope);
    used[s] += stmt->buffer->size();
    need.arena[s] = std::max(need.arena[s], used[s]);
    if (!need.largest[s] || need.largest[s]->size() < stmt->buffer->size()) {
      need.largest[s] = stmt->buffer;
    }
    (threads.empty() ? need.outside : need.inside) = true;
    if (threads.size() > 1 && !need.nested) {
      need.nested = stmt->buffer;
      need.nest = threads;
    }
  }
  if (stmt->kind == StmtKind::kFor && stmt->vthread) {
    need.threads = std::max(need.threads, stmt->extent->value);
    threads.push_back(stmt->var);
  }
  for (const Stmt& child : stmt->body) measure(child, used, threads, need);
}

Status check(const Need& need, const Config& config) {
  if (need.nested) {
    return Error{"stage " + need.nested->name +
                 ": it runs inside the virtual threads of two loops, '" + need.nest[0].name() +
                 "' and '" + need.nest[1].name() + "'; bind one of them"};
  }
  if (need.inside && need.outside) {
    for (const Buffer& buffer : need.largest) {
      if (!buffer) continue;
      return Error{"stage " + buffer->name +
                   ": some on-chip stages run inside the virtual threads and some outside; "
                   "compute all of them at loops inside the bound one"};
    }
  }
  for (const MemScope scope : {MemScope::kInp, MemScope::kWgt, MemScope::kAcc}) {
    if (!need.largest[at(scope)]) continue;
    const MemoryType type = memory_of(scope);
    const std::int64_t lanes = lanes_of(config, scope);
    const std::int64_t bytes = config.elem_bytes(type);
    const std::int64_t needed =
        need.threads * ((need.arena[at(scope)] + lanes - 1) / lanes) * bytes;
    const std::int64_t available = std::int64_t{config.depth(type)} * bytes;
    if (needed <= available) continue;
    return Error{"the schedule does not fit the " + std::string(to_string(type)) +
                 " buffer: stage " + need.largest[at(scope)]->name +
                 " and what lies beside it, for " + std::to_string(need.threads) +
                 (need.threads == 1 ? " thread" : " virtual threads") + ", need " +
                 std::to_string(needed) + " bytes, available are " + std::to_string(available) +
                 " bytes"};
  }
  return ok_status();
}

class Assign {
 public:
  Assign(const Need& need, const Config& config) : need_(need), config_(config) {}

  Result<Stmt> run(const Stmt& stmt) {
    Stmt body = visit(stmt, {});
    if (!failure_.empty()) return Error{failure_};
    for (auto buffer = in_dram_.rbegin(); buffer != in_dram_.rend(); ++buffer) {
      body = ir::make_alloc(*buffer, {(*buffer)->size()}, body);
    }
    return body;
  }

 private:
  struct Place {
    Buffer buffer;
    Expr base;  // what is added to every index
  };

  Stmt visit(const Stmt& stmt, Sizes used) {
    if (stmt->kind == StmtKind::kAlloc) return visit_alloc(stmt, used);
    const auto next = [this, used](const Stmt& child) { return visit(child, used); };
    if (stmt->kind == StmtKind::kFor && stmt->vthread) {
      threads_.emplace_back(stmt->var, stmt->extent->value);
      const Stmt loop = ir::map_children(stmt, next);
      threads_.pop_back();
      return loop;
    }
    const Stmt placed = ir::map_exprs(stmt, [this](const Expr& e) { return reads(e); });
    if (placed->kind == StmtKind::kStore) {
      const auto place = places_.find(placed->buffer.get());
      if (place == places_.end()) return placed;
      return ir::make_store(place->second.buffer, {placed->index[0] + place->second.base},
                            placed->value);
    }
    return ir::map_children(placed, next);
  }

  Stmt visit_alloc(const Stmt& stmt, Sizes used) {
    const Buffer& buffer = stmt->buffer;
    const std::size_t s = at(buffer->scope);
    if (buffer->scope == MemScope::kGlobal) {
      std::int64_t copies = 1;
      Expr base = 0;
      for (const auto& [var, trips] : threads_) {
        base = base * Expr(trips) + Expr(var) * Expr(buffer->size());
        copies *= trips;
      }
      in_dram_.push_back(std::make_shared<const ir::BufferNode>(
          ir::BufferNode{buffer->name, buffer->type, {copies * buffer->size()}, buffer->scope}));
      places_[buffer.get()] = {in_dram_.back(), base};
    } else {
      const std::int64_t lanes = lanes_of(config_, buffer->scope);
      if (buffer->size() % lanes != 0 && failure_.empty()) {
        failure_ = "stage " + buffer->name + ": " + std::to_string(buffer->size()) +
                   " numbers are no whole elements of " +
                   std::string(to_string(memory_of(buffer->scope))) + ", which have " +
                   std::to_string(lanes);
      }
      Expr base = used[s];
      for (const auto& [var, trips] : threads_) base = base + Expr(var) * Expr(need_.arena[s]);
      places_[buffer.get()] = {buffer, base};
      used[s] += buffer->size();
    }
    const Stmt body = visit(stmt->body[0], used);
    places_.erase(buffer.get());
    return body;
  }

  [[nodiscard]] Expr reads(const Expr& expr) const {
    return ir::rewrite(expr, [this](const Expr& e) {
      if (!is(e, Op::kRead)) return e;
      const auto place = places_.find(e->buffer.get());
      if (place == places_.end()) return e;
      return ir::read(place->second.buffer, {e->args[0] + place->second.base});
    });
  }

  const Need& need_;
  const Config& config_;
  std::map<const ir::BufferNode*, Place> places_;
  std::vector<std::pair<ir::Var, std::int64_t>> threads_;
  std::vector<Buffer> in_dram_;
  std::string failure_;
};

}  // namespace

Result<ir::Function> assign_storage(const ir::Function& function, const Config& config) {
  Need need;
  measure(function.body, Sizes{}, {}, need);
  if (Status status = check(need, config); !status) return status.error();
  Result<Stmt> body = Assign(need, config).run(function.body);
  if (!body) return body.error();
  return ir::Function{function.params, std::move(body).value()};
}

}  // namespace vta::passes
