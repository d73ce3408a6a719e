// SPDX-License-Identifier: Apache-2.0
//
// vta_compute: every error that it can stop with. What is older has retired, what is younger leaves
// no trace in OUT, and a reset makes the stage usable again.

#include <gtest/gtest.h>

#include <tuple>
#include <utility>

#include "tests/rtl/compute/compute_bench.h"

namespace vta {
namespace {

class ComputeError : public testing::TestWithParam<std::tuple<std::uint32_t, std::uint32_t>> {
 protected:
  // Sends `older` instructions that retire, `insn`, and some behind it; the stage stops with this
  // error. Afterwards a reset and a stream without errors.
  void expect(ErrorCode code, const Insn& insn, bool compare = true) {
    b_.port.timing = random_timing(b_.random);
    const std::size_t older = b_.random.below(6);
    for (std::size_t i = 0; i < older; ++i) send_legal();
    b_.send(insn);
    for (int i = 0; i < 8; ++i) send_legal();
    b_.expect_error(code, older, compare);
    ASSERT_FALSE(HasFailure());
    b_.reset();
    if (!compare) {  // define what is unspecified
      const std::uint32_t uops = b_.config.depth(MemoryType::kUop);
      b_.send(make_load(ComputeBench::row(MemoryType::kAcc, ComputeBench::kPlaces)));
      b_.send(make_load(ComputeBench::row(MemoryType::kUop, uops)));
      b_.run();
      b_.reset();
    }
    for (int i = 0; i < 10; ++i) send_legal();
    b_.run();
    ASSERT_FALSE(HasFailure());
    b_.reset();
  }

  void send_legal() {
    if (b_.random.percent(70)) {
      b_.send(b_.random_exec({}));
    } else {
      const auto type = one_of(b_.random, MemoryType::kUop, MemoryType::kAcc, MemoryType::kAcc8bit);
      b_.send(make_load(ComputeBench::row(type, between(b_.random, 1, 12), 3, 7)));
    }
  }

  static LoopFields loop(std::uint32_t trips) {
    LoopFields l;
    l.uop_end = 4;
    l.iter_out = 1;
    l.iter_in = trips;
    return l;
  }

