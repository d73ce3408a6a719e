// SPDX-License-Identifier: Apache-2.0

#include <limits>

#include "tests/coverage/directed_program.h"
#include "tests/coverage/directed_programs.h"
#include "tests/coverage/names.h"

namespace vta::coverage {
namespace {

constexpr std::uint32_t kFar = 9;  // one more than the longest distance that coverage tells apart

// Micro-ops on chip, one stretch behind the other.
struct Stretch {
  std::uint32_t begin = 0, end = 0;
};
class UopTable {
 public:
  Stretch add(const std::vector<Uop>& uops) {
    const auto begin = static_cast<std::uint32_t>(all_.size());
    all_.insert(all_.end(), uops.begin(), uops.end());
    return {begin, static_cast<std::uint32_t>(all_.size())};
  }
  [[nodiscard]] const std::vector<Uop>& all() const { return all_; }

 private:
  std::vector<Uop> all_;
};

LoopFields loop_over(const Stretch& stretch) {
  return {.uop_bgn = stretch.begin, .uop_end = stretch.end, .iter_out = 1, .iter_in = 1};
}

Insn gemm_over(LoopFields loop, bool reset) {
  loop.reset = reset;
  return make_gemm({loop, 0, 0});
}

Insn alu_over(const LoopFields& loop, std::uint32_t opcode, bool use_imm, std::int32_t imm) {
  return make_alu({loop, opcode, use_imm, imm});
}

// GEMM, reset, and every ALU operation in both forms.
std::vector<Insn> operations(const LoopFields& loop) {
  std::vector<Insn> all = {gemm_over(loop, false), gemm_over(loop, true)};
  for (std::uint32_t opcode = 0; opcode < kAluOpcodeCount; ++opcode) {
    all.push_back(alu_over(loop, opcode, true, 3));
    all.push_back(alu_over(loop, opcode, false, 0));
  }
  return all;
}

// Begins with operands in INP and WGT and the micro-ops on chip.
DirectedProgram begin(const Config& config, const char* name, const UopTable& table) {
  DirectedProgram program(config, name);
  for (const MemoryType type : {MemoryType::kInp, MemoryType::kWgt}) {
    MemFields f;
    f.memory_type = static_cast<std::uint32_t>(type);
    f.dram_base = program.element(type, DirectedProgram::kData);
    f.x_size = type == MemoryType::kInp ? 16 : 4;
    f.y_size = 1;
    program.add(make_load(f, {.push_next = type == MemoryType::kWgt}));
  }
  program.load_uops(0, table.all(), {.pop_prev = true});
  return program;
}

Program end(DirectedProgram& program) {
  program.finish();
  return program.build_with_dump();
}

Program empty_loops(const Config& config) {
  UopTable table;
  const Stretch some = table.add({{1, 2, 3}, {2, 3, 1}});
  DirectedProgram program = begin(config, "loops", table);
  for (const bool flag : {false, true}) {
    for (std::uint32_t what = 0; what < 5; ++what) {
      LoopFields loop = loop_over(some);
      if (what == 1) loop.iter_out = 0;
      if (what == 2) loop.iter_in = 0;
      if (what == 3) loop.uop_end = loop.uop_bgn = 1;
      if (what == 4) loop.uop_bgn = 2, loop.uop_end = 1;
      for (Insn insn : operations(loop)) {
        if (AluFields* alu = std::get_if<AluFields>(&insn.body)) alu->loop.reset = flag;
        program.add(insn);
      }
    }
  }
  return end(program);
}

// Micro-op i writes i modulo the distance; then, micro-op i reads what i - distance wrote.
Program distances(const Config& config) {
  UopTable table;
  std::vector<Stretch> same_dst, to_source;
  for (std::uint32_t distance = 1; distance <= kFar; ++distance) {
    std::vector<Uop> dst, src;
    for (std::uint32_t i = 0; i < 2 * distance + 1; ++i) {
      dst.push_back({i % distance, 40 + i % 3, i % 4});
      src.push_back({kFar + i, kFar + i - distance, 0});
    }
    for (Uop& uop : dst) uop.src %= 16;  // INP of a GEMM; also a dst of the stretch
    same_dst.push_back(table.add(dst));
    to_source.push_back(table.add(src));
  }
  DirectedProgram program = begin(config, "distances", table);
  for (const Stretch& stretch : same_dst) {
    for (const Insn& insn : operations(loop_over(stretch))) program.add(insn);
  }
  for (const Stretch& stretch : to_source) {
    for (std::uint32_t opcode = 0; opcode < kAluOpcodeCount; ++opcode) {
      program.add(alu_over(loop_over(stretch), opcode, false, 0));
    }
  }
  return end(program);
}

// A writer, up to three operations elsewhere, a reader. A tensor operation takes two slots and
// reads its source in the first.
Program forwarding(const Config& config) {
  UopTable table;
  const Stretch write = table.add({{20, 21, 1}});
  const Stretch elsewhere = table.add({{30, 31, 2}});
  const Stretch read_dst = table.add({{20, 22, 1}});
  const Stretch read_src = table.add({{23, 20, 1}});
  DirectedProgram program = begin(config, "forwarding", table);
  const auto four = [](const Stretch& stretch) {
    const auto add = static_cast<std::uint32_t>(AluOpcode::kAdd);
    const LoopFields loop = loop_over(stretch);
    return std::vector<Insn>{gemm_over(loop, false), gemm_over(loop, true),
                             alu_over(loop, add, true, 5), alu_over(loop, add, false, 0)};
  };
  const Insn filler = alu_over(loop_over(elsewhere), 2, true, 1);
  std::vector<Insn> readers = four(read_dst);
  readers.push_back(four(read_src).back());
  for (const Insn& writer : four(write)) {
    for (const Insn& reader : readers) {
      for (int between = 0; between <= 4; ++between) {
        program.add(writer);
        for (int i = 0; i < between; ++i) program.add(filler);
        program.add(reader);
      }
    }
  }
  return end(program);
}

Program arithmetic(const Config& config) {
  using Word = std::numeric_limits<std::int32_t>;
  const std::vector<std::int32_t> values = {0,   1,   17,  31,          32,         1000,
                                            -1,  -17, -31, -32,         -1000,      Word::min(),
                                            123, -5,  77,  Word::max(), 0x40000000, -0x40000001};
  const std::vector<std::int32_t> immediates = {0,   1,   17,  31,    32,     1000,  -1,
                                                -17, -31, -32, -1000, -32768, 32767, 123};
  constexpr std::uint32_t kValues = 24;  // index of the first; results go to 0 and 1
  UopTable table;
  const Stretch positive = table.add({{0, 0, 0}}), negative = table.add({{1, 0, 0}});
  std::vector<std::array<Stretch, 2>> tensors;
  for (std::uint32_t i = 0; i < values.size(); ++i) {
    tensors.push_back({table.add({{0, kValues + i, 0}}), table.add({{1, kValues + i, 0}})});
  }
  DirectedProgram program = begin(config, "arithmetic", table);
  for (std::uint32_t i = 0; i < values.size(); ++i) program.load_value(kValues + i, values[i]);
  for (std::uint32_t opcode = 0; opcode < kAluOpcodeCount; ++opcode) {
    for (const std::int32_t imm : immediates) {
      for (const std::int32_t value : {0x12345678, Word::max()}) {
        program.load_value(0, value);
        program.load_value(1, -value);
        for (const Stretch& stretch : {positive, negative}) {
          program.add(alu_over(loop_over(stretch), opcode, true, imm));
        }
      }
    }
    for (const std::array<Stretch, 2>& stretches : tensors) {
      program.load_value(0, 0x7654321);
      program.load_value(1, -0x7654321);
      for (const Stretch& stretch : stretches) {
        program.add(alu_over(loop_over(stretch), opcode, false, 0));
      }
    }
  }
  return end(program);
}

// Every combination of flags on every kind of instruction, ignored flags included.
Program flags(const Config& config) {
  UopTable table;
  const Stretch one = table.add({{1, 2, 3}});
  DirectedProgram program = begin(config, "flags", table);
  program.nop(Stage::kCompute, {.push_next = true});
  program.nop(Stage::kStore, {.pop_prev = true});
  MemFields inp, out, acc8;
  inp.memory_type = static_cast<std::uint32_t>(MemoryType::kInp);
  out.memory_type = static_cast<std::uint32_t>(MemoryType::kOut);
  acc8.memory_type = static_cast<std::uint32_t>(MemoryType::kAcc8bit);
  for (std::size_t n = 0; n < 16; ++n) {
    const TokenFlags tokens{.pop_prev = (n & kPopPrevBit) != 0,
                            .pop_next = (n & kPopNextBit) != 0,
                            .push_prev = (n & kPushPrevBit) != 0,
                            .push_next = (n & kPushNextBit) != 0};
    for (Insn insn :
         {make_load(inp), make_load(acc8), make_store(out), gemm_over(loop_over(one), false),
          alu_over(loop_over(one), 2, true, 1), make_finish()}) {
      insn.tokens = tokens;
      program.add_with_partners(insn);
    }
  }
  return end(program);
}

}  // namespace

std::vector<Program> directed_compute(const Config& config) {
  return {empty_loops(config), distances(config), forwarding(config), arithmetic(config),
          flags(config)};
}

}  // namespace vta::coverage
