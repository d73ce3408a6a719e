// SPDX-License-Identifier: Apache-2.0
//
// The loops of a copy are sorted by their stride in the on-chip memory, which a transfer fills
// densely. The innermost ones are the lanes of an element; adjacent ones that continue each other
// on both sides are one.

#include "compiler/passes/dma_copy.h"

#include <algorithm>
#include <string>
#include <utility>

#include "compiler/ir/print.h"
#include "compiler/passes/dma_padding.h"
#include "compiler/passes/memory.h"

namespace vta::passes {
namespace {

using ir::Buffer;
using ir::DType;
using ir::Expr;
using ir::Linear;
using ir::MemScope;
using ir::Op;

struct Access {
  Buffer buffer;
  Expr index;
};

std::string in_words(const Buffer& buffer) {
  return std::string(to_string(buffer->type)) + " in " + std::string(to_string(buffer->scope));
}

Result<MemoryType> memory_type(const Copy& copy) {
  const DType outside = copy.dram->type;
  const MemScope scope = copy.onchip->scope;
  if (!copy.is_load && scope == MemScope::kAcc && outside == DType::kInt8) return MemoryType::kOut;
  if (copy.is_load && scope != MemScope::kAcc && outside == DType::kInt8 &&
      copy.onchip->type == DType::kInt8) {
    return memory_of(scope);
  }
  if (copy.is_load && scope == MemScope::kAcc) {
    return outside == DType::kInt8 ? MemoryType::kAcc8bit : MemoryType::kAcc;
  }
  return Error{"dma_copy: no transfer takes " + in_words(copy.is_load ? copy.dram : copy.onchip) +
               " to " + in_words(copy.is_load ? copy.onchip : copy.dram)};
}

class Matcher {
 public:
  Matcher(const Nest& nest, const ir::Analyzer& around, const Config& config)
      : nest_(nest), analyzer_(inside(nest, around)), config_(config) {}

  Result<Copy> match() {
    if (Status s = sides(); !s) return s.error();
    if (Status s = strides(); !s) return s.error();
    if (condition_) {
      if (Status s = add_padding(copy_, condition_, analyzer_); !s) return s.error();
    }
    if (Status s = lanes(); !s) return s.error();
    merge();
    return std::move(copy_);
  }

 private:
  // Takes the casts off a value. Yields the text of one that loses bits, or "".
  static std::string skip_casts(Expr& value) {
    std::string truncation;
    for (; is(value, Op::kCast); value = value->args[0]) {
      if (value->type == DType::kInt8) truncation = ir::to_text(value);
    }
    return truncation;
  }

  // Which side is which, and the condition of the data.
  Status sides() {
    Expr value = nest_.store->value;
    const std::string truncation = skip_casts(value);
    if (is(value, Op::kSelect)) {
      if (!ir::is_literal(value->args[2], 0)) {
        return Error{"dma_copy: padding is " + ir::to_text(value->args[2]) +
                     "; the machine pads with 0"};
      }
      condition_ = value->args[0];
      value = value->args[1];
    }
    const std::string inner_truncation = skip_casts(value);
    if (!is(value, Op::kRead)) {
      return Error{"dma_copy: " + ir::to_text(value) + " is computed; a transfer only copies"};
    }
    const Access to{nest_.store->buffer, nest_.store->index[0]};
    const Access from{value->buffer, value->args[0]};
    copy_.is_load = to.buffer->scope != MemScope::kGlobal;
    onchip_ = copy_.is_load ? to : from;
    dram_ = copy_.is_load ? from : to;
    copy_.onchip = onchip_.buffer;
    copy_.dram = dram_.buffer;
    if (copy_.onchip->scope == MemScope::kGlobal || copy_.dram->scope != MemScope::kGlobal) {
      return Error{"dma_copy: " + from.buffer->name + " and " + to.buffer->name +
                   " are not one in DRAM and one on the chip; set_scope says where a stage lies"};
    }
    if (condition_ && !copy_.is_load) return Error{"dma_copy: a store has no padding"};
    for (const std::string& cast : {truncation, inner_truncation}) {
      if (!copy_.is_load || cast.empty() || copy_.onchip->scope != MemScope::kAcc) continue;
      return Error{"dma_copy: " + cast + " truncates; a load does not"};
    }
    Result<MemoryType> type = memory_type(copy_);
    if (!type) return type.error();
    copy_.type = type.value();
    return ok_status();
  }

