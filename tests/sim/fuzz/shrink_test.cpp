// SPDX-License-Identifier: Apache-2.0
//
// A device with a fault is found out by random programs, and what is left of the first program that
// finds it is small.

#include "sim/fuzz/shrink.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <optional>
#include <string>

#include "hw/isa/disassemble.h"
#include "sim/fuzz/draft.h"
#include "sim/fuzz/judge.h"
#include "sim/fuzz/race_check.h"
#include "tests/sim/fuzz/faulty_device.h"

namespace vta::fuzz {
namespace {

struct FaultCase {
  const char* name;
  Profile profile;
  void (*fault)(Insn&);
  std::size_t most_insns;  // of what is left, FINISH included
};

void multiply_wrongly(Insn& insn) {
  auto* alu = std::get_if<AluFields>(&insn.body);
  if (alu == nullptr || alu->alu_opcode != static_cast<std::uint32_t>(AluOpcode::kMul)) return;
  alu->alu_opcode = static_cast<std::uint32_t>(AluOpcode::kAdd);
}

void drop_last_pad(Insn& insn) {
  if (auto* mem = std::get_if<MemFields>(&insn.body); mem != nullptr && mem->x_pad_1 != 0) {
    --mem->x_pad_1;
  }
}

void ignore_uop_end(Insn& insn) {
  auto* gemm = std::get_if<GemmFields>(&insn.body);
  if (gemm != nullptr && gemm->loop.trips() > 1) --gemm->loop.iter_in;
}

void forget_a_token(Insn& insn) {
  if (std::holds_alternative<GemmFields>(insn.body)) insn.tokens.push_next = false;
}

void take_opcode_6_for_a_nop(Insn& insn) {
  if (insn.opcode == 6) insn = make_finish(insn.tokens);
}

std::string listing(const Program& program) {
  std::string text;
  const Draft draft = draft_of(program).value();
  for (const Place& place : draft.places()) {
    text += "\n" + std::to_string(place.run) + ": " +
            disassemble(program.config, place.insn, draft.insn(place));
  }
  return text;
}

class Shrink : public testing::TestWithParam<FaultCase> {
 protected:
  static std::string complaint(const Program& program) {
    return disagreement(program, {}, new_device(program.config));
  }
  static NewDevice new_device(const Config& config) {
    return [&config]() -> Result<std::unique_ptr<Device>> {
      return std::unique_ptr<Device>(std::make_unique<FaultyDevice>(config, GetParam().fault));
    };
  }
};

TEST_P(Shrink, FindsTheFaultAndKeepsLittleMoreThanIt) {
  const Config config = Config::pynq();
  const Profiles profiles = Profiles::of(config).value();
  ShrinkOptions options;
  options.first_read = FirstRead::kZero;
  std::optional<Case> failing;
  for (std::uint32_t seed = 1; seed <= 100 && !failing; ++seed) {
    Case sample = profiles.make(GetParam().profile, seed);
    if (judge(sample, new_device(config)).kind == Judgement::Kind::kDiffers) {
      failing = std::move(sample);
    }
  }
  ASSERT_TRUE(failing) << "no program of 100 finds the fault";
  const Shrunk shrunk = shrink(failing->program, complaint, options);
  std::printf("%zu instructions become %zu in %zu steps: %s\n", instruction_count(failing->program),
              instruction_count(shrunk.program), shrunk.steps, shrunk.complaint.c_str());
  SCOPED_TRACE(listing(shrunk.program));
  EXPECT_NE(shrunk.complaint, "");
  EXPECT_EQ(shrunk.complaint, complaint(shrunk.program));
  EXPECT_LE(instruction_count(shrunk.program), GetParam().most_insns);
  EXPECT_LT(shrunk.steps, options.max_steps) << "it was given up";
  EXPECT_TRUE(check_one_result(shrunk.program, FirstRead::kZero).ok());
}

INSTANTIATE_TEST_SUITE_P(
    Faults, Shrink,
    testing::Values(FaultCase{"mul", Profile::kLegal, multiply_wrongly, 3},
                    FaultCase{"last_pad", Profile::kCorner, drop_last_pad, 7},
                    FaultCase{"inner_loop", Profile::kLegal, ignore_uop_end, 3},
                    FaultCase{"token", Profile::kMultiRun, forget_a_token, 3},
                    FaultCase{"opcode", Profile::kIllegal, take_opcode_6_for_a_nop, 3}),
    [](const auto& test) { return test.param.name; });

TEST(ShrinkBound, StopsAfterSoManySteps) {
  const Program program = Profiles::of(Config::pynq()).value().make(Profile::kLegal, 3).program;
  ShrinkOptions options;
  options.max_steps = 7;
  const Shrunk shrunk = shrink(
      program, [](const Program&) { return std::string("bad"); }, options);
  EXPECT_EQ(shrunk.steps, 7u);
  EXPECT_EQ(shrunk.complaint, "bad");
}

TEST(ShrinkBound, AProgramWithNothingWrongStaysAsItIs) {
  const Program program = Profiles::of(Config::pynq()).value().make(Profile::kLegal, 3).program;
  const Shrunk shrunk = shrink(program, [](const Program&) { return std::string(); }, {});
  EXPECT_EQ(shrunk.complaint, "");
  EXPECT_EQ(instruction_count(shrunk.program), instruction_count(program));
}

}  // namespace
}  // namespace vta::fuzz
