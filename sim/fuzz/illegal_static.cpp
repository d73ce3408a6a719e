// SPDX-License-Identifier: Apache-2.0
//
// What is wrong with an instruction by itself: opcode, memory type, padding, ALU opcode, SRAM range
// of LOAD and STORE, and which of several is reported.

#include "sim/fuzz/illegal_sketch.h"

namespace vta::fuzz {
namespace {

constexpr MemoryType kUop = MemoryType::kUop, kWgt = MemoryType::kWgt, kInp = MemoryType::kInp,
                     kAcc = MemoryType::kAcc, kOut = MemoryType::kOut,
                     kAcc8bit = MemoryType::kAcc8bit;

class StaticPrograms {
 public:
  StaticPrograms(const Config& config, std::vector<IllegalProgram>& table)
      : config_(config), table_(table) {}

  void add_all() {
    opcodes();
    memory_types();
    paddings();
    alu_opcodes();
    load_ranges();
    store_ranges();
  }

 private:
  // The instruction stands behind a legal one and before a FINISH that does not retire when it is
  // of the same stage.
  void add(const std::string& name, const Insn& insn, ErrorCode code) {
    Sketch s(config_, name);
    s.load(kAcc, 0, 4);
    const std::size_t at = s.add(insn);
    s.finish();
    table_.push_back(s.expect(code, at));
  }

  [[nodiscard]] MemFields row(MemoryType type, std::uint32_t sram_base, std::uint32_t count) const {
    return Sketch(config_, "").row(type, sram_base, count);
  }
  [[nodiscard]] static MemFields of_type(MemFields f, std::uint32_t type) {
    f.memory_type = type;
    return f;
  }

  void opcodes() {
    for (std::uint32_t opcode = 5; opcode <= 7; ++opcode) {
      Insn insn;
      insn.opcode = opcode;
      add("opcode_" + std::to_string(opcode), insn, ErrorCode::kIllegalOpcode);
    }
  }

  void memory_types() {
    const MemFields one = row(kOut, 0, 1);
    for (const std::uint32_t type : {4u, 6u, 7u}) {
      add("load_of_memory_type_" + std::to_string(type), make_load(of_type(one, type)),
          ErrorCode::kIllegalMemoryType);
    }
    for (const std::uint32_t type : {0u, 1u, 2u, 3u, 5u, 6u, 7u}) {
      add("store_of_memory_type_" + std::to_string(type), make_store(of_type(one, type)),
          ErrorCode::kIllegalMemoryType);
    }
    MemFields no_rows = of_type(one, 6);
    no_rows.y_size = 0;
    add("load_of_memory_type_6_without_rows", make_load(no_rows), ErrorCode::kIllegalMemoryType);
    add("store_of_memory_type_6_without_rows", make_store(no_rows), ErrorCode::kIllegalMemoryType);
    MemFields all_wrong = of_type(row(kOut, 0xffff, 0xffff), 7);
    all_wrong.dram_base = Sketch::kNowhere;
    all_wrong.x_pad_0 = 1;
    add("load_type_is_checked_before_range", make_load(all_wrong), ErrorCode::kIllegalMemoryType);
    add("store_type_is_checked_before_pads_and_range", make_store(all_wrong),
        ErrorCode::kIllegalMemoryType);
  }

  void paddings() {
    const auto padded = [this](const std::string& name, std::uint32_t MemFields::*pad,
                               std::uint32_t rows) {
      MemFields f = row(kOut, 0, 1);
      f.*pad = 1;
      f.y_size = rows;
      add(name, make_store(f), ErrorCode::kIllegalPadding);
    };
    padded("store_with_y_pad_0", &MemFields::y_pad_0, 1);
    padded("store_with_y_pad_1", &MemFields::y_pad_1, 1);
    padded("store_with_x_pad_0", &MemFields::x_pad_0, 1);
    padded("store_with_x_pad_1", &MemFields::x_pad_1, 1);
    padded("store_with_pad_and_without_rows", &MemFields::y_pad_0, 0);
    MemFields f = row(kOut, 0xffff, 2);
    f.y_pad_1 = 15;
    add("store_pads_are_checked_before_range", make_store(f), ErrorCode::kIllegalPadding);
  }

