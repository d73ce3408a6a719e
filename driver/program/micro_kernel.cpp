// SPDX-License-Identifier: Apache-2.0

#include "driver/program/micro_kernel.h"

#include <algorithm>
#include <string>
#include <utility>

namespace vta {
namespace {

constexpr std::size_t kMaxLoops = 2;
constexpr UopLoopBegin kNoLoop{1, 0, 0, 0};

// Which index of a micro-op, how the loops advance it, and the memory that it addresses.
struct Operand {
  const char* name;
  std::uint32_t Uop::*index;
  std::uint32_t UopLoopBegin::*factor;
  MemoryType memory;
};

std::vector<Operand> operands(const MicroKernel& kernel) {
  std::vector<Operand> all = {{"dst", &Uop::dst, &UopLoopBegin::dst_factor, MemoryType::kAcc}};
  if (kernel.mode == UopMode::kGemm && !kernel.reset) {
    all.push_back({"src", &Uop::src, &UopLoopBegin::src_factor, MemoryType::kInp});
    all.push_back({"wgt", &Uop::wgt, &UopLoopBegin::wgt_factor, MemoryType::kWgt});
  } else if (kernel.mode == UopMode::kAlu && !kernel.use_imm) {
    all.push_back({"src", &Uop::src, &UopLoopBegin::src_factor, MemoryType::kAcc});
  }
  return all;
}

Status check_operand(const Config& config, const MicroKernel& kernel, const Operand& operand) {
  const auto highest = std::max_element(
      kernel.uops.begin(), kernel.uops.end(),
      [&operand](const Uop& a, const Uop& b) { return a.*operand.index < b.*operand.index; });
  std::uint64_t reach = (*highest).*operand.index;
  std::string path = std::to_string(reach);
  for (std::size_t i = 0; i < kernel.loops.size(); ++i) {
    const std::uint64_t last = kernel.loops[i].extent - 1;
    const std::uint64_t factor = kernel.loops[i].*operand.factor;
    reach += last * factor;
    path += " + " + std::to_string(last) + " * " + std::to_string(factor) + " by loop " +
            std::to_string(i + 1);
  }
  if (reach < config.depth(operand.memory)) return ok_status();
  return Error{std::string(operand.name) + " of micro-op " +
               std::to_string(highest - kernel.uops.begin()) + " reaches element " +
               std::to_string(reach) + " (" + path + "), but " +
               std::string(to_string(operand.memory)) + " has " +
               std::to_string(config.depth(operand.memory)) + " elements"};
}

// The first property in which a micro-op differs from the kernel it is pushed to, or "".
std::string mismatch(const MicroKernel& kernel, const UopPush& uop) {
  const auto text = [](const char* name, std::int64_t have, std::int64_t want) {
    return std::string(name) + " " + std::to_string(have) + " in a micro-kernel with " + name +
           " " + std::to_string(want);
  };
  if (uop.reset != kernel.reset) return text("reset", uop.reset, kernel.reset);
  if (uop.alu_opcode != kernel.alu_opcode) {
    return text("ALU opcode", uop.alu_opcode, kernel.alu_opcode);
  }
  if (uop.use_imm != kernel.use_imm) return text("use_imm", uop.use_imm, kernel.use_imm);
  if (uop.imm != kernel.imm) return text("immediate", uop.imm, kernel.imm);
  return "";
}

// Arguments that a mode has no field for must be zero, so that nothing is dropped silently.
std::string unusable(const UopPush& uop) {
  if (uop.mode == UopMode::kGemm) {
    if (uop.alu_opcode != 0 || uop.use_imm || uop.imm != 0) {
      return "has an ALU operation in a GEMM micro-kernel; alu_opcode, use_imm and imm must be 0";
    }
  } else if (uop.alu_opcode >= kAluOpcodeCount) {
    return "has ALU opcode " + std::to_string(uop.alu_opcode) + "; the last one is " +
           std::to_string(kAluOpcodeCount - 1);
  }
  return "";
}

class Fnv {
 public:
  void add(std::uint64_t value) { hash_ = (hash_ ^ value) * 0x100000001b3u; }
  [[nodiscard]] std::uint64_t value() const { return hash_ ^ (hash_ >> 32); }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325u;
};

}  // namespace

Insn MicroKernel::insn(std::uint32_t uop_bgn, std::uint32_t uop_end) const {
  UopLoopBegin outer = kNoLoop;
  UopLoopBegin inner = kNoLoop;
  if (loops.size() == 2) {
    outer = loops[0];
    inner = loops[1];
  } else if (loops.size() == 1) {
    (mode == UopMode::kGemm ? outer : inner) = loops[0];
  }
  LoopFields loop;
  loop.reset = reset;
  loop.uop_bgn = uop_bgn;
  loop.uop_end = uop_end;
  loop.iter_out = outer.extent;
  loop.iter_in = inner.extent;
  loop.dst_factor_out = outer.dst_factor;
  loop.dst_factor_in = inner.dst_factor;
  loop.src_factor_out = outer.src_factor;
  loop.src_factor_in = inner.src_factor;
  if (mode == UopMode::kGemm) return make_gemm({loop, outer.wgt_factor, inner.wgt_factor});
  return make_alu({loop, alu_opcode, use_imm, imm});
}

Status MicroKernel::check_indices(const Config& config) const {
  for (const UopLoopBegin& loop : loops) {
    if (loop.extent == 0) return ok_status();  // executes nothing
  }
  if (uops.empty()) return ok_status();
  for (const Operand& operand : operands(*this)) {
    if (Status status = check_operand(config, *this, operand); !status) return status;
  }
  return ok_status();
}

std::size_t MicroKernelHash::operator()(const MicroKernel& kernel) const {
  Fnv fnv;
  fnv.add(static_cast<std::uint64_t>(kernel.mode));
  fnv.add(kernel.reset);
  fnv.add(kernel.alu_opcode);
  fnv.add(kernel.use_imm);
  fnv.add(static_cast<std::uint32_t>(kernel.imm));
  for (const UopLoopBegin& loop : kernel.loops) {
    fnv.add(loop.extent);
    fnv.add(loop.dst_factor);
    fnv.add(loop.src_factor);
    fnv.add(loop.wgt_factor);
  }
  for (const Uop& uop : kernel.uops) {
    fnv.add(uop.dst);
    fnv.add(uop.src);
    fnv.add(uop.wgt);
  }
  return static_cast<std::size_t>(fnv.value());
}

Status KernelRecorder::begin(UopMode mode) {
  if (kernel_) return Error{"the previous micro-kernel is still open"};
  if (mode != UopMode::kGemm && mode != UopMode::kAlu) {
    return Error{"mode " + std::to_string(static_cast<unsigned>(mode)) +
                 " is neither 0 (GEMM) nor 1 (ALU)"};
  }
  kernel_.emplace();
  kernel_->mode = mode;
  ended_loops_ = 0;
  return ok_status();
}

Status KernelRecorder::loop_begin(const UopLoopBegin& loop) {
  if (!kernel_) return Error{"a loop outside a micro-kernel"};
  if (!kernel_->uops.empty()) return Error{"a loop must begin before the first micro-op"};
  if (ended_loops_ != 0) {
    return Error{"a loop behind another one; the loops of a micro-kernel are nested"};
  }
  if (kernel_->loops.size() == kMaxLoops) {
    return Error{"a third loop; a micro-kernel has at most two"};
  }
  if (kernel_->mode == UopMode::kAlu && loop.wgt_factor != 0) {
    return Error{"wgt_factor is " + std::to_string(loop.wgt_factor) +
                 ", but an ALU micro-kernel has no weights; it must be 0"};
  }
  kernel_->loops.push_back(loop);
  return ok_status();
}

Status KernelRecorder::push(const UopPush& uop) {
  if (!kernel_) return Error{"a micro-op outside a micro-kernel"};
  const std::string which = "micro-op " + std::to_string(kernel_->uops.size()) + " ";
  if (ended_loops_ != 0) return Error{which + "comes behind the end of a loop"};
  if (uop.mode != kernel_->mode) {
    return Error{which + "has mode " + std::to_string(static_cast<unsigned>(uop.mode)) +
                 " in a micro-kernel of mode " +
                 std::to_string(static_cast<unsigned>(kernel_->mode))};
  }
  if (const std::string why = unusable(uop); !why.empty()) return Error{which + why};
  if (kernel_->uops.empty()) {
    kernel_->reset = uop.reset;
    kernel_->alu_opcode = uop.alu_opcode;
    kernel_->use_imm = uop.use_imm;
    kernel_->imm = uop.imm;
  } else if (const std::string why = mismatch(*kernel_, uop); !why.empty()) {
    return Error{which + "has " + why};
  }
  const Uop indices{uop.dst, uop.src, uop.wgt};
  if (auto word = encode_uop(config_, indices); !word) {
    return Error{which + "does not encode: " + word.error().message};
  }
  kernel_->uops.push_back(indices);
  return ok_status();
}

Status KernelRecorder::loop_end() {
  if (!kernel_) return Error{"the end of a loop outside a micro-kernel"};
  if (ended_loops_ == kernel_->loops.size()) return Error{"the end of a loop that never began"};
  ++ended_loops_;
  return ok_status();
}

Result<MicroKernel> KernelRecorder::end() {
  if (!kernel_) return Error{"the end of a micro-kernel that never began"};
  if (ended_loops_ != kernel_->loops.size()) {
    return Error{"the micro-kernel ends with " +
                 std::to_string(kernel_->loops.size() - ended_loops_) + " of its loops open"};
  }
  if (kernel_->uops.empty()) return Error{"the micro-kernel has no micro-op"};
  // With the range of the micro-ops still open: factors, extents and the immediate.
  if (auto word = encode(config_, kernel_->insn(0, 0)); !word) return word.error();
  if (Status status = kernel_->check_indices(config_); !status) return status.error();
  MicroKernel kernel = std::move(*kernel_);
  kernel_.reset();
  return kernel;
}

}  // namespace vta
