// SPDX-License-Identifier: Apache-2.0
//
// Memories are filled by more than half where a test is about the order of steps alone.

#include "compiler/codegen/overlap.h"

#include <gtest/gtest.h>

#include <algorithm>

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

std::string overlapped(const std::string& text) {
  CodegenResult code;
  code.calls = calls_of(text);
  code.origins.resize(code.calls.size());
  const CodegenResult result = overlap_stages(Config::pynq(), std::move(code));
  EXPECT_EQ(result.calls.size(), result.origins.size());
  return test::text_of(result.calls);
}

std::string pop(int from, int to) {
  return "dep_pop " + std::to_string(from) + " " + std::to_string(to) + "\n";
}
std::string push(int from, int to) {
  return "dep_push " + std::to_string(from) + " " + std::to_string(to) + "\n";
}

// Two threads with sums at 0 and 1000.
TEST(Overlap, AResetStandsInFrontOfTheProductThatNeedsIt) {
  EXPECT_EQ(overlapped(reset(0, 8) + reset(1000, 100) + gemm(0, 8, 1100, 600) +
                       gemm(1000, 100, 1100, 600) + "sync\n"),
            "scope 2\n" + reset(0, 8) + gemm(0, 8, 1100, 600) + reset(1000, 100) +
                gemm(1000, 100, 1100, 600) + "sync\n");
}

TEST(Overlap, AResetThatNobodyNeedsStays) {
  EXPECT_EQ(overlapped(reset(1000, 100) + gemm(0, 8, 1100, 600)),
            "scope 2\n" + reset(1000, 100) + gemm(0, 8, 1100, 600) + "sync\n");
}

TEST(Overlap, ArithmeticStandsBehindOneProductOfAnotherTile) {
  const std::string first = gemm(0, 8, 1100, 600), second = gemm(1000, 100, 1100, 600);
  EXPECT_EQ(overlapped(first + shift(0, 8) + store(0, 8) + second + second + shift(1000, 100)),
            "scope 2\n" + first + second + shift(0, 8) + push(2, 3) + "scope 3\n" + pop(2, 3) +
                store(0, 8) + "scope 2\n" + second + shift(1000, 100) + "sync\n");
}

TEST(Overlap, ArithmeticStandsInFrontOfAProductThatNeedsItDone) {
  const std::string product = gemm(0, 1100, 900, 600);
  EXPECT_EQ(overlapped(product + shift(0, 1100) + reset(0, 1100) + product),
            "scope 2\n" + product + shift(0, 1100) + reset(0, 1100) + product + "sync\n");
}

TEST(Overlap, ArithmeticOnADoneProductStays) {
  const std::string first = gemm(0, 8, 1100, 600), second = gemm(1000, 100, 1100, 600);
  EXPECT_EQ(overlapped(first + second + shift(0, 8) + second),
            "scope 2\n" + first + second + shift(0, 8) + second + "sync\n");
}

TEST(Overlap, ABiasIsLoadedEarly) {
  const std::string first = gemm(0, 8, 1100, 600), second = gemm(1000, 100, 1100, 600);
  const std::string bias = load("bias", 1, 8, kAcc);
  EXPECT_EQ(overlapped(first + bias + add(0, 8, 8) + second),
            "scope 2\n" + first + bias + second + add(0, 8, 8) + "sync\n");
}

TEST(Overlap, TokensFollowElements) {
  const std::string data = load("data", 1100, 0, kInp), kernel = load("kernel", 1, 600, kWgt);
  const std::string product = gemm(1200, 8, 0, 600);
  // The product waits for the youngest of its loads, and the next load for the product.
  EXPECT_EQ(overlapped(kernel + data + product + data + product + product),
            "scope 1\n" + kernel + data + push(1, 2) + "scope 2\n" + pop(1, 2) + product +
                push(2, 1) + "scope 1\n" + pop(2, 1) + data + push(1, 2) + "scope 2\n" + pop(1, 2) +
                product + product + "sync\n");
}

TEST(Overlap, TokensAreNotAskedForTwice) {
  const std::string data = load("data", 1100, 0, kInp), kernel = load("kernel", 1, 600, kWgt);
  const std::string product = gemm(1200, 8, 0, 600);
  EXPECT_EQ(overlapped(kernel + data + product + kernel + data + product),
            "scope 1\n" + kernel + data + push(1, 2) + "scope 2\n" + pop(1, 2) + product +
                push(2, 1) + "scope 1\n" + pop(2, 1) + kernel + data + push(1, 2) + "scope 2\n" +
                pop(1, 2) + product + "sync\n");
}

TEST(Overlap, AResetWaitsForTheStoreOfWhatItOverwrites) {
  const std::string tile = reset(0, 1100) + gemm(0, 1100, 900, 600);
  EXPECT_EQ(overlapped(tile + store(0, 1000) + store(1000, 100) + tile),
            "scope 2\n" + tile + push(2, 3) + "scope 3\n" + pop(2, 3) + store(0, 1000) +
                store(1000, 100) + push(3, 2) + "scope 2\n" + pop(3, 2) + tile + "sync\n");
}

TEST(Overlap, SumsOfTheNextTileNeedNotWaitWhereTwoFit) {
  const auto tile = [](std::uint32_t at) { return reset(at, 900) + gemm(at, 900, 1100, 600); };
  const std::string text = overlapped(tile(0) + store(0, 900) + tile(0) + store(0, 900));
  EXPECT_EQ(text.find("dep_push 3 2"), std::string::npos) << text;
  EXPECT_NE(text.find(tile(900)), std::string::npos) << text;
}

TEST(Overlap, WhatCannotBeToldApartIsLeftAsItIs) {
  const std::string reads_its_result = reset(0, 8) + reset(1000, 8) + gemm(0, 8, 1100, 600) +
                                       push(2, 3) + pop(2, 3) + store(0, 8) +
                                       load("res", 8, 0, kInp);
  EXPECT_EQ(overlapped(reads_its_result), reads_its_result);
  const std::string outside = reset(0, 8) + reset(4000, 8) + gemm(0, 8, 1100, 600);
  EXPECT_EQ(overlapped(outside), outside);
}

// Origins move with their calls.
TEST(Overlap, OriginsStayWithTheirCalls) {
  CodegenResult code;
  code.calls =
      calls_of(reset(0, 8) + reset(1000, 8) + gemm(0, 8, 1100, 600) + gemm(1000, 8, 1100, 600));
  for (const Call& call : code.calls) {
    auto origin = std::make_shared<Provenance>();
    origin->workload = to_string(call);
    code.origins.push_back(std::move(origin));
  }
  const CodegenResult result = overlap_stages(Config::pynq(), std::move(code));
  std::size_t known = 0;
  for (std::size_t i = 0; i < result.calls.size(); ++i) {
    if (!result.origins[i]) continue;
    ++known;
    if (!std::holds_alternative<UopPush>(result.calls[i])) {
      EXPECT_EQ(result.origins[i]->workload, to_string(result.calls[i]));
    }
  }
  EXPECT_EQ(known, 20u);
}

}  // namespace
}  // namespace vta
