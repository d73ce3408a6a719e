// SPDX-License-Identifier: Apache-2.0

#include "tests/compiler/listing/evaluate.h"

#include <algorithm>
#include <map>

namespace vta::test {
namespace {

// The same tree, and thus the same function, without a look at the iterations.
bool same_tree(const Expr& a, const Expr& b) {
  return &a == &b ||
         (a.op == b.op && a.value == b.value && a.dtype == b.dtype && a.name == b.name &&
          std::equal(a.args.begin(), a.args.end(), b.args.begin(), b.args.end(),
                     [](const ExprPtr& x, const ExprPtr& y) { return same_tree(*x, *y); }));
}

// Expressions as a list of operations on registers. An operation is carried out again when a loop
// goes on that it depends on; the list is sorted by the innermost of these loops.
class Code {
 public:
  std::size_t add(const ExprPtr& e) {
    const auto known = register_of_.find(e.get());
    if (known != register_of_.end()) return known->second;
    std::size_t out = 0;
    if (e->op == Op::kVariable) {
      const auto loop = static_cast<std::size_t>(e->value);
      const auto [entry, is_new] = variables_.emplace(loop, registers_.size());
      out = is_new ? new_register(0, loop + 1) : entry->second;
    } else if (e->op == Op::kNumber) {
      out = new_register(e->value, 0);
    } else {
      out = add_operation(*e);
    }
    register_of_.emplace(e.get(), out);
    return out;
  }

  void sort() {
    std::stable_sort(operations_.begin(), operations_.end(),
                     [](const Operation& x, const Operation& y) { return x.level < y.level; });
  }

  // Carries out what depends on this loop or one inside it, or everything.
  void run_inside(std::size_t loop) { run(loop + 1); }
  void run_all() { run(0); }

  [[nodiscard]] std::int64_t value(std::size_t index) const { return registers_[index]; }
  void set(std::size_t index, std::int64_t value) { registers_[index] = value; }
  // Loop -> register, for all loops that are mentioned.
  [[nodiscard]] const std::map<std::size_t, std::size_t>& variables() const { return variables_; }

 private:
  struct Operation {
    Op op;
    std::size_t out, a, b, c;
    std::size_t level;  // 1 more than the innermost loop that it depends on, 0 if there is none
  };

  std::size_t new_register(std::int64_t value, std::size_t level) {
    registers_.push_back(value);
    levels_.push_back(level);
    return registers_.size() - 1;
  }

  std::size_t add_operation(const Expr& e) {
    std::vector<std::size_t> in;
    std::size_t level = 0;
    for (const ExprPtr& arg : e.args) in.push_back(add(arg));
    for (const std::size_t index : in) level = std::max(level, levels_[index]);
    if (e.op == Op::kCast) in.push_back(new_register(e.value, 0));
    in.resize(3, in.front());
    const std::size_t out = new_register(0, level);
    operations_.push_back({e.op, out, in[0], in[1], in[2], level});
    return out;
  }

  void run(std::size_t level) {
    auto first =
        std::lower_bound(operations_.begin(), operations_.end(), level,
                         [](const Operation& x, std::size_t wanted) { return x.level < wanted; });
    for (; first != operations_.end(); ++first) {
      registers_[first->out] =
          apply(first->op, registers_[first->a], registers_[first->b], registers_[first->c]);
    }
  }

  std::vector<Operation> operations_;
  std::vector<std::int64_t> registers_;
  std::vector<std::size_t> levels_;  // of the registers
  std::map<std::size_t, std::size_t> variables_;
  std::map<const Expr*, std::size_t> register_of_;
};

// Goes on to the next iteration; false behind the last one.
bool advance(Code& code, const std::vector<Range>& ranges) {
  const auto& variables = code.variables();
  for (auto variable = variables.rbegin(); variable != variables.rend(); ++variable) {
    const auto [loop, index] = *variable;
    const Range& range = ranges[loop];
    const std::int64_t next = code.value(index) + 1;
    if (next < range.minimum + range.extent) {
      code.set(index, next);
      code.run_inside(loop);
      return true;
    }
    code.set(index, range.minimum);
  }
  return false;
}

}  // namespace

std::optional<Witness> find_difference(const ExprPtr& a, const ExprPtr& b,
                                       const std::vector<Range>& ranges) {
  if (same_tree(*a, *b)) return std::nullopt;
  Code code;
  const std::size_t left = code.add(a);
  const std::size_t right = code.add(b);
  code.sort();
  for (const auto& [loop, index] : code.variables()) code.set(index, ranges[loop].minimum);
  code.run_all();
  do {
    if (code.value(left) != code.value(right)) {
      Witness witness{{}, code.value(left), code.value(right)};
      for (const auto& [loop, index] : code.variables()) {
        witness.variables.emplace_back(loop, code.value(index));
      }
      return witness;
    }
  } while (advance(code, ranges));
  return std::nullopt;
}

}  // namespace vta::test
