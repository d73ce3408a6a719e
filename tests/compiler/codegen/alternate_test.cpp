// SPDX-License-Identifier: Apache-2.0
#include "compiler/codegen/alternate.h"

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

// Of pynq, whose INP and ACC have 2048 elements, and WGT 1024.
std::string alternated(const std::string& text) {
  return test::text_of(alternate_buffers(Config::pynq(), calls_of(text)));
}

TEST(Alternate, LoadsGoToTheOtherHalfAndProductsFollow) {
  const std::string once = load("data", 1000, 0, kInp) + load("kernel", 1, 600, kWgt);
  EXPECT_EQ(alternated(once + gemm(1200, 8, 992, 600) + once + gemm(1200, 8, 992, 600) +
                       gemm(1200, 8, 0, 600) + once + gemm(1200, 8, 992, 600)),
            once + gemm(1200, 8, 992, 600) + load("data", 1000, 1000, kInp) +
                load("kernel", 1, 600, kWgt) + gemm(1200, 8, 1992, 600) + gemm(1200, 8, 1000, 600) +
                once + gemm(1200, 8, 992, 600));
}

TEST(Alternate, SumsStayTogetherFromTheResetToTheStore) {
  const auto tile = [](std::uint32_t at) {
    return reset(at, 900) + gemm(at, 900, 0, 0) + load("bias", 4, at + 900, kAcc) +
           add(at, 900, at + 900) + shift(at, 900) + store(at, 900);
  };
  EXPECT_EQ(alternated(tile(0) + tile(0) + tile(0)), tile(0) + tile(904) + tile(0));
}

TEST(Alternate, ThereAreFourBuffersAtMost) {
  const auto step = [](std::int64_t at) {
    return load("data", 8, at, kInp) + gemm(2000, 8, static_cast<std::uint32_t>(at), 1000);
  };
  EXPECT_EQ(alternated(step(0) + step(0) + step(0) + step(0) + step(0)),
            step(0) + step(8) + step(16) + step(24) + step(0));
}

TEST(Alternate, LongKernelsHaveTwoInstancesOnly) {
  const auto step = [](std::uint32_t at) {
    std::string text = load("data", 40, at, kInp) + "uop_scope gemm\n";
    for (std::uint32_t i = 0; i < 40; ++i) {
      text += "uop_push 0 0 " + std::to_string(1100 + i) + " " + std::to_string(at + i) +
              " 1000 0 0 0\n";
    }
    return text + "uop_scope_end\n";
  };
  EXPECT_EQ(alternated(step(0) + step(0) + step(0)), step(0) + step(40) + step(0));
}

TEST(Alternate, WhatFillsMoreThanHalfOfAMemoryStays) {
  const std::string step = load("data", 1025, 0, kInp) + gemm(1200, 8, 0, 600);
  EXPECT_EQ(alternated(step + step), step + step);
}

// The second product reads what the first load brought and what the third did.
TEST(Alternate, AMemoryStaysWhereAProductReadsTwoBuffers) {
  const std::string text = load("data", 8, 0, kInp) + load("data", 8, 8, kInp) +
                           gemm(1200, 16, 0, 600) + load("data", 8, 0, kInp) +
                           gemm(1200, 16, 0, 600);
  EXPECT_EQ(alternated(text), text);
}

TEST(Alternate, EveryPartOfAMemoryHasItsOwnTurn) {
  EXPECT_EQ(
      alternated(load("data", 8, 0, kInp) + load("data", 8, 1000, kInp) + gemm(1200, 8, 1000, 600) +
                 load("data", 8, 1000, kInp) + gemm(1200, 8, 0, 600) + gemm(1200, 8, 1000, 600)),
      load("data", 8, 0, kInp) + load("data", 8, 1000, kInp) + gemm(1200, 8, 1000, 600) +
          load("data", 8, 2008, kInp) + gemm(1200, 8, 0, 600) + gemm(1200, 8, 2008, 600));
}

}  // namespace
}  // namespace vta
