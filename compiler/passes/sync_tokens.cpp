// SPDX-License-Identifier: Apache-2.0
//
// The tokens of a loop are those of its first and last scope. What they pop and push across the
// border of the loop is matched with what stands before and behind it; only what is missing on one
// side is inserted there.

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

// A scope or a loop, as its neighbours see it. Tokens next to a loop that contains the loop of the
// virtual threads are for all of them; elsewhere they are multiplied with the threads.
struct State {
  const ir::StmtNode* node = nullptr;
  std::set<int> enter = {}, exit = {};      // stages that it may begin and end with
  Edges enter_pops = {}, exit_pushes = {};  // that a loop makes for its own next trip
  std::int64_t around = 1;                  // threads that the node itself is multiplied with
  std::int64_t enter_threads = 1, exit_threads = 1;
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
    if (!last_) return;
    for (const Edge& edge : first_->enter_pops) push_before(*first_, edge);
    for (const Edge& edge : last_->exit_pushes) pop_after(*last_, edge);
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

  static constexpr int kCompute = static_cast<int>(Queue::kCompute);

  static bool needs_compute(const Edge& edge) {
    return edge.from != kCompute && edge.to != kCompute;
  }
  static Stmt token(std::string_view name, int from, int to) {
    return ir::make_eval(name, {from, to});
  }
  static void add(Groups& groups, const std::vector<Stmt>& tokens, std::int64_t copies) {
    for (std::int64_t i = 0; i < copies; ++i) groups.push_back(tokens);
  }
  static std::vector<Stmt> push(const Edge& edge) {
    return {token(ir::kDepPush, edge.from, needs_compute(edge) ? kCompute : edge.to)};
  }
  static std::vector<Stmt> pop(const Edge& edge) {
    if (!needs_compute(edge)) return {token(ir::kDepPop, edge.from, edge.to)};
    return {token(ir::kDepPop, edge.from, kCompute), token(ir::kDepPush, kCompute, edge.to),
            token(ir::kDepPop, kCompute, edge.to)};
  }
  void push_before(const State& s, const Edge& edge) {
    add(before_[s.node], push(edge), s.enter_threads / s.around);
  }
  void pop_before(const State& s, const Edge& edge) {
    add(before_[s.node], pop(edge), s.enter_threads / s.around);
  }
  void push_after(const State& s, const Edge& edge) {
    add(after_[s.node], push(edge), s.exit_threads / s.around);
  }
  void pop_after(const State& s, const Edge& edge) {
    add(after_[s.node], pop(edge), s.exit_threads / s.around);
  }

  void visit(const Stmt& stmt) {
    if (ir::is_attr(stmt, ir::kCoprocScope)) {
      const int stage = static_cast<int>(stmt->value->value);
      update({stmt.get(), {stage}, {stage}, {}, {}, threads_, threads_, threads_});
      return;
    }
    if (stmt->kind == StmtKind::kFor && !stmt->vthread) {
      visit_loop(stmt);
      return;
    }
    // The trips of virtual threads run side by side, none after the other.
    const std::int64_t outer = threads_;
    if (stmt->kind == StmtKind::kFor) threads_ *= stmt->extent->value;
    for (const Stmt& child : stmt->body) visit(child);
    threads_ = outer;
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
      state->around = threads_;
      state->enter_threads = first_->enter_threads;
      state->exit_threads = last_->exit_threads;
      connect(*last_, *first_, state->exit_pushes, state->enter_pops);
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
    if (previous.exit_threads != next.enter_threads) {
      separate(previous, next);
    } else {
      for (const int from : previous.exit) {
        for (const int to : next.enter) {
          const Edge edge{from, to};
          if (from == to) continue;
          if (!contains(previous.exit_pushes, edge)) {
            pushes.push_back(edge);
            push_after(previous, edge);
          }
          if (!contains(next.enter_pops, edge)) {
            pops.push_back(edge);
            pop_before(next, edge);
          }
        }
      }
    }
    const bool joined = previous.exit_threads == next.enter_threads;
    for (const Edge& edge : pushes) {
      if (joined && contains(pops, edge)) {
        pushed.push_back(edge);
      } else {
        pop_after(previous, edge);
      }
    }
    for (const Edge& edge : pops) {
      if (joined && contains(pushes, edge)) {
        popped.push_back(edge);
      } else {
        push_before(next, edge);
      }
    }
  }

  // Compute waits for the end of every thread, and what comes next waits for compute.
  void separate(const State& previous, const State& next) {
    for (const int from : previous.exit) {
      const Edge edge{from, kCompute};
      if (from == kCompute || contains(previous.exit_pushes, edge)) continue;
      push_after(previous, edge);
      pop_after(previous, edge);
    }
    for (const int to : next.enter) {
      const Edge edge{kCompute, to};
      if (to == kCompute || contains(next.enter_pops, edge)) continue;
      push_before_pop(next, edge);
    }
  }
  // What is inserted later stands further away, so the pop comes first.
  void push_before_pop(const State& next, const Edge& edge) {
    pop_before(next, edge);
    push_before(next, edge);
  }

  std::int64_t threads_ = 1;  // of the loops around
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
