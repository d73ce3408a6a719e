// SPDX-License-Identifier: Apache-2.0
//
// Micro-ops that are loaded ahead: two loads, all uses find their own, and kernels take the tokens.

#include <gtest/gtest.h>

#include "driver/program/command_stream.h"
#include "tests/driver/stream_helpers.h"

namespace vta {
namespace {

const std::vector<UopLoopBegin> kLoop = {{8, 1, 1, 0}};

CallList product(std::uint32_t dst) {
  return kernel(UopMode::kGemm, kLoop, {gemm_uop(dst), gemm_uop(dst + 8)});
}
CallList reset(std::uint32_t dst) {
  return kernel(UopMode::kGemm, kLoop, {{UopMode::kGemm, true, dst, 0, 0, 0, false, 0}});
}
CallList shift(std::uint32_t dst, std::int32_t by) {
  return kernel(UopMode::kAlu, kLoop, {imm_uop(dst, AluOpcode::kShr, by)});
}

CommandStream::Finished ahead(const std::vector<CallList>& parts) {
  CommandStream stream(Config::pynq(), UopLoads::kAhead);
  for (const CallList& calls : parts) EXPECT_EQ(apply_all(stream, calls), "");
  return stream.finish().value();
}

bool loads_uops(const Insn& insn) {
  return insn.opcode == static_cast<std::uint32_t>(Opcode::kLoad) &&
         insn.mem().memory_type == static_cast<std::uint32_t>(MemoryType::kUop) &&
         insn.mem().x_size > 0;
}

std::vector<std::optional<Uop>> uops(std::initializer_list<Uop> all) {
  return {all.begin(), all.end()};
}

TEST(UopsAhead, ComeWithTheFirstKernelAndBehindTheFirstProduct) {
  const auto finished = ahead({reset(0), product(0), reset(100), product(100), shift(7, 8)});
  const std::vector<bool> expected = {true, false, false, true, false, false, false};
  ASSERT_GE(finished.insns.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(loads_uops(finished.insns[i]), expected[i]) << "instruction " << i;
  }
  EXPECT_EQ(uop_loads(finished), 2u);
  EXPECT_EQ(finished.insns[0].mem().x_size, 3u);
  EXPECT_EQ(finished.insns[3].mem().x_size, 4u);
}

TEST(UopsAhead, EveryUseFindsItsOwn) {
  const auto finished =
      ahead({reset(0), product(0), product(100), shift(7, 8), product(0), product(100)});
  const auto first = uops({{0, 0, 0}, {8, 0, 0}}), second = uops({{100, 0, 0}, {108, 0, 0}});
  const std::vector<std::vector<std::optional<Uop>>> expected = {uops({{0, 0, 0}}), first, second,
                                                                 uops({{7, 7, 0}}), first, second};
  EXPECT_EQ(executed_uops(Config::pynq(), finished), expected);
}

TEST(UopsAhead, KernelsOfTheSameMicroOpsShareThem) {
  const auto finished = ahead({shift(7, 8), shift(7, 4), product(0), shift(7, 2)});
  EXPECT_EQ(uop_loads(finished), 1u);
  EXPECT_EQ(finished.uops.size(), 3u);
}

TEST(UopsAhead, TokensAreForKernels) {
  const CallList token = {DepPush{Queue::kLoad, Queue::kCompute},
                          DepPop{Queue::kLoad, Queue::kCompute}};
  const auto finished = ahead({token, product(0)});
  std::size_t popped = 0;
  for (const Insn& insn : finished.insns) {
    if (loads_uops(insn)) {
      EXPECT_FALSE(insn.tokens.pop_prev);
    }
    if (insn.opcode == static_cast<std::uint32_t>(Opcode::kGemm) && insn.tokens.pop_prev) ++popped;
  }
  EXPECT_EQ(popped, 1u);
}

TEST(UopsAhead, MoreThanTheMemoryHoldsAreRefused) {
  CommandStream stream(Config::pynq(), UopLoads::kAhead);
  const std::uint32_t depth = Config::pynq().depth(MemoryType::kUop);
  std::uint32_t used = 0;
  for (std::uint32_t i = 0; used + 2000 <= depth; ++i, used += 2000) {
    std::vector<UopPush> many;
    for (std::uint32_t j = 0; j < 2000; ++j) many.push_back(alu_uop(j, (i + j) % 2048));
    ASSERT_EQ(apply_all(stream, kernel(UopMode::kAlu, {}, many)), "");
  }
  std::vector<UopPush> rest;
  for (std::uint32_t j = 0; j <= depth - used; ++j) rest.push_back(alu_uop(j, 2047));
  const std::string message = apply_all(stream, kernel(UopMode::kAlu, {}, rest));
  EXPECT_NE(message.find("which is not enough for all kernels at once"), std::string::npos)
      << message;
}

}  // namespace
}  // namespace vta
