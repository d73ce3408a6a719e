// SPDX-License-Identifier: Apache-2.0
//
// vta_fifo: a queue of VTA_TEST_DEPTH words.

#include <gtest/gtest.h>

#include "Vvta_fifo.h"
#include "tests/rtl/stream_checks.h"

namespace vta {
namespace {

constexpr std::size_t kCapacity = VTA_TEST_DEPTH;
constexpr std::size_t kLatency = 1;

class FifoTest : public testing::TestWithParam<std::uint32_t> {};

TEST_P(FifoTest, DeliversEveryWordInOrder) {
  delivers_every_word_in_order<Vvta_fifo>(GetParam(), kCapacity);
}
INSTANTIATE_TEST_SUITE_P(Seeds, FifoTest, testing::Range(0u, 8u));

TEST(FifoStream, HoldsItsCapacity) { holds<Vvta_fifo>(kCapacity); }
TEST(FifoStream, MovesAWordPerCycle) { moves_a_word_per_cycle<Vvta_fifo>(kCapacity, kLatency); }

TEST(FifoStream, CountsWhatIsInside) {
  Rng rng(1);
  StreamBench<Vvta_fifo> bench;
  for (int i = 0; i < 5000; ++i) {
    const unsigned fill = (i / 500) % 2 == 0 ? 3 : 1;  // mostly in, then mostly out
    bench.cycle(rng() % 4 < fill, rng() % 4 >= fill);
    ASSERT_EQ(bench.dut()->count_o, bench.inside()) << "cycle " << i;
  }
}

}  // namespace
}  // namespace vta
