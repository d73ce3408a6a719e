// SPDX-License-Identifier: Apache-2.0
//
// The generator works in program order, where every program is legal; the token scheduler makes
// sure that any other order that the stages may take gives the same result.

#include "tests/regress/random_program.h"

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include "tests/regress/playground.h"
#include "tests/regress/program_builder.h"
#include "tests/regress/random_compute.h"
#include "tests/regress/random_uops.h"
#include "tests/regress/shape_picker.h"
#include "tests/regress/token_scheduler.h"

namespace vta {
namespace {

constexpr std::uint32_t kGranule = 4;  // bytes of DRAM for which hazards are tracked

std::uint32_t code(MemoryType type) { return static_cast<std::uint32_t>(type); }

// Elements from the first to the last that a transfer reads or writes in DRAM.
std::uint32_t extent(const MemFields& f) {
  return f.x_size + (f.y_size > 1 ? (f.y_size - 1) * f.x_stride : 0);
}

class Generator {
 public:
  Generator(const Config& config, std::uint32_t seed)
      : config_(config),
        rng_(seed),
        shape_(rng_),
        playground_(config, shape_),
        uops_(playground_, shape_, rng_),
        scheduler_({config.depth(MemoryType::kInp), config.depth(MemoryType::kWgt),
                    config.depth(MemoryType::kAcc),
                    (Playground::kDataBytes + playground_.dump_bytes) / kGranule},
                   rng_),
        name_("random-" + std::to_string(seed)) {
    VTA_CHECK(config.elem_bytes(MemoryType::kInp) >= kGranule);
  }

  Program generate(int operations) {
    fill(MemoryType::kInp, playground_.inp);
    fill(MemoryType::kWgt, playground_.wgt);
    fill(shape_.chance(0.5) ? MemoryType::kAcc : MemoryType::kAcc8bit, playground_.acc);
    add_uop_load(uops_.load_all(Kind::kGemm, playground_.acc));
    bool finished = false;
    for (int i = 0; i < operations; ++i) {
      operation();
      if (shape_.chance(0.5 / operations)) {
        scheduler_.add(make_finish(), {});
        finished = true;
      }
    }
    dump();
    if (!finished || shape_.chance(0.5)) scheduler_.add(make_finish(), {});
    if (shape_.chance(0.2)) operation();  // behind FINISH
    return build();
  }

 private:
  void touch_dram(const MemFields& f, bool write, std::vector<Access>& accesses) const {
    const std::uint32_t bytes = config_.elem_bytes(static_cast<MemoryType>(f.memory_type));
    for (std::uint32_t row = 0; row < f.y_size; ++row) {
      const std::uint32_t first =
          (f.dram_base + row * f.x_stride) * bytes - playground_.data_address;
      for (std::uint32_t at = first; at < first + f.x_size * bytes; at += kGranule) {
        accesses.push_back({Space::kDram, at / kGranule, write});
      }
    }
  }

  static void touch_sram(Space space, std::uint32_t begin, std::uint64_t count, bool write,
                         std::vector<Access>& accesses) {
    for (std::uint32_t i = 0; i < count; ++i) accesses.push_back({space, begin + i, write});
  }

  // The same element under another number: addresses are modulo 2^32.
  void alias_dram(MemFields& f) {
    const std::uint32_t bytes = config_.elem_bytes(static_cast<MemoryType>(f.memory_type));
    if (bytes > 1 && shape_.chance(0.1)) {
      f.dram_base += (0xffffffffu / bytes + 1) * shape_.pick(1, bytes - 1);
    }
  }

  void add_uop_load(MemFields f) {
    alias_dram(f);
    scheduler_.add(make_load(f), {});
  }

  void add_load(MemoryType type, MemFields f) {
    f.memory_type = code(type);
    const Space space = type == MemoryType::kInp   ? Space::kInp
                        : type == MemoryType::kWgt ? Space::kWgt
                                                   : Space::kAcc;
    std::vector<Access> accesses;
    touch_dram(f, false, accesses);
    touch_sram(space, f.sram_base, f.rows() * f.row_elems(), true, accesses);
    alias_dram(f);
    scheduler_.add(make_load(f), accesses);
  }

