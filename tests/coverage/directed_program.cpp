// SPDX-License-Identifier: Apache-2.0

#include "tests/coverage/directed_program.h"

#include <random>
#include <utility>

namespace vta::coverage {
namespace {

constexpr std::uint32_t kInsn = 0x1000;
constexpr std::uint32_t kDump = 0x118000, kImage = 0x120000;

}  // namespace

DirectedProgram::DirectedProgram(const Config& config, std::string name)
    : config_(config), builder_(config, std::move(name), kInsn) {
  builder_.add_region(kData, kEnd - kData);
  std::mt19937 rng(20240229);
  std::vector<std::uint32_t> words(kDataBytes / 4);
  for (std::uint32_t& word : words) word = static_cast<std::uint32_t>(rng());
  builder_.add_words(kData, words);
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kAcc);
  f.dram_base = element(MemoryType::kAcc, kData);
  f.x_size = kAccs;
  f.y_size = 1;
  add(make_load(f));
}

std::size_t DirectedProgram::nop(Stage stage, TokenFlags tokens) {
  MemFields f;
  if (stage == Stage::kStore) {
    f.memory_type = static_cast<std::uint32_t>(MemoryType::kOut);
    return add(make_store(f, tokens));
  }
  f.memory_type =
      static_cast<std::uint32_t>(stage == Stage::kLoad ? MemoryType::kInp : MemoryType::kUop);
  return add(make_load(f, tokens));
}

std::size_t DirectedProgram::add_with_partners(const Insn& insn) {
  const Stage stage = stage_of(insn);
  const TokenFlags& t = insn.tokens;
  // The neighbours; load has no previous stage, store no next one.
  const Stage prev = stage == Stage::kCompute ? Stage::kLoad : Stage::kCompute;
  const Stage next = stage == Stage::kCompute ? Stage::kStore : Stage::kCompute;
  const bool has_prev = stage != Stage::kLoad, has_next = stage != Stage::kStore;
  if (has_prev && t.pop_prev) nop(prev, {.push_next = true});
  if (has_next && t.pop_next) nop(next, {.push_prev = true});
  const std::size_t index = add(insn);
  if (has_prev && t.push_prev) nop(prev, {.pop_next = true});
  if (has_next && t.push_next) nop(next, {.pop_prev = true});
  return index;
}

std::uint32_t DirectedProgram::place(const std::vector<std::uint32_t>& words) {
  image_.resize((image_.size() + 63) / 64 * 64);  // values are elements of ACC
  const auto at = static_cast<std::uint32_t>(image_.size());
  image_.insert(image_.end(), words.begin(), words.end());
  VTA_CHECK(kImage + 4 * image_.size() <= kEnd);
  return kImage + 4 * at;
}

void DirectedProgram::load_uops(std::uint32_t begin, const std::vector<Uop>& uops,
                                TokenFlags tokens) {
  std::vector<std::uint32_t> words;
  for (const Uop& uop : uops) words.push_back(encode_uop(config_, uop).value());
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kUop);
  f.sram_base = begin;
  f.dram_base = element(MemoryType::kUop, place(words));
  f.x_size = static_cast<std::uint32_t>(words.size());
  f.y_size = 1;
  add(make_load(f, tokens));
}

void DirectedProgram::load_value(std::uint32_t index, std::int32_t value) {
  const std::uint32_t bytes = config_.elem_bytes(MemoryType::kAcc);
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kAcc);
  f.sram_base = index;
  f.dram_base =
      element(MemoryType::kAcc,
              place(std::vector<std::uint32_t>(bytes / 4, static_cast<std::uint32_t>(value))));
  f.x_size = f.y_size = 1;
  add(make_load(f));
}

Program DirectedProgram::build_with_dump() {
  next_run();
  load_uops(0, {{0, 0, 0}}, {.push_next = true});
  AluFields shift;
  shift.loop = {.uop_end = 1, .iter_out = 1, .iter_in = kAccs, .dst_factor_in = 1};
  shift.alu_opcode = static_cast<std::uint32_t>(AluOpcode::kShr);
  shift.use_imm = true;
  shift.imm = 8;
  for (std::uint32_t byte = 0; byte < 4; ++byte) {
    MemFields f;
    f.memory_type = static_cast<std::uint32_t>(MemoryType::kOut);
    f.dram_base = element(MemoryType::kOut, kDump) + byte * kAccs;
    f.x_size = kAccs;
    f.y_size = 1;
    add(make_store(f, {.pop_prev = true, .push_prev = true}));
    add(make_alu(shift, {.pop_next = true, .push_next = true}));  // the last token is left over
  }
  finish();
  return build();
}

void DirectedProgram::next_run() {
  write_image();
  builder_.next_run();
}

Program DirectedProgram::build() {
  write_image();
  return builder_.build();
}

// A run has what it loads before it begins.
void DirectedProgram::write_image() {
  if (image_.size() == written_) return;
  builder_.add_words(static_cast<std::uint32_t>(kImage + 4 * written_),
                     std::span(image_).subspan(written_));
  written_ = image_.size();
}

}  // namespace vta::coverage
