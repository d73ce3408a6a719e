// SPDX-License-Identifier: Apache-2.0
//
// GEMM: the products of a micro-op as vector operations over the output lanes.

#include <algorithm>
#include <cstring>

#include "sim/functional/execute.h"
#include "sim/functional/nest.h"

namespace vta::functional {
namespace {

// A row of lanes as one value (an extension of GCC and Clang); the compiler splits it into
// registers of the machine. Unsigned, since sums wrap modulo 2^32.
template <std::size_t kLanes>
using Row [[gnu::vector_size(kLanes * sizeof(std::uint32_t))]] = std::uint32_t;

// acc[b][o] += sum over k of inp[b][k] * wgt[k][o].
template <std::size_t kBlock>
void multiply_accumulate(const std::int8_t* inp, const std::int32_t* wgt, std::int32_t* acc,
                         std::size_t batch) {
  for (std::size_t b = 0; b < batch; ++b, inp += kBlock, acc += kBlock) {
    Row<kBlock> sum;
    std::memcpy(&sum, acc, sizeof sum);
    for (std::size_t k = 0; k < kBlock; ++k) {
      Row<kBlock> weights;
      std::memcpy(&weights, wgt + k * kBlock, sizeof weights);
      sum += static_cast<std::uint32_t>(inp[k]) * weights;
    }
    std::memcpy(acc, &sum, sizeof sum);
  }
}

template <std::size_t kBlock>
ErrorCode multiply(const Nest& nest, const Limits& limits, Machine& machine) {
  Memories& m = machine.memories;
  const std::size_t batch = m.batch;
  const std::size_t lanes = batch * kBlock;
  return run_nest(nest, limits, machine.meter, [&](const Step& base, std::span<const Step> steps) {
    const std::int8_t* inp = m.inp.data() + base.src * lanes;
    const std::int32_t* wgt = m.wgt.data() + base.wgt * kBlock * kBlock;
    std::int32_t* acc = m.acc.data() + base.dst * lanes;
    for (const Step& step : steps) {
      multiply_accumulate<kBlock>(inp + step.src * lanes, wgt + step.wgt * kBlock * kBlock,
                                  acc + step.dst * lanes, batch);
    }
  });
}

ErrorCode reset(const Nest& nest, const Limits& limits, Machine& machine) {
  Memories& m = machine.memories;
  const std::size_t lanes = m.lanes();
  return run_nest(nest, limits, machine.meter, [&](const Step& base, std::span<const Step> steps) {
    std::int32_t* acc = m.acc.data() + base.dst * lanes;
    for (const Step& step : steps) std::fill_n(acc + step.dst * lanes, lanes, 0);
  });
}

}  // namespace

ErrorCode gemm(const GemmFields& f, Machine& machine) {
  const Nest nest =
      make_nest(machine.config, f.loop, f.wgt_factor_out, f.wgt_factor_in, machine.memories.uop);
  Limits limits;
  limits.dst = machine.config.depth(MemoryType::kAcc);
  if (f.loop.reset) return reset(nest, limits, machine);
  limits.src = machine.config.depth(MemoryType::kInp);
  limits.wgt = machine.config.depth(MemoryType::kWgt);
  switch (machine.memories.block) {
    case 2:
      return multiply<2>(nest, limits, machine);
    case 4:
      return multiply<4>(nest, limits, machine);
    case 8:
      return multiply<8>(nest, limits, machine);
    case 16:
      return multiply<16>(nest, limits, machine);
    case 32:
      return multiply<32>(nest, limits, machine);
    case 64:
      return multiply<64>(nest, limits, machine);
    default:
      VTA_CHECK(!"a block of 2 to 64: a tile of weights has 4 to 4096 bytes");
      return ErrorCode::kNone;
  }
}

}  // namespace vta::functional