  ComputeBench b_{std::get<0>(GetParam()), std::get<1>(GetParam())};
};

// Verifies: error.illegal_opcode
TEST_P(ComputeError, IllegalOpcode) {
  for (std::uint32_t opcode = 5; opcode < 8; ++opcode) {
    Insn insn;
    insn.opcode = opcode;
    expect(ErrorCode::kIllegalOpcode, insn);
  }
}

// Verifies: error.illegal_alu_opcode
TEST_P(ComputeError, IllegalAluOpcodeEvenWithEmptyLoops) {
  for (std::uint32_t op = 5; op < 8; ++op) {
    expect(ErrorCode::kIllegalAluOpcode, make_alu({loop(op % 2), op, op == 6, 1}));
  }
}

// Verifies: error.illegal_memory_type
TEST_P(ComputeError, IllegalMemoryType) {
  for (const std::uint32_t type : {4u, 6u, 7u}) {
    MemFields f = ComputeBench::row(MemoryType::kUop, 1);
    f.memory_type = type;
    expect(ErrorCode::kIllegalMemoryType, make_load(f));
  }
}

// Verifies: error.sram_range
TEST_P(ComputeError, RangeOfALoad) {
  for (const auto type : {MemoryType::kUop, MemoryType::kAcc, MemoryType::kAcc8bit}) {
    expect(ErrorCode::kSramOutOfRange,
           make_load(ComputeBench::row(type, 3, b_.config.depth(type) - 2)));
  }
}

// Verifies: error.index
TEST_P(ComputeError, RangeOfGemmAndAlu) {
  LoopFields l = loop(9);
  l.dst_factor_in = b_.config.depth(MemoryType::kAcc) / 4;
  expect(ErrorCode::kSramOutOfRange, make_gemm({l, 0, 0}));
  expect(ErrorCode::kSramOutOfRange, make_alu({l, 2, true, 1}));
  expect(ErrorCode::kSramOutOfRange, make_alu({l, 2, false, 1}));
}

// Verifies: tokens.capacity
TEST_P(ComputeError, TokenOverflowInBothDirections) {
  for (const bool to_load : {true, false}) {
    const TokenFlags one = {false, false, to_load, !to_load}, both = {false, false, true, true};
    for (const TokenFlags& tokens : {one, both}) {
      const Insn insns[] = {make_gemm({loop(5), 0, 0}, tokens),
                            make_alu({loop(0), 2, false, 0}, tokens),
                            make_load(ComputeBench::row(MemoryType::kAcc, 5), tokens),
                            make_load({}, tokens), make_finish(tokens)};
      for (const Insn& insn : insns) {
        (to_load ? b_.c2l_full : b_.c2s_full) = true;
        expect(ErrorCode::kTokenOverflow, insn);
      }
    }
  }
  EXPECT_EQ(b_.c2l_pushed + b_.c2s_pushed, 0u) << "both or none";
}

// Verifies: error.axi
TEST_P(ComputeError, AxiErrorOfEveryLoad) {
  for (const auto type : {MemoryType::kUop, MemoryType::kAcc, MemoryType::kAcc8bit}) {
    // Only this LOAD reads so far away.
    constexpr std::uint32_t kFar = 0x8'0000;
    const std::uint32_t bytes = b_.config.elem_bytes(type);
    const std::uint32_t base = type == MemoryType::kUop   ? b_.dut->uop_base_i
                               : type == MemoryType::kAcc ? b_.dut->acc_base_i
                                                          : b_.dut->acc8_base_i;
    const std::uint32_t bad = base + (kFar + 5) * bytes;
    b_.port.fails = [bad](std::uint32_t a) { return a <= bad && bad < a + 8; };
    expect(ErrorCode::kAxiError, make_load(ComputeBench::row(type, 9, 0, kFar)), false);
  }
}

// It comes while older LOADs, and a GEMM before them, have not retired.
// Verifies: error.axi
TEST_P(ComputeError, AxiErrorBehindLoadsThatWaitForAGemm) {
  constexpr std::uint32_t kFar = 0x8'0000, kLoads = 3, kFirst = 64;
  const std::uint32_t bad = b_.dut->uop_base_i + kFar * b_.config.elem_bytes(MemoryType::kUop);
  b_.port.fails = [bad](std::uint32_t a) { return a <= bad && bad < a + 8; };
  b_.send(make_gemm({loop(400), 0, 0}));
  for (std::uint32_t i = 0; i < kLoads; ++i) {
    b_.send(make_load(ComputeBench::row(MemoryType::kUop, 2, kFirst + 2 * i, 10 * i)));
  }
  b_.send(make_load(ComputeBench::row(MemoryType::kUop, 2, kFirst + 2 * kLoads, kFar)));
  for (int i = 0; i < 8; ++i) send_legal();
  b_.expect_error(ErrorCode::kAxiError, 1 + kLoads, false);
}

// The registers promise "the oldest instruction that has not retired", and that is the offender.
TEST_P(ComputeError, TheHeadIsTheOffender) {
  LoopFields bad = loop(1);
  bad.uop_bgn = b_.config.depth(MemoryType::kUop) - 1;
  bad.uop_end = bad.uop_bgn + 2;
  const std::uint32_t end = b_.config.depth(MemoryType::kAcc);
  const std::pair<ErrorCode, Insn> offenders[] = {
      {ErrorCode::kSramOutOfRange, make_gemm({bad, 0, 0})},
      {ErrorCode::kIllegalAluOpcode, make_alu({loop(1), 7, true, 0})},
      {ErrorCode::kSramOutOfRange, make_load(ComputeBench::row(MemoryType::kAcc, 1, end))}};
  for (const auto& [code, offender] : offenders) {
    for (const bool followed : {true, false}) {
      b_.send(make_finish());
      b_.send(offender);
      if (followed) b_.send(make_finish());
      b_.expect_error(code, 1);
      EXPECT_EQ(b_.dut->head_valid_o, 1);
      EXPECT_EQ(b_.dut->head_index_o, b_.dut->error_index_o);
      b_.reset();
    }
  }
}

// An instruction that is illegal takes its own tokens and leaves those of younger ones.
TEST_P(ComputeError, TokensOfYoungerInstructionsStay) {
  Insn illegal;
  illegal.opcode = 6;
  illegal.tokens.pop_prev = true;
  b_.send(illegal);
  for (int i = 0; i < 3; ++i) b_.send(make_finish({.pop_prev = true}));
  b_.l2c = 3;
  b_.expect_error(ErrorCode::kIllegalOpcode, 0);
  EXPECT_EQ(b_.l2c, 2u);
}

// What has stopped waits for nothing, though the next instruction lacks its token.
TEST_P(ComputeError, AStoppedStageDoesNotWaitForAToken) {
  Insn illegal;
  illegal.opcode = 5;
  const Insn offenders[] = {illegal, make_load(ComputeBench::row(
                                         MemoryType::kAcc, 1, b_.config.depth(MemoryType::kAcc)))};
  for (const Insn& offender : offenders) {
    b_.send(offender);
    b_.send(make_finish({.pop_prev = true}));
    b_.expect_error(offender.opcode == 5 ? ErrorCode::kIllegalOpcode : ErrorCode::kSramOutOfRange,
                    0, false);
    b_.reset();
  }
}

TEST_P(ComputeError, ALaterErrorDoesNotOvertakeALoad) {
  b_.port.timing.latency = 120;
  b_.send(make_load(ComputeBench::row(MemoryType::kAcc, 8)));
  b_.send(make_load(ComputeBench::row(MemoryType::kAcc, 2, b_.config.depth(MemoryType::kAcc) - 1)));
  for (int i = 0; i < 60; ++i) b_.cycle();
  EXPECT_EQ(b_.dut->error_o, 0);
  EXPECT_EQ(b_.dut->quiet_o, 0);
  b_.expect_error(ErrorCode::kSramOutOfRange, 1);
}

// Verifies: error.order
TEST_P(ComputeError, TheOlderOfAnOverflowAndARangeErrorCounts) {
  LoopFields bad = loop(1);
  bad.uop_bgn = b_.config.depth(MemoryType::kUop) - 1;
  bad.uop_end = bad.uop_bgn + 2;
  for (std::uint32_t size = 0; size < 6; ++size) {
    LoopFields l = loop(1);
    l.uop_end = size;
    b_.c2s_full = true;
    b_.send(make_gemm({l, 0, 0}, {.push_next = true}));
    b_.send(make_gemm({bad, 0, 0}));
    b_.expect_error(ErrorCode::kTokenOverflow, 0);
    b_.reset();
    b_.c2s_full = true;
    b_.send(make_gemm({bad, 0, 0}));
    b_.send(make_gemm({l, 0, 0}, {.push_next = true}));
    b_.expect_error(ErrorCode::kSramOutOfRange, 0);
    b_.reset();
  }
}

// Without and with everything that runs beside something else.
INSTANTIATE_TEST_SUITE_P(Seeds, ComputeError,
                         testing::Combine(testing::Range(0u, 4u),
                                          testing::Values(0u, ComputeBench::kAllFeatures)));

}  // namespace
}  // namespace vta
