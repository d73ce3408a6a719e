// SPDX-License-Identifier: Apache-2.0
//
// What others published about VTA with this geometry; docs/performance.md names the sources.

#ifndef VTA_BENCH_ANCHORS_H_
#define VTA_BENCH_ANCHORS_H_

#include <array>
#include <cstdint>
#include <string_view>

namespace vta::bench {

// A layer of ResNet-18: how often the network has it, and its cycles on silicon (0: not published).
struct Anchor {
  std::string_view layer;
  int uses;
  std::uint64_t silicon_cycles;
};

// The 3x3 and 1x1 convolutions. C3 is in the list of the TVM paper; ResNet-18 has no use for it.
inline constexpr std::array kAnchors = {
    Anchor{"C2", 4, 545'206}, Anchor{"C3", 0, 0},        Anchor{"C4", 1, 279'889},
    Anchor{"C5", 1, 115'017}, Anchor{"C6", 3, 500'197},  Anchor{"C7", 1, 255'448},
    Anchor{"C8", 1, 78'362},  Anchor{"C9", 3, 478'025},  Anchor{"C10", 1, 245'343},
    Anchor{"C11", 1, 72'884}, Anchor{"C12", 3, 470'783},
};

// Over the nineteen convolutions.
inline constexpr std::uint64_t kFloorCycles = 6'623'232;
inline constexpr std::uint64_t kSiliconCycles = 7'574'781;
inline constexpr std::uint64_t kUpstreamSimulationCycles = 7'729'601;

consteval std::uint64_t silicon_total() {
  std::uint64_t total = 0;
  for (const Anchor& anchor : kAnchors) {
    total += static_cast<std::uint64_t>(anchor.uses) * anchor.silicon_cycles;
  }
  return total;
}
// Layers were derived from rates with four digits and rounded one by one.
static_assert(silicon_total() - kSiliconCycles + 10 <= 20);

}  // namespace vta::bench

#endif  // VTA_BENCH_ANCHORS_H_
