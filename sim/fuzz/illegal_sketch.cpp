// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/illegal_sketch.h"

#include <utility>

#include "sim/fuzz/dice.h"

namespace vta::fuzz {
namespace {

constexpr std::uint32_t kUops = Sketch::kOut - 0x1000;  // random data before, nothing else behind

}  // namespace

Sketch::Sketch(const Config& config, std::string name)
    : config_(config), name_(std::move(name)), builder_(config, name_, kInsn) {
  builder_.add_region(kData, kEnd - kData);
  Dice dice(20240229);
  std::vector<std::uint32_t> words((kUops - kData) / 4);
  for (std::uint32_t& word : words) word = dice.bits();
  builder_.add_words(kData, words);
}

std::uint32_t Sketch::element(MemoryType type, std::uint32_t address) const {
  const std::uint32_t bytes = config_.elem_bytes(type);
  VTA_CHECK(address % bytes == 0);
  return address / bytes;
}

MemFields Sketch::row(MemoryType type, std::uint32_t sram_base, std::uint32_t count) const {
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(type);
  f.sram_base = sram_base;
  f.dram_base = element(type, type == MemoryType::kOut ? kOut : kData);
  f.x_size = f.x_stride = count;
  f.y_size = 1;
  return f;
}

std::size_t Sketch::load(MemoryType type, std::uint32_t sram_base, std::uint32_t count,
                         TokenFlags tokens) {
  return builder_.add(make_load(row(type, sram_base, count), tokens));
}

std::size_t Sketch::store(std::uint32_t sram_base, std::uint32_t count, TokenFlags tokens) {
  return builder_.add(make_store(row(MemoryType::kOut, sram_base, count), tokens));
}

std::size_t Sketch::load_nop(TokenFlags tokens) { return load(MemoryType::kInp, 0, 0, tokens); }
std::size_t Sketch::compute_nop(TokenFlags tokens) { return load(MemoryType::kUop, 0, 0, tokens); }
std::size_t Sketch::store_nop(TokenFlags tokens) { return store(0, 0, tokens); }

std::size_t Sketch::opcode(std::uint32_t value, TokenFlags tokens) {
  Insn insn;
  insn.opcode = value;
  insn.tokens = tokens;
  return builder_.add(insn);
}

void Sketch::repeat(std::size_t times, std::size_t (Sketch::*nop)(TokenFlags), TokenFlags tokens) {
  for (std::size_t i = 0; i < times; ++i) (this->*nop)(tokens);
}

std::size_t Sketch::load_uops(std::initializer_list<Uop> uops, TokenFlags tokens) {
  MemFields f = row(MemoryType::kUop, 0, static_cast<std::uint32_t>(uops.size()));
  f.dram_base = element(MemoryType::kUop, kUops) + static_cast<std::uint32_t>(uop_image_.size());
  for (const Uop& uop : uops) uop_image_.push_back(encode_uop(config_, uop).value());
  return builder_.add(make_load(f, tokens));
}

void Sketch::fill_tops() {
  constexpr std::uint32_t kCount = 8;
  load(MemoryType::kInp, depth(MemoryType::kInp) - kCount, kCount);
  load(MemoryType::kWgt, depth(MemoryType::kWgt) - kCount, kCount, kPushNext);
  load(MemoryType::kAcc, depth(MemoryType::kAcc) - kCount, kCount, kPopPrev);
}

void Sketch::dump(std::uint32_t begin, std::uint32_t count) {
  write_uops();
  builder_.next_run();
  load_uops({{begin, begin, 0}}, kPushNext);
  AluFields shift;
  shift.loop = {.uop_bgn = 0, .uop_end = 1, .iter_out = 1, .iter_in = count, .dst_factor_in = 1};
  shift.alu_opcode = static_cast<std::uint32_t>(AluOpcode::kShr);
  shift.use_imm = true;
  shift.imm = 8;
  for (std::uint32_t byte = 0; byte < 4; ++byte) {
    MemFields f = row(MemoryType::kOut, begin, count);
    f.dram_base = element(MemoryType::kOut, kDump) + byte * count;
    builder_.add(make_store(f, kPopPrevPushPrev));
    builder_.add(make_alu(shift, kPopNextPushNext));  // the last token is left over
  }
  finish();
}

// Before the run that loads them.
void Sketch::write_uops() {
  const auto begin = static_cast<std::uint32_t>(uops_written_ * kUopBytes);
  const std::span<const std::uint32_t> rest = std::span(uop_image_).subspan(uops_written_);
  if (!rest.empty()) builder_.add_words(kUops + begin, rest);
  uops_written_ = uop_image_.size();
}

IllegalProgram Sketch::expect(ErrorCode code, std::size_t index,
                              std::vector<ProgramRegion> unspecified) {
  write_uops();
  return {name_, builder_.build(), code, index, std::move(unspecified)};
}

}  // namespace vta::fuzz
