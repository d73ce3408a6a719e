// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/convert_attribute.h"

#include <string>
#include <utility>

#include "compiler/ir/rewrite.h"
#include "compiler/passes/scoped_bounds.h"
#include "compiler/passes/stage_name.h"

namespace vta::passes {
namespace {

using ir::Stmt;

class Rewriter {
 public:
  Rewriter(std::string_view key, const Config& config, const Convert& convert)
      : key_(key), config_(config), convert_(convert) {}

  Result<Stmt> run(const Stmt& body) {
    const Stmt result = visit(body, {}, nullptr);
    if (!failure_.empty()) return Error{failure_};
    return result;
  }

 private:
  Stmt visit(const Stmt& stmt, const ir::Analyzer& around, const Note& note) {
    if (!failure_.empty()) return stmt;
    if (!ir::is_attr(stmt, key_)) {
      const ir::Analyzer inner = inside(stmt, around);
      const Note& inner_note = ir::is_attr(stmt, ir::kStage) ? stmt->note : note;
      return ir::map_children(stmt,
                              [&](const Stmt& child) { return visit(child, inner, inner_note); });
    }
    Result<Stmt> converted = convert_(stmt->body[0], around, config_);
    if (converted) return std::move(converted).value();
    failure_ = stage_prefix(note, stmt) + converted.error().message;
    return stmt;
  }

  std::string_view key_;
  const Config& config_;
  const Convert& convert_;
  std::string failure_;
};

}  // namespace

Result<ir::Function> convert_attribute(const ir::Function& function, std::string_view key,
                                       const Config& config, const Convert& convert) {
  Result<Stmt> body = Rewriter(key, config, convert).run(function.body);
  if (!body) return body.error();
  return ir::Function{function.params, std::move(body).value()};
}

}  // namespace vta::passes
