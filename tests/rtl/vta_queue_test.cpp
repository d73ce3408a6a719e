// SPDX-License-Identifier: Apache-2.0
//
// vta_queue: a queue of VTA_TEST_DEPTH words in a memory.

#include <gtest/gtest.h>

#include "Vvta_queue.h"
#include "tests/rtl/stream_checks.h"

namespace vta {
namespace {

constexpr std::size_t kCapacity = VTA_TEST_DEPTH;
constexpr std::size_t kLatency = 2;

class QueueTest : public testing::TestWithParam<std::uint32_t> {};

TEST_P(QueueTest, DeliversEveryWordInOrder) {
  delivers_every_word_in_order<Vvta_queue>(GetParam(), kCapacity);
}
INSTANTIATE_TEST_SUITE_P(Seeds, QueueTest, testing::Range(0u, 8u));

TEST(QueueStream, HoldsItsCapacity) { holds<Vvta_queue>(kCapacity); }
TEST(QueueStream, MovesAWordPerCycle) { moves_a_word_per_cycle<Vvta_queue>(kCapacity, kLatency); }

TEST(QueueStream, CountsWhatIsInside) {
  Rng rng(1);
  StreamBench<Vvta_queue> bench;
  for (int i = 0; i < 5000; ++i) {
    const unsigned fill = (i / 500) % 2 == 0 ? 3 : 1;  // mostly in, then mostly out
    bench.cycle(rng() % 4 < fill, rng() % 4 >= fill);
    ASSERT_EQ(bench.dut()->count_o, bench.inside()) << "cycle " << i;
  }
}

}  // namespace
}  // namespace vta
