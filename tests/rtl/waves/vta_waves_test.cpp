// SPDX-License-Identifier: Apache-2.0
//
// The timing diagrams of docs/rtl/waves: each module does what its diagram shows.

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

#include "tests/rtl/waves/wave.h"

namespace vta {

void PrintTo(const Wave& wave, std::ostream* out);  // GoogleTest finds it beside the type
void PrintTo(const Wave& wave, std::ostream* out) { *out << wave.name; }

namespace {

constexpr std::uint32_t kSeeds = 20;

class WaveTest : public testing::TestWithParam<Wave> {};

TEST_P(WaveTest, TheModuleDoesWhatIsDrawn) {
  for (std::uint32_t seed = 0; seed < kSeeds; ++seed) {
    for (const WaveDifference& d : play(GetParam(), seed)) {
      ADD_FAILURE() << "docs/rtl/waves/" << GetParam().name << ".json: cycle " << d.cycle << ": "
                    << d.row << " is drawn as 0x" << d.drawn << " and is 0x" << d.seen << " (seed "
                    << seed << ")";
    }
    if (HasFailure()) return;
  }
}

// Each value that is drawn for an output is looked at: with another one there is a difference.
TEST_P(WaveTest, EveryOutputThatIsDrawnIsCompared) {
  std::size_t compared = 0;
  for (std::size_t r = 0; r < GetParam().rows.size(); ++r) {
    if (GetParam().rows[r].input) continue;
    for (std::size_t cycle = 0; cycle < GetParam().rows[r].cells.size(); ++cycle) {
      Wave wrong = GetParam();
      std::string& cell = wrong.rows[r].cells[cycle];
      if (cell.empty()) continue;
      cell = cell == "0" ? "1" : "0";
      const std::vector<WaveDifference> found = play(wrong, 0);
      EXPECT_TRUE(std::any_of(
          found.begin(), found.end(),
          [&](const WaveDifference& d) { return d.row == wrong.rows[r].name && d.cycle == cycle; }))
          << wrong.rows[r].name << " in cycle " << cycle;
      ++compared;
    }
  }
  EXPECT_GT(compared, 0u);
}

INSTANTIATE_TEST_SUITE_P(Docs, WaveTest, testing::ValuesIn(waves()),
                         [](const auto& wave) { return wave.param.name; });

}  // namespace
}  // namespace vta
