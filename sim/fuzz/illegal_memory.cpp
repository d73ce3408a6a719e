// SPDX-License-Identifier: Apache-2.0
//
// AXI errors: accesses of the program, and of fetch, to memory that does not exist.

#include "sim/fuzz/illegal_sketch.h"

namespace vta::fuzz {
namespace {

constexpr MemoryType kUop = MemoryType::kUop, kWgt = MemoryType::kWgt, kInp = MemoryType::kInp,
                     kAcc = MemoryType::kAcc, kOut = MemoryType::kOut,
                     kAcc8bit = MemoryType::kAcc8bit;

void loads(const Config& config, std::vector<IllegalProgram>& table) {
  for (const MemoryType type : {kUop, kWgt, kInp, kAcc, kAcc8bit}) {
    const std::string name = "load_" + std::to_string(static_cast<unsigned>(type));
    {
      Sketch s(config, name + "_from_nowhere");
      MemFields f = s.row(type, 0, 2);
      f.dram_base = s.element(type, Sketch::kNowhere);
      const std::size_t at = s.add(make_load(f));
      s.finish();
      table.push_back(s.expect(ErrorCode::kAxiError, at));
    }
    {
      Sketch s(config, name + "_with_a_last_row_outside");
      MemFields f = s.row(type, 0, 1);
      f.y_size = 3;  // element 0, element 1 and the one behind the region
      f.x_stride = 1;
      f.dram_base = s.element(type, Sketch::kEnd) - 2;
      const std::size_t at = s.add(make_load(f));
      s.finish();
      table.push_back(s.expect(ErrorCode::kAxiError, at));
    }
  }
  Sketch s(config, "load_before_the_first_byte_of_memory");
  MemFields f = s.row(kInp, 0, 2);
  f.dram_base = s.element(kInp, Sketch::kData) - 1;
  const std::size_t at = s.add(make_load(f));
  s.finish();
  table.push_back(s.expect(ErrorCode::kAxiError, at));
}

void stores(const Config& config, std::vector<IllegalProgram>& table) {
  {
    Sketch s(config, "store_to_nowhere");
    s.load(kAcc, 0, 2, kPushNext);
    MemFields f = s.row(kOut, 0, 2);
    f.dram_base = s.element(kOut, Sketch::kNowhere);
    const std::size_t at = s.add(make_store(f, kPopPrev));
    s.finish();
    table.push_back(s.expect(ErrorCode::kAxiError, at));
  }
  {
    Sketch s(config, "store_with_a_last_row_outside");
    s.load(kAcc, 0, 4, kPushNext);
    MemFields f = s.row(kOut, 0, 2);
    f.y_size = 2;
    f.x_stride = 2;
    f.dram_base = s.element(kOut, Sketch::kEnd) - 2;
    const std::size_t at = s.add(make_store(f, kPopPrev));
    s.finish();
    const std::uint32_t bytes = 2 * config.elem_bytes(kOut);
    table.push_back(s.expect(ErrorCode::kAxiError, at, {{Sketch::kEnd - bytes, bytes}}));
  }
  {
    // What the stages did before it, and what compute does beside it, stays.
    Sketch s(config, "store_to_nowhere_after_a_good_one");
    s.load(kAcc, 0, 4, kPushNext);
    s.store(0, 4, kPopPrev);
    MemFields f = s.row(kOut, 0, 1);
    f.dram_base = s.element(kOut, Sketch::kNowhere);
    const std::size_t at = s.add(make_store(f, kPushPrev));  // gives no token
    s.load(kAcc, 4, 4);
    s.finish();
    s.dump(0, 8);
    table.push_back(s.expect(ErrorCode::kAxiError, at));
  }
}

void fetch(const Config& config, std::vector<IllegalProgram>& table) {
  // Four instructions fill the region to its last byte; the run says that there are more.
  const auto four = [&config](const std::string& name) {
    Sketch s(config, name);
    s.load(kAcc, 0, 4, kPushNext);
    s.store(0, 4, kPopPrev);
    s.compute_nop();
    s.finish();
    return s.expect(ErrorCode::kAxiError, 4);
  };
  IllegalProgram longer = four("instruction_behind_the_end_of_memory");
  longer.program.runs[0].insn_count = 5;
  table.push_back(longer);
  IllegalProgram much_longer = four("many_instructions_behind_the_end_of_memory");
  much_longer.program.runs[0].insn_count = 1000;
  table.push_back(much_longer);
  IllegalProgram nowhere = four("no_instruction_in_memory");
  nowhere.program.runs[0].insn_address = Sketch::kNowhere;
  nowhere.index = 0;
  table.push_back(nowhere);
  {
    Sketch s(config, "error_of_a_stage_before_error_of_fetch");
    s.finish();
    s.compute_nop();
    s.opcode(6);
    s.compute_nop();
    IllegalProgram program = s.expect(ErrorCode::kIllegalOpcode, 2);
    program.program.runs[0].insn_count = 6;
    table.push_back(program);
  }
  {
    Sketch s(config, "error_of_fetch_before_deadlock");
    s.finish();
    s.load_nop(kPopNext);
    s.compute_nop();
    s.compute_nop();
    IllegalProgram program = s.expect(ErrorCode::kAxiError, 4);
    program.program.runs[0].insn_count = 6;
    table.push_back(program);
  }
}

void beside_tokens(const Config& config, std::vector<IllegalProgram>& table) {
  Sketch s(config, "axi_error_is_reported_before_token_overflow");
  s.compute_nop(kPopNext);  // compute never runs
  s.repeat(kTokenMax, &Sketch::load_nop, kPushNext);
  MemFields f = s.row(kInp, 0, 1);
  f.dram_base = s.element(kInp, Sketch::kNowhere);
  const std::size_t at = s.add(make_load(f, kPushNext));
  s.finish();
  table.push_back(s.expect(ErrorCode::kAxiError, at));
}

}  // namespace

void add_illegal_memory(const Config& config, std::vector<IllegalProgram>& table) {
  loads(config, table);
  stores(config, table);
  fetch(config, table);
  beside_tokens(config, table);
}

}  // namespace vta::fuzz
