// SPDX-License-Identifier: Apache-2.0
#include "tests/compiler/ir/interpreter.h"

#include <algorithm>
#include <array>
#include <random>
#include <utility>

namespace vta::test {
namespace {

using ir::DType;
using ir::Expr;
using ir::Op;
using ir::Stmt;
using ir::StmtKind;

constexpr std::size_t kOnChip = std::size_t{1} << 18;  // numbers in a memory of the machine

std::int64_t as_stored(std::int64_t value, DType type) {
  switch (type) {
    case DType::kInt8:
      return static_cast<std::int8_t>(value);
    case DType::kInt32:
      return static_cast<std::int32_t>(value);
    case DType::kBool:
      break;
  }
  return value;
}

// The arithmetic of the tests, written again so that it does not share mistakes with ir::fold.
std::int64_t computed(Op op, std::int64_t a, std::int64_t b) {
  const auto floor = [](std::int64_t x, std::int64_t y) {
    std::int64_t q = x / y;
    while (q * y > x) --q;
    return q;
  };
  switch (op) {
    case Op::kAdd:
      return a + b;
    case Op::kSub:
      return a - b;
    case Op::kMul:
      return a * b;
    case Op::kFloorDiv:
      return b == 0 ? 0 : b > 0 ? floor(a, b) : floor(-a, -b);
    case Op::kFloorMod:
      return b == 0 ? 0 : a - b * (b > 0 ? floor(a, b) : floor(-a, -b));
    case Op::kMin:
      return a < b ? a : b;
    case Op::kMax:
      return a > b ? a : b;
    case Op::kShr: {
      for (; b > 0; --b) a = (a - (a & 1)) / 2;
      for (; b < 0; ++b) a = static_cast<std::int32_t>(2 * a);
      return a;
    }
    case Op::kLt:
      return a < b ? 1 : 0;
    case Op::kLe:
      return a <= b ? 1 : 0;
    case Op::kEq:
      return a == b ? 1 : 0;
    case Op::kAnd:
      return a != 0 && b != 0 ? 1 : 0;
    default:
      VTA_CHECK(!"an operation of two operands");
  }
}

struct Storage {
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> elements;
};

class Interpreter {
 public:
  explicit Interpreter(Values values = {}) : values_(std::move(values)) {}

  Status run(const ir::Function& function, Arrays& arrays) {
    for (const ir::Buffer& param : function.params) {
      VTA_CHECK(arrays.at(param->name).size() == static_cast<std::size_t>(param->size()));
      buffers_[param.get()] = {param->shape, arrays.at(param->name)};
    }
    run(function.body);
    if (!failure_.empty()) return Error{failure_};
    for (const ir::Buffer& param : function.params) {
      arrays[param->name] = buffers_.at(param.get()).elements;
    }
    return ok_status();
  }

  std::int64_t value(const Expr& e) {
    switch (e->op) {
      case Op::kInt:
        return as_stored(e->value, e->type);
      case Op::kVar: {
        const auto found = values_.find(e->var.get());
        if (found == values_.end()) fail("variable " + e->var.name() + " has no value");
        return found == values_.end() ? 0 : found->second;
      }
      case Op::kCast:
        return as_stored(value(e->args[0]), e->type);
      case Op::kSelect:
        return value(e->args[value(e->args[0]) != 0 ? 1 : 2]);
      case Op::kRead: {
        const std::int64_t* element = find(e->buffer, e->args);
        return element == nullptr ? 0 : *element;
      }
      default:
        if (e->args.size() != 2) {
          fail("an expression that has no value");
          return 0;
        }
        const std::int64_t a = value(e->args[0]);
        return as_stored(computed(e->op, a, value(e->args[1])), e->type);
    }
  }

