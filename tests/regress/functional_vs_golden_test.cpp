// SPDX-License-Identifier: Apache-2.0
//
// The functional simulator and the golden model agree on every program: memory, statistics, and how
// the run ends.

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "sim/functional/functional_device.h"
#include "sim/golden/golden_device.h"
#include "tests/regress/compare.h"
#include "tests/regress/illegal_programs.h"
#include "tests/regress/random_program.h"

namespace vta {
namespace {

Config geometry(const std::string& name) {
  return Config::from_file(std::string(VTA_SOURCE_DIR) + "/hw/config/" + name + ".json").value();
}

const std::vector<std::string>& geometries() {
  static const std::vector<std::string> names = {"pynq", "1x8x8", "2x16x16"};
  return names;
}

// --- Random legal programs
// -------------------------------------------------------------------------

constexpr std::uint32_t kSeedsPerTest = 50;

class RandomPrograms : public testing::TestWithParam<std::uint32_t> {
 protected:
  // Programs of the seeds [50 * parameter, 50 * (parameter + 1)).
  static void compare(const Config& config, int operations) {
    const std::uint32_t first = GetParam() * kSeedsPerTest;
    for (std::uint32_t seed = first; seed < first + kSeedsPerTest; ++seed) {
      SCOPED_TRACE("seed " + std::to_string(seed));
      const Program program = random_legal_program(config, seed, operations);
      const ProgramOutcome expected = run_on(*make_golden(config), program);
      ASSERT_EQ(expected.report.outcome, RunOutcome::kFinished) << expected.report.detail;
      ASSERT_EQ(difference(program, expected, run_on(*make_functional(config), program)), "");
    }
  }
};

// Verifies: models.agree
TEST_P(RandomPrograms, AgreeOnTheDefaultGeometry) { compare(Config::pynq(), 60); }
TEST_P(RandomPrograms, AgreeOnABlockOf8) { compare(geometry("1x8x8"), 40); }
TEST_P(RandomPrograms, AgreeOnABatchOf2) { compare(geometry("2x16x16"), 40); }

INSTANTIATE_TEST_SUITE_P(Seeds, RandomPrograms, testing::Range(0u, 20u));

TEST(RandomProgram, IsTheSameForTheSameSeed) {
  const Config config = Config::pynq();
  const Program a = random_legal_program(config, 7), b = random_legal_program(config, 7);
  ASSERT_EQ(a.runs[0].memory.size(), b.runs[0].memory.size());
  for (std::size_t i = 0; i < a.runs[0].memory.size(); ++i) {
    EXPECT_EQ(a.runs[0].memory[i].address, b.runs[0].memory[i].address);
    EXPECT_EQ(a.runs[0].memory[i].bytes, b.runs[0].memory[i].bytes);
  }
}

// What a set of random programs is made of: no kind of operation, token or shape is missing.
TEST(RandomProgram, CoversEveryKindOfInstructionAndToken) {
  const Config config = Config::pynq();
  std::set<std::string> seen;
  const auto note = [&seen](bool present, const std::string& what) {
    if (present) seen.insert(what);
  };
  Statistics total;
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    const Program program = random_legal_program(config, seed);
    const RunReport report = run_on(*make_golden(config), program).report;
    for (const StatisticsKey& key : statistics_keys()) {
      total.*key.field += report.statistics.*key.field;
    }
    const ProgramBlob& image = program.runs[0].memory.back();
    ASSERT_EQ(image.file, "insn.bin");
    for (std::size_t i = 0; i < image.bytes.size(); i += kInsnBytes) {
      const Insn insn = decode(config, load_insn_word(&image.bytes[i]));
      const std::string stage = std::to_string(static_cast<int>(stage_of(insn)));
      note(insn.tokens.pop_prev, "pop_prev " + stage);
      note(insn.tokens.pop_next, "pop_next " + stage);
      note(insn.tokens.push_prev, "push_prev " + stage);
      note(insn.tokens.push_next, "push_next " + stage);
      if (const auto* f = std::get_if<MemFields>(&insn.body)) {
        const std::string type =
            "opcode " + std::to_string(insn.opcode) + " type " + std::to_string(f->memory_type);
        note(f->x_size == 0, type + " empty");
        note(f->x_size != 0 && f->y_size == 0, type + " pads only");
        note(f->x_size != 0 && f->y_size > 1 && f->x_stride < f->x_size, type + " overlapping");
        note(f->x_size != 0 && f->y_size > 1 && f->x_stride > f->x_size, type + " gaps");
        note(f->x_size != 0 && f->x_pad_0 != 0 && f->x_pad_1 != 0, type + " x pads");
        note(f->x_size != 0 && f->y_pad_0 != 0 && f->y_pad_1 != 0, type + " y pads");
      } else if (const auto* gemm = std::get_if<GemmFields>(&insn.body)) {
        const std::string what = gemm->loop.reset ? "reset" : "gemm";
        note(gemm->loop.trips() == 0, what + " empty");
        note(gemm->loop.trips() > 1, what + " loops");
      } else if (const auto* alu = std::get_if<AluFields>(&insn.body)) {
        const std::string what = "alu " + std::to_string(alu->alu_opcode);
        note(alu->use_imm, what + " imm");
        note(!alu->use_imm, what + " tensor");
        note(alu->use_imm && alu->imm < 0, what + " negative");
      }
    }
  }
  for (const StatisticsKey& key : statistics_keys()) EXPECT_GT(total.*key.field, 0u) << key.name;
  for (int stage = 0; stage < 3; ++stage) {
    for (const char* flag : {"pop_prev ", "pop_next ", "push_prev ", "push_next "}) {
      EXPECT_TRUE(seen.contains(flag + std::to_string(stage))) << flag << stage;
    }
  }
  for (const char* type : {"opcode 0 type 0", "opcode 0 type 1", "opcode 0 type 2",
                           "opcode 0 type 3", "opcode 0 type 5"}) {
    for (const char* shape : {" empty", " overlapping", " gaps", " x pads", " y pads"}) {
      EXPECT_TRUE(seen.contains(std::string(type) + shape)) << type << shape;
    }
  }
  for (const char* what :
       {"opcode 0 type 2 pads only", "opcode 0 type 3 pads only", "opcode 1 type 4 pads only",
        "opcode 1 type 4 overlapping", "opcode 1 type 4 gaps", "opcode 1 type 0 empty",
        "opcode 1 type 7 empty", "gemm empty", "gemm loops", "reset empty", "reset loops"}) {
    EXPECT_TRUE(seen.contains(what)) << what;
  }
  for (int opcode = 0; opcode < 5; ++opcode) {
    for (const char* form : {" imm", " tensor", " negative"}) {
      EXPECT_TRUE(seen.contains("alu " + std::to_string(opcode) + form)) << opcode << form;
    }
  }
}

// --- Illegal programs
// ------------------------------------------------------------------------------

class IllegalPrograms : public testing::TestWithParam<std::string> {};

// Verifies: models.agree
TEST_P(IllegalPrograms, StopWithTheirErrorOnBothSimulators) {
  const Config config = geometry(GetParam());
  std::set<std::string> names;
  std::set<ErrorCode> codes;
  for (const IllegalProgram& illegal : illegal_programs(config)) {
    SCOPED_TRACE(illegal.name);
    EXPECT_TRUE(names.insert(illegal.name).second) << "a name is used twice";
    codes.insert(illegal.code);
    const ProgramOutcome golden = run_on(*make_golden(config), illegal.program);
    EXPECT_EQ(golden.report.outcome, RunOutcome::kError);
    EXPECT_EQ(to_string(golden.report.error), to_string(illegal.code)) << golden.report.detail;
    EXPECT_EQ(golden.report.error_insn, illegal.index) << golden.report.detail;
    for (const RunReport& later : golden.later) {
      EXPECT_EQ(later.outcome, RunOutcome::kFinished) << later.detail;
    }
    const ProgramOutcome functional = run_on(*make_functional(config), illegal.program);
    EXPECT_EQ(difference(illegal.program, golden, functional, illegal.unspecified), "");
  }
  EXPECT_GE(names.size(), 45u);
  EXPECT_EQ(codes.size(), kErrorCodeCount - 1) << "an error code is never provoked";
}

INSTANTIATE_TEST_SUITE_P(Geometries, IllegalPrograms, testing::ValuesIn(geometries()),
                         [](const auto& param) { return "on_" + param.param; });

}  // namespace
}  // namespace vta
