// SPDX-License-Identifier: Apache-2.0
//
// vta_axi_read: three clients share a memory that answers different ids in any order.

#include <gtest/gtest.h>

#include <array>
#include <deque>

#include "Vvta_axi_read.h"
#include "tests/rtl/dut.h"
#include "tests/rtl/rng.h"

namespace vta {
namespace {

constexpr unsigned kClients = 3, kAddrBits = 32, kLenBits = 5, kMaxOutstanding = 16;

struct Burst {
  std::uint32_t address = 0;
  unsigned beats = 0;
  std::uint64_t due = 0;
};

// What the memory holds and where it fails: a function of the address.
std::uint8_t byte_at(std::uint32_t address) {
  return static_cast<std::uint8_t>((address * 2654435761u) >> 24);
}
bool bad_at(std::uint32_t address) { return address % 8192 == 4096; }

class ReadBench {
 public:
  explicit ReadBench(std::uint32_t seed = 1) : rng(seed) {
    dut->req_valid_i = 0;
    dut->flush_i = 0;
    dut->m_axi_rvalid_i = 0;
    dut.reset();
  }

  void cycle() {
    drive();
    dut.eval();
    look_at_requests();
    look_at_addresses();
    look_at_data();
    EXPECT_LE(in_flight, kMaxOutstanding);
    dut.tick();
  }

