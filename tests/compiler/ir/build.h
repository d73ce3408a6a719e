// SPDX-License-Identifier: Apache-2.0
//
// Loop programs written by hand, and their text without the parts that are the same in all.

#ifndef VTA_TESTS_COMPILER_IR_BUILD_H_
#define VTA_TESTS_COMPILER_IR_BUILD_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/ir/print.h"
#include "compiler/ir/stmt.h"

namespace vta::test {

[[nodiscard]] inline ir::Buffer buffer(std::string name, ir::DType type,
                                       std::vector<std::int64_t> shape,
                                       ir::MemScope scope = ir::MemScope::kGlobal) {
  return std::make_shared<const ir::BufferNode>(
      ir::BufferNode{std::move(name), type, std::move(shape), scope});
}
[[nodiscard]] inline ir::Buffer int8(std::string name, std::vector<std::int64_t> shape,
                                     ir::MemScope scope = ir::MemScope::kGlobal) {
  return buffer(std::move(name), ir::DType::kInt8, std::move(shape), scope);
}
[[nodiscard]] inline ir::Buffer int32(std::string name, std::vector<std::int64_t> shape,
                                      ir::MemScope scope = ir::MemScope::kGlobal) {
  return buffer(std::move(name), ir::DType::kInt32, std::move(shape), scope);
}

// An allocation of the whole buffer.
[[nodiscard]] inline ir::Stmt alloc(const ir::Buffer& b, ir::Stmt body) {
  return ir::make_alloc(b, {b->shape.begin(), b->shape.end()}, std::move(body));
}
[[nodiscard]] inline ir::Stmt scope(int queue, ir::Stmt body) {
  return ir::make_attr(ir::kCoprocScope, queue, std::move(body));
}
[[nodiscard]] inline ir::Stmt stage(std::string name, ir::Stmt body) {
  return ir::make_stage(std::make_shared<const ir::StageNote>(ir::StageNote{std::move(name)}),
                        std::move(body));
}

inline void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// The printed statements. What the notation says in many words is said in few:
//   "attr coproc_scope = 1 {", "VTALoadBuffer2D(a_2, 0, ...)", "coproc_dep_push(1, 2)", "}".
[[nodiscard]] inline std::string text(const ir::Function& function) {
  std::string all = ir::to_text(function);
  all = all.substr(all.find("} {\n") + 4);
  all = all.substr(0, all.rfind("}\n"));
  if (all.starts_with("  ")) all = all.substr(2);
  replace_all(all, "\n  ", "\n");
  replace_all(all, "[IterVar(vta: int32, (nullptr), \"ThreadIndex\", \"vta\")] \"", "");
  replace_all(all, "[IterVar(vta, (nullptr), \"ThreadIndex\", \"vta\")] \"", "");
  replace_all(all, "\" = ", " = ");
  replace_all(
      all, ", @tir.tvm_thread_context(@tir.vta.command_handle(, dtype=handle), dtype=handle)", "");
  replace_all(all, "@tir.call_extern(\"", "");
  replace_all(all, "\", ", "(");
  replace_all(all, "(dtype=int32)", "()");
  replace_all(all, "@tir.vta.", "");
  replace_all(all, ", dtype=int32)\n", ")\n");
  replace_all(all, "(, dtype=int32)", "()");
  return all;
}

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_IR_BUILD_H_
