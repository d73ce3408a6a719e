// SPDX-License-Identifier: Apache-2.0
//
// vta_fetch: every instruction reaches the queue of its stage, in order, and not too many of them.

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "hw/isa/insn.h"
#include "tests/rtl/fetch_bench.h"

namespace vta {
namespace {

constexpr unsigned kLoad = 0, kCompute = 1, kStore = 2;

InsnWord random_insn(Rng& rng) {
  InsnWord word{};
  for (std::uint64_t& half : word) half = rng.wide();
  return word;
}

InsnWord insn_of(unsigned stage) {
  if (stage == kLoad) return {2u << 7, 0};  // LOAD INP
  if (stage == kCompute) return {2, 0};     // GEMM
  return {1, 0};                            // STORE
}

class FetchRandomTest : public testing::TestWithParam<std::uint32_t> {};

// Verifies: fetch.order
TEST_P(FetchRandomTest, DispatchesEveryInstructionInOrder) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  FetchBench bench(GetParam());
  const auto percent = [&] { return 10 + bench.rng() % 91; };
  std::uint64_t total = 0;
  for (int i = 0; i < 4; ++i) {  // one run after the other
    bench.request_percent = percent();
    bench.beat_percent = percent();
    bench.latency = bench.rng() % 60;
    bench.take_percent = percent();
    bench.retire_percent = percent();
    std::vector<InsnWord> program(bench.rng() % (i == 0 ? 900 : 60));
    for (InsnWord& word : program) word = random_insn(bench.rng);
    total += program.size();
    const auto count = static_cast<std::uint32_t>(program.size());
    bench.start((bench.rng() % 0x10000) * 16, std::move(program));
    bench.run();
    EXPECT_EQ(bench.taken(), total);
    EXPECT_EQ(bench.dut->done_o, 1);
    EXPECT_EQ(bench.dut->error_o, 0);
    EXPECT_EQ(bench.dut->head_index_o, count);
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, FetchRandomTest, testing::Range(0u, 12u));

TEST(FetchTest, StreamsAtTheRateOfTheBus) {
  FetchBench bench;
  constexpr unsigned kCount = 1000;
  std::vector<InsnWord> program(kCount);
  for (InsnWord& word : program) word = random_insn(bench.rng);
  bench.start(0x2000, program);
  const std::uint64_t begin = bench.dut.cycle();
  while (bench.taken() < kCount && bench.dut.cycle() < begin + 10'000) bench.cycle();
  const unsigned per_insn = std::max(1u, 16 / bench.beat_bytes());
  EXPECT_EQ(bench.taken(), kCount);
  EXPECT_LE(bench.dut.cycle() - begin, kCount * per_insn + bench.latency + 30);
}

TEST(FetchTest, AllPlacesAreFreeAgainAfterARun) {
  FetchBench bench;
  bench.retire_percent = 50;  // some retire in the cycle of a dispatch
  bench.start(0, std::vector<InsnWord>(3 * kQueueDepth, insn_of(kStore)));
  bench.run();
  EXPECT_EQ(bench.taken(), 3 * kQueueDepth);
  bench.retire_percent = 0;
  bench.start(0, std::vector<InsnWord>(kQueueDepth + 7, insn_of(kStore)));
  bench.run();
  EXPECT_EQ(bench.held[kStore], kQueueDepth);
}

TEST(FetchTest, AnEmptyStreamIsDoneAtOnce) {
  for (std::uint32_t lane = 0; lane < 4; ++lane) {
    FetchBench bench;
    bench.start(0x1000 + 16 * lane, {});
    EXPECT_EQ(bench.dut->done_o, 1);
    EXPECT_EQ(bench.dut->quiet_o, 1);
    for (int i = 0; i < 50; ++i) bench.cycle();
    EXPECT_EQ(bench.requests, 0u);
    EXPECT_EQ(bench.taken(), 0u);
  }
}

TEST(FetchTest, IsNotQuietWhileItReads) {
  FetchBench bench;
  bench.start(0, {insn_of(kLoad)});
  EXPECT_EQ(bench.dut->quiet_o, 0);
  EXPECT_EQ(bench.dut->done_o, 0);
  EXPECT_EQ(bench.dut->memory_wait_o, 1);
  for (unsigned i = 0; i < bench.latency; ++i) {
    bench.cycle();
    ASSERT_EQ(bench.dut->quiet_o, 0) << "cycle " << i;
  }
  bench.run();
  EXPECT_EQ(bench.taken(), 1u);
  EXPECT_GE(bench.memory_wait, bench.latency);
}

class FetchFullTest : public testing::TestWithParam<unsigned> {};

// Verifies: fetch.queue
TEST_P(FetchFullTest, AStageHoldsNoMoreThanItsPlaces) {
  const unsigned stage = GetParam(), other = (stage + 1) % 3;
  FetchBench bench;
  bench.retire_percent = 0;
  std::vector<InsnWord> program(kQueueDepth + 4, insn_of(stage));
  program.insert(program.begin() + 10, insn_of(other));
  program.push_back(insn_of(other));  // behind: must wait, although its own stage has room
  bench.start(0x40, program);
  bench.run();
  EXPECT_EQ(bench.held[stage], kQueueDepth);
  EXPECT_EQ(bench.held[other], 1u);
  EXPECT_EQ(bench.dut->head_index_o, kQueueDepth + 1);
  EXPECT_EQ(bench.dut->queue_wait_o, 1);
  EXPECT_EQ(bench.dut->done_o, 0);
  for (unsigned i = 1; i <= 3; ++i) {  // one retires: exactly one follows
    bench.retire_percent = 0;
    bench.dut->retire_i = 0;
    bench.run();
    bench.retire_percent = 100;
    const auto others = bench.held;
    bench.held = {};
    bench.held[stage] = 1;
    bench.cycle();
    bench.held = others;
    --bench.held[stage];
    bench.retire_percent = 0;
    bench.run();
    EXPECT_EQ(bench.held[stage], kQueueDepth);
    EXPECT_EQ(bench.dut->head_index_o, kQueueDepth + 1 + i);
  }
  bench.retire_percent = 50;
  bench.run();
  EXPECT_EQ(bench.dut->done_o, 1);
  EXPECT_EQ(bench.taken(), program.size());
}
INSTANTIATE_TEST_SUITE_P(Stages, FetchFullTest, testing::Range(0u, 3u));

TEST(FetchTest, CountsAlsoWhatWaitsInTheQueue) {
  FetchBench bench;
  bench.take_percent = 0;  // the stage does not even take them
  bench.start(0, std::vector<InsnWord>(kQueueDepth + 9, insn_of(kStore)));
  bench.run();
  EXPECT_EQ(bench.dut->head_index_o, kQueueDepth);
  EXPECT_EQ(bench.dut->queue_wait_o, 1);
}

// A stage that is full is no reason to wait as long as the next instruction is unknown.
TEST(FetchTest, WaitsForMemoryWhenAStageHasJustBecomeFull) {
  FetchBench bench;
  bench.retire_percent = 0;
  bench.most_beats = kQueueDepth * 16 / bench.beat_bytes();
  bench.start(0, std::vector<InsnWord>(kQueueDepth + 4, insn_of(kStore)));
  for (int i = 0; i < 10'000 && bench.held[kStore] < kQueueDepth; ++i) bench.cycle();
  EXPECT_EQ(bench.held[kStore], kQueueDepth);
  for (int i = 0; i < 20; ++i) bench.cycle();
  EXPECT_EQ(bench.dut->memory_wait_o, 1);
  EXPECT_EQ(bench.dut->queue_wait_o, 0);
  EXPECT_EQ(bench.dut->quiet_o, 0);
  bench.most_beats = ~std::uint64_t{0};
  bench.run();
  EXPECT_EQ(bench.dut->memory_wait_o, 0);
  EXPECT_EQ(bench.dut->queue_wait_o, 1);
}

class FetchErrorTest : public testing::TestWithParam<std::uint32_t> {};

// Verifies: error.axi
TEST_P(FetchErrorTest, StopsAtTheInstructionThatItCannotRead) {
  const std::uint32_t bad = GetParam();
  FetchBench bench(bad);
  std::vector<InsnWord> program(300);
  for (InsnWord& word : program) word = random_insn(bench.rng);
  const std::uint32_t at = 0x1230;  // in the middle of a wide beat
  bench.bad_address = at + 16 * bad + bench.rng() % 16;
  bench.start(at, program);
  bench.run();
  // The instructions of one beat fail together.
  const std::uint32_t in_beat = (at + 16 * bad) % bench.beat_bytes() / 16;
  const std::uint32_t first = bad - std::min(bad, in_beat);
  EXPECT_EQ(bench.dut->error_o, 1);
  EXPECT_EQ(bench.dut->head_index_o, first);
  EXPECT_EQ(bench.taken(), first);
  EXPECT_EQ(bench.dut->done_o, 0);
  EXPECT_EQ(bench.dut->quiet_o, 1);
  const std::uint64_t requests = bench.requests;
  for (int i = 0; i < 100; ++i) bench.cycle();
  EXPECT_EQ(bench.requests, requests) << "it goes on reading";
  EXPECT_EQ(bench.taken(), first);
  bench.dut.reset();
  EXPECT_EQ(bench.dut->error_o, 0);
}
INSTANTIATE_TEST_SUITE_P(Positions, FetchErrorTest, testing::Values(0u, 1u, 5u, 64u, 130u, 299u));

// Of the longest streams only the beginning can be read in a test: then comes an error.
// Verifies: error.axi
TEST(FetchTest, AStreamOfAnyLengthBeginsAnywhere) {
  constexpr std::uint32_t kReadable = 60, kBytes = kInsnBytes;
  FetchBench bench(11);
  for (const std::uint32_t count : {0xffff'ffffu, 0xaaaa'aaaau, 0x5555'5555u, 0x8000'0000u}) {
    for (int round = 0; round < 12; ++round) {
      std::vector<InsnWord> program(kReadable);
      for (InsnWord& word : program) word = random_insn(bench.rng);
      const std::uint32_t at = static_cast<std::uint32_t>(bench.rng()) & ~15u;
      SCOPED_TRACE(testing::Message() << count << " instructions at " << at);
      bench.bad_address = at + kBytes * kReadable;
      const std::uint64_t before = bench.taken();
      bench.start(at, program, count);
      bench.run();
      // The instructions of one beat fail together.
      const std::uint32_t first = kReadable - *bench.bad_address % bench.beat_bytes() / kBytes;
      EXPECT_EQ(bench.dut->error_o, 1);
      EXPECT_EQ(bench.dut->head_index_o, first);
      EXPECT_EQ(bench.taken() - before, first);
      EXPECT_EQ(bench.dut->done_o, 0);
      EXPECT_EQ(bench.dut->quiet_o, 1);
      bench.dut.reset();
      bench.held = {};
    }
  }
}

TEST(FetchTest, AnErrorBehindAFullStageIsNotReachedYet) {
  FetchBench bench;
  bench.retire_percent = 0;
  bench.bad_address = 16 * (kQueueDepth + 8);
  bench.start(0, std::vector<InsnWord>(kQueueDepth + 20, insn_of(kCompute)));
  bench.run();
  EXPECT_EQ(bench.dut->error_o, 0);
  EXPECT_EQ(bench.dut->head_index_o, kQueueDepth);
  bench.retire_percent = 100;
  bench.run();
  EXPECT_EQ(bench.dut->error_o, 1);
  EXPECT_EQ(bench.dut->head_index_o, kQueueDepth + 8);
}

}  // namespace
}  // namespace vta