  // Everything asked for arrives.
  void drain() {
    want_percent = 0;
    for (int i = 0; i < 20'000 && (!dut->idle_o || requested() != 0); ++i) cycle();
    EXPECT_EQ(dut->idle_o, 1);
    EXPECT_EQ(dut->outstanding_o, 0);
    for (const auto& list : expected) EXPECT_TRUE(list.empty());
  }

  [[nodiscard]] std::uint32_t beat_bytes() const {
    return static_cast<std::uint32_t>(sizeof dut->m_axi_rdata_i);
  }
  [[nodiscard]] unsigned requested() const { return static_cast<unsigned>(dut->req_valid_i); }

  Rng rng;
  Dut<Vvta_axi_read> dut;
  unsigned want_percent = 100, ar_percent = 100, r_percent = 100, take_percent = 100;
  unsigned latency = 10, max_beats = 16;
  bool flush = false;

  std::array<std::deque<Burst>, kClients> expected;  // granted and not delivered, per client
  std::array<unsigned, kClients> granted{}, delivered{}, passed_over{};
  unsigned in_flight = 0, most_in_flight = 0, addresses = 0, worst_wait = 0, errors = 0;

 private:
  void drive() {
    dut->req_valid_i &= static_cast<std::uint8_t>(~taken_);
    if (beat_taken_) dut->m_axi_rvalid_i = 0;
    for (unsigned c = 0; c < kClients; ++c) {
      if ((dut->req_valid_i >> c & 1) == 0 && rng.chance(want_percent)) {
        const unsigned beats = 1 + rng() % max_beats;
        const std::uint32_t slots = 4096 / beat_bytes() - beats + 1;
        const std::uint32_t address = (rng() << 12) + (rng() % slots) * beat_bytes();
        dut->req_valid_i |= static_cast<std::uint8_t>(1u << c);
        set_bits(dut->req_addr_i, c * kAddrBits, kAddrBits, address);
        set_bits(dut->req_len_i, c * kLenBits, kLenBits, beats);
      }
    }
    dut->flush_i = flush;
    dut->rsp_ready_i = 0;
    for (unsigned c = 0; c < kClients; ++c) {
      if (rng.chance(take_percent)) dut->rsp_ready_i |= static_cast<std::uint8_t>(1u << c);
    }
    dut->m_axi_arready_i = rng.chance(ar_percent);
    if (!dut->m_axi_rvalid_i) choose_beat();
  }

  // Beats of different ids mix freely, those of one id come in order.
  void choose_beat() {
    const unsigned first = rng() % kClients;
    for (unsigned i = 0; i < kClients; ++i) {
      const unsigned id = (first + i) % kClients;
      if (bursts[id].empty() || bursts[id].front().due > dut.cycle()) continue;
      if (!rng.chance(r_percent)) continue;
      const Burst& burst = bursts[id].front();
      Bytes beat(beat_bytes());
      for (std::uint32_t b = 0; b < beat.size(); ++b) beat[b] = byte_at(burst.address + b);
      set_bytes(dut->m_axi_rdata_i, beat.data());
      dut->m_axi_rvalid_i = 1;
      dut->m_axi_rid_i = static_cast<std::uint8_t>(id);
      dut->m_axi_rresp_i = bad_at(burst.address) ? 2 + rng() % 2 : 0;
      dut->m_axi_rlast_i = burst.beats == 1;
      return;
    }
  }

  void look_at_requests() {
    const unsigned taken = dut->req_valid_i & dut->req_ready_o;
    EXPECT_EQ(taken & (taken - 1), 0u) << "two grants in one cycle";
    if (flush) {
      EXPECT_EQ(taken, 0u) << "a grant during flush";
    }
    for (unsigned c = 0; c < kClients; ++c) {
      if ((taken >> c & 1) != 0) {
        expected[c].push_back(
            {static_cast<std::uint32_t>(get_bits(dut->req_addr_i, c * kAddrBits, kAddrBits)),
             static_cast<unsigned>(get_bits(dut->req_len_i, c * kLenBits, kLenBits)), 0});
        ++granted[c];
        passed_over[c] = 0;
      } else if (taken != 0 && (dut->req_valid_i >> c & 1) != 0) {
        worst_wait = std::max(worst_wait, ++passed_over[c]);
      }
    }
    taken_ = taken;
  }

  void look_at_addresses() {
    const Burst shown{dut->m_axi_araddr_o, dut->m_axi_arlen_o + 1u, dut.cycle() + latency};
    if (stalled_) {
      EXPECT_TRUE(dut->m_axi_arvalid_o) << "ARVALID fell while stalled";
      EXPECT_EQ(shown.address, stalled_address_.address) << "ARADDR changed while stalled";
      EXPECT_EQ(shown.beats, stalled_address_.beats) << "ARLEN changed while stalled";
    }
    stalled_ = dut->m_axi_arvalid_o && !dut->m_axi_arready_i;
    stalled_address_ = shown;
    if (!dut->m_axi_arvalid_o || stalled_) return;
    ASSERT_LT(dut->m_axi_arid_o, kClients);
    bursts[dut->m_axi_arid_o].push_back(shown);
    ++addresses;
    most_in_flight = std::max(most_in_flight, ++in_flight);
  }

  void look_at_data() {
    beat_taken_ = dut->m_axi_rvalid_i && dut->m_axi_rready_o;
    if (beat_taken_) {
      Burst& burst = bursts[dut->m_axi_rid_i].front();
      burst.address += beat_bytes();
      if (--burst.beats == 0) {
        bursts[dut->m_axi_rid_i].pop_front();
        --in_flight;
      }
    }
    const unsigned valid = dut->rsp_valid_o;
    EXPECT_EQ(valid & (valid - 1), 0u) << "data for two clients";
    if (flush) {
      EXPECT_EQ(valid, 0u) << "data for a client during flush";
    }
    for (unsigned c = 0; c < kClients; ++c) {
      if ((valid & dut->rsp_ready_i) >> c & 1) take_beat(c);
    }
  }

  void take_beat(unsigned c) {
    ASSERT_FALSE(expected[c].empty()) << "data that client " << c << " did not ask for";
    Burst& burst = expected[c].front();
    Bytes beat(beat_bytes());
    for (std::uint32_t b = 0; b < beat.size(); ++b) beat[b] = byte_at(burst.address + b);
    ASSERT_EQ(get_bytes(dut->rsp_data_o), beat) << "client " << c;
    EXPECT_EQ(dut->rsp_error_o != 0, bad_at(burst.address));
    EXPECT_EQ(dut->rsp_last_o != 0, burst.beats == 1);
    errors += dut->rsp_error_o;
    burst.address += beat_bytes();
    if (--burst.beats == 0) {
      expected[c].pop_front();
      ++delivered[c];
    }
  }

  std::array<std::deque<Burst>, kClients> bursts;  // in the memory, per id
  bool stalled_ = false;
  Burst stalled_address_;
  unsigned taken_ = 0;       // requests granted in the last cycle
  bool beat_taken_ = false;  // a beat was taken in the last cycle
};

class AxiReadRandomTest : public testing::TestWithParam<std::uint32_t> {};

// Verifies: axi.reads
TEST_P(AxiReadRandomTest, EveryClientGetsItsDataInOrder) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  ReadBench bench(GetParam());
  const auto percent = [&] { return 20 + bench.rng() % 81; };
  bench.want_percent = percent();
  bench.ar_percent = percent();
  bench.r_percent = percent();
  bench.take_percent = percent();
  bench.latency = bench.rng() % 60;
  bench.max_beats = 1 + bench.rng() % 16;
  for (int i = 0; i < 6000 && !HasFatalFailure(); ++i) bench.cycle();
  bench.drain();
  for (unsigned c = 0; c < kClients; ++c) {
    EXPECT_GT(bench.granted[c], 20u);
    EXPECT_EQ(bench.granted[c], bench.delivered[c]);
  }
  EXPECT_LE(bench.worst_wait, kClients - 1) << "a client was passed over";
}
INSTANTIATE_TEST_SUITE_P(Seeds, AxiReadRandomTest, testing::Range(0u, 12u));

TEST(AxiReadTest, ReportsErrorsOfSingleBeats) {
  ReadBench bench;
  bench.max_beats = 16;
  for (int i = 0; i < 60'000; ++i) bench.cycle();
  bench.drain();
  EXPECT_GT(bench.errors, 0u);
}

TEST(AxiReadTest, KeepsAsManyInFlightAsAllowed) {
  ReadBench bench;
  bench.latency = 500;
  for (int i = 0; i < 400; ++i) bench.cycle();
  EXPECT_EQ(bench.most_in_flight, kMaxOutstanding);
  EXPECT_EQ(bench.dut->outstanding_o, kMaxOutstanding);
  EXPECT_EQ(bench.dut->idle_o, 0);
}

TEST(AxiReadTest, IssuesAnAddressPerCycle) {
  ReadBench bench;
  bench.latency = 500;
  for (unsigned i = 0; i < kMaxOutstanding + 1; ++i) bench.cycle();
  EXPECT_EQ(bench.addresses, kMaxOutstanding);
}

TEST(AxiReadTest, ShowsAddressesWithoutWaitingForTheBus) {
  ReadBench bench;
  bench.ar_percent = 0;
  for (int i = 0; i < 5; ++i) bench.cycle();
  EXPECT_EQ(bench.dut->m_axi_arvalid_o, 1);
}

TEST(AxiReadTest, MovesABeatPerCycle) {
  ReadBench bench;
  bench.latency = 30;
  unsigned beats = 0;
  for (int i = 0; i < 1000; ++i) {
    bench.cycle();
    if (i >= 100) beats += bench.dut->rsp_valid_o != 0;
  }
  EXPECT_GE(beats, 895u);
}

TEST(AxiReadTest, FlushDrainsWithoutTheClients) {
  ReadBench bench;
  bench.take_percent = 0;  // they take nothing
  bench.latency = 15;
  for (int i = 0; i < 60; ++i) bench.cycle();
  EXPECT_EQ(bench.dut->idle_o, 0);
  const unsigned granted = bench.granted[0] + bench.granted[1] + bench.granted[2];
  bench.flush = true;
  for (int i = 0; i < 2000 && !bench.dut->idle_o; ++i) bench.cycle();
  EXPECT_EQ(bench.dut->idle_o, 1);
  EXPECT_EQ(bench.in_flight, 0u);
  EXPECT_EQ(bench.addresses, granted) << "an address that was granted must reach the bus";
  for (int i = 0; i < 50; ++i) bench.cycle();
  EXPECT_EQ(bench.dut->idle_o, 1);
  EXPECT_EQ(bench.addresses, granted);
}

}  // namespace
}  // namespace vta
