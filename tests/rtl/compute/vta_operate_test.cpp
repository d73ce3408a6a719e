// SPDX-License-Identifier: Apache-2.0
//
// vta_operate: each operation against arithmetic in 64 bits, for operands at every corner and
// random ones, and shifts by every amount in both directions. That results under way are forwarded
// is tested, and proved, with what controls it (vta_exec_test, vta_exec_fv).

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include VTA_TEST_HEADER
#include "tests/rtl/dut.h"
#include "tests/rtl/rng.h"

namespace vta {
namespace {

enum Op : std::uint8_t { kMin, kMax, kAdd, kShr, kMul };

std::int32_t low_word(std::int64_t value) { return static_cast<std::int32_t>(value); }

// The rule of the ISA for SHR: to the right by at most 31, to the left beyond the word is zero.
std::int32_t shifted(std::int32_t a, std::int64_t b) {
  if (b >= 0) return a >> std::min<std::int64_t>(b, 31);
  if (b <= -32) return 0;
  return low_word(std::int64_t{a} << -b);
}

std::int32_t expected(Op op, std::int32_t a, std::int32_t b) {
  switch (op) {
    case kMin:
      return std::min(a, b);
    case kMax:
      return std::max(a, b);
    case kAdd:
      return low_word(std::int64_t{a} + b);
    case kShr:
      return shifted(a, b);
    case kMul:
      break;
  }
  return low_word(std::int64_t{a} * b);
}

std::vector<std::int32_t> corners() {
  std::vector<std::int32_t> values = {std::numeric_limits<std::int32_t>::min(),
                                      std::numeric_limits<std::int32_t>::max()};
  for (std::int32_t near = -3; near <= 3; ++near) {
    for (const std::int32_t at : {0, 32, -32, 127, -128, 32767, -32768, 1 << 17, -(1 << 17)}) {
      values.push_back(at + near);
    }
  }
  return values;
}

// A vector of operands per lane of the module.
class Operate : public testing::Test {
 protected:
  static constexpr std::size_t kLanes = 16;
  using Vector = std::array<std::int32_t, kLanes>;

  // The second operand comes as the first half of a tensor operation, from bank 1, then the first
  // one, from bank 0. The dot product must not matter.
  Vector operate(Op op, const Vector& a, const Vector& b) {
    capture(1, b);
    dut_->s5_src_i = 1;
    capture(0, a);
    dut_->s5_src_i = 0;
    return finish(0, op, b);
  }

  void check(const Vector& a, const Vector& b) {
    for (const Op op : {kMin, kMax, kAdd, kShr, kMul}) {
      const Vector got = operate(op, a, b);
      for (std::size_t l = 0; l < kLanes; ++l) {
        ASSERT_EQ(got[l], expected(op, a[l], b[l]))
            << "lane " << l << ": operation " << int{op} << " of " << a[l] << " and " << b[l];
      }
    }
  }

  // s4; the other bank shows garbage.
  void capture(std::size_t bank, const Vector& value) {
    Bytes banks(sizeof dut_->acc_rdata_i, 0x5a);
    std::memcpy(banks.data() + bank * sizeof value, value.data(), sizeof value);
    set_bytes(dut_->acc_rdata_i, banks.data());
    dut_->s4_operand_i = 1;
    dut_->s4_from_i = static_cast<std::uint8_t>(bank);
    dut_.tick();
    dut_->s4_operand_i = 0;
  }

  // s5
  Vector finish(bool gemm, std::uint8_t op, const Vector& dot) {
    dut_->s5_gemm_i = gemm;
    dut_->s5_op_i = op;
    set_bytes(dut_->dot_i, reinterpret_cast<const std::uint8_t*>(dot.data()));
    dut_->s5_operate_i = 1;
    dut_.tick();
    dut_->s5_operate_i = 0;
    Vector result;
    std::memcpy(result.data(), get_bytes(dut_->result_o).data(), sizeof result);
    return result;
  }

  Dut<VTA_TEST_MODEL> dut_;
};

// Verifies: alu.operations, arithmetic.wraps
TEST_F(Operate, IsExactAtTheCorners) {
  const std::vector<std::int32_t> values = corners();
  for (const std::int32_t a : values) {
    for (std::size_t first = 0; first < values.size(); first += kLanes) {
      Vector as, bs;
      as.fill(a);
      for (std::size_t l = 0; l < kLanes; ++l) bs[l] = values[(first + l) % values.size()];
      check(as, bs);
    }
  }
}

// Verifies: alu.shift
TEST_F(Operate, ShiftsByEveryAmountInBothDirections) {
  for (const std::uint32_t word : {0x80000001u, 0x7ffffffeu, 0xa5a5c33cu, 0xffffffffu, 1u}) {
    Vector as, bs;
    as.fill(static_cast<std::int32_t>(word));
    for (std::int32_t first = -80; first <= 80; first += std::int32_t{kLanes}) {
      for (std::size_t l = 0; l < kLanes; ++l) bs[l] = first + static_cast<std::int32_t>(l);
      check(as, bs);
    }
  }
}

// Verifies: alu.operands
TEST_F(Operate, AnImmediateIsTheSecondOperandOfEveryLane) {
  Rng random(1);
  for (const std::int32_t imm : {0, 1, -1, 31, -32, 127, -128, 32767, -32768}) {
    Vector a;
    for (std::int32_t& value : a) value = static_cast<std::int32_t>(random());
    for (const Op op : {kMin, kMax, kAdd, kShr, kMul}) {
      dut_->s4_imm_i = 1;
      dut_->s4_imm_value_i = static_cast<std::uint16_t>(imm);
      capture(1, a);
      dut_->s4_imm_i = 0;
      const Vector got = finish(false, op, a);
      for (std::size_t l = 0; l < kLanes; ++l) ASSERT_EQ(got[l], expected(op, a[l], imm));
    }
  }
}

// Verifies: gemm.product
TEST_F(Operate, AddsTheDotProductOfAGemmWhateverTheOtherFieldsSay) {
  Rng random(1);
  for (int i = 0; i < 1000; ++i) {
    Vector a, dot;
    for (std::int32_t& value : a) value = static_cast<std::int32_t>(random());
    for (std::int32_t& value : dot) value = static_cast<std::int32_t>(random());
    capture(0, a);
    const Vector got = finish(true, static_cast<std::uint8_t>(i % 8), dot);
    for (std::size_t l = 0; l < kLanes; ++l) {
      ASSERT_EQ(got[l], low_word(std::int64_t{a[l]} + dot[l]));
    }
  }
}

class RandomOperate : public Operate, public testing::WithParamInterface<std::uint32_t> {};

TEST_P(RandomOperate, IsExact) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  Rng random(GetParam());
  for (int i = 0; i < 1000; ++i) {
    Vector a, b;
    for (std::int32_t& value : a) value = static_cast<std::int32_t>(random());
    // As wide as any: an amount of a shift, an immediate, or a word.
    for (std::int32_t& value : b) value = static_cast<std::int32_t>(random()) >> (random() % 32);
    check(a, b);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomOperate, testing::Range(0u, 4u));

}  // namespace
}  // namespace vta
