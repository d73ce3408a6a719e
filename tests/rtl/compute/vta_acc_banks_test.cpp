// SPDX-License-Identifier: Apache-2.0
//
// vta_acc_banks with vta_out_banks: two plain arrays of elements for three clients, of which GEMM
// never waits and the tail engine comes before the LOADs.

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <vector>

#include VTA_TEST_HEADER
#include "tests/rtl/compute/bits.h"

namespace vta {
namespace {

constexpr std::uint32_t kBanks = 2;

// A write that happens in this cycle.
struct Write {
  std::uint32_t addr = 0;
  std::uint32_t lanes = 0;  // a bit per beat of the element
  Bytes data;
};

class AccBanks : public testing::TestWithParam<std::uint32_t> {
 protected:
  AccBanks() {
    dut_->gemm_re_i = dut_->gemm_we_i = dut_->tail_re_i = dut_->tail_we_i = 0;
    dut_->load_we_i = dut_->out_re_i = 0;
    dut_.reset();
    for (std::uint32_t i = 0; i < depth_; ++i) {  // so that every element is known
      quiet();
      dut_->gemm_we_i = 1;
      dut_->gemm_waddr_i = static_cast<std::uint8_t>(i);
      put_bytes(dut_->gemm_wdata_i, data());
      cycle();
    }
  }

  Bytes data() { return random_bytes(random_, elem_bytes_); }

  // No request, random everything else.
  void quiet() {
    dut_->gemm_re_i = dut_->gemm_we_i = dut_->tail_re_i = dut_->tail_we_i = 0;
    dut_->load_we_i = dut_->out_re_i = 0;
    dut_->gemm_raddr_i = place();
    dut_->gemm_waddr_i = place();
    dut_->tail_raddr_i = place();
    dut_->tail_waddr_i = place();
    dut_->load_waddr_i = place();
    dut_->out_raddr_i = place();
    dut_->load_wlane_i = static_cast<std::uint8_t>(random_.below(1u << lanes_));
    put_bytes(dut_->gemm_wdata_i, data());
    put_bytes(dut_->tail_wdata_i, data());
    put_bytes(dut_->load_wdata_i, data());
  }

  // Often one of a few, so that clients meet.
  std::uint8_t place() { return static_cast<std::uint8_t>(random_.below(near_ ? 4 : depth_)); }

  // The cycle that is set up: readiness, then the writes on the way to OUT, then what was read.
  void cycle() {
    dut_.eval();
    const auto bank = [](std::uint32_t addr) { return addr % kBanks; };
    const bool gemm_writes = dut_->gemm_we_i;
    const auto gemm_has = [&](std::uint32_t b) {
      return gemm_writes && bank(dut_->gemm_waddr_i) == b;
    };
    std::vector<Write> writes;
    const std::uint32_t all = (1u << lanes_) - 1;
    if (gemm_writes) writes.push_back({dut_->gemm_waddr_i, all, get_bytes(dut_->gemm_wdata_i)});

    // The tail engine: this element, then the one behind it.
    const bool first = (dut_->tail_we_i & 1) != 0, second = (dut_->tail_we_i & 2) != 0;
    const std::uint32_t at = dut_->tail_waddr_i;
    const bool first_may = !gemm_has(bank(at));
    const bool second_may = !gemm_has(bank(at + 1)) && (!first || first_may);
    if (first) {
      EXPECT_EQ(dut_->tail_wready_o & 1, first_may) << when();
      if (first_may) writes.push_back({at, all, get_bytes(dut_->tail_wdata_i)});
    }
    if (second) {
      EXPECT_EQ(dut_->tail_wready_o >> 1, second_may) << when();
      if (second_may) writes.push_back({at + 1, all, get_bytes(dut_->tail_wdata_i)});
    }
    if (dut_->load_we_i) {
      const std::uint32_t to = dut_->load_waddr_i;
      const bool may = std::none_of(writes.begin(), writes.end(),
                                    [&](const Write& w) { return bank(w.addr) == bank(to); });
      EXPECT_EQ(dut_->load_wready_o, may) << when();
      if (may) writes.push_back({to, dut_->load_wlane_i, get_bytes(dut_->load_wdata_i)});
      waited_ += !may;
    }
    if (dut_->gemm_re_i) gemm_want_ = acc_[dut_->gemm_raddr_i];
    if (dut_->tail_re_i) {
      const bool may = !dut_->gemm_re_i || bank(dut_->gemm_raddr_i) != bank(dut_->tail_raddr_i);
      EXPECT_EQ(dut_->tail_rready_o, may) << when();
      if (may) tail_want_ = acc_[dut_->tail_raddr_i];
      tail_reads_ += may;
    }
    if (dut_->out_re_i) out_want_ = out_[dut_->out_raddr_i];
    expect_mirror(writes);
    apply(writes);

    const bool gemm_read = dut_->gemm_re_i;
    const std::size_t gemm_bank = bank(dut_->gemm_raddr_i);
    dut_.tick();
    if (gemm_read) {
      const Bytes banks = get_bytes(dut_->gemm_rdata_o);
      const auto begin = banks.begin() + static_cast<std::ptrdiff_t>(gemm_bank * gemm_want_.size());
      EXPECT_EQ(Bytes(begin, begin + static_cast<std::ptrdiff_t>(gemm_want_.size())), gemm_want_)
          << when();
    }
    if (!tail_want_.empty()) {
      EXPECT_EQ(get_bytes(dut_->tail_rdata_o), tail_want_)
          << when() << ": held until the next read";
    }
    if (!out_want_.empty()) {
      EXPECT_EQ(get_bytes(dut_->out_rdata_o), out_want_) << when() << ": held until the next read";
    }
  }

