// SPDX-License-Identifier: Apache-2.0
//
// What check_program accepts and refuses.

#include "driver/program/program.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "driver/program/regions.h"
#include "tests/driver/program_helpers.h"

namespace vta {
namespace {

// The message about the small program after a change, or "".
std::string refusal(const std::function<void(Program&)>& change) {
  Program program = small_program();
  change(program);
  const Status status = check_program(program);
  return status.ok() ? "" : status.error().message;
}

TEST(CheckProgram, AcceptsTheSmallProgram) {
  EXPECT_EQ(refusal([](Program&) {}), "");
}

TEST(CheckProgram, AcceptsABlobAcrossTouchingRegions) {
  EXPECT_EQ(refusal([](Program& p) {
              p.runs[0].memory[1] = {0x1fff, "inp.bin", filled(2, 0)};
            }),
            "");
}

TEST(CheckProgram, AcceptsInstructionsFromAnEarlierRunOrInPieces) {
  EXPECT_EQ(
      refusal([](Program& p) {
        p.runs[0].memory = {{0x1010, "b.bin", filled(16, 0)}, {0x1000, "a.bin", filled(16, 0)}};
        p.runs[1].insn_address = 0x1000;
        p.runs[1].insn_count = 2;
      }),
      "");
}

TEST(CheckProgram, AcceptsNoInstructions) {
  EXPECT_EQ(refusal([](Program& p) { p.runs[0].insn_count = 0; }), "");
}

TEST(CheckProgram, RefusesAProgramWithoutRuns) {
  EXPECT_EQ(refusal([](Program& p) { p.runs.clear(); }),
            "runs is empty; a program has at least one run");
}

TEST(CheckProgram, RefusesBadRegions) {
  EXPECT_EQ(refusal([](Program& p) { p.regions[1].size = 0; }),
            "regions[1] at 0x2000 is empty; a region has at least one byte");
  EXPECT_EQ(refusal([](Program& p) {
              p.regions.push_back({0xfffff000, 0x1001});
            }),
            "regions[3] at 0xfffff000 of 4097 bytes ends beyond the 32-bit address space");
  EXPECT_EQ(
      refusal([](Program& p) {
        p.regions.push_back({0x10, ~std::uint64_t{0}});
      }),
      "regions[3] at 0x10 of 18446744073709551615 bytes ends beyond the 32-bit address space");
  EXPECT_EQ(refusal([](Program& p) {
              p.regions.push_back({0x20ff, 1});
            }),
            "regions[1] at 0x2000 of 256 bytes overlaps regions[3] at 0x20ff");
  EXPECT_EQ(refusal([](Program& p) {
              p.regions.push_back({0x0, 0x1001});
            }),
            "regions[3] at 0x0 of 4097 bytes overlaps regions[0] at 0x1000");
  EXPECT_EQ(refusal([](Program& p) { p.regions.push_back(p.regions[0]); }),
            "regions[0] at 0x1000 of 4096 bytes overlaps regions[3] at 0x1000");
  EXPECT_EQ(refusal([](Program& p) { p.regions.push_back({0x20ff + 1, 1}); }), "");
}

TEST(CheckProgram, RefusesBlobsThatLeaveTheRegions) {
  EXPECT_EQ(refusal([](Program& p) { p.runs[0].memory[1].address = 0x2001; }),
            "runs[0].memory[1]: file 'inp.bin' at 0x2001 has 256 bytes and leaves the regions at "
            "0x2100");
  EXPECT_EQ(refusal([](Program& p) { p.runs[1].expect[0].address = 0x4000; }),
            "runs[1].expect[0]: file 'second/out.bin' at 0x4000 has 8 bytes and leaves the regions "
            "at 0x4000");
  EXPECT_EQ(refusal([](Program& p) { p.runs[0].expect[0].address = ~std::uint64_t{0}; }),
            "runs[0].expect[0]: file 'out.bin' at 0xffffffffffffffff has 16 bytes and ends beyond "
            "the 32-bit address space");
}

TEST(CheckProgram, RefusesEmptyBlobs) {
  EXPECT_EQ(refusal([](Program& p) { p.runs[0].expect[0].bytes.clear(); }),
            "runs[0].expect[0]: file 'out.bin' at 0x8000 is empty; it must have at least one byte");
}

TEST(CheckProgram, RefusesFileNamesThatABundleCannotHave) {
  const auto named = [](const std::string& file) {
    return refusal([&file](Program& p) { p.runs[0].memory[1].file = file; });
  };
  const std::string where = "runs[0].memory[1]: ";
  EXPECT_EQ(named(""), where + "file name '' is empty");
  EXPECT_EQ(named("/x"), where + "file name '/x' is absolute; it must be relative to the bundle");
  EXPECT_EQ(named("../x"), where + "file name '../x' leaves the bundle");
  EXPECT_EQ(named("a/../../x"), where + "file name 'a/../../x' leaves the bundle");
  EXPECT_EQ(named("a/.."), where + "file name 'a/..' leaves the bundle");
  EXPECT_EQ(named("./x"), where + "file name './x' has an empty part or '.' in its path");
  EXPECT_EQ(named("a//x"), where + "file name 'a//x' has an empty part or '.' in its path");
  EXPECT_EQ(named("a/"), where + "file name 'a/' has an empty part or '.' in its path");
  EXPECT_EQ(named("a\nb"), where + "a file name has control characters in it");
  EXPECT_EQ(named(std::string("a\0b", 3)), where + "a file name has control characters in it");
  EXPECT_EQ(named("program.json"),
            where + "file name 'program.json' is taken by the description of the bundle");
  EXPECT_EQ(named("program.json/a"),
            where + "file name 'program.json/a' is taken by the description of the bundle");
  EXPECT_EQ(named("provenance.jsonl"),
            where + "file name 'provenance.jsonl' is taken by the provenance of the instructions");
  EXPECT_EQ(
      named("provenance.jsonl/a"),
      where + "file name 'provenance.jsonl/a' is taken by the provenance of the instructions");
  EXPECT_EQ(named("..x"), "");
  EXPECT_EQ(named("a/program.json"), "");
}

TEST(CheckProgram, RefusesOneNameForDifferentContents) {
  EXPECT_EQ(refusal([](Program& p) { p.runs[1].memory[0].file = "out.bin"; }),
            "runs[1].memory[0]: file 'out.bin' is named twice with different contents");
  EXPECT_EQ(refusal([](Program& p) { p.runs[1].memory[0] = p.runs[0].expect[0]; }), "");
}

TEST(CheckProgram, RefusesInstructionsThatCannotBeRead) {
  EXPECT_EQ(refusal([](Program& p) { p.runs[1].insn_address = 0x1008; }),
            "runs[1].instructions: address 0x1008 is not a multiple of 16");
  EXPECT_EQ(refusal([](Program& p) { p.runs[0].insn_address = std::uint64_t{1} << 32; }),
            "runs[0].instructions: address 0x100000000 lies beyond the 32-bit address space");
  EXPECT_EQ(
      refusal([](Program& p) { p.runs[1].insn_address = 0x3000; }),
      "runs[1].instructions: 1 instructions at 0x3000 end at 0x3010, but the regions do not go "
      "beyond 0x3000");
  EXPECT_EQ(
      refusal([](Program& p) { p.runs[0].insn_count = 0x200; }),
      "runs[0].instructions: 512 instructions at 0x1000 end at 0x3000, but the regions do not "
      "go beyond 0x2100");
}

TEST(CheckProgram, RefusesInstructionsThatNoFileHolds) {
  EXPECT_EQ(refusal([](Program& p) { p.runs[0].memory[0].bytes.resize(31); }),
            "runs[0].instructions: 2 instructions at 0x1000 end at 0x1020, but memory file "
            "'insn.bin' is truncated: it ends at 0x101f");
  EXPECT_EQ(refusal([](Program& p) { p.runs[1].insn_address = 0x1200; }),
            "runs[1].instructions: 1 instructions at 0x1200 end at 0x1210, but no memory file has "
            "the bytes from 0x1200");
}

TEST(CheckProgram, RefusesUnknownStatisticsAndErrors) {
  EXPECT_EQ(refusal([](Program& p) { p.runs[0].stats["cycles"] = 1; }),
            "runs[0].stats: unknown statistic 'cycles', expected one of inp_load_nbytes "
            "wgt_load_nbytes acc_load_nbytes uop_load_nbytes out_store_nbytes gemm_counter "
            "alu_counter");
  EXPECT_EQ(refusal([](Program& p) { p.runs[1].error = "none"; }),
            "runs[1].error: unknown error 'none', expected one of illegal_opcode "
            "illegal_memory_type illegal_padding illegal_alu_opcode sram_out_of_range "
            "token_overflow axi_error deadlock missing_finish");
}

TEST(CheckProgram, RefusesABaseRegisterThatIsNotAligned) {
  EXPECT_EQ(refusal([](Program& p) { p.runs[0].base[1] = 0x2020; }),
            "runs[0].base.WGT is 0x2020; base registers are multiples of 64");
}

TEST(CheckProgram, RefusesTheIndexOfNoError) {
  EXPECT_EQ(refusal([](Program& p) { p.runs[0].error_insn = 1; }),
            "runs[0].error_insn needs runs[0].error beside it");
}

TEST(CheckProgram, RefusesABoundOfNoCycles) {
  EXPECT_EQ(refusal([](Program& p) { p.runs[1].max_cycles = 0; }),
            "runs[1].max_cycles is 0; it must be at least 1");
}

TEST(AddressSet, MergesWhatOverlapsOrTouches) {
  AddressSet set;
  EXPECT_EQ(set.first_missing(5, 9), 5u);
  set.add(10, 20);
  set.add(30, 40);
  EXPECT_EQ(set.first_missing(10, 40), 20u);
  EXPECT_EQ(set.first_missing(15, 20), 20u);
  set.add(20, 30);
  EXPECT_EQ(set.first_missing(10, 40), 40u);
  set.add(0, 100);
  EXPECT_EQ(set.first_missing(0, 200), 100u);
  EXPECT_EQ(set.first_missing(100, 200), 100u);
  set.add(7, 7);
  EXPECT_EQ(set.first_missing(99, 100), 100u);
  EXPECT_EQ(set.first_missing(50, 50), 50u);
}

}  // namespace
}  // namespace vta
