// SPDX-License-Identifier: Apache-2.0
//
// GEMM: the products of a micro-op as vector operations over the output lanes.

#include <simde/x86/avx2.h>
#include <simde/x86/avx512.h>

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "sim/functional/execute.h"
#include "sim/functional/nest.h"

namespace vta::functional {
namespace {

// Output lanes side by side in a register: 32-bit sums, or pairs of 16-bit factors. SIMDe makes the
// instructions of any machine of these.
struct Lanes4 {
  using Row = simde__m128i;
  static constexpr std::size_t kCount = 4;
  static Row load(const void* from) { return simde_mm_loadu_si128(from); }
  static void store(void* to, Row row) { simde_mm_storeu_si128(to, row); }
  static Row all(std::int32_t pair) { return simde_mm_set1_epi32(pair); }
  static Row add(Row a, Row b) { return simde_mm_add_epi32(a, b); }
  static Row add_products(Row a, Row b) { return simde_mm_madd_epi16(a, b); }
};
struct Lanes8 {
  using Row = simde__m256i;
  static constexpr std::size_t kCount = 8;
  static Row load(const void* from) { return simde_mm256_loadu_si256(from); }
  static void store(void* to, Row row) { simde_mm256_storeu_si256(to, row); }
  static Row all(std::int32_t pair) { return simde_mm256_set1_epi32(pair); }
  static Row add(Row a, Row b) { return simde_mm256_add_epi32(a, b); }
  static Row add_products(Row a, Row b) { return simde_mm256_madd_epi16(a, b); }
};
struct Lanes16 {
  using Row = simde__m512i;
  static constexpr std::size_t kCount = 16;
  static Row load(const void* from) { return simde_mm512_loadu_si512(from); }
  static void store(void* to, Row row) { simde_mm512_storeu_si512(to, row); }
  static Row all(std::int32_t pair) { return simde_mm512_set1_epi32(pair); }
  static Row add(Row a, Row b) { return simde_mm512_add_epi32(a, b); }
  static Row add_products(Row a, Row b) { return simde_mm512_madd_epi16(a, b); }
};

// The widest rows that a block fills.
template <std::size_t kBlock>
using LanesOf = std::conditional_t<kBlock % 16 == 0, Lanes16,
                                   std::conditional_t<kBlock % 8 == 0, Lanes8, Lanes4>>;

// acc[b][o] += sum over k of inp[b][k] * wgt[o][k], two k at a time. A product of pairs never
// leaves 32 bits: factors have 8 bits.
template <std::size_t kBlock>
void multiply_accumulate(const std::int16_t* inp, const std::int16_t* wgt, std::int32_t* acc,
                         std::size_t batch) {
  using L = LanesOf<kBlock>;
  constexpr std::size_t kRows = kBlock / L::kCount;
  for (std::size_t b = 0; b < batch; ++b, inp += kBlock, acc += kBlock) {
    typename L::Row sum[kRows];  // not std::array: its type would lose the alignment
    for (std::size_t r = 0; r < kRows; ++r) sum[r] = L::load(acc + r * L::kCount);
    for (std::size_t k = 0; k < kBlock; k += 2) {
      std::int32_t pair;
      std::memcpy(&pair, inp + k, sizeof pair);
      const typename L::Row factors = L::all(pair);
      for (std::size_t r = 0; r < kRows; ++r) {
        const typename L::Row weights = L::load(wgt + (k * kBlock + 2 * r * L::kCount));
        sum[r] = L::add(sum[r], L::add_products(factors, weights));
      }
    }
    for (std::size_t r = 0; r < kRows; ++r) L::store(acc + r * L::kCount, sum[r]);
  }
}

// Too narrow for a register.
template <>
void multiply_accumulate<2>(const std::int16_t* inp, const std::int16_t* wgt, std::int32_t* acc,
                            std::size_t batch) {
  for (std::size_t b = 0; b < batch; ++b, inp += 2, acc += 2) {
    for (std::size_t o = 0; o < 2; ++o) {
      const std::int32_t sum = inp[0] * wgt[2 * o] + inp[1] * wgt[2 * o + 1];
      acc[o] = static_cast<std::int32_t>(static_cast<std::uint32_t>(acc[o]) +
                                         static_cast<std::uint32_t>(sum));
    }
  }
}

template <std::size_t kBlock>
ErrorCode multiply(const Nest& nest, const Limits& limits, Machine& machine) {
  Memories& m = machine.memories;
  const std::size_t batch = m.batch;
  const std::size_t lanes = batch * kBlock;
  return run_nest(nest, limits, machine.meter, [&](const Step& base, std::span<const Step> steps) {
    const std::int16_t* inp = m.inp.data() + base.src * lanes;
    const std::int16_t* wgt = m.wgt.data() + base.wgt * kBlock * kBlock;
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
