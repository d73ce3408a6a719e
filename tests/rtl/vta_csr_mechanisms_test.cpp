// SPDX-License-Identifier: Apache-2.0
//
// vta_csr of an accelerator that has only some mechanisms: those of VTA_TEST_MECHANISMS.

#include <gtest/gtest.h>

#include <cstdint>

#include "tests/rtl/csr_bench.h"

namespace vta {
namespace {

constexpr std::uint32_t kExisting = VTA_TEST_MECHANISMS;

TEST(CsrMechanismsTest, OnlyThoseThatExistAreOnAfterReset) {
  CsrBench bench;
  EXPECT_EQ(bench.read(csr::kFeatures), kExisting);
  EXPECT_EQ(bench.dut->features_o, kExisting);
}

TEST(CsrMechanismsTest, OthersCannotBeSwitchedOn) {
  CsrBench bench;
  for (std::uint32_t wanted = 0; wanted < 32; ++wanted) {
    bench.write(csr::kFeatures, wanted);
    EXPECT_EQ(bench.read(csr::kFeatures), wanted & kExisting);
    EXPECT_EQ(bench.dut->features_o, wanted & kExisting);
  }
}

}  // namespace
}  // namespace vta