  // Each bank shows its write, and no other one.
  void expect_mirror(const std::vector<Write>& writes) {
    const std::uint32_t bank_bits = depth_bits_ - 1;
    for (std::uint32_t b = 0; b < kBanks; ++b) {
      const auto it = std::find_if(writes.begin(), writes.end(),
                                   [&](const Write& w) { return w.addr % kBanks == b; });
      ASSERT_EQ(get_bits(dut_->out_we_o, b, 1), it != writes.end()) << when() << " bank " << b;
      if (it == writes.end()) continue;
      EXPECT_EQ(get_bits(dut_->out_wlane_o, lanes_ * b, lanes_), it->lanes) << when();
      EXPECT_EQ(get_bits(dut_->out_waddr_o, bank_bits * b, bank_bits), it->addr / kBanks) << when();
      for (std::uint32_t i = 0; i < out_bytes_; ++i) {
        EXPECT_EQ(get_bits(dut_->out_wdata_o, 8 * (out_bytes_ * b + i), 8), it->data[4 * i])
            << when() << " bank " << b;
      }
    }
  }

  void apply(const std::vector<Write>& writes) {
    const std::uint32_t lane_bytes = elem_bytes_ / lanes_;
    for (const Write& w : writes) {
      for (std::uint32_t i = 0; i < elem_bytes_; ++i) {
        if ((w.lanes >> (i / lane_bytes) & 1) == 0) continue;
        acc_[w.addr][i] = w.data[i];
        if (i % 4 == 0) out_[w.addr][i / 4] = w.data[i];
      }
    }
  }

  testing::Message when() { return testing::Message() << "cycle " << dut_.cycle(); }

  const Config config_ = test_config();
  const std::uint32_t depth_ = config_.depth(MemoryType::kAcc);
  const std::uint32_t depth_bits_ = static_cast<std::uint32_t>(std::countr_zero(depth_));
  const std::uint32_t elem_bytes_ = config_.elem_bytes(MemoryType::kAcc);
  const std::uint32_t out_bytes_ = config_.elem_bytes(MemoryType::kOut);
  const std::uint32_t lanes_ = elem_bytes_ * 8 >> config_.log_bus_width();
  Random random_{GetParam()};
  Dut<VTA_TEST_MODEL> dut_;
  std::vector<Bytes> acc_{depth_, Bytes(elem_bytes_)}, out_{depth_, Bytes(out_bytes_)};
  Bytes gemm_want_, tail_want_, out_want_;
  bool near_ = false;
  std::uint32_t waited_ = 0, tail_reads_ = 0;
};

// Verifies: out.follows
TEST_P(AccBanks, AreTwoArraysForThreeClients) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  for (std::uint32_t i = 0; i < 6000 && !HasFailure(); ++i) {
    if (i % 200 == 0) near_ = random_.percent(70);
    const std::uint32_t busy = i % 400 < 200 ? 50 : 85;
    quiet();
    dut_->gemm_re_i = random_.percent(busy);
    dut_->gemm_we_i = random_.percent(busy);
    dut_->tail_re_i = random_.percent(busy);
    if (random_.percent(busy)) {
      dut_->tail_we_i = static_cast<std::uint8_t>(between(random_, 1, 3));
      if (dut_->tail_we_i > 1) dut_->tail_waddr_i = dut_->tail_waddr_i & 0xfe;  // pairs are even
    }
    dut_->load_we_i = random_.percent(busy);
    dut_->out_re_i = random_.percent(50);
    if (random_.percent(30)) dut_->gemm_raddr_i = dut_->gemm_waddr_i;  // the old one is read
    if (random_.percent(20)) dut_->tail_raddr_i = dut_->load_waddr_i;
    if (random_.percent(20)) dut_->out_raddr_i = dut_->tail_waddr_i;
    cycle();
  }
  EXPECT_GT(waited_, 500u);
  EXPECT_GT(tail_reads_, 500u);
}

// Both elements of a pair in one cycle; while GEMM has the bank of the first, neither; while it has
// that of the second, only the first.
TEST_P(AccBanks, APairGoesInOrder) {
  for (int has = 0; has <= 2; ++has) {
    for (std::uint32_t at = 0; at < depth_; at += 2) {
      quiet();
      dut_->tail_we_i = 3;
      dut_->tail_waddr_i = static_cast<std::uint8_t>(at);
      dut_->gemm_we_i = has != 0;
      dut_->gemm_waddr_i = static_cast<std::uint8_t>(has == 2 ? at ^ 3u : at ^ 2u);
      dut_.eval();
      EXPECT_EQ(dut_->tail_wready_o, has == 0 ? 3 : has == 1 ? 0 : 1) << "element " << at;
      cycle();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, AccBanks, testing::Range(0u, 4u));

}  // namespace
}  // namespace vta
