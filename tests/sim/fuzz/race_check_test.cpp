// SPDX-License-Identifier: Apache-2.0
//
// The race check sees what makes the result of a program depend on timing, and nothing else.

#include "sim/fuzz/race_check.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/fuzz/illegal_sketch.h"
#include "sim/fuzz/judge.h"
#include "sim/fuzz/stepped_device.h"

namespace vta::fuzz {
namespace {

constexpr MemoryType kInp = MemoryType::kInp, kAcc = MemoryType::kAcc;

class RaceCheck : public testing::Test {
 protected:
  // What is wrong, or the name of the error with which the first run ends.
  std::string check(FirstRead first_read = FirstRead::kAnything) {
    const Program program = sketch.expect(ErrorCode::kNone, 0).program;
    const Result<std::vector<Verdict>> verdicts = check_one_result(program, first_read);
    if (!verdicts) return verdicts.error().message;
    return std::string(to_string(verdicts.value()[0].code));
  }

  Sketch sketch{Config::pynq(), "program"};
};

TEST_F(RaceCheck, AcceptsAStoreThatWaitsForTheLoad) {
  sketch.load(kAcc, 0, 4, kPushNext);
  sketch.store(0, 4, kPopPrev);
  sketch.finish();
  EXPECT_EQ(check(), "none");
}

TEST_F(RaceCheck, NamesAStoreThatDoesNotWait) {
  sketch.load(kAcc, 0, 4);
  sketch.store(2, 2);
  sketch.finish();
  EXPECT_EQ(check(), "run 0: instructions 0 and 1 race for element 2 of ACC");
}

// The check agrees with what happens: some order of the stages gives something else.
TEST_F(RaceCheck, WhatItRefusesGivesAnotherResultInSomeOrder) {
  sketch.load(kAcc, 0, 4);
  sketch.store(0, 4);
  sketch.finish();
  const Program program = sketch.expect(ErrorCode::kNone, 0).program;
  int different = 0;
  for (std::uint32_t order = 0; order < 20; ++order) {
    const auto stepped = [order]() -> Result<std::unique_ptr<Device>> {
      return std::unique_ptr<Device>(std::make_unique<SteppedDevice>(Config::pynq(), order));
    };
    if (!disagreement(program, {}, stepped).empty()) ++different;
  }
  EXPECT_GT(different, 0);
}

TEST_F(RaceCheck, NamesALoadThatOverwritesWhatIsStillRead) {
  sketch.load(kAcc, 0, 4, kPushNext);
  sketch.store(0, 4, kPopPrev);
  sketch.load(kAcc, 3, 1);
  sketch.finish();
  EXPECT_EQ(check(), "run 0: instructions 1 and 2 race for element 3 of ACC");
}

TEST_F(RaceCheck, KnowsWhatAStageLearnsThroughAnother) {
  MemFields from_store = sketch.row(kInp, 0, 1);
  from_store.dram_base = sketch.element(kInp, Sketch::kOut);
  sketch.load(kAcc, 0, 4, kPushNext);
  sketch.store(0, 4, kPopPrevPushPrev);
  sketch.compute_nop(TokenFlags{.pop_next = true, .push_prev = true});
  sketch.add(make_load(from_store, kPopNext));
  sketch.finish();
  EXPECT_EQ(check(), "none");
}

TEST_F(RaceCheck, NamesALoadFromDramThatDoesNotWaitForTheStore) {
  MemFields from_store = sketch.row(kInp, 0, 1);
  from_store.dram_base = sketch.element(kInp, Sketch::kOut);
  sketch.load(kAcc, 0, 4, kPushNext);
  sketch.store(0, 4, kPopPrev);
  sketch.add(make_load(from_store));
  sketch.finish();
  EXPECT_EQ(check(), "run 0: instructions 1 and 2 race for byte 1081344");
}

TEST_F(RaceCheck, TheNextRunBeginsWhenTheLastOneHasEnded) {
  sketch.load(kAcc, 0, 4);
  sketch.finish();
  sketch.dump(0, 4);
  EXPECT_EQ(check(), "none");
}

TEST_F(RaceCheck, NamesWhatIsReadBeforeItWasWritten) {
  sketch.store(7, 1);
  sketch.finish();
  EXPECT_EQ(check(), "run 0: instruction 0 reads element 7 of ACC, which is unspecified");
  EXPECT_EQ(check(FirstRead::kZero), "none");
}

TEST_F(RaceCheck, WhatAnErringLoadNamesIsUnspecified) {
  MemFields nowhere = sketch.row(kAcc, 2, 1);
  nowhere.dram_base = sketch.element(kAcc, Sketch::kNowhere);
  sketch.load(kAcc, 0, 4);
  sketch.add(make_load(nowhere));
  sketch.dump(0, 4);
  EXPECT_EQ(check(), "run 1: instruction 1 reads element 2 of ACC, which is unspecified");
  EXPECT_EQ(check(FirstRead::kZero),
            "run 1: instruction 1 reads element 2 of ACC, which is unspecified");
}

// The taker may or may not be quick enough.
TEST_F(RaceCheck, NamesAnOverflowThatDependsOnTiming) {
  sketch.repeat(kTokenMax + 1, &Sketch::load_nop, kPushNext);
  sketch.compute_nop(kPopPrev);
  sketch.finish();
  EXPECT_EQ(check(), "run 0: whether instruction 1023 overflows a token counter depends on timing");
}

// The taker never runs.
TEST_F(RaceCheck, KnowsAnOverflowThatIsSure) {
  sketch.compute_nop(TokenFlags{.pop_prev = true, .pop_next = true});
  sketch.repeat(kTokenMax + 1, &Sketch::load_nop, kPushNext);
  sketch.finish();
  EXPECT_EQ(check(), "token_overflow");
}

TEST_F(RaceCheck, ACounterMayBeFull) {
  sketch.repeat(kTokenMax, &Sketch::load_nop, kPushNext);
  sketch.compute_nop(kPopPrev);
  sketch.finish();
  EXPECT_EQ(check(), "none");
}

TEST_F(RaceCheck, NamesAStoreOverItsInstructions) {
  MemFields f = sketch.row(MemoryType::kOut, 0, 1);
  f.dram_base = sketch.element(MemoryType::kOut, Sketch::kInsn);
  sketch.load(kAcc, 0, 1, kPushNext);
  sketch.add(make_store(f, kPopPrev));
  sketch.finish();
  EXPECT_EQ(check(), "run 0: instruction 1 stores over instructions of its run");
}

TEST_F(RaceCheck, NamesMicroOpsThatWereStored) {
  MemFields f = sketch.row(MemoryType::kUop, 0, 1);
  f.dram_base = sketch.element(MemoryType::kUop, Sketch::kOut);
  sketch.load(kAcc, 0, 1, kPushNext);
  sketch.store(0, 1, kPopPrevPushPrev);
  sketch.add(make_load(f, kPopNext));
  sketch.finish();
  EXPECT_EQ(check(), "run 0: instruction 2 loads micro-ops that were stored");
}

TEST_F(RaceCheck, NamesAStoreBehindAnAxiError) {
  MemFields f = sketch.row(MemoryType::kOut, 0, 1);
  f.dram_base = sketch.element(MemoryType::kOut, Sketch::kNowhere);
  sketch.load(kAcc, 0, 4, kPushNext);
  sketch.add(make_store(f, kPopPrev));
  sketch.store(0, 1);
  sketch.finish();
  EXPECT_EQ(check(), "run 0: instruction 2 may or may not have stored behind an AXI error");
}

}  // namespace
}  // namespace vta::fuzz
