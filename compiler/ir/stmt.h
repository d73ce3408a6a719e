// SPDX-License-Identifier: Apache-2.0
//
// Statements of a loop program: immutable trees. Every loop counts from 0.

#ifndef VTA_COMPILER_IR_STMT_H_
#define VTA_COMPILER_IR_STMT_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/expr.h"

namespace vta::ir {

enum class StmtKind : std::uint8_t {
  kFor,    // var, extent, body[0]; `vthread` when its trips are virtual threads
  kSeq,    // body
  kStore,  // buffer, index, value
  kAlloc,  // buffer, extents (its shape as far as it is known), body[0]
  kAttr,   // key, value, body[0]
  kEval,   // value, an intrinsic call
};

// Keys of attributes.
inline constexpr std::string_view kPragmaDma = "pragma_dma_copy";
inline constexpr std::string_view kPragmaAlu = "pragma_alu";
inline constexpr std::string_view kTensorizeGemm = "tensorize_gemm";
inline constexpr std::string_view kCoprocScope =
    "coproc_scope";  // value: 1 load, 2 compute, 3 store
inline constexpr std::string_view kUopScope = "coproc_uop_scope";  // value: 0 GEMM, 1 ALU
inline constexpr std::string_view kStage = "stage";                // note: which stage, what of it

// Names of intrinsics, with the arguments of the call of the same name in driver/program/calls.h.
inline constexpr std::string_view kDepPush = "vta.coproc_dep_push";
inline constexpr std::string_view kDepPop = "vta.coproc_dep_pop";
inline constexpr std::string_view kSync = "vta.coproc_sync";
inline constexpr std::string_view kUopPush = "vta.uop_push";
inline constexpr std::string_view kUopLoopBegin = "VTAUopLoopBegin";
inline constexpr std::string_view kUopLoopEnd = "VTAUopLoopEnd";
inline constexpr std::string_view kLoad2d = "VTALoadBuffer2D";
inline constexpr std::string_view kStore2d = "VTAStoreBuffer2D";

// A stage of the schedule, the tiles that the loops around it are at, and the part of its tensor
// that a nest computes: first index and number of every axis. What instructions are traced back to.
struct StageNote {
  struct Tile {
    std::string axis;
    Expr index;
    std::int64_t count;
  };
  std::string stage;
  std::vector<Tile> tiles = {};
  std::vector<Expr> min = {}, extent = {};
};

struct StmtNode;
using Stmt = std::shared_ptr<const StmtNode>;

struct StmtNode {
  StmtKind kind = StmtKind::kSeq;
  Var var = {};
  bool vthread = false;
  Expr extent = {};
  std::vector<Stmt> body = {};
  Buffer buffer = {};
  std::vector<Expr> index = {};    // kStore
  std::vector<Expr> extents = {};  // kAlloc
  Expr value = {};
  std::string key = {};
  std::shared_ptr<const StageNote> note = {};  // kAttr with kStage
};

[[nodiscard]] Stmt make_for(const Var& var, const Expr& extent, Stmt body, bool vthread = false);
// Nested sequences are flattened and one statement alone is itself; no statement is an empty Seq.
[[nodiscard]] Stmt make_seq(std::vector<Stmt> stmts);
[[nodiscard]] Stmt make_store(const Buffer& buffer, std::vector<Expr> index, const Expr& value);
[[nodiscard]] Stmt make_alloc(const Buffer& buffer, std::vector<Expr> extents, Stmt body);
[[nodiscard]] Stmt make_attr(std::string_view key, const Expr& value, Stmt body);
[[nodiscard]] Stmt make_stage(std::shared_ptr<const StageNote> note, Stmt body);
[[nodiscard]] Stmt make_eval(const Expr& call);
[[nodiscard]] inline Stmt make_eval(std::string_view name, std::vector<Expr> args) {
  return make_eval(call(std::string(name), std::move(args)));
}

[[nodiscard]] inline bool is_empty(const Stmt& s) {
  return s->kind == StmtKind::kSeq && s->body.empty();
}
[[nodiscard]] inline bool is_attr(const Stmt& s, std::string_view key) {
  return s->kind == StmtKind::kAttr && s->key == key;
}

// A loop program: parameters live in DRAM and belong to the caller.
struct Function {
  std::vector<Buffer> params;
  Stmt body;
};

}  // namespace vta::ir

#endif  // VTA_COMPILER_IR_STMT_H_
