// SPDX-License-Identifier: Apache-2.0
#include "compiler/codegen/codegen.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "compiler/codegen/evaluate.h"
#include "compiler/ir/print.h"

namespace vta {
namespace {

using ir::Op;
using ir::Stmt;
using ir::StmtKind;

constexpr std::int64_t kMaxCalls = std::int64_t{1} << 24;

std::string text(std::int64_t value) { return std::to_string(value); }

// How many calls a program makes, known from its loops alone; no more than the limit is counted.
std::int64_t count_calls(const Stmt& stmt) {
  std::int64_t calls = stmt->kind == StmtKind::kEval ? 1 : 0;
  for (const Stmt& child : stmt->body) calls += count_calls(child);
  if (stmt->kind == StmtKind::kFor && is(stmt->extent, Op::kInt)) calls *= stmt->extent->value;
  return std::min(calls, kMaxCalls + 1);
}

class Generator {
 public:
  explicit Generator(const std::string& workload) : workload_(workload) {}

  Result<CodegenResult> run(const Stmt& stmt) {
    visit(stmt);
    if (!failure_.empty()) return Error{failure_};
    return std::move(result_);
  }

 private:
  void visit(const Stmt& stmt) {
    if (!failure_.empty()) return;
    switch (stmt->kind) {
      case StmtKind::kSeq:
        for (const Stmt& child : stmt->body) visit(child);
        break;
      case StmtKind::kFor:
        visit_loop(stmt);
        break;
      case StmtKind::kAttr:
        visit_attr(stmt);
        break;
      case StmtKind::kEval:
        visit_call(*stmt->value.get());
        break;
      case StmtKind::kStore:
        fail("'" + ir::to_text(ir::read(stmt->buffer, stmt->index)) + " = " +
             ir::to_text(stmt->value) +
             "' is left for the host; a pragma (dma_copy, alu) or tensorize is missing");
        break;
      case StmtKind::kAlloc:
        fail("buffer " + stmt->buffer->name + " lies in DRAM, but is none of the arguments");
        break;
    }
  }

  void visit_loop(const Stmt& stmt) {
    const std::int64_t trips = values_(stmt->extent);
    const bool traced = note_ != nullptr && !in_kernel_;
    if (traced) loops_.push_back({stmt->var.name(), 0, trips});
    std::int64_t& value = values_.slot(stmt->var);
    for (std::int64_t i = 0; i < trips && failure_.empty(); ++i) {
      value = i;
      if (traced) loops_.back().index = i;
      if (!in_kernel_) origin_ = nullptr;
      visit(stmt->body[0]);
    }
    if (traced) loops_.pop_back();
    if (!in_kernel_) origin_ = nullptr;
  }

  void visit_attr(const Stmt& stmt) {
    if (stmt->key == ir::kStage) {
      const ir::StageNote* outer = std::exchange(note_, stmt->note.get());
      origin_ = nullptr;
      visit(stmt->body[0]);
      note_ = outer;
      origin_ = nullptr;
    } else if (stmt->key == ir::kCoprocScope) {
      add(Scope{static_cast<Queue>(stmt->value->value)});
      visit(stmt->body[0]);
    } else if (stmt->key == ir::kUopScope) {
      add(UopScopeBegin{static_cast<UopMode>(stmt->value->value)});
      in_kernel_ = true;  // the loops inside are part of one instruction
      visit(stmt->body[0]);
      in_kernel_ = false;
      add(UopScopeEnd{});
    } else {
      visit(stmt->body[0]);
    }
  }

  // ---- calls ----

  void add(Call call) {
    if (result_.calls.size() >= kMaxCalls) {
      fail("the program makes more than " + std::to_string(kMaxCalls) + " calls; use larger tiles");
      return;
    }
    result_.calls.push_back(std::move(call));
    result_.origins.push_back(current_origin());
  }

  std::int64_t argument(const ir::ExprNode& call, std::size_t i) { return values_(call.args[i]); }

  // An argument that the call holds as an unsigned number.
  std::uint32_t u32(const ir::ExprNode& call, std::size_t i) {
    return as_u32(call, argument(call, i));
  }
  std::uint32_t as_u32(const ir::ExprNode& call, std::int64_t value) {
    if (value < 0 || value > 0xffffffff) {
      fail(call.text + ": argument " + text(value) + " does not lie in 0..4294967295");
      return 0;
    }
    return static_cast<std::uint32_t>(value);
  }

  std::int32_t i32(const ir::ExprNode& call, std::size_t i) {
    const std::int64_t value = argument(call, i);
    if (value != static_cast<std::int32_t>(value)) {
      fail(call.text + ": argument " + text(value) + " does not lie in -2147483648..2147483647");
    }
    return static_cast<std::int32_t>(value);
  }

