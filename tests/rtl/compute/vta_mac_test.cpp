// SPDX-License-Identifier: Apache-2.0
//
// vta_mac: dot products of random and extreme operands, three cycles after they come, and nothing
// moves without its valid bit. Runs on both forms of it.

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include VTA_TEST_HEADER
#include "tests/rtl/compute/bits.h"

namespace vta {
namespace {

class Mac : public testing::TestWithParam<std::uint32_t> {
 protected:
  using Operands = std::optional<std::pair<Bytes, Bytes>>;

  // Feeds operands or, without any, other bytes and no valid bit.
  void cycle(const Operands& operands) {
    dut_->valid_i = operands.has_value();
    dut_->valid2_i = last_.has_value();
    dut_->valid3_i = before_.has_value();
    const bool garbage = !operands.has_value();
    put_bytes(dut_->inp_i, garbage ? random_bytes(random_, inp_bytes()) : operands->first);
    put_bytes(dut_->wgt_i, garbage ? random_bytes(random_, wgt_bytes()) : operands->second);
    dut_.tick();
    if (before_) shown_ = dot(*before_);
    if (shown_) {
      EXPECT_EQ(dots(), *shown_) << "cycle " << dut_.cycle();
    }
    before_ = last_;
    last_ = operands;
  }

  // out[b][o] = sum of inp[b][k] * wgt[o][k]
  [[nodiscard]] std::vector<std::int64_t> dot(const std::pair<Bytes, Bytes>& x) const {
    const auto block = static_cast<std::size_t>(config_.block());
    std::vector<std::int64_t> out;
    for (std::size_t b = 0; b < static_cast<std::size_t>(config_.batch()); ++b) {
      for (std::size_t o = 0; o < block; ++o) {
        std::int32_t sum = 0;
        for (std::size_t k = 0; k < block; ++k) {
          sum += static_cast<std::int8_t>(x.first[b * block + k]) *
                 static_cast<std::int8_t>(x.second[o * block + k]);
        }
        out.push_back(sum);
      }
    }
    return out;
  }

  // What the module shows, sign-extended to an accumulator.
  [[nodiscard]] std::vector<std::int64_t> dots() const {
    std::vector<std::int64_t> out;
    const auto lanes = static_cast<unsigned>(config_.batch() * config_.block());
    for (unsigned i = 0; i < lanes; ++i) {
      out.push_back(static_cast<std::int32_t>(get_bits(dut_->dot_o, 32 * i, 32)));
    }
    return out;
  }

  [[nodiscard]] std::size_t inp_bytes() const { return config_.elem_bytes(MemoryType::kInp); }
  [[nodiscard]] std::size_t wgt_bytes() const { return config_.elem_bytes(MemoryType::kWgt); }

  const Config config_ = test_config();
  Random random_{GetParam()};
  Dut<VTA_TEST_MODEL> dut_;
  Operands last_, before_;
  std::optional<std::vector<std::int64_t>> shown_;
};

TEST_P(Mac, MultipliesRandomOperandsWithAnyPauses) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  for (int i = 0; i < 2000; ++i) {
    cycle(random_.percent(70)
              ? Operands({random_bytes(random_, inp_bytes()), random_bytes(random_, wgt_bytes())})
              : std::nullopt);
  }
}

// Verifies: gemm.product
TEST_P(Mac, MultipliesExtremes) {
  for (const std::uint8_t x : Bytes{0x80, 0x7f, 0xff, 0x00, 0x01}) {
    for (const std::uint8_t w : Bytes{0x80, 0x7f, 0xff, 0x00, 0x01}) {
      cycle({{Bytes(inp_bytes(), x), Bytes(wgt_bytes(), w)}});
    }
  }
  // One operand at a time: each lane meets its own weight.
  for (std::size_t i = 0; i < inp_bytes(); ++i) {
    Bytes one(inp_bytes(), 0);
    one[i] = 1;
    cycle({{one, random_bytes(random_, wgt_bytes())}});
  }
  for (int i = 0; i < 3; ++i) cycle(std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Mac, testing::Range(0u, 3u));

}  // namespace
}  // namespace vta
