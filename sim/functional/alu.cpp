// SPDX-License-Identifier: Apache-2.0
//
// ALU: one operation per instruction, so the operation is chosen once, outside the loops.

#include <algorithm>

#include "sim/functional/execute.h"
#include "sim/functional/nest.h"

namespace vta::functional {
namespace {

std::int32_t wrap(std::uint32_t value) { return static_cast<std::int32_t>(value); }

struct Min {
  std::int32_t operator()(std::int32_t a, std::int32_t b) const { return a < b ? a : b; }
};
struct Max {
  std::int32_t operator()(std::int32_t a, std::int32_t b) const { return a > b ? a : b; }
};
struct Add {
  std::int32_t operator()(std::int32_t a, std::int32_t b) const {
    return wrap(static_cast<std::uint32_t>(a) + static_cast<std::uint32_t>(b));
  }
};
struct Mul {
  std::int32_t operator()(std::int32_t a, std::int32_t b) const {
    return wrap(static_cast<std::uint32_t>(a) * static_cast<std::uint32_t>(b));
  }
};
// Both directions are computed and one is chosen: no branch per lane.
struct Shr {
  std::int32_t operator()(std::int32_t a, std::int32_t b) const {
    const std::int32_t right = a >> (b > 31 ? 31 : b & 31);
    const std::uint32_t amount = 0u - static_cast<std::uint32_t>(b);  // of a left shift
    const std::uint32_t left = amount > 31 ? 0u : static_cast<std::uint32_t>(a) << (amount & 31);
    return b >= 0 ? right : wrap(left);
  }
};

template <typename Op>
ErrorCode run(const AluFields& f, const Nest& nest, const Limits& limits, Machine& machine) {
  const Op op;
  const std::size_t lanes = machine.memories.lanes();
  std::int32_t* acc = machine.memories.acc.data();
  const std::int32_t imm = f.imm;
  if (f.use_imm) {
    return run_nest(nest, limits, machine.meter,
                    [&](const Step& base, std::span<const Step> steps) {
                      for (const Step& step : steps) {
                        std::int32_t* dst = acc + (base.dst + step.dst) * lanes;
                        for (std::size_t i = 0; i < lanes; ++i) dst[i] = op(dst[i], imm);
                      }
                    });
  }
  return run_nest(nest, limits, machine.meter, [&](const Step& base, std::span<const Step> steps) {
    for (const Step& step : steps) {
      std::int32_t* dst = acc + (base.dst + step.dst) * lanes;
      const std::int32_t* src = acc + (base.src + step.src) * lanes;
      for (std::size_t i = 0; i < lanes; ++i) dst[i] = op(dst[i], src[i]);
    }
  });
}

}  // namespace

ErrorCode alu(const AluFields& f, Machine& machine) {
  const Nest nest = make_nest(machine.config, f.loop, 0, 0, machine.memories.uop);
  Limits limits;
  limits.dst = machine.config.depth(MemoryType::kAcc);
  if (!f.use_imm) limits.src = limits.dst;
  switch (static_cast<AluOpcode>(f.alu_opcode)) {
    case AluOpcode::kMin:
      return run<Min>(f, nest, limits, machine);
    case AluOpcode::kMax:
      return run<Max>(f, nest, limits, machine);
    case AluOpcode::kAdd:
      return run<Add>(f, nest, limits, machine);
    case AluOpcode::kShr:
      return run<Shr>(f, nest, limits, machine);
    case AluOpcode::kMul:
      return run<Mul>(f, nest, limits, machine);
  }
  VTA_CHECK(!"an ALU opcode of the ISA");
  return ErrorCode::kNone;
}

}  // namespace vta::functional