  void visit_call(const ir::ExprNode& c) {
    const auto queue = [&](std::size_t i) { return static_cast<Queue>(argument(c, i)); };
    if (c.text == ir::kUopPush) {
      add(UopPush{static_cast<UopMode>(argument(c, 0)), argument(c, 1) != 0, u32(c, 2), u32(c, 3),
                  u32(c, 4), u32(c, 5), argument(c, 6) != 0, i32(c, 7)});
    } else if (c.text == ir::kUopLoopBegin) {
      add(UopLoopBegin{u32(c, 0), u32(c, 1), u32(c, 2), u32(c, 3)});
    } else if (c.text == ir::kUopLoopEnd) {
      add(UopLoopEnd{});
    } else if (c.text == ir::kDepPush) {
      add(DepPush{queue(0), queue(1)});
    } else if (c.text == ir::kDepPop) {
      add(DepPop{queue(0), queue(1)});
    } else if (c.text == ir::kLoad2d) {
      load(c);
    } else if (c.text == ir::kStore2d) {
      add(Store2d{u32(c, 0), static_cast<MemoryType>(argument(c, 1)), c.args[2]->buffer->name,
                  u32(c, 3), u32(c, 4), u32(c, 5), u32(c, 6)});
    } else if (c.text == ir::kSync) {
      add(Sync{});
    } else {
      fail("intrinsic " + c.text + " is not known");
    }
  }

  void load(const ir::ExprNode& c) {
    const std::int64_t x_size = argument(c, 2);
    const std::int64_t y_size = argument(c, 3);
    Load2d load{c.args[0]->buffer->name,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                u32(c, 9),
                static_cast<MemoryType>(argument(c, 10))};
    if (x_size == 0 || y_size == 0) {
      // Nothing but padding: no rows of data, and one row of padding that is the whole part.
      const std::int64_t columns = argument(c, 5) + x_size + argument(c, 7);
      const std::int64_t rows = argument(c, 6) + y_size + argument(c, 8);
      load.x_size = as_u32(c, columns * rows);
      load.y_pad_before = 1;
    } else {
      load.offset = u32(c, 1);
      load.x_size = as_u32(c, x_size);
      load.y_size = as_u32(c, y_size);
      load.x_stride = u32(c, 4);
      load.x_pad_before = u32(c, 5);
      load.y_pad_before = u32(c, 6);
      load.x_pad_after = u32(c, 7);
      load.y_pad_after = u32(c, 8);
    }
    add(load);
  }

  // ---- where it comes from ----

  Origin current_origin() {
    if (note_ == nullptr) return nullptr;
    if (origin_) return origin_;
    auto origin = std::make_shared<Provenance>();
    origin->workload = workload_;
    origin->stage = note_->stage;
    for (const ir::StageNote::Tile& tile : note_->tiles) {
      origin->iterations.push_back({tile.axis, values_(tile.index), tile.count});
    }
    origin->iterations.insert(origin->iterations.end(), loops_.begin(), loops_.end());
    origin->slice = note_->stage + "[";
    for (std::size_t i = 0; i < note_->min.size(); ++i) {
      const std::int64_t first = values_(note_->min[i]);
      const std::int64_t end = first + values_(note_->extent[i]);
      origin->slice += (i == 0 ? "" : ", ") + text(first) + ":" + text(end);
    }
    origin->slice += "]";
    origin_ = std::move(origin);
    return origin_;
  }

  void fail(const std::string& message) {
    if (failure_.empty()) failure_ = (note_ ? "stage " + note_->stage + ": " : "") + message;
  }

  const std::string& workload_;
  CodegenResult result_;
  Evaluator values_;
  std::vector<Provenance::Iteration> loops_;  // inside the note, but not of micro-kernels
  bool in_kernel_ = false;
  const ir::StageNote* note_ = nullptr;
  Origin origin_;  // of what is added now; null when it has to be made
  std::string failure_;
};

Result<CommandStream::Finished> assemble(const Config& config,
                                         const std::vector<ir::Buffer>& params,
                                         const CodegenResult& code, UopLoads loads) {
  CommandStream stream(config, loads);
  for (const ir::Buffer& param : params) {
    const std::int64_t bytes = param->size() * (param->type == ir::DType::kInt32 ? 4 : 1);
    Status status = stream.declare_buffer(param->name, static_cast<std::uint64_t>(bytes));
    if (!status) return status.error();
  }
  for (std::size_t i = 0; i < code.calls.size(); ++i) {
    stream.set_origin(code.origins[i]);
    if (Status status = stream.apply(code.calls[i]); !status) {
      if (!code.origins[i]) return status.error();
      return Error{describe(*code.origins[i]) + ": " + status.error().message};
    }
  }
  return stream.finish();
}

}  // namespace

Result<CodegenResult> generate_calls(const ir::Function& program, const std::string& workload) {
  if (count_calls(program.body) > kMaxCalls) {
    return Error{"the program would make more than " + text(kMaxCalls) +
                 " calls; larger tiles or a smaller problem make it shorter"};
  }
  return Generator(workload).run(program.body);
}

Result<CommandStream::Finished> assemble_calls(const Config& config,
                                               const std::vector<ir::Buffer>& params,
                                               const CodegenResult& code, UopLoads loads) {
  if (loads == UopLoads::kAhead) {
    Result<CommandStream::Finished> ahead = assemble(config, params, code, loads);
    if (ahead) return ahead;
  }
  return assemble(config, params, code, UopLoads::kOnDemand);
}

}  // namespace vta
