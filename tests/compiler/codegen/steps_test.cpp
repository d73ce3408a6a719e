// SPDX-License-Identifier: Apache-2.0
#include "compiler/codegen/steps.h"

#include <gtest/gtest.h>

#include "tests/compiler/codegen/program_text.h"

namespace vta {
namespace {

using test::add;
using test::calls_of;
using test::gemm;
using test::load;
using test::reset;
using test::shift;
using test::store;

constexpr MemoryType kInp = MemoryType::kInp, kWgt = MemoryType::kWgt, kAcc = MemoryType::kAcc;

std::vector<Step> steps(const std::string& text) {
  const auto result = steps_of(calls_of(text));
  EXPECT_TRUE(result);
  return result.value_or(std::vector<Step>{});
}

void expect_span(const Span& span, std::int64_t begin, std::int64_t end) {
  EXPECT_EQ(span.begin, begin);
  EXPECT_EQ(span.end, end);
}

TEST(Steps, AreTransfersAndKernelsWithoutTokens) {
  const auto all = steps("dep_push 2 1\nscope 1\n" + load("data", 4, 8, kInp) + "dep_pop 1 2\n" +
                         reset(16, 4) + gemm(16, 4, 8, 3) + add(16, 4, 30) + shift(16, 4) +
                         store(16, 4) + load("bias", 2, 30, kAcc) + "sync\n");
  const std::pair<StepKind, Queue> expected[] = {
      {StepKind::kLoad, Queue::kLoad},    {StepKind::kReset, Queue::kCompute},
      {StepKind::kGemm, Queue::kCompute}, {StepKind::kAlu, Queue::kCompute},
      {StepKind::kAlu, Queue::kCompute},  {StepKind::kStore, Queue::kStore},
      {StepKind::kLoad, Queue::kCompute}};
  ASSERT_EQ(all.size(), std::size(expected));
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].kind, expected[i].first) << i;
    EXPECT_EQ(all[i].queue, expected[i].second) << i;
  }
}

TEST(Steps, SayWhatTheyTouch) {
  const auto all = steps(load("data", 4, 8, kInp) + reset(16, 4) + gemm(16, 4, 8, 3) +
                         add(16, 4, 30) + store(16, 4) + load("bias", 2, 30, kAcc));
  expect_span(all[0].inp, 8, 12);
  expect_span(all[1].acc_writes, 16, 20);
  expect_span(all[1].inp, 0, 0);  // a reset reads nothing
  expect_span(all[2].inp, 8, 12);
  expect_span(all[2].wgt, 3, 4);
  expect_span(all[2].acc_writes, 16, 20);
  expect_span(all[3].acc_reads, 30, 31);
  expect_span(all[4].acc_reads, 16, 20);
  expect_span(all[5].acc_writes, 30, 32);
}

TEST(Steps, PadsOfALoadAreWritten) {
  const auto all = steps("load2d data 0 4 3 4 1 2 3 1 5 2\n");
  expect_span(all[0].inp, 5, 5 + (1 + 4 + 3) * (2 + 3 + 1));
}

TEST(Steps, BothLoopsOfAKernelCount) {
  const auto all = steps(
      "uop_scope gemm\nloop_begin 3 10 100 0\nloop_begin 2 1 20 7\n"
      "uop_push 0 0 5 6 7 0 0 0\nloop_end\nloop_end\nuop_scope_end\n");
  expect_span(all[0].acc_writes, 5, 5 + 20 + 1 + 1);
  expect_span(all[0].inp, 6, 6 + 200 + 20 + 1);
  expect_span(all[0].wgt, 7, 15);
}

TEST(Steps, ConflictWhereOneWritesWhatTheOtherTouches) {
  const auto all = steps(reset(0, 4) + gemm(0, 4, 0, 0) + gemm(4, 4, 0, 0) + store(3, 1) +
                         store(0, 4) + load("data", 4, 0, kInp) + load("kernel", 1, 0, kWgt) +
                         load("kernel", 1, 1, kWgt) + add(4, 4, 3));
  const auto conflicts = [&all](std::size_t a, std::size_t b) {
    EXPECT_EQ(conflict(all[a], all[b]), conflict(all[b], all[a]));
    return conflict(all[a], all[b]);
  };
  EXPECT_TRUE(conflicts(0, 1));
  EXPECT_FALSE(conflicts(0, 2));
  EXPECT_FALSE(conflicts(1, 2));  // both only read INP and WGT
  EXPECT_TRUE(conflicts(1, 3));
  EXPECT_FALSE(conflicts(3, 4));  // both only read
  EXPECT_TRUE(conflicts(1, 5));
  EXPECT_TRUE(conflicts(1, 6));
  EXPECT_FALSE(conflicts(1, 7));
  EXPECT_TRUE(conflicts(1, 8));
  EXPECT_FALSE(conflicts(4, 5));
}

TEST(Steps, ProgramsThatReadWhatTheyStoreHaveNone) {
  EXPECT_FALSE(steps_of(calls_of(store(0, 4) + load("res", 4, 0, kInp))));
  EXPECT_FALSE(steps_of(calls_of(load("uops", 4, 0, MemoryType::kUop))));
}

}  // namespace
}  // namespace vta