  // Loads all of a window, with as few instructions as the data area allows.
  void fill(MemoryType type, const Window& window) {
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
  void random_load(MemoryType type, const Window& window) {
    const Window all = playground_.data(type);
    MemFields f = shape_.transfer(shape_.part(window, upper()), all, true, 0);
    if (!stored_.empty() && shape_.chance(0.5)) {
      const auto last = static_cast<std::uint32_t>(stored_.size()) - 1;
      const std::uint32_t there = stored_[shape_.pick(0, last)] / config_.elem_bytes(type);
      f.dram_base = std::clamp(there, all.begin, all.end - extent(f));
    }
    add_load(type, f);
  }

  void add_store(MemFields f) {
    f.memory_type = code(MemoryType::kOut);
    std::vector<Access> accesses;
    touch_sram(Space::kAcc, f.sram_base, std::uint64_t{f.x_size} * f.y_size, false, accesses);
    touch_dram(f, true, accesses);
    alias_dram(f);
    scheduler_.add(make_store(f), accesses);
  }

  void random_store() {
    MemFields f = shape_.transfer(shape_.part(playground_.acc, upper()),
                                  playground_.data(MemoryType::kOut), false, 1);
    if (shape_.chance(0.05)) {
      f.y_size = 0;
      f.sram_base = shape_.pick(0, 0xffff);  // an empty range is legal anywhere
    } else {
      stored_.push_back(f.dram_base * config_.elem_bytes(MemoryType::kOut));
    }
    add_store(f);
  }

  void compute() {
    static constexpr std::array<Kind, 8> kKinds = {Kind::kGemm,      Kind::kGemm,     Kind::kGemm,
                                                   Kind::kGemm,      Kind::kReset,    Kind::kAluImm,
                                                   Kind::kAluTensor, Kind::kAluTensor};
    const Kind kind = kKinds[shape_.pick(0, kKinds.size() - 1)];
    bool load = shape_.chance(0.5);
    Window stretch;
    while (stretch.size() == 0) {
      if (load) add_uop_load(uops_.load(kind, shape_.part(playground_.acc, upper())));
      stretch = uops_.stretch(kind);
      load = true;
    }
    add_compute(random_compute(kind, stretch, playground_, uops_, shape_));
  }

  void add_compute(const Insn& insn) {
    scheduler_.add(insn, compute_accesses(insn, playground_, uops_));
  }

  // Both halves of the windows are used in turn, so that stages can work at the same time.
  [[nodiscard]] bool upper() {
    if (shape_.chance(0.2)) upper_ = !upper_;
    return shape_.chance(0.8) ? upper_ : !upper_;
  }

  void nop() {
    static constexpr std::array<std::uint32_t, 6> kComputeTypes = {0, 3, 4, 5, 6, 7};
    switch (shape_.pick(0, 2)) {
      case 0:
        scheduler_.add(make_load(shape_.nothing(shape_.pick(1, 2))), {});
        break;
      case 1:
        scheduler_.add(make_load(shape_.nothing(kComputeTypes[shape_.pick(0, 5)])), {});
        break;
      default:
        scheduler_.add(make_store(shape_.nothing(shape_.pick(0, 7))), {});
        break;
    }
  }

  void operation() {
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
      compute();
    } else if (dice < 93) {
      random_store();
    } else {
      nop();
    }
  }

  // Stores the accumulators four times, shifted right by a byte in between: all bits are seen.
  void dump() {
    const Window& acc = playground_.acc;
    const std::uint32_t first = playground_.data(MemoryType::kOut).end;
    add_uop_load(uops_.load_one({acc.begin, acc.begin, 0}));
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
      add_compute(make_alu(shift));
    }
  }

  // Flags that load and store ignore, and bits that no field uses.
  InsnWord with_noise(Insn insn) {
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
        word[i] |= ((std::uint64_t{rng_()} << 32) | rng_()) & ~used[i];
      }
    }
    return word;
  }

  Program build() {
    ProgramBuilder builder(config_, name_, playground_.insn_address);
    for (const Insn& insn : scheduler_.stream()) builder.add_word(with_noise(insn));
    VTA_CHECK(builder.size() * kInsnBytes <= Playground::kInsnBytes);
    const std::uint32_t data_bytes = Playground::kDataBytes + playground_.dump_bytes;
    builder.add_region(playground_.uop_address, Playground::kUopBytes);
    builder.add_region(playground_.data_address, data_bytes);
    builder.add_words(playground_.uop_address, uops_.image());
    std::vector<std::uint32_t> words(data_bytes / 4);
    for (std::uint32_t& word : words) word = static_cast<std::uint32_t>(rng_());
    builder.add_words(playground_.data_address, words);
    return builder.build();
  }

  Config config_;
  std::mt19937 rng_;
  ShapePicker shape_;
  Playground playground_;
  RandomUops uops_;
  TokenScheduler scheduler_;
  std::vector<std::uint32_t> stored_;  // addresses
  bool upper_ = false;
  std::string name_;
};

}  // namespace

Program random_legal_program(const Config& config, std::uint32_t seed, int operations) {
  return Generator(config, seed).generate(operations);
}

}  // namespace vta
