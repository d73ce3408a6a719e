// SPDX-License-Identifier: Apache-2.0
//
// Which instruction carries which token.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "driver/program/record_list.h"
#include "tests/driver/stream_helpers.h"

namespace vta {
namespace {

constexpr Queue kLd = Queue::kLoad;
constexpr Queue kCo = Queue::kCompute;
constexpr Queue kSt = Queue::kStore;

Insn some_load(MemoryType type, std::uint32_t x_size = 1) {
  MemFields fields;
  fields.memory_type = static_cast<std::uint32_t>(type);
  fields.x_size = x_size;
  fields.y_size = 1;
  return make_load(fields);
}

Insn some_store(std::uint32_t x_size = 1) {
  MemFields fields;
  fields.memory_type = static_cast<std::uint32_t>(MemoryType::kOut);
  fields.x_size = x_size;
  fields.y_size = 1;
  return make_store(fields);
}

// "load: pop_prev", "compute NOP: push_next", ...
std::vector<std::string> lines(const RecordList& list) {
  std::vector<std::string> result;
  for (const Record& record : list.records()) {
    constexpr const char* kStages[] = {"load", "compute", "store"};
    std::string text = kStages[static_cast<std::size_t>(stage_of(record.insn))];
    const auto* mem = std::get_if<MemFields>(&record.insn.body);
    if (mem != nullptr && mem->x_size == 0) text += " NOP";
    text += ":";
    if (record.insn.tokens.pop_prev) text += " pop_prev";
    if (record.insn.tokens.pop_next) text += " pop_next";
    if (record.insn.tokens.push_prev) text += " push_prev";
    if (record.insn.tokens.push_next) text += " push_next";
    result.push_back(text);
  }
  return result;
}

using Lines = std::vector<std::string>;

TEST(Tokens, APopWaitsForTheNextInstructionOfItsStage) {
  RecordList list;
  ASSERT_TRUE(list.pop(kLd, kCo).ok());
  ASSERT_TRUE(list.pop(kSt, kCo).ok());
  EXPECT_TRUE(list.pops_pending());
  list.append(kLd, some_load(MemoryType::kInp));
  list.append(kCo, some_load(MemoryType::kAcc));
  list.append(kCo, some_load(MemoryType::kAcc));
  EXPECT_FALSE(list.pops_pending());
  EXPECT_EQ(lines(list), (Lines{"load:", "compute: pop_prev pop_next", "compute:"}));
}

TEST(Tokens, EachDirectionHasItsFlag) {
  RecordList list;
  ASSERT_TRUE(list.pop(kCo, kLd).ok());
  list.append(kLd, some_load(MemoryType::kWgt));
  ASSERT_TRUE(list.push(kLd, kCo).ok());
  ASSERT_TRUE(list.pop(kLd, kCo).ok());
  list.append(kCo, some_load(MemoryType::kAcc));
  ASSERT_TRUE(list.push(kCo, kLd).ok());
  ASSERT_TRUE(list.push(kCo, kSt).ok());
  ASSERT_TRUE(list.pop(kCo, kSt).ok());
  list.append(kSt, some_store());
  ASSERT_TRUE(list.push(kSt, kCo).ok());
  EXPECT_EQ(lines(list), (Lines{"load: pop_next push_next", "compute: pop_prev push_prev push_next",
                                "store: pop_prev push_prev"}));
}

TEST(Tokens, ASecondPopOfTheSameKindNeedsANop) {
  RecordList list;
  ASSERT_TRUE(list.pop(kSt, kCo).ok());
  ASSERT_TRUE(list.pop(kLd, kCo).ok());
  ASSERT_TRUE(list.pop(kSt, kCo).ok());
  list.append(kCo, some_load(MemoryType::kAcc));
  EXPECT_EQ(lines(list), (Lines{"compute NOP: pop_prev pop_next", "compute: pop_next"}));
}

TEST(Tokens, APushJoinsTheLastInstructionOnlyIfItBelongsToTheStage) {
  RecordList list;
  list.append(kCo, some_load(MemoryType::kAcc));
  list.append(kLd, some_load(MemoryType::kInp));
  ASSERT_TRUE(list.push(kCo, kLd).ok());
  EXPECT_EQ(lines(list), (Lines{"compute:", "load:", "compute NOP: push_prev"}));
}

TEST(Tokens, ASecondPushOfTheSameKindNeedsANop) {
  RecordList list;
  list.append(kLd, some_load(MemoryType::kInp));
  ASSERT_TRUE(list.push(kLd, kCo).ok());
  ASSERT_TRUE(list.push(kLd, kCo).ok());
  EXPECT_EQ(lines(list), (Lines{"load: push_next", "load NOP: push_next"}));
}

TEST(Tokens, APushIntoAnEmptyStreamNeedsANop) {
  RecordList list;
  ASSERT_TRUE(list.push(kSt, kCo).ok());
  EXPECT_EQ(lines(list), (Lines{"store NOP: push_prev"}));
}

TEST(Tokens, APushTakesThePendingPopsOfItsStageFirst) {
  RecordList list;
  list.append(kSt, some_store());
  ASSERT_TRUE(list.pop(kCo, kSt).ok());
  ASSERT_TRUE(list.push(kSt, kCo).ok());
  EXPECT_EQ(lines(list), (Lines{"store:", "store NOP: pop_prev push_prev"}));
}

TEST(Tokens, ALoadWithoutWorkNeverCarriesAPushButAStoreWithoutWorkDoes) {
  RecordList list;
  ASSERT_TRUE(list.pop(kCo, kLd).ok());
  ASSERT_TRUE(list.push(kLd, kCo).ok());
  list.append(kLd, some_load(MemoryType::kInp, 0));
  ASSERT_TRUE(list.push(kLd, kCo).ok());
  list.append(kSt, some_store(0));
  ASSERT_TRUE(list.push(kSt, kCo).ok());
  EXPECT_EQ(lines(list), (Lines{"load NOP: pop_next", "load NOP: push_next",
                                "load NOP:", "load NOP: push_next", "store NOP: push_prev"}));
}

TEST(Tokens, NopsHaveTheMemoryTypesOfTheirStages) {
  RecordList list;
  for (const Queue stage : {kLd, kSt}) ASSERT_TRUE(list.push(stage, kCo).ok());
  ASSERT_TRUE(list.push(kCo, kLd).ok());
  const auto type = [&list](std::size_t i) {
    return static_cast<MemoryType>(list.records()[i].insn.mem().memory_type);
  };
  EXPECT_EQ(type(0), MemoryType::kInp);
  EXPECT_EQ(type(1), MemoryType::kUop);
  EXPECT_EQ(list.records()[1].insn.opcode, static_cast<std::uint32_t>(Opcode::kStore));
  EXPECT_EQ(type(2), MemoryType::kUop);
}

TEST(Tokens, OnlyNeighboursExchangeTokens) {
  RecordList list;
  const auto sentence = [](const std::string& from, const std::string& to) {
    return "no token queue leads from " + from + " to " + to +
           "; tokens pass between compute and one of load and store";
  };
  EXPECT_EQ(message_of(list.push(kLd, kSt)), sentence("load (1)", "store (3)"));
  EXPECT_EQ(message_of(list.pop(kSt, kLd)), sentence("store (3)", "load (1)"));
  EXPECT_EQ(message_of(list.push(kCo, kCo)), sentence("compute (2)", "compute (2)"));
  EXPECT_EQ(message_of(list.pop(kLd, kLd)), sentence("load (1)", "load (1)"));
  EXPECT_EQ(message_of(list.push(static_cast<Queue>(0), kCo)),
            sentence("an unknown stage", "compute (2)"));
  EXPECT_EQ(message_of(list.pop(kCo, static_cast<Queue>(4))),
            sentence("compute (2)", "an unknown stage"));
  EXPECT_TRUE(list.records().empty());
  EXPECT_FALSE(list.pops_pending());
}

// The load of a kernel's micro-ops stands in front of it and therefore does the waiting.
TEST(Tokens, ALoadOfMicroOpsTakesThePopsOfItsKernel) {
  CommandStream stream(Config::pynq());
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(stream.dep_pop(kLd, kCo).ok());
    ASSERT_EQ(apply_all(stream, kernel(UopMode::kGemm, {}, {gemm_uop(0)})), "");
    ASSERT_TRUE(stream.dep_push(kCo, kLd).ok());
  }
  const std::vector<Insn> insns = stream.finish().value().insns;
  EXPECT_EQ(insns[0].tokens, (TokenFlags{true, false, false, false}));
  EXPECT_EQ(insns[1].tokens, (TokenFlags{false, false, true, false}));
  EXPECT_EQ(insns[2].tokens, (TokenFlags{true, false, true, false}));
}

TEST(Tokens, TheEmptyStreamStillWaitsForLoadAndStore) {
  CommandStream stream(Config::pynq());
  const CommandStream::Finished finished = stream.finish().value();
  ASSERT_EQ(finished.insns.size(), 4u);
  const auto [pop_prev, pop_next, push_prev, push_next] = finished.insns[2].tokens;
  EXPECT_EQ(finished.insns[0].tokens, (TokenFlags{false, false, true, false}));  // store
  EXPECT_EQ(finished.insns[1].tokens, (TokenFlags{false, false, false, true}));  // load
  EXPECT_TRUE(pop_prev && pop_next && !push_prev && !push_next);
  EXPECT_EQ(finished.insns[3], make_finish());
}

}  // namespace
}  // namespace vta
