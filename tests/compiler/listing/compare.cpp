// SPDX-License-Identifier: Apache-2.0

#include "tests/compiler/listing/compare.h"

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>

#include "tests/compiler/listing/evaluate.h"

namespace vta::test {
namespace {

using Kind = Statement::Kind;

std::string versus(const std::string& a, const std::string& b) { return a + " vs " + b; }
std::string versus(std::int64_t a, std::int64_t b) {
  return versus(std::to_string(a), std::to_string(b));
}

std::string describe(const Buffer& buffer) {
  return buffer.scope + " " + buffer.dtype + "[" + std::to_string(buffer.size) + "]";
}

std::string describe(const Statement& statement) {
  switch (statement.kind) {
    case Kind::kLoop:
      return "a loop";
    case Kind::kAttribute:
      return "attribute " + statement.name;
    case Kind::kStore:
      return "a store to " + statement.name;
    case Kind::kEvaluate:
      return "a call of " + statement.name;
  }
  return "";
}

// "+", or "a read of data"
std::string describe(const Expr& e) {
  const std::string op(describe(e.op));
  return e.name.empty() ? op : op + (e.op == Op::kString ? " " : " of ") + e.name;
}

std::string compare_buffers(const std::string& what, const std::map<std::string, Buffer>& a,
                            const std::map<std::string, Buffer>& b) {
  std::set<std::string> names;
  for (const auto& [name, buffer] : a) names.insert(name);
  for (const auto& [name, buffer] : b) names.insert(name);
  for (const std::string& name : names) {
    const auto left = a.find(name);
    const auto right = b.find(name);
    const std::string shown_left = left == a.end() ? "none" : describe(left->second);
    const std::string shown_right = right == b.end() ? "none" : describe(right->second);
    if (shown_left != shown_right)
      return what + " " + name + ": " + versus(shown_left, shown_right);
  }
  return "";
}

class Comparer {
 public:
  // The statements of one block. `what` names the block.
  std::string compare(const std::vector<Statement>& a, const std::vector<Statement>& b,
                      const std::string& what) {
    const std::size_t common = std::min(a.size(), b.size());
    for (std::size_t i = 0; i < common; ++i) {
      const std::string found = compare(a[i], b[i]);
      if (!found.empty()) return found;
    }
    if (a.size() == b.size()) return "";
    const bool first = a.size() > b.size();
    const Statement& extra = first ? a[common] : b[common];
    return std::string("only the ") + (first ? "first" : "second") + " listing has " +
           describe(extra) + " at the end of " + what + ", line " + std::to_string(extra.line);
  }

 private:
  std::string compare(const Statement& a, const Statement& b) {
    if (a.kind != b.kind || (a.kind != Kind::kLoop && a.name != b.name)) {
      return place(versus(describe(a), describe(b)), a, b);
    }
    switch (a.kind) {
      case Kind::kLoop:
        return compare_loops(a, b);
      case Kind::kAttribute: {
        const std::string found = compare(a.value, b.value, "value of " + describe(a));
        return found.empty() ? compare(a.body, b.body, describe(a)) : place(found, a, b);
      }
      case Kind::kStore: {
        const std::string store = "the store to " + a.name;
        std::string found = compare(a.index, b.index, "index of " + store);
        if (found.empty()) found = compare(a.value, b.value, "value of " + store);
        return place(found, a, b);
      }
      case Kind::kEvaluate:
        return place(compare(a.value, b.value, ""), a, b);
    }
    return "";
  }

  std::string compare_loops(const Statement& a, const Statement& b) {
    const std::size_t number = ++loops_;
    const std::string what = "loop " + std::to_string(number);
    if (a.minimum != b.minimum) {
      return place(what + " (minimum " + versus(a.minimum, b.minimum) + ")", a, b);
    }
    if (a.extent != b.extent) {
      return place(what + " (extent " + versus(a.extent, b.extent) + ")", a, b);
    }
    ranges_.push_back({a.minimum, a.extent});
    around_.push_back({number, a.name});
    std::string found = compare(a.body, b.body, what);
    around_.pop_back();
    ranges_.pop_back();
    return found;
  }

  // The expressions that `path` leads to; it is empty for a call that is a statement.
  [[nodiscard]] std::string compare(const ExprPtr& a, const ExprPtr& b,
                                    const std::string& path) const {
    const std::string what = path.empty() ? describe(*a) : path;
    if (a->dtype != b->dtype) return what + ": type " + versus(a->dtype, b->dtype);
    if (a->pure && b->pure) return compare_functions(a, b, what);
    if (a->op != b->op || a->name != b->name) {
      return what + ": " + versus(describe(*a), describe(*b));
    }
    if (a->args.size() != b->args.size()) {
      const auto left = static_cast<std::int64_t>(a->args.size());
      const auto right = static_cast<std::int64_t>(b->args.size());
      return what + ": number of arguments " + versus(left, right);
    }
    for (std::size_t i = 0; i < a->args.size(); ++i) {
      const std::string part =
          (a->op == Op::kRead ? "index of " : "argument " + std::to_string(i + 1) + " of ") +
          describe(*a);
      const std::string found =
          compare(a->args[i], b->args[i], path.empty() ? part : path + ", " + part);
      if (!found.empty()) return found;
    }
    return "";
  }

  [[nodiscard]] std::string compare_functions(const ExprPtr& a, const ExprPtr& b,
                                              const std::string& what) const {
    const std::optional<Witness> witness = find_difference(a, b, ranges_);
    if (!witness) return "";
    std::ostringstream text;
    text << what << ": " << versus(witness->a, witness->b);
    const char* separator = " at ";
    for (const auto& [loop, value] : witness->variables) {
      text << separator << around_[loop].name << "=" << value;
      separator = ", ";
    }
    return text.str();
  }

  // Adds to a difference where it was found.
  [[nodiscard]] std::string place(const std::string& difference, const Statement& a,
                                  const Statement& b) const {
    if (difference.empty()) return "";
    const std::string in =
        around_.empty() ? "" : ", in loop " + std::to_string(around_.back().number);
    return difference + in + ", lines " + std::to_string(a.line) + " and " + std::to_string(b.line);
  }

  struct Loop {
    std::size_t number;  // the first loop of the listing is 1
    std::string name;    // in the first listing
  };

  std::size_t loops_ = 0;      // entered so far
  std::vector<Loop> around_;   // the current place, outermost first
  std::vector<Range> ranges_;  // of these loops
};

}  // namespace

std::string first_difference(const Listing& a, const Listing& b) {
  std::string found = compare_buffers("parameter", a.parameters, b.parameters);
  if (found.empty()) found = compare_buffers("allocation", a.allocations, b.allocations);
  return found.empty() ? Comparer().compare(a.body, b.body, "the listing") : found;
}

}  // namespace vta::test
