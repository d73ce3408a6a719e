// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "hw/isa/result.h"
#include "tests/coverage/directed_program.h"
#include "tests/coverage/directed_programs.h"
#include "tests/coverage/names.h"

namespace vta::coverage {
namespace {

constexpr std::uint32_t kPage = 4096;
constexpr std::size_t kMostInsns = 240;  // per program, before the NOPs that carry tokens

// Lengths of rows that are tried, in this order: two rows of one micro-op are a single beat.
constexpr std::array<std::uint32_t, 7> kWidths = {2, 1, 3, 8, 17, 33, 40};
constexpr std::uint32_t kMostSteps = 64;  // of strides above the length of a row

enum class Stride { kZero, kLess, kEqual, kGreater };
enum class Split { kSingle, kOneBurst, kSplit16, kSplit4k };

constexpr std::array<Stride, 4> kStrides = {Stride::kZero, Stride::kLess, Stride::kEqual,
                                            Stride::kGreater};
constexpr std::array<Split, 4> kSplits = {Split::kSingle, Split::kOneBurst, Split::kSplit16,
                                          Split::kSplit4k};
constexpr std::array<MemoryType, 5> kLoads = {MemoryType::kUop, MemoryType::kWgt, MemoryType::kInp,
                                              MemoryType::kAcc, MemoryType::kAcc8bit};

struct Pads {
  std::uint32_t x0, x1, y0, y1;
};
// One list per class: none, x, y, x and y. Their members take turns.
const std::array<std::vector<Pads>, 4> kPads = {
    std::vector<Pads>{{0, 0, 0, 0}}, std::vector<Pads>{{1, 0, 0, 0}, {0, 2, 0, 0}, {2, 1, 0, 0}},
    std::vector<Pads>{{0, 0, 1, 0}, {0, 0, 0, 1}, {0, 0, 1, 1}},
    std::vector<Pads>{{1, 0, 1, 0}, {0, 1, 0, 1}, {1, 1, 1, 1}}};

// Ends of bursts inside a row of DRAM.
struct Cuts {
  bool at_block = false, at_page = false;
};
Cuts cuts(std::uint32_t begin, std::uint32_t bytes, std::uint32_t block) {
  Cuts result;
  for (std::uint32_t end = (begin / block + 1) * block; end < begin + bytes; end += block) {
    (end % kPage == 0 ? result.at_page : result.at_block) = true;
  }
  return result;
}

// Both rows; without a gap they are one.
Cuts cuts_of_rows(const MemFields& f, std::uint32_t bytes, std::uint32_t block) {
  if (f.x_stride == f.x_size) return cuts(f.dram_base * bytes, 2 * f.x_size * bytes, block);
  const Cuts first = cuts(f.dram_base * bytes, f.x_size * bytes, block);
  const Cuts second = cuts((f.dram_base + f.x_stride) * bytes, f.x_size * bytes, block);
  return {first.at_block || second.at_block, first.at_page || second.at_page};
}

// The smallest two rows (or the one element) of this relation and split, with dram_base counted in
// elements from a page; none when there are no such rows.
std::optional<MemFields> find_shape(const Config& config, MemoryType type, Stride stride,
                                    Split split) {
  const std::uint32_t bytes = config.elem_bytes(type);
  const std::uint32_t block = kMaxBurstBeats * (1u << config.log_bus_width()) / 8;
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(type);
  if (split == Split::kSingle) {
    if (stride == Stride::kLess) return std::nullopt;
    f.x_size = f.y_size = 1;
    f.x_stride = stride == Stride::kZero ? 0 : stride == Stride::kEqual ? 1 : 7;
    return f;
  }
  f.y_size = 2;
  for (const std::uint32_t x_size : kWidths) {
    f.x_size = x_size;
    if (stride == Stride::kLess && x_size == 1) continue;
    for (std::uint32_t step = 1; step <= kMostSteps; ++step) {
      if (stride == Stride::kZero) f.x_stride = 0;
      if (stride == Stride::kLess) f.x_stride = f.x_size - 1;
      if (stride == Stride::kEqual) f.x_stride = f.x_size;
      if (stride == Stride::kGreater) f.x_stride = f.x_size + step;
      for (f.dram_base = 0; f.dram_base < kPage / bytes; ++f.dram_base) {
        const Cuts all = cuts_of_rows(f, bytes, block);
        if (split == Split::kOneBurst && !all.at_block && !all.at_page) return f;
        if (split == Split::kSplit16 && all.at_block && !all.at_page) return f;
        if (split == Split::kSplit4k && all.at_page) return f;
      }
      if (stride != Stride::kGreater) break;
    }
  }
  return std::nullopt;
}

TokenFlags flags(std::size_t number) {
  return {.pop_prev = (number & kPopPrevBit) != 0,
          .pop_next = (number & kPopNextBit) != 0,
          .push_prev = (number & kPushPrevBit) != 0,
          .push_next = (number & kPushNextBit) != 0};
}

// Every shape of the type with every class of pads and all flags that the stage knows.
std::vector<Insn> crossed(const Config& config, MemoryType type) {
  const bool store = type == MemoryType::kOut;
  const std::uint32_t area = store ? DirectedProgram::kOut : DirectedProgram::kData;
  std::vector<Insn> all;
  std::size_t turn = 0;
  for (const Split split : kSplits) {
    for (const Stride stride : kStrides) {
      const std::optional<MemFields> shape = find_shape(config, type, stride, split);
      if (!shape) continue;
      for (const std::vector<Pads>& choices : kPads) {
        if (store && &choices != kPads.data()) break;
        for (std::size_t number = 0; number < 16; ++number) {
          MemFields f = *shape;
          const Pads& pads = choices[turn++ % choices.size()];
          f.x_pad_0 = pads.x0;
          f.x_pad_1 = pads.x1;
          f.y_pad_0 = pads.y0;
          f.y_pad_1 = pads.y1;
          f.dram_base += area / config.elem_bytes(type);
          const Insn insn = store ? make_store(f, flags(number)) : make_load(f, flags(number));
          if (effective_flags(stage_of(insn), insn.tokens) == number) all.push_back(insn);
        }
      }
    }
  }
  return all;
}

// All sizes of pads, and transfers of nothing.
std::vector<Insn> odd_loads(const Config& config, MemoryType type) {
  std::vector<Insn> all;
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(type);
  f.dram_base = DirectedProgram::kData / config.elem_bytes(type);
  f.x_size = f.y_size = f.x_stride = 1;
  for (const std::uint32_t x0 : {0u, 3u, 15u}) {
    for (const std::uint32_t x1 : {0u, 2u, 15u}) {
      for (const std::uint32_t y0 : {0u, 1u, 15u}) {
        for (const std::uint32_t y1 : {0u, 2u, 15u}) {
          MemFields padded = f;
          padded.x_pad_0 = x0;
          padded.x_pad_1 = x1;
          padded.y_pad_0 = y0;
          padded.y_pad_1 = y1;
          if (padded.rows() * padded.row_elems() > config.depth(type)) continue;
          all.push_back(make_load(padded));
        }
      }
    }
  }
  f.y_size = 0;
  all.push_back(make_load(f));
  f.y_pad_1 = 1;
  all.push_back(make_load(f));
  f.x_size = 0;
  all.push_back(make_load(f));
  f.y_size = 3;
  all.push_back(make_load(f));
  return all;
}

// Rows of every number of beats.
std::vector<Insn> lengths(const Config& config, MemoryType type) {
  const std::uint32_t bytes = config.elem_bytes(type);
  const std::uint32_t area =
      type == MemoryType::kOut ? DirectedProgram::kOut : DirectedProgram::kData;
  const std::uint32_t beat = (1u << config.log_bus_width()) / 8;
  std::vector<Insn> all;
  for (std::uint32_t beats = 1; beats <= kMaxBurstBeats; ++beats) {
    if (beats * beat % bytes != 0) continue;
    MemFields f;
    f.memory_type = static_cast<std::uint32_t>(type);
    f.dram_base = area / bytes;
    f.x_size = beats * beat / bytes;
    f.y_size = 1;
    all.push_back(type == MemoryType::kOut ? make_store(f) : make_load(f));
  }
  return all;
}

// What the load stage has brought shows in accumulators: products of the first elements.
void add_products(DirectedProgram& program) {
  program.nop(Stage::kLoad, {.push_next = true});
  program.load_uops(0, {{0, 0, 0}}, {.pop_prev = true});
  GemmFields gemm;
  gemm.loop = {.uop_end = 1,
               .iter_out = 4,
               .iter_in = 16,
               .dst_factor_out = 16,
               .dst_factor_in = 1,
               .src_factor_in = 1};
  gemm.wgt_factor_out = 1;
  program.add(make_gemm(gemm));
}

// Elements of INP and WGT that the products read must have been written.
void fill_operands(DirectedProgram& program) {
  for (const MemoryType type : {MemoryType::kInp, MemoryType::kWgt}) {
    MemFields f;
    f.memory_type = static_cast<std::uint32_t>(type);
    f.dram_base = program.element(type, DirectedProgram::kData);
    f.x_size = type == MemoryType::kInp ? 16 : 4;
    f.y_size = 1;
    program.add(make_load(f));
  }
}

// Stores read accumulators that compute has filled before.
void add_program(std::vector<Program>& programs, const Config& config, const std::string& name,
                 const std::vector<Insn>& insns) {
  for (std::size_t begin = 0; begin < insns.size(); begin += kMostInsns) {
    DirectedProgram program(config, name + "-" + std::to_string(begin / kMostInsns));
    fill_operands(program);
    program.nop(Stage::kCompute, {.push_next = true});
    program.nop(Stage::kStore, {.pop_prev = true});
    for (std::size_t i = begin; i < std::min(begin + kMostInsns, insns.size()); ++i) {
      program.add_with_partners(insns[i]);
    }
    if (stage_of(insns[begin]) == Stage::kLoad) add_products(program);
    program.finish();
    programs.push_back(program.build_with_dump());
  }
}

}  // namespace

std::vector<Program> directed_transfers(const Config& config) {
  std::vector<Program> programs;
  for (const MemoryType type : kLoads) {
    const std::string name(to_string(type));
    add_program(programs, config, "cross-" + name, crossed(config, type));
    add_program(programs, config, "pads-" + name, odd_loads(config, type));
    add_program(programs, config, "lengths-" + name, lengths(config, type));
  }
  add_program(programs, config, "cross-OUT", crossed(config, MemoryType::kOut));
  std::vector<Insn> stores = lengths(config, MemoryType::kOut);
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kOut);
  stores.push_back(make_store(f));
  f.y_size = 3;
  stores.push_back(make_store(f));
  f.x_size = 3;
  f.y_size = 0;
  stores.push_back(make_store(f));
  add_program(programs, config, "lengths-OUT", stores);
  return programs;
}

}  // namespace vta::coverage
