// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/generator.h"

#include <algorithm>
#include <utility>

#include "sim/fuzz/program_builder.h"
#include "sim/fuzz/random_compute.h"

namespace vta::fuzz {
namespace {

std::uint32_t code(MemoryType type) { return static_cast<std::uint32_t>(type); }

// Elements from the first to the last that a transfer reads or writes in DRAM.
std::uint32_t extent(const MemFields& f) {
  return f.x_size + (f.y_size > 1 ? (f.y_size - 1) * f.x_stride : 0);
}

Insn plain_nop(Stage stage) {
  MemFields nothing;
  if (stage == Stage::kLoad) nothing.memory_type = code(MemoryType::kInp);
  return stage == Stage::kStore ? make_store(nothing) : make_load(nothing);
}

}  // namespace

Generator::Generator(const Config& config, std::uint32_t seed, std::string name,
                     const Habits& habits)
    : config_(config),
      name_(std::move(name)),
      dice_(seed),
      shape_(dice_),
      playground_(config, habits, shape_),
      uops_(playground_, dice_),
      scheduler_(dice_) {}

void Generator::begin() {
  fill(MemoryType::kInp, playground_.inp);
  fill(MemoryType::kWgt, playground_.wgt);
  fill(shape_.chance(0.5) ? MemoryType::kAcc : MemoryType::kAcc8bit, playground_.acc);
  add_uop_load(uops_.load_all(Kind::kGemm, playground_.acc));
}

void Generator::next_run(bool soft_reset) {
  runs_.push_back({playground_.base, std::exchange(writes_, {})});
  silent_ = {};
  scheduler_.next_run(soft_reset);
}

void Generator::host_writes() {
  const std::uint32_t offset = 64 * shape_.pick(0, Playground::kDataBytes / 128);
  writes_.push_back({playground_.data_address + offset, random_words(16 * shape_.pick(1, 32))});
}

void Generator::add(const Insn& insn) {
  const Stage stage = stage_of(insn);
  // A silent one has the tokens of the real one, so that whoever needs it waits, for ever.
  scheduler_.add(silent_[index_of(stage)] ? plain_nop(stage) : insn,
                 footprint_of(config_, insn, playground_.base, uops_.on_chip()).accesses);
}

// The same element under another number: addresses are modulo 2^32.
void Generator::alias_dram(MemFields& f) {
  const std::uint32_t bytes = config_.elem_bytes(static_cast<MemoryType>(f.memory_type));
  if (bytes > 1 && shape_.chance(0.1)) {
    f.dram_base += (0xffffffffu / bytes + 1) * shape_.pick(1, bytes - 1);
  }
}

void Generator::add_uop_load(MemFields f) {
  alias_dram(f);
  add(make_load(f));
}

void Generator::add_load(MemoryType type, MemFields f) {
  f.memory_type = code(type);
  alias_dram(f);
  add(make_load(f));
}

void Generator::add_store(MemFields f) {
  f.memory_type = code(MemoryType::kOut);
  alias_dram(f);
  add(make_store(f));
}

// Loads all of a window, with as few instructions as the data area allows.
void Generator::fill(MemoryType type, const Window& window) {
  for (std::uint32_t at = window.begin; at < window.end;) {
    const Window dram = playground_.data(type);
    MemFields f;
    f.x_size = std::min(window.end - at, dram.size());
    f.y_size = 1;
    f.sram_base = at;
    f.dram_base = dram.begin + shape_.pick(0, dram.size() - f.x_size);
    add_load(type, f);
    at += f.x_size;
  }
}

// Loads from anywhere in the data area, or from where something was stored.
void Generator::random_load(MemoryType type, const Window& window) {
  const Window all = playground_.data(type);
  MemFields f = shape_.transfer(shape_.part(window, upper()), all, true, 0);
  if (!stored_.empty() && shape_.chance(0.5)) {
    const std::uint32_t bytes = config_.elem_bytes(type);
    const std::uint32_t begin = stored_[dice_.index(stored_.size())];
    const std::uint32_t there = playground_.elements(type, begin, bytes).begin;
    f.dram_base = std::clamp(there, all.begin, all.end - extent(f));
  }
  // Some accumulators whose rows overlap are one element for all rows, as a bias is. This takes no
  // draw, so that seeds keep their other programs.
  const bool accumulators = type == MemoryType::kAcc || type == MemoryType::kAcc8bit;
  if (accumulators && f.y_size > 1 && f.x_stride < f.x_size && f.dram_base % 2 == 1) {
    f.x_size = 1;
    f.x_stride = 0;
  }
  add_load(type, f);
}

void Generator::random_store() {
  MemFields f = shape_.transfer(shape_.part(playground_.acc, upper()),
                                playground_.data(MemoryType::kOut), false, 1);
  f.memory_type = code(MemoryType::kOut);
  if (shape_.chance(0.05)) {
    f.y_size = 0;
    f.sram_base = shape_.pick(0, 0xffff);  // an empty range is legal anywhere
  } else {
    stored_.push_back(dram_address(config_, f, playground_.base, 0, 0));
  }
  add_store(f);
}

Insn Generator::random_compute_insn(Kind kind) {
  bool load = shape_.chance(0.5);
  Window stretch;
  while (stretch.size() == 0) {
    if (load) add_uop_load(uops_.load(kind, shape_.part(playground_.acc, upper())));
    stretch = uops_.stretch(kind);
    load = true;
  }
  return random_compute(kind, stretch, playground_, uops_, shape_);
}

// Both halves of the windows are used in turn, so that stages can work at the same time.
bool Generator::upper() {
  if (shape_.chance(0.2)) upper_ = !upper_;
  return shape_.chance(0.8) ? upper_ : !upper_;
}

void Generator::nop(Stage stage) {
  static constexpr std::array<std::uint32_t, 6> kComputeTypes = {0, 3, 4, 5, 6, 7};
  switch (stage) {
    case Stage::kLoad:
      scheduler_.add(make_load(shape_.nothing(shape_.pick(1, 2))), {});
      break;
    case Stage::kCompute:
      scheduler_.add(make_load(shape_.nothing(dice_.one_of(kComputeTypes))), {});
      break;
    case Stage::kStore:
      scheduler_.add(make_store(shape_.nothing(shape_.pick(0, 7))), {});
      break;
  }
}

void Generator::raw_nop(Stage stage, const TokenFlags& tokens) {
  Insn insn = plain_nop(stage);
  insn.tokens = tokens;
  scheduler_.add_raw(insn);
}

void Generator::operation() {
  static constexpr std::array<Kind, 8> kKinds = {Kind::kGemm,      Kind::kGemm,     Kind::kGemm,
                                                 Kind::kGemm,      Kind::kReset,    Kind::kAluImm,
                                                 Kind::kAluTensor, Kind::kAluTensor};
  const std::uint32_t dice = shape_.pick(0, 99);
  if (dice < 15) {
    random_load(MemoryType::kInp, playground_.inp);
  } else if (dice < 25) {
    random_load(MemoryType::kWgt, playground_.wgt);
  } else if (dice < 32) {
    random_load(MemoryType::kAcc, playground_.acc);
  } else if (dice < 37) {
    random_load(MemoryType::kAcc8bit, playground_.acc);
  } else if (dice < 70) {
    add(random_compute_insn(dice_.one_of(kKinds)));
  } else if (dice < 93) {
    random_store();
  } else {
    nop(dice_.one_of(kStages));
  }
}

// Stores the accumulators four times, shifted right by a byte in between: all bits are seen.
void Generator::dump() {
  const Window& acc = playground_.acc;
  const std::uint32_t first = playground_.data(MemoryType::kOut).end;
  add_uop_load(uops_.load_these({{acc.begin, acc.begin, 0}}));
  for (std::uint32_t byte = 0; byte < 4; ++byte) {
    MemFields store;
    store.x_size = acc.size();
    store.y_size = 1;
    store.sram_base = acc.begin;
    store.dram_base = first + byte * acc.size();
    add_store(store);
    AluFields shift;
    shift.loop.uop_bgn = playground_.uop.begin;
    shift.loop.uop_end = playground_.uop.begin + 1;
    shift.loop.iter_out = 1;
    shift.loop.iter_in = acc.size();
    shift.loop.dst_factor_in = 1;
    shift.alu_opcode = static_cast<std::uint32_t>(AluOpcode::kShr);
    shift.use_imm = true;
    shift.imm = 8;
    add(make_alu(shift));
  }
}

bool Generator::add_far_region(const MemFields& fields, std::uint32_t x_stride) {
  if (!regions_.empty()) return false;
  MemFields f = fields;
  f.x_stride = x_stride;
  const std::uint32_t bytes = config_.elem_bytes(static_cast<MemoryType>(f.memory_type));
  const std::uint32_t first = dram_address(config_, f, playground_.base, 1, 0);
  const std::uint32_t end = first + f.x_size * bytes;
  const std::uint32_t begin = first / 64 * 64;
  add_region(begin, (end - begin + 63) / 64 * 64);
  return true;
}

void Generator::add_region(std::uint32_t address, std::uint32_t bytes) {
  const std::uint64_t here = std::min<std::uint64_t>(bytes, (std::uint64_t{1} << 32) - address);
  regions_.push_back({address, here});
  if (here < bytes) regions_.push_back({0, bytes - here});  // it goes on at 0
}

InsnWord Generator::with_noise(Insn insn) {
  const Stage stage = stage_of(insn);
  if (stage == Stage::kLoad && shape_.chance(0.2)) {
    insn.tokens.pop_prev = insn.tokens.push_prev = true;
  }
  if (stage == Stage::kStore && shape_.chance(0.2)) {
    insn.tokens.pop_next = insn.tokens.push_next = true;
  }
  InsnWord word = encode(config_, insn).value();
  if (shape_.chance(0.3)) {
    const InsnWord used = used_bits(config_, insn);
    for (std::size_t i = 0; i < word.size(); ++i) {
      const std::uint64_t high = dice_.bits();
      word[i] |= (high << 32 | dice_.bits()) & ~used[i];
    }
  }
  return word;
}

std::vector<std::uint32_t> Generator::random_words(std::size_t count) {
  std::vector<std::uint32_t> words(count);
  for (std::uint32_t& word : words) word = dice_.bits();
  return words;
}

Program Generator::build() {
  runs_.push_back({playground_.base, writes_});
  ProgramBuilder builder(config_, name_, playground_.insn_address);
  const std::uint32_t data_bytes = Playground::kDataBytes + playground_.dump_bytes;
  add_region(playground_.data_address, data_bytes);
  for (const ProgramRegion& region : regions_) builder.add_region(region.address, region.size);
  const std::size_t uop_bytes = (uops_.image().size() * kUopBytes + 63) / 64 * 64;
  builder.add_region(playground_.uop_address, uop_bytes);
  builder.add_words(playground_.uop_address, uops_.image());
  builder.add_words(playground_.data_address, random_words(data_bytes / 4));
  const std::vector<std::vector<Insn>> streams = scheduler_.streams();
  for (std::size_t r = 0; r < streams.size(); ++r) {
    if (r != 0) builder.next_run();
    builder.set_bases(runs_[r].base);
    for (const HostWrite& write : runs_[r].writes) builder.add_words(write.address, write.words);
    for (const Insn& insn : streams[r]) builder.add_word(with_noise(insn));
  }
  return builder.build();
}

}  // namespace vta::fuzz