  void alu_opcodes() {
    for (std::uint32_t opcode = 5; opcode <= 7; ++opcode) {
      AluFields f;
      f.alu_opcode = opcode;
      f.use_imm = opcode == 6;
      f.loop.uop_end = f.loop.iter_out = f.loop.iter_in = 1;
      add("alu_opcode_" + std::to_string(opcode), make_alu(f), ErrorCode::kIllegalAluOpcode);
    }
    AluFields f;
    f.alu_opcode = 5;
    add("alu_opcode_5_with_empty_loops", make_alu(f), ErrorCode::kIllegalAluOpcode);
    f.loop = {.uop_bgn = config_.depth(kUop) - 1,
              .uop_end = config_.depth(kUop) + 1,
              .iter_out = 2,
              .iter_in = 2};
    f.loop.dst_factor_out = config_.depth(kAcc) - 1;
    add("alu_opcode_is_checked_before_indices", make_alu(f), ErrorCode::kIllegalAluOpcode);
  }

  void load_ranges() {
    for (const MemoryType type : {kUop, kWgt, kInp, kAcc, kAcc8bit}) {
      const std::uint32_t depth = config_.depth(type);
      const std::string name = "load_" + std::to_string(static_cast<unsigned>(type));
      add(name + "_ends_one_too_far", make_load(row(type, depth - 3, 4)),
          ErrorCode::kSramOutOfRange);
      MemFields rows = row(type, depth - 5, 2);
      rows.y_size = 3;
      add(name + "_rows_end_one_too_far", make_load(rows), ErrorCode::kSramOutOfRange);
      // Pads count: each of them alone makes it one element, or one row of one, too many.
      const auto padded = [&](const std::string& which, std::uint32_t MemFields::*pad) {
        MemFields f = row(type, depth - 1, 1);
        f.*pad = 1;
        add(name + which, make_load(f), ErrorCode::kSramOutOfRange);
      };
      padded("_x_pad_0_ends_too_far", &MemFields::x_pad_0);
      padded("_x_pad_1_ends_too_far", &MemFields::x_pad_1);
      padded("_y_pad_0_ends_too_far", &MemFields::y_pad_0);
      padded("_y_pad_1_ends_too_far", &MemFields::y_pad_1);
    }
    MemFields pads_only = row(kInp, config_.depth(kInp) - 1, 1);
    pads_only.y_size = 0;
    pads_only.y_pad_0 = pads_only.y_pad_1 = 1;
    add("load_of_pad_rows_only_ends_too_far", make_load(pads_only), ErrorCode::kSramOutOfRange);
    MemFields huge = row(kAcc, 0xffff, 0xffff);
    huge.y_size = 0xffff;
    huge.y_pad_0 = huge.y_pad_1 = huge.x_pad_0 = huge.x_pad_1 = 15;
    add("load_of_the_largest_range", make_load(huge), ErrorCode::kSramOutOfRange);
    MemFields wraps = row(kAcc, 0, 0x4000);  // 2^14 * 2^2 elements are 0 modulo 2^16
    wraps.y_size = 4;
    add("load_range_does_not_wrap", make_load(wraps), ErrorCode::kSramOutOfRange);
    MemFields nowhere = row(kWgt, config_.depth(kWgt), 1);
    nowhere.dram_base = Sketch::kNowhere / config_.elem_bytes(kWgt);
    add("load_range_is_checked_before_memory", make_load(nowhere), ErrorCode::kSramOutOfRange);
  }

  void store_ranges() {
    const std::uint32_t depth = config_.depth(kOut);
    add("store_ends_one_too_far", make_store(row(kOut, depth - 1, 2)), ErrorCode::kSramOutOfRange);
    add("store_begins_at_the_end", make_store(row(kOut, depth, 1)), ErrorCode::kSramOutOfRange);
    MemFields rows = row(kOut, depth - 5, 2);
    rows.y_size = 3;
    add("store_rows_end_one_too_far", make_store(rows), ErrorCode::kSramOutOfRange);
    MemFields huge = row(kOut, 0xffff, 0xffff);
    huge.y_size = 0xffff;
    add("store_of_the_largest_range", make_store(huge), ErrorCode::kSramOutOfRange);
    MemFields wraps = row(kOut, 0, 0x8000);
    wraps.y_size = 2;
    add("store_range_does_not_wrap", make_store(wraps), ErrorCode::kSramOutOfRange);
    MemFields nowhere = row(kOut, depth, 1);
    nowhere.dram_base = Sketch::kNowhere / config_.elem_bytes(kOut);
    add("store_range_is_checked_before_memory", make_store(nowhere), ErrorCode::kSramOutOfRange);
  }

  Config config_;
  std::vector<IllegalProgram>& table_;
};

}  // namespace

void add_illegal_static(const Config& config, std::vector<IllegalProgram>& table) {
  StaticPrograms(config, table).add_all();
}

}  // namespace vta::fuzz
