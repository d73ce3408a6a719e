// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <string>

#include "tests/coverage/directed_program.h"
#include "tests/coverage/directed_programs.h"

namespace vta::coverage {
namespace {

using fuzz::IllegalProgram;

constexpr std::uint32_t kNowhere = 0x200000;  // outside every region

// An instruction that moves, or computes, nothing and is legal; its name becomes a test's.
struct Carrier {
  std::string name;
  Insn insn;
};

Insn transfer(std::uint32_t type, bool store) {
  MemFields f;
  f.memory_type = type;
  return store ? make_store(f) : make_load(f);
}

std::vector<Carrier> carriers() {
  std::vector<Carrier> all;
  for (std::uint32_t type = 0; type < kMemoryTypeCount; ++type) {
    const bool store = static_cast<MemoryType>(type) == MemoryType::kOut;
    std::string name(to_string(static_cast<MemoryType>(type)));
    all.push_back({(store ? "store_" : "load_") + name, transfer(type, store)});
  }
  all.push_back({"load_of_no_type", transfer(7, false)});
  all.push_back({"store_of_another_type", transfer(2, true)});
  all.push_back({"gemm", make_gemm({})});
  all.push_back({"alu", make_alu({})});
  all.push_back({"finish", make_finish()});
  return all;
}

// The stage that gives tokens which `insn` pops, and flags for both.
struct Wait {
  TokenFlags pop;
};
TokenFlags pop_of(const Insn& insn) {
  TokenFlags flags;
  (stage_of(insn) == Stage::kLoad ? flags.pop_next : flags.pop_prev) = true;
  return flags;
}
TokenFlags push_of(const Insn& insn) {
  TokenFlags flags;
  (stage_of(insn) == Stage::kLoad ? flags.push_next : flags.push_prev) = true;
  return flags;
}

IllegalProgram expect(DirectedProgram& program, ErrorCode code, const std::string& site,
                      std::size_t index, std::vector<ProgramRegion> unspecified = {}) {
  const std::string name = std::string(to_string(code)) + "_of_" + site;
  return {name, program.build(), code, index, std::move(unspecified)};
}

// Waits for a token that nobody gives.
IllegalProgram deadlock(const Config& config, const Carrier& carrier) {
  DirectedProgram program(config, "deadlock");
  Insn insn = carrier.insn;
  insn.tokens = pop_of(insn);
  const std::size_t index = program.add(insn);
  program.finish();
  return expect(program, ErrorCode::kDeadlock, carrier.name, index);
}

// Gives the 1024th token of a stage whose neighbour takes none.
IllegalProgram overflow(const Config& config, const Carrier& carrier) {
  DirectedProgram program(config, "overflow");
  const Stage stage = stage_of(carrier.insn);
  const TokenFlags push = push_of(carrier.insn);
  for (std::uint32_t i = 0; i < kTokenMax; ++i) program.nop(stage, push);
  Insn insn = carrier.insn;
  insn.tokens = push;
  const std::size_t index = program.add(insn);
  return expect(program, ErrorCode::kTokenOverflow, carrier.name, index);
}

MemFields one_element(MemoryType type) {
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(type);
  f.x_size = f.y_size = 1;
  return f;
}

IllegalProgram bad_transfer(const Config& config, const Carrier& carrier, ErrorCode code) {
  DirectedProgram program(config, "transfer");
  Insn insn = carrier.insn;
  MemFields& f = std::get<MemFields>(insn.body);
  f.x_size = f.y_size = 1;
  const auto type = static_cast<MemoryType>(f.memory_type);
  std::vector<ProgramRegion> unspecified;
  if (code == ErrorCode::kSramOutOfRange) {
    f.dram_base = program.element(type, DirectedProgram::kData);
    f.sram_base = config.depth(type);
  } else if (code == ErrorCode::kAxiError) {
    f.dram_base = program.element(type, kNowhere);
  } else if (code == ErrorCode::kIllegalPadding) {
    f.x_pad_1 = 1;
  }
  const std::size_t index = program.add(insn);
  program.finish();
  return expect(program, code, carrier.name, index, std::move(unspecified));
}

IllegalProgram bad_index(const Config& config, const Carrier& carrier) {
  DirectedProgram program(config, "index");
  Insn insn = carrier.insn;
  GemmFields* gemm = std::get_if<GemmFields>(&insn.body);
  LoopFields& loop = gemm != nullptr ? gemm->loop : std::get<AluFields>(insn.body).loop;
  // Beyond the last micro-op.
  loop.uop_bgn = config.depth(MemoryType::kUop) - 1;
  loop.uop_end = config.depth(MemoryType::kUop) + 1;
  loop.iter_out = loop.iter_in = 1;
  loop.reset = true;
  MemFields f = one_element(MemoryType::kUop);
  f.dram_base = program.element(MemoryType::kUop, DirectedProgram::kEnd - 64);  // zeros
  f.sram_base = loop.uop_bgn;
  program.add(make_load(f));
  const std::size_t index = program.add(insn);
  program.finish();
  return expect(program, ErrorCode::kSramOutOfRange, carrier.name, index);
}

}  // namespace

std::vector<IllegalProgram> directed_errors(const Config& config) {
  std::vector<IllegalProgram> all;
  for (const Carrier& carrier : carriers()) {
    all.push_back(deadlock(config, carrier));
    all.push_back(overflow(config, carrier));
    const MemFields* f = std::get_if<MemFields>(&carrier.insn.body);
    if (f == nullptr) {
      if (carrier.name != "finish") all.push_back(bad_index(config, carrier));
      continue;
    }
    const bool store = carrier.insn.opcode == static_cast<std::uint32_t>(Opcode::kStore);
    const bool out = f->memory_type == static_cast<std::uint32_t>(MemoryType::kOut);
    if (f->memory_type >= kMemoryTypeCount || store != out) {
      all.push_back(bad_transfer(config, carrier, ErrorCode::kIllegalMemoryType));
      continue;
    }
    all.push_back(bad_transfer(config, carrier, ErrorCode::kSramOutOfRange));
    all.push_back(bad_transfer(config, carrier, ErrorCode::kAxiError));
    if (store) all.push_back(bad_transfer(config, carrier, ErrorCode::kIllegalPadding));
  }
  Carrier undefined{"undefined_opcode", {}};
  undefined.insn.opcode = 6;
  all.push_back(deadlock(config, undefined));
  {
    DirectedProgram program(config, "opcode");
    const std::size_t index = program.add(undefined.insn);
    all.push_back(expect(program, ErrorCode::kIllegalOpcode, undefined.name, index));
  }
  {
    DirectedProgram program(config, "alu");
    AluFields f;
    f.alu_opcode = 5;
    const std::size_t index = program.add(make_alu(f));
    all.push_back(expect(program, ErrorCode::kIllegalAluOpcode, "alu", index));
  }
  {
    DirectedProgram program(config, "fetch");
    IllegalProgram sample = expect(program, ErrorCode::kAxiError, "fetch", 0);
    // The stream goes on behind its region.
    ProgramRun& run = sample.program.runs.front();
    const std::uint64_t bytes = sample.program.regions.back().size;
    run.insn_count = static_cast<std::uint32_t>(bytes / kInsnBytes) + 1;
    sample.index = run.insn_count - 1;
    all.push_back(std::move(sample));
  }
  DirectedProgram program(config, "end");
  all.push_back(expect(program, ErrorCode::kMissingFinish, "the_stream", 1));
  return all;
}

}  // namespace vta::coverage
