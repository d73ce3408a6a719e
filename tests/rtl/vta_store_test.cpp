// SPDX-License-Identifier: Apache-2.0
//
// vta_store: the right bytes, at the rate of the bus, in order.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/rtl/store_bench.h"

namespace vta {
namespace {

constexpr std::uint32_t kOut = static_cast<std::uint32_t>(MemoryType::kOut);
constexpr unsigned kMaxOutstanding = 32;

TEST(StoreTest, SingleElementStoresRunAtTheRateOfTheBus) {
  StoreBench bench;
  constexpr unsigned kStores = 784;
  for (unsigned i = 0; i < kStores; ++i) {
    bench.add_single(0x1000 + 49 * i, i % bench.depth(), {.push_prev = i % 2 == 0});
  }
  const std::uint64_t begin = bench.dut.cycle();
  const std::uint64_t cycles = bench.run() - begin;
  EXPECT_EQ(bench.retired, kStores);
  EXPECT_EQ(bench.pushed, kStores / 2);
  EXPECT_EQ(bench.bytes, kStores * bench.elem_bytes());
  EXPECT_LE(cycles, kStores * bench.beats_per_elem() + 60);
  EXPECT_GE(bench.busy, kStores * bench.beats_per_elem());
  EXPECT_LE(bench.busy + bench.memory_wait + bench.token_wait, cycles);
  bench.expect_memory();
}

TEST(StoreTest, LongRowsRunAtTheRateOfTheBus) {
  StoreBench bench;
  const std::uint32_t elems = bench.depth();
  bench.add({.memory_type = kOut,
             .dram_base = 3,
             .y_size = 2,
             .x_size = elems / 2,
             .x_stride = elems / 2 + 1});
  const std::uint64_t begin = bench.dut.cycle();
  EXPECT_LE(bench.run() - begin, elems * bench.beats_per_elem() + 60);
  EXPECT_EQ(bench.retired, 1u);
  bench.expect_memory();
}

TEST(StoreTest, AdjacentRowsBecomeFullBursts) {
  StoreBench bench;
  const std::uint32_t elems = std::min(bench.depth(), 64u);
  bench.add({.memory_type = kOut, .y_size = elems, .x_size = 1, .x_stride = 1});
  bench.run();
  EXPECT_EQ(bench.memory.addresses_taken(), elems * bench.beats_per_elem() / 16);
  bench.expect_memory();
}

// Verifies: axi.writes
TEST(StoreTest, KeepsManyWritesInFlightAndNotMore) {
  StoreBench bench;
  bench.memory.options.answer = false;
  for (unsigned i = 0; i < 100; ++i) bench.add_single(64 * i, i % bench.depth());
  bench.cycles(100 + 100 * bench.beats_per_elem());
  // A burst has at most 16 beats, larger elements need several.
  EXPECT_EQ(bench.memory.unanswered(), kMaxOutstanding);
  EXPECT_EQ(bench.dut->outstanding_o, kMaxOutstanding);
  EXPECT_EQ(bench.retired, 0u);
  EXPECT_EQ(bench.dut->quiet_o, 0);
  EXPECT_EQ(bench.dut->memory_wait_o, 1);
  bench.memory.options.answer = true;
  bench.run();
  EXPECT_EQ(bench.retired, 100u);
  EXPECT_EQ(bench.memory.max_unanswered(), kMaxOutstanding);
  bench.expect_memory();
}

TEST(StoreTest, DataNeverComeBeforeTheirAddressButDoNotWaitForItToBeTaken) {
  StoreBench bench;
  bench.memory.options.aw_percent = 0;
  for (unsigned i = 0; i < 5; ++i) bench.add_single(64 * i, i);
  bench.cycles(100);
  EXPECT_EQ(bench.memory.addresses_taken(), 0u);
  EXPECT_EQ(bench.memory.beats_taken(), std::min(bench.beats_per_elem(), 16u));
  bench.memory.options.aw_percent = 100;
  bench.run();
  EXPECT_EQ(bench.retired, 5u);
  bench.expect_memory();
}

// Idle, busy without a gap while it has something to send, and then waiting: for the answer, or
// for the bus to take the first beat.
TEST(StoreTest, IsBusyWhileItSendsAndThenWaitsForMemory) {
  for (const unsigned w_percent : {100u, 0u}) {
    StoreBench bench;
    bench.memory.options.w_percent = w_percent;
    bench.memory.options.answer = false;
    bench.add_single(1, 1);
    std::string levels;
    for (unsigned i = 0; i < 60 + bench.beats_per_elem(); ++i) {
      bench.cycle();
      const char now = bench.dut->busy_o          ? 'b'
                       : bench.dut->memory_wait_o ? 'm'
                       : bench.dut->token_wait_o  ? 't'
                                                  : '-';
      if (levels.empty() || levels.back() != now) levels += now;
    }
    EXPECT_EQ(levels, "-bm") << "data taken in " << w_percent << " % of the cycles";
  }
}

// No more writes may be in flight: it is busy with the next STORE until its burst is made, and
// waits for memory before and after.
TEST(StoreTest, IsBusyWithABurstThatIsNotMadeYet) {
  StoreBench bench;
  bench.memory.options.answer = false;
  const unsigned bursts_per_elem = (bench.beats_per_elem() + 15) / 16;
  const std::uint32_t most = kMaxOutstanding / bursts_per_elem;
  for (std::uint32_t i = 0; i < most; ++i) bench.add_single(2 * i, i);
  bench.cycles(most * (bench.beats_per_elem() + 4) + 60);
  EXPECT_EQ(bench.memory.unanswered(), kMaxOutstanding);
  ASSERT_EQ(bench.dut->memory_wait_o, 1);
  bench.add_single(2 * most, most);
  std::string levels;
  for (unsigned i = 0; i < 40; ++i) {
    bench.cycle();
    const char now = bench.dut->busy_o ? 'b' : bench.dut->memory_wait_o ? 'm' : '-';
    if (levels.empty() || levels.back() != now) levels += now;
  }
  EXPECT_EQ(levels, "mbm");
}

// Verifies: address.base
TEST(StoreTest, AddressesWrapAtTheEndOfTheAddressSpace) {
  StoreBench bench;
  const std::uint32_t last = 0xffffffffu / bench.elem_bytes();  // the last element below 2^32
  bench.add({.memory_type = kOut, .dram_base = last, .y_size = 1, .x_size = 3, .x_stride = 3});
  bench.add({.memory_type = kOut, .dram_base = last - 1, .y_size = 3, .x_size = 1, .x_stride = 7});
  bench.run();
  EXPECT_EQ(bench.retired, 2u);
  bench.expect_memory();
}

TEST(StoreTest, AddsTheBaseRegister) {
  StoreBench bench;
  bench.base = 0xfffffe40;  // base and offset pass 2^32 together
  bench.add_single(100, 1);
  bench.add({.memory_type = kOut, .dram_base = 1, .y_size = 2, .x_size = 2, .x_stride = 5});
  bench.run();
  EXPECT_EQ(bench.retired, 2u);
  bench.expect_memory();
}

TEST(StoreTest, WaitsForItsToken) {
  StoreBench bench;
  bench.add_single(1, 1);
  bench.add_single(2, 2, {.pop_prev = true, .push_prev = true});
  bench.add_single(3, 3);  // waits behind it
  bench.run();
  EXPECT_EQ(bench.retired, 1u);
  EXPECT_EQ(bench.memory.addresses_taken(), bench.beats_per_elem() > 16 ? 2u : 1u);
  EXPECT_EQ(bench.dut->token_wait_o, 1);
  EXPECT_EQ(bench.dut->quiet_o, 1);
  bench.c2s = 1;
  bench.run();
  EXPECT_EQ(bench.retired, 3u);
  EXPECT_EQ(bench.popped, 1u);
  EXPECT_EQ(bench.pushed, 1u);
  EXPECT_EQ(bench.c2s, 0u);
  bench.expect_memory();
}

TEST(StoreTest, TakesATokenBeforeEarlierStoresAreAnswered) {
  StoreBench bench;
  bench.memory.options.answer = false;
  bench.c2s = 2;
  bench.add_single(1, 1, {.pop_prev = true});
  bench.add_single(2, 2, {.pop_prev = true});
  bench.cycles(50);
  EXPECT_EQ(bench.popped, 2u);
  EXPECT_EQ(bench.retired, 0u);
  bench.memory.options.answer = true;
  bench.run();
  EXPECT_EQ(bench.retired, 2u);
}

// Verifies: tokens.illegal_flags
TEST(StoreTest, IgnoresFlagsWithoutANeighbour) {
  StoreBench bench;
  bench.add_single(1, 1, {.pop_next = true, .push_next = true});
  bench.run();
  EXPECT_EQ(bench.retired, 1u);
  EXPECT_EQ(bench.popped + bench.pushed, 0u);
}

TEST(StoreTest, FlushFinishesWhatIsAnnouncedAndStartsNothing) {
  for (unsigned when = 1; when < 40; when += 3) {
    SCOPED_TRACE(testing::Message() << "flush after " << when << " cycles");
    StoreBench bench(when);
    bench.memory.options = {.aw_percent = 50, .w_percent = 50, .b_percent = 50, .latency = 9};
    for (unsigned i = 0; i < 200; ++i) bench.add_single(64 * i, i % bench.depth());
    bench.cycles(when);
    bench.flush = true;
    const unsigned in_flight = bench.dut->outstanding_o;
    const std::uint64_t before = bench.memory.addresses_taken();
    for (unsigned i = 0; i < 8000 && !bench.dut->idle_o; ++i) bench.cycle();
    EXPECT_EQ(bench.dut->idle_o, 1);
    EXPECT_TRUE(bench.memory.complete());
    EXPECT_LE(bench.memory.addresses_taken(), before + in_flight);
    const std::uint64_t after = bench.memory.addresses_taken();
    bench.cycles(50);
    EXPECT_EQ(bench.memory.addresses_taken(), after);
    EXPECT_EQ(bench.dut->idle_o, 1);
  }
}

class StoreRandomTest : public testing::TestWithParam<std::uint32_t> {};

// Verifies: store.rows, axi.writes
TEST_P(StoreRandomTest, WritesTheBytesOfTheSequentialProgram) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  StoreBench bench(GetParam());
  Rng& rng = bench.rng;
  const auto percent = [&rng] { return 20 + rng() % 81; };
  bench.memory.options = {.aw_percent = percent(),
                          .w_percent = percent(),
                          .b_percent = percent(),
                          .latency = rng() % 40};
  bench.insn_percent = percent();
  bench.supply_percent = percent();
  bench.base = rng() << 6;
  unsigned pops = 0, pushes = 0;
  constexpr unsigned kStores = 120;
  for (unsigned i = 0; i < kStores; ++i) {
    MemFields f;
    f.memory_type = kOut;
    f.dram_base = rng() % 4 == 0 ? rng() : rng() % 4096;
    f.x_size = rng() % 8 == 0 ? 0 : 1 + rng() % (rng() % 4 == 0 ? 40 : 5);
    f.y_size = rng() % 8 == 0 ? 0 : 1 + rng() % 5;
    f.x_stride = rng() % 3 == 0 ? f.x_size : rng() % 3 == 0 ? rng() % (f.x_size + 1) : rng() % 300;
    const std::uint32_t elems = f.x_size * f.y_size;
    if (elems > bench.depth()) f.y_size = 0;
    f.sram_base =
        elems == 0 ? rng() % 65536 : bench.depth() - elems - rng() % (bench.depth() - elems + 1);
    if (f.x_size == 0) {  // never in error, whatever it says
      f.memory_type = rng() % 8;
      f.x_pad_0 = f.x_pad_1 = f.y_pad_0 = f.y_pad_1 = rng() % 16;
    }
    const TokenFlags tokens{.pop_prev = rng() % 4 == 0,
                            .pop_next = rng() % 2 == 0,
                            .push_prev = rng() % 3 == 0,
                            .push_next = rng() % 2 == 0};
    pops += tokens.pop_prev;
    pushes += tokens.push_prev;
    bench.add(f, tokens);
  }
  bench.c2s_supply = pops;
  bench.run();
  EXPECT_EQ(bench.retired, kStores);
  EXPECT_EQ(bench.popped, pops);
  EXPECT_EQ(bench.pushed, pushes);
  EXPECT_EQ(bench.dut->error_o, 0);
  bench.expect_memory();
}
INSTANTIATE_TEST_SUITE_P(Seeds, StoreRandomTest, testing::Range(0u, 20u));

}  // namespace
}  // namespace vta