 private:
  void run(const Stmt& s) {
    if (!failure_.empty()) return;
    switch (s->kind) {
      case StmtKind::kSeq:
        for (const Stmt& child : s->body) run(child);
        return;
      case StmtKind::kAttr:
        run(s->body[0]);
        return;
      case StmtKind::kFor: {
        const std::int64_t trips = value(s->extent);
        for (std::int64_t i = 0; i < trips && failure_.empty(); ++i) {
          values_[s->var.get()] = i;
          run(s->body[0]);
        }
        values_.erase(s->var.get());
        return;
      }
      case StmtKind::kStore: {
        const std::int64_t stored = as_stored(value(s->value), s->buffer->type);
        if (std::int64_t* element = find(s->buffer, s->index)) *element = stored;
        return;
      }
      case StmtKind::kAlloc: {
        Storage storage;
        std::int64_t size = 1;
        for (const Expr& extent : s->extents) {
          storage.shape.push_back(value(extent));
          size *= storage.shape.back();
        }
        storage.elements.resize(static_cast<std::size_t>(std::max<std::int64_t>(size, 0)));
        for (std::int64_t& element : storage.elements) {
          element = as_stored(static_cast<std::int64_t>(garbage_()), s->buffer->type);
        }
        buffers_[s->buffer.get()] = std::move(storage);
        run(s->body[0]);
        buffers_.erase(s->buffer.get());
        return;
      }
      case StmtKind::kEval:
        fail("call of " + s->value->text);
        return;
    }
  }

  // The element, or null when there is none.
  std::int64_t* find(const ir::Buffer& buffer, const std::vector<Expr>& indices) {
    Storage* storage = nullptr;
    if (const auto found = buffers_.find(buffer.get()); found != buffers_.end()) {
      storage = &found->second;
    } else if (buffer->scope != ir::MemScope::kGlobal) {
      storage = &memories_[static_cast<std::size_t>(buffer->scope)];
      if (storage->elements.empty()) {
        storage->shape = {static_cast<std::int64_t>(kOnChip)};
        storage->elements.assign(kOnChip, 77);
      }
    }
    if (storage == nullptr || storage->shape.size() != indices.size()) {
      fail(storage == nullptr ? "buffer " + buffer->name + " is not there"
                              : "buffer " + buffer->name + " has " +
                                    std::to_string(storage->shape.size()) + " axes");
      return nullptr;
    }
    std::int64_t at = 0;
    for (std::size_t i = 0; i < indices.size(); ++i) {
      const std::int64_t index = value(indices[i]);
      if (index < 0 || index >= storage->shape[i]) {
        fail("index " + std::to_string(index) + " of axis " + std::to_string(i) + " of buffer " +
             buffer->name + " does not lie in 0.." + std::to_string(storage->shape[i] - 1));
        return nullptr;
      }
      at = at * storage->shape[i] + index;
    }
    return &storage->elements[static_cast<std::size_t>(at)];
  }

  void fail(std::string message) {
    if (failure_.empty()) failure_ = std::move(message);
  }

  Values values_;
  std::map<const ir::BufferNode*, Storage> buffers_;
  std::array<Storage, ir::kScopeCount> memories_;
  std::mt19937 garbage_{4711};
  std::string failure_;
};

}  // namespace

Status interpret(const ir::Function& function, Arrays& arrays) {
  return Interpreter().run(function, arrays);
}

std::int64_t value_of(const Expr& expr, const Values& values) {
  return Interpreter(values).value(expr);
}

Arrays random_arrays(const ir::Function& function, std::uint32_t seed) {
  std::mt19937 random(seed);
  Arrays arrays;
  for (const ir::Buffer& param : function.params) {
    std::vector<std::int64_t>& elements = arrays[param->name];
    for (std::int64_t i = 0; i < param->size(); ++i) {
      elements.push_back(as_stored(static_cast<std::int64_t>(random()), param->type));
    }
  }
  return arrays;
}

std::string difference(const ir::Function& before, const ir::Function& after, std::uint32_t seed) {
  Arrays expected = random_arrays(before, seed);
  Arrays actual = expected;
  if (Status s = interpret(before, expected); !s) return "before: " + s.error().message;
  if (Status s = interpret(after, actual); !s) return "after: " + s.error().message;
  for (const auto& [name, elements] : expected) {
    for (std::size_t i = 0; i < elements.size(); ++i) {
      if (actual.at(name)[i] == elements[i]) continue;
      return name + "[" + std::to_string(i) + "] is " + std::to_string(actual.at(name)[i]) +
             " instead of " + std::to_string(elements[i]);
    }
  }
  return "";
}

}  // namespace vta::test