  Status strides() {
    Result<AffineIndex> sram = affine(analyzer_, onchip_.index, nest_.loops);
    if (!sram) return Error{"dma_copy: " + sram.error().message};
    Result<AffineIndex> dram = affine(analyzer_, dram_.index, nest_.loops);
    if (!dram) return Error{"dma_copy: " + dram.error().message};
    sram_base_ = sram.value().base;
    dram_base_ = dram.value().base;
    for (std::size_t i = 0; i < nest_.loops.size(); ++i) {
      const NestLoop& loop = nest_.loops[i];
      CopyDim dim{.var = loop.var, .extent = loop.extent};
      dim.sram = sram.value().factors[i];
      dim.dram = dram.value().factors[i];
      if (dim.sram < 1 || dim.dram < 0) {
        return Error{"dma_copy: loop '" + loop.var.name() + "' does not run forwards through " +
                     (dim.sram < 1 ? copy_.onchip : copy_.dram)->name};
      }
      copy_.dims.push_back(dim);
    }
    std::stable_sort(copy_.dims.begin(), copy_.dims.end(),
                     [](const CopyDim& a, const CopyDim& b) { return a.sram > b.sram; });
    return ok_status();
  }

  // Takes the lanes of an element off the innermost loops; strides then count elements.
  Status lanes() {
    const std::int64_t lanes = lanes_of(config_, copy_.onchip->scope);
    std::int64_t covered = 1;
    while (covered < lanes) {
      if (copy_.dims.empty() || copy_.dims.back().sram != covered) {
        return Error{"dma_copy: the loops do not cover whole elements of " + std::to_string(lanes) +
                     " numbers of " + copy_.onchip->name};
      }
      CopyDim& dim = copy_.dims.back();
      const std::int64_t part = std::min(dim.extent, lanes / covered);
      if (dim.dram != covered || dim.extent % part != 0 || lanes % (covered * part) != 0 ||
          dim.padded) {
        return Error{"dma_copy: loop '" + dim.var.name() + "' does not run through " +
                     std::to_string(lanes) + " numbers of " + copy_.dram->name +
                     " that lie together and make one element of " + copy_.onchip->name};
      }
      covered *= part;
      if (part == dim.extent) {
        copy_.dims.pop_back();
      } else {
        dim.extent /= part;
        dim.sram *= part;
        dim.dram *= part;
      }
    }
    for (CopyDim& dim : copy_.dims) {
      if (dim.sram % lanes != 0 || dim.dram % lanes != 0) {
        return Error{"dma_copy: loop '" + dim.var.name() + "' does not step by whole elements"};
      }
      dim.sram /= lanes;
      dim.dram /= lanes;
    }
    copy_.sram_base = divided_exactly(sram_base_, lanes);
    copy_.dram_base = divided_exactly(dram_base_, lanes);
    if (!copy_.sram_base || !copy_.dram_base) {
      return Error{"dma_copy: the copy does not begin with a whole element of " +
                   (copy_.sram_base ? copy_.dram : copy_.onchip)->name};
    }
    return ok_status();
  }

  void merge() {
    std::vector<CopyDim>& dims = copy_.dims;
    for (std::size_t i = dims.size(); i-- > 1;) {
      const CopyDim& outer = dims[i - 1];
      const CopyDim& inner = dims[i];
      if (outer.padded || inner.padded || outer.sram != inner.sram * inner.extent ||
          outer.dram != inner.dram * inner.extent) {
        continue;
      }
      dims[i - 1] = {.var = inner.var,
                     .extent = outer.extent * inner.extent,
                     .sram = inner.sram,
                     .dram = inner.dram};
      dims.erase(dims.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  const Nest& nest_;
  ir::Analyzer analyzer_;
  const Config& config_;
  Copy copy_;
  Access onchip_, dram_;
  Linear sram_base_, dram_base_;  // in numbers
  Expr condition_;                // null when there is no padding
};

}  // namespace

Result<Copy> match_copy(const Nest& nest, const ir::Analyzer& around, const Config& config) {
  return Matcher(nest, around, config).match();
}

}  // namespace vta::passes
