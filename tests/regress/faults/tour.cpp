// SPDX-License-Identifier: Apache-2.0

#include "tests/regress/faults/tour.h"

#include <map>
#include <random>
#include <utility>

#include "hw/isa/insn.h"
#include "sim/fuzz/program_builder.h"
#include "tests/regress/faults/subject.h"

namespace vta::faults {
namespace {

constexpr std::uint32_t kInsns = 0x1000, kData = 0x100000, kDataBytes = 0x10000;

class TourBuilder {
 public:
  TourBuilder() : config_(geometry()), builder_(config_, "tour", kInsns) {
    builder_.add_region(kData, kDataBytes);
    std::mt19937 random(99);
    words_.resize(kDataBytes / 4);
    for (std::uint32_t& word : words_) word = static_cast<std::uint32_t>(random());
  }

  // Rows of `elements` from `offset` in the data, a stride apart.
  MemFields rows(MemoryType type, std::uint32_t sram_base, std::uint32_t offset,
                 std::uint32_t elements, std::uint32_t count = 1, std::uint32_t stride = 0) const {
    MemFields f;
    f.memory_type = static_cast<std::uint32_t>(type);
    f.sram_base = sram_base;
    f.dram_base = (kData + offset) / config_.elem_bytes(type);
    f.x_size = elements;
    f.y_size = count;
    f.x_stride = stride == 0 ? elements : stride;
    return f;
  }
  void load(const std::string& name, const MemFields& f, TokenFlags tokens = {}) {
    move(name, f, make_load(f, tokens));
  }
  void store(const std::string& name, const MemFields& f, TokenFlags tokens = {}) {
    move(name, f, make_store(f, tokens));
  }
  void add(const Insn& insn) { builder_.add(insn); }
  void uop(std::uint32_t offset, const Uop& uop) {
    words_[offset / 4] = encode_uop(config_, uop).value();
  }

  Tour build() {
    builder_.add_words(kData, words_);
    return {builder_.build(), std::move(stops_)};
  }

 private:
  void move(const std::string& name, const MemFields& f, const Insn& insn) {
    const std::uint64_t bytes = config_.elem_bytes(static_cast<MemoryType>(f.memory_type));
    TourStop stop{name, builder_.add(insn), {}};
    for (std::uint32_t row = 0; row < f.y_size; ++row) {
      stop.rows.push_back(
          {(f.dram_base + std::uint64_t{row} * f.x_stride) * bytes, f.x_size * bytes});
    }
    stops_.push_back(std::move(stop));
  }

  Config config_;
  fuzz::ProgramBuilder builder_;
  std::vector<std::uint32_t> words_;
  std::vector<TourStop> stops_;
};

LoopFields loop(std::uint32_t uop, std::uint32_t trips) {
  LoopFields fields;
  fields.uop_bgn = uop;
  fields.uop_end = uop + 1;
  fields.iter_out = 1;
  fields.iter_in = trips;
  fields.dst_factor_in = fields.src_factor_in = 1;
  return fields;
}

}  // namespace

Tour tour() {
  TourBuilder t;
  t.uop(0x0, {0, 0, 0});
  t.uop(0x4, {100, 0, 0});
  t.uop(0xD000, {200, 100, 10});

  t.load("load_uop", t.rows(MemoryType::kUop, 0, 0x0, 64));
  t.load("load_inp", t.rows(MemoryType::kInp, 0, 0x1F80, 40, 2, 48));
  t.load("load_wgt", t.rows(MemoryType::kWgt, 0, 0x3000, 6), {.push_next = true});
  t.load("load_acc", t.rows(MemoryType::kAcc, 0, 0x4000, 10, 2, 12));
  t.load("load_acc8", t.rows(MemoryType::kAcc8bit, 20, 0x5000, 40));
  AluFields add = {.loop = loop(0, 60), .alu_opcode = static_cast<std::uint32_t>(AluOpcode::kAdd)};
  add.use_imm = true;
  add.imm = 5;
  t.add(make_alu(add, {.push_next = true}));
  t.store("store", t.rows(MemoryType::kOut, 0, 0x6F80, 30, 2, 48), {.pop_prev = true});

  LoopFields reset = loop(1, 24);
  reset.reset = true;
  t.add(make_gemm({.loop = reset}, {.pop_prev = true}));
  t.add(make_gemm({.loop = loop(1, 24)}, {.push_next = true}));
  t.store("store_of_products", t.rows(MemoryType::kOut, 100, 0x8000, 24), {.pop_prev = true});

  t.load("later_load_inp", t.rows(MemoryType::kInp, 100, 0x9000, 24));
  t.load("later_load_wgt", t.rows(MemoryType::kWgt, 10, 0xA000, 3), {.push_next = true});
  t.load("later_load_uop", t.rows(MemoryType::kUop, 100, 0xD000, 40));
  t.load("later_load_acc", t.rows(MemoryType::kAcc, 200, 0xB000, 24));
  t.add(make_gemm({.loop = loop(100, 24)}, {.pop_prev = true, .push_next = true}));
  t.store("later_store", t.rows(MemoryType::kOut, 200, 0xC000, 24),
          {.pop_prev = true, .push_prev = true});
  t.add(make_finish({.pop_next = true}));
  return t.build();
}

}  // namespace vta::faults
