// SPDX-License-Identifier: Apache-2.0
//
// A token that does not fit, on the whole machine: what stands behind it in the program must not
// have any effect, also where the compute stage would start it beside an instruction that is at
// work.

#include <gtest/gtest.h>

#include <array>
#include <span>
#include <vector>

#include "sim/rtl/rtl_device.h"
#include "tests/sim/rtl/vta_top_program.h"

namespace vta {
namespace {

constexpr std::uint32_t kLongProgram = 0x10000, kApart = 64;
constexpr std::int32_t kAdded = 5;

class FullCounter : public testing::TestWithParam<bool> {};

// 1023 instructions push a token each. Then a GEMM that pushes one more, long enough for others to
// start beside it, and an ALU operation on another accumulator.
std::vector<Insn> overflowing_program(TokenFlags push) {
  LoopFields gemm;
  gemm.uop_end = 1;
  gemm.iter_out = 200;
  gemm.iter_in = 1;
  LoopFields apart;
  apart.uop_bgn = 1;
  apart.uop_end = 2;
  apart.iter_out = apart.iter_in = 1;
  AluFields add = {.loop = apart, .alu_opcode = static_cast<std::uint32_t>(AluOpcode::kAdd)};
  add.use_imm = true;
  add.imm = kAdded;
  std::vector<Insn> insns = {make_load(mem(MemoryType::kUop, kUops, 2))};
  insns.insert(insns.end(), kTokenMax, make_gemm({}, push));
  insns.push_back(make_gemm({.loop = gemm}, push));
  insns.push_back(make_alu(add));
  insns.push_back(make_finish({}));
  return insns;
}

// The byte of every lane of the accumulator that the ALU operation would change.
std::vector<std::int8_t> stored(Device& device) {
  MemFields store = mem(MemoryType::kOut, kOut, 1);
  store.sram_base = kApart;
  const Result<RunReport> report = device.run(put_program(
      device, {make_store(store, {.push_prev = true}), make_finish({.pop_next = true})}));
  EXPECT_TRUE(report) << report.error().message;
  EXPECT_EQ(report.value().outcome, RunOutcome::kFinished) << report.value().detail;
  std::vector<std::int8_t> out(16);
  EXPECT_TRUE(device.read(kOut, std::as_writable_bytes(std::span(out))));
  return out;
}

// Verifies: tokens.capacity
TEST_P(FullCounter, NothingBehindTheTokenThatDoesNotFitHasAnEffect) {
  const TokenFlags push = {.push_prev = GetParam(), .push_next = !GetParam()};
  Result<std::unique_ptr<Device>> made = make_rtl(Config::pynq(), {});
  ASSERT_TRUE(made) << made.error().message;
  Device& device = *made.value();
  put_data(device);
  ASSERT_TRUE(device.add_region(kLongProgram, 0x8000));
  std::array<std::uint32_t, 2> uops{};
  for (std::uint32_t i = 0; i < 2; ++i) {
    uops.at(i) = encode_uop(Config::pynq(), {kApart * i, 0, 0}).value();
  }
  ASSERT_TRUE(device.write(kUops, std::as_bytes(std::span(uops))));
  const std::vector<std::int8_t> before = stored(device);

  const Result<RunReport> report =
      device.run(put_program(device, overflowing_program(push), kLongProgram));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report.value().error, ErrorCode::kTokenOverflow) << report.value().detail;
  EXPECT_EQ(report.value().error_insn, 1u + kTokenMax);
  EXPECT_EQ(stored(device), before);
}
INSTANTIATE_TEST_SUITE_P(Directions, FullCounter, testing::Bool());

}  // namespace
}  // namespace vta
