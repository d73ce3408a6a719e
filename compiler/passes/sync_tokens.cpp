// SPDX-License-Identifier: Apache-2.0
//
// The tokens of a loop are those of its first and last scope. What they pop and push across the
// border of the loop is matched with what stands before and behind it; only what is missing on one
// side is inserted there. No token crosses the border of virtual threads.

#include "compiler/passes/sync_tokens.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "compiler/ir/rewrite.h"
#include "driver/program/calls.h"

namespace vta::passes {
namespace {

using ir::Stmt;
using ir::StmtKind;

struct Edge {
  int from, to;
  friend bool operator==(const Edge&, const Edge&) = default;
};
using Edges = std::vector<Edge>;

bool contains(const Edges& edges, const Edge& edge) {
  return std::find(edges.begin(), edges.end(), edge) != edges.end();
}

// A scope or a loop, as its neighbours see it.
struct State {
  const ir::StmtNode* node = nullptr;
  std::set<int> enter, exit;      // stages that it may begin and end with
  Edges enter_pops, exit_pushes;  // that a loop makes for its own next trip
};

// Every node once: a subtree that stands in two places is two places to insert tokens at.
Stmt unshared(const Stmt& stmt) {
  ir::StmtNode node = *stmt;
  for (Stmt& child : node.body) child = unshared(child);
  return std::make_shared<const ir::StmtNode>(std::move(node));
}

class Planner {
 public:
  void plan(const Stmt& stmt) {
    visit(stmt);
    balance();
  }

  Stmt apply(const Stmt& stmt) const {
    const Stmt inner = ir::map_children(stmt, [this](const Stmt& child) { return apply(child); });
    const auto before = before_.find(stmt.get());
    const auto after = after_.find(stmt.get());
    if (before == before_.end() && after == after_.end()) return inner;
    std::vector<Stmt> all;
    if (before != before_.end()) {  // the first that was inserted is the closest
      for (auto group = before->second.rbegin(); group != before->second.rend(); ++group) {
        all.insert(all.end(), group->begin(), group->end());
      }
    }
    const bool scope = ir::is_attr(inner, ir::kCoprocScope);
    all.push_back(scope ? inner->body[0] : inner);
    if (after != after_.end()) {
      for (const auto& group : after->second) all.insert(all.end(), group.begin(), group.end());
    }
    const Stmt seq = ir::make_seq(std::move(all));
    return scope ? ir::make_attr(ir::kCoprocScope, inner->value, seq) : seq;
  }

 private:
  using Groups = std::vector<std::vector<Stmt>>;

  static bool needs_compute(const Edge& edge) {
    return edge.from != static_cast<int>(Queue::kCompute) &&
           edge.to != static_cast<int>(Queue::kCompute);
  }
  static Stmt token(std::string_view name, int from, int to) {
    return ir::make_eval(name, {from, to});
  }
  static void push(Groups& groups, const Edge& edge) {
    const int to = needs_compute(edge) ? static_cast<int>(Queue::kCompute) : edge.to;
    groups.push_back({token(ir::kDepPush, edge.from, to)});
  }
  static void pop(Groups& groups, const Edge& edge) {
    constexpr int kCompute = static_cast<int>(Queue::kCompute);
    if (needs_compute(edge)) {
      groups.push_back({token(ir::kDepPop, edge.from, kCompute),
                        token(ir::kDepPush, kCompute, edge.to),
                        token(ir::kDepPop, kCompute, edge.to)});
    } else {
      groups.push_back({token(ir::kDepPop, edge.from, edge.to)});
    }
  }

  void visit(const Stmt& stmt) {
    if (ir::is_attr(stmt, ir::kCoprocScope)) {
      const int stage = static_cast<int>(stmt->value->value);
      update({stmt.get(), {stage}, {stage}, {}, {}});
      return;
    }
    if (stmt->kind == StmtKind::kFor) {
      visit_loop(stmt);
      return;
    }
    for (const Stmt& child : stmt->body) visit(child);
  }

  // Before everything that was visited nothing has pushed, and nothing pops behind it.
  void balance() {
    if (!last_) return;
    for (const Edge& edge : first_->enter_pops) push(before_[first_->node], edge);
    for (const Edge& edge : last_->exit_pushes) pop(after_[last_->node], edge);
  }

  void visit_loop(const Stmt& loop) {
    std::optional<State> first, last;
    std::swap(first_, first);
    std::swap(last_, last);
    visit(loop->body[0]);
    std::optional<State> state;
    if (last_) {
      state.emplace();
      state->node = loop.get();
      state->enter = first_->enter;
      state->exit = last_->exit;
      if (loop->vthread) {
        // The trips run side by side, none after the other. Tokens inside are made once for each
        // thread, those outside once for all of them.
        balance();
      } else {
        connect(*last_, *first_, state->exit_pushes, state->enter_pops);
      }
    }
    std::swap(first_, first);
    std::swap(last_, last);
    if (state) update(std::move(*state));
  }

  void update(State state) {
    if (last_) {
      Edges pushes, pops;
      connect(*last_, state, pushes, pops);
    } else {
      first_ = state;
    }
    last_ = std::move(state);
  }

  // `next` comes after `previous`. Yields the edges that now go from one to the other.
  void connect(const State& previous, const State& next, Edges& pushed, Edges& popped) {
    Edges pushes = previous.exit_pushes;
    Edges pops = next.enter_pops;
    for (const int from : previous.exit) {
      for (const int to : next.enter) {
        const Edge edge{from, to};
        if (from == to) continue;
        if (!contains(previous.exit_pushes, edge)) {
          pushes.push_back(edge);
          push(after_[previous.node], edge);
        }
        if (!contains(next.enter_pops, edge)) {
          pops.push_back(edge);
          pop(before_[next.node], edge);
        }
      }
    }
    for (const Edge& edge : pushes) {
      if (contains(pops, edge)) {
        pushed.push_back(edge);
      } else {
        pop(after_[previous.node], edge);
      }
    }
    for (const Edge& edge : pops) {
      if (contains(pushes, edge)) {
        popped.push_back(edge);
      } else {
        push(before_[next.node], edge);
      }
    }
  }

  std::optional<State> first_, last_;
  std::map<const ir::StmtNode*, Groups> before_, after_;
};

}  // namespace

ir::Function sync_tokens(const ir::Function& function) {
  const Stmt body = unshared(function.body);
  Planner planner;
  planner.plan(body);
  return {function.params, ir::make_seq({planner.apply(body), ir::make_eval(ir::kSync, {})})};
}

}  // namespace vta::passes
