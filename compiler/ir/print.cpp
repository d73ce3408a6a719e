// SPDX-License-Identifier: Apache-2.0
#include "compiler/ir/print.h"

#include <map>
#include <set>
#include <sstream>
#include <utility>

#include "hw/isa/result.h"

namespace vta::ir {
namespace {

const char* infix(Op op) {
  switch (op) {
    case Op::kAdd:
      return " + ";
    case Op::kSub:
      return " - ";
    case Op::kMul:
      return "*";
    case Op::kLt:
      return " < ";
    case Op::kLe:
      return " <= ";
    case Op::kEq:
      return " == ";
    case Op::kAnd:
      return " && ";
    default:
      return nullptr;
  }
}

class Printer {
 public:
  std::string function(const Function& f) {
    for (const Buffer& param : f.params) name_param(param);
    out_ << "@main = primfn(";
    list(f.params, [this](const Buffer& b) { return name_of(b) + "_1: handle"; });
    out_ << ") -> ()\n  buffers = {";
    list(f.params, [this](const Buffer& b) {
      const std::string name = name_of(b);
      const std::string type(to_string(b->type));
      return name + ": Buffer(" + name + "_2: Pointer(" + type + "), " + type + ", [" +
             std::to_string(b->size()) + "], [])";
    });
    out_ << "}\n  buffer_map = {";
    list(f.params, [this](const Buffer& b) { return name_of(b) + "_1: " + name_of(b); });
    out_ << "} {\n";
    indent_ = 1;
    stmt(f.body);
    out_ << "}\n";
    return out_.str();
  }

  std::string expr(const Expr& e) { return strip(text(e)); }

 private:
  template <typename Items, typename Show>
  void list(const Items& items, Show show) {
    bool first = true;
    for (const auto& item : items) {
      out_ << (first ? "" : ", ") << show(item);
      first = false;
    }
  }

  std::string unique(const std::string& name) {
    std::string candidate = name;
    for (int i = 1; !used_.insert(candidate).second; ++i) {
      candidate = name + "_" + std::to_string(i);
    }
    return candidate;
  }
  // A parameter has three names: NAME of its elements, NAME_1 of its handle, NAME_2 of its pointer.
  void name_param(const Buffer& param) {
    std::string name = param->name;
    const auto taken = [this](const std::string& n) { return used_.count(n) != 0; };
    for (int i = 1; taken(name) || taken(name + "_1") || taken(name + "_2"); ++i) {
      name = param->name + "_" + std::to_string(i);
    }
    used_.insert({name, name + "_1", name + "_2"});
    buffers_[param.get()] = name;
  }
  std::string name_of(const Var& var) {
    const auto [found, is_new] = vars_.try_emplace(var.get());
    if (is_new) found->second = unique(var.name());
    return found->second;
  }
  std::string name_of(const Buffer& buffer) {
    const auto [found, is_new] = buffers_.try_emplace(buffer.get());
    if (is_new) found->second = unique(buffer->name);
    return found->second;
  }

  static std::string strip(std::string text) {
    if (text.size() < 2 || text.front() != '(') return text;
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
      if (depth == 0 && i + 1 < text.size()) return text;
    }
    return text.substr(1, text.size() - 2);
  }

  std::string arguments(const std::vector<Expr>& args) {
    std::string all;
    for (const Expr& arg : args) all += (all.empty() ? "" : ", ") + expr(arg);
    return all;
  }

  std::string text_call(const Expr& e) {
    const std::string args = arguments(e->args);
    if (e->text.starts_with("vta.")) return "@tir." + e->text + "(" + args + ", dtype=int32)";
    std::string all = "@tir.call_extern(\"" + e->text + "\"";
    if (e->text == kLoad2d || e->text == kStore2d) {
      all += ", @tir.tvm_thread_context(@tir.vta.command_handle(, dtype=handle), dtype=handle)";
    }
    return all + (args.empty() ? "" : ", " + args) + ", dtype=int32)";
  }

