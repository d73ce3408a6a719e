// SPDX-License-Identifier: Apache-2.0

#include "sim/functional/nest.h"

#include <algorithm>

#include "hw/isa/bitfield.h"

namespace vta::functional {
namespace {

constexpr std::uint64_t kNever = ~std::uint64_t{0};

// Smallest t with first + t * step >= limit.
std::uint64_t first_beyond(std::uint64_t first, std::uint64_t step, std::uint64_t limit) {
  if (first >= limit) return 0;
  if (step == 0) return kNever;
  return (limit - first + step - 1) / step;
}

// One operand of a nest.
struct Operand {
  std::uint32_t Step::*index;
  std::uint64_t limit;
};

// The first trip of a loop with increment `factor` in which some micro-op, moved by `offset`, is
// beyond a limit.
std::uint64_t first_trip(const Nest& nest, std::span<const Operand> operands, const Step& factor,
                         const std::array<std::uint64_t, 3>& offset) {
  std::uint64_t first = kNever;
  for (std::size_t o = 0; o < operands.size(); ++o) {
    std::uint32_t largest = 0;
    for (const Step& step : nest.steps) largest = std::max(largest, step.*operands[o].index);
    first = std::min(
        first, first_beyond(largest + offset[o], factor.*operands[o].index, operands[o].limit));
  }
  return first;
}

}  // namespace

Nest make_nest(const Config& config, const LoopFields& loop, std::uint32_t wgt_out,
               std::uint32_t wgt_in, std::span<const std::uint32_t> uop_memory) {
  Nest nest;
  nest.trips = loop.trips();
  nest.iter_out = loop.iter_out;
  nest.iter_in = loop.iter_in;
  nest.factor_out = {loop.dst_factor_out, loop.src_factor_out, wgt_out};
  nest.factor_in = {loop.dst_factor_in, loop.src_factor_in, wgt_in};
  if (nest.trips == 0) return nest;
  const auto end = std::min<std::size_t>(loop.uop_end, uop_memory.size());
  nest.uops_missing = loop.uop_end > uop_memory.size();
  const auto positions = field_positions(config, kUopFields, 0);
  const auto field = [&positions](std::uint32_t word, uop_field::Id id) {
    return static_cast<std::uint32_t>(get_field({word, 0}, positions[id]));
  };
  nest.steps.reserve(end - loop.uop_bgn);
  for (std::size_t k = loop.uop_bgn; k < end; ++k) {
    const std::uint32_t word = uop_memory[k];
    nest.steps.push_back(
        {field(word, uop_field::kDst), field(word, uop_field::kSrc), field(word, uop_field::kWgt)});
  }
  return nest;
}

Stop find_stop(const Nest& nest, const Limits& limits) {
  const std::array<Operand, 3> operands = {
      {{&Step::dst, limits.dst}, {&Step::src, limits.src}, {&Step::wgt, limits.wgt}}};
  // Factors are not negative: in the last inner trip an index is largest.
  std::array<std::uint64_t, 3> offset{};
  for (std::size_t o = 0; o < operands.size(); ++o) {
    offset[o] = std::uint64_t{nest.factor_in.*operands[o].index} * (nest.iter_in - 1);
  }
  const std::uint64_t out = first_trip(nest, operands, nest.factor_out, offset);
  if (out >= nest.iter_out) {  // every index is in range
    if (nest.uops_missing) return {0, 0, nest.steps.size(), true};
    return {nest.iter_out, 0, 0, false};
  }
  for (std::size_t o = 0; o < operands.size(); ++o) {
    offset[o] = std::uint64_t{nest.factor_out.*operands[o].index} * out;
  }
  const std::uint64_t in = first_trip(nest, operands, nest.factor_in, offset);
  if (nest.uops_missing && (out != 0 || in != 0)) return {0, 0, nest.steps.size(), true};
  const auto illegal = [&](const Step& step) {
    return std::any_of(operands.begin(), operands.end(), [&](const Operand& operand) {
      return std::uint64_t{step.*operand.index} + out * (nest.factor_out.*operand.index) +
                 in * (nest.factor_in.*operand.index) >=
             operand.limit;
    });
  };
  const auto first = std::find_if(nest.steps.begin(), nest.steps.end(), illegal);
  return {out, in, static_cast<std::size_t>(first - nest.steps.begin()), true};
}

}  // namespace vta::functional