  // Parentheses around every binary operation, as the notation has them.
  std::string text(const Expr& e) {
    if (const char* op = infix(e->op)) {
      return "(" + text(e->args[0]) + op + text(e->args[1]) + ")";
    }
    const std::string type(to_string(e->type));
    switch (e->op) {
      case Op::kInvalid:
        return "<" + e->text + ">";
      case Op::kInt:
        return std::to_string(e->value) + (e->type == DType::kInt8 ? "i8" : "");
      case Op::kVar:
        return name_of(e->var);
      case Op::kFloorDiv:
        return "floordiv(" + arguments(e->args) + ")";
      case Op::kFloorMod:
        return "floormod(" + arguments(e->args) + ")";
      case Op::kMin:
        return "min(" + arguments(e->args) + ")";
      case Op::kMax:
        return "max(" + arguments(e->args) + ")";
      case Op::kShr:
        return "@tir.shift_right(" + arguments(e->args) + ", dtype=" + type + ")";
      case Op::kSelect:
        return "@tir.if_then_else(" + text(e->args[0]) + ", " + expr(e->args[1]) + ", " +
               expr(e->args[2]) + ", dtype=" + type + ")";
      case Op::kCast:
        return "cast(" + type + ", " + expr(e->args[0]) + ")";
      case Op::kRead:
        return name_of(e->buffer) + "[" + arguments(e->args) + "]";
      case Op::kHandle:
        return name_of(e->buffer) + "_2";
      case Op::kReduce:
        return "reduce(" + arguments(e->args) + ")";
      case Op::kCall:
        return text_call(e);
      default:
        VTA_CHECK(!"every operator is printed");
    }
  }

  std::ostringstream& line() {
    for (int i = 0; i < indent_; ++i) out_ << "  ";
    return out_;
  }

  void block(const std::string& head, const Stmt& body) {
    line() << head << " {\n";
    ++indent_;
    stmt(body);
    --indent_;
    line() << "}\n";
  }

  void stmt(const Stmt& s) {
    switch (s->kind) {
      case StmtKind::kFor:
        block("for (" + name_of(s->var) + ": int32, 0, " + expr(s->extent) + ")" +
                  (s->vthread ? " \"vthread\"" : ""),
              s->body[0]);
        break;
      case StmtKind::kSeq:
        for (const Stmt& child : s->body) stmt(child);
        break;
      case StmtKind::kStore:
        line() << name_of(s->buffer) << "[" << arguments(s->index) << "] = " << expr(s->value)
               << "\n";
        break;
      case StmtKind::kAlloc: {
        const std::string scope(to_string(s->buffer->scope));
        const std::string type(to_string(s->buffer->type));
        block("allocate(" + name_of(s->buffer) + ": Pointer(" + scope + " " + type + "), " + type +
                  ", [" + arguments(s->extents) + "]), storage_scope = " + scope,
              s->body[0]);
        break;
      }
      case StmtKind::kAttr: {
        if (s->key == kStage) {
          stmt(s->body[0]);
          break;
        }
        const std::string value = s->key != kUopScope       ? expr(s->value)
                                  : is_literal(s->value, 0) ? "\"VTAPushGEMMOp\""
                                                            : "\"VTAPushALUOp\"";
        const char* axis = first_attr_ ? "vta: int32" : "vta";
        first_attr_ = false;
        block("attr [IterVar(" + std::string(axis) + ", (nullptr), \"ThreadIndex\", \"vta\")] \"" +
                  s->key + "\" = " + value,
              s->body[0]);
        break;
      }
      case StmtKind::kEval:
        line() << text(s->value) << "\n";
        break;
    }
  }

  std::ostringstream out_;
  int indent_ = 0;
  bool first_attr_ = true;
  std::set<std::string> used_;
  std::map<const VarNode*, std::string> vars_;
  std::map<const BufferNode*, std::string> buffers_;
};

}  // namespace

std::string to_text(const Function& function) { return Printer().function(function); }
std::string to_text(const Expr& expr) { return Printer().expr(expr); }

}  // namespace vta::ir
