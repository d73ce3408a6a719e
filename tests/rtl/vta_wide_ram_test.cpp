// SPDX-License-Identifier: Apache-2.0
//
// vta_wide_ram: a memory of 40 words of sixteen 4-bit parts in VTA_TEST_SLICES slices.

#include <gtest/gtest.h>

#include <array>

#include "Vvta_wide_ram.h"
#include "tests/rtl/dut.h"
#include "tests/rtl/rng.h"

namespace vta {
namespace {

constexpr unsigned kDepth = 40, kLanes = 16, kLaneBits = 4;
constexpr unsigned kSlices = VTA_TEST_SLICES, kSliceLanes = kLanes / kSlices;
constexpr std::uint16_t kAllLanes = 0xFFFF;
constexpr std::uint64_t kOld = 0x0123'4567'89AB'CDEF, kNew = ~kOld;  // differ in every part

// `word` with those parts of `data` that `lanes` names.
std::uint64_t merged(std::uint64_t word, std::uint64_t data, unsigned lanes) {
  for (unsigned lane = 0; lane < kLanes; ++lane) {
    if ((lanes >> lane & 1) != 0) {
      set_bits(word, lane * kLaneBits, kLaneBits, get_bits(data, lane * kLaneBits, kLaneBits));
    }
  }
  return word;
}

class WideRamTest : public testing::Test {
 protected:
  void set_write(unsigned address, std::uint64_t data, unsigned lanes) {
    dut_->we_i = 1;
    dut_->waddr_i = static_cast<std::uint8_t>(address);
    dut_->wdata_i = data;
    dut_->wlane_i = static_cast<std::uint16_t>(lanes);
  }
  void set_read(unsigned address) {
    dut_->re_i = 1;
    dut_->raddr_i = static_cast<std::uint8_t>(address);
  }
  // A cycle, after which nothing is asked for.
  void tick() {
    dut_.tick();
    dut_->we_i = dut_->re_i = 0;
  }
  void write(unsigned address, std::uint64_t data, unsigned lanes = kAllLanes) {
    set_write(address, data, lanes);
    tick();
  }
  std::uint64_t read(unsigned address) {
    set_read(address);
    tick();
    return dut_->rdata_o;
  }

  Dut<Vvta_wide_ram> dut_;
};

TEST_F(WideRamTest, WritesOnePartAlone) {
  for (unsigned lane = 0; lane < kLanes; ++lane) {
    write(lane, kOld);
    write(lane, kNew, 1u << lane);
    EXPECT_EQ(read(lane), merged(kOld, kNew, 1u << lane)) << "part " << lane;
  }
}

TEST_F(WideRamTest, WritesOneSliceAlone) {
  for (unsigned slice = 0; slice < kSlices; ++slice) {
    const unsigned lanes = ((1u << kSliceLanes) - 1) << slice * kSliceLanes;
    write(slice, kOld);
    write(slice, kNew, lanes);
    EXPECT_EQ(read(slice), merged(kOld, kNew, lanes)) << "slice " << slice;
  }
}

TEST_F(WideRamTest, WritesPartsOfAllSlicesInOneCycle) {
  for (unsigned part = 0; part < kSliceLanes; ++part) {
    unsigned lanes = 0;
    for (unsigned slice = 0; slice < kSlices; ++slice) lanes |= 1u << (slice * kSliceLanes + part);
    write(part, kOld);
    write(part, kNew, lanes);
    EXPECT_EQ(read(part), merged(kOld, kNew, lanes)) << "part " << part << " of each slice";
  }
}

TEST_F(WideRamTest, WritesNothingWithoutAPart) {
  write(7, kOld);
  write(7, kNew, 0);
  EXPECT_EQ(read(7), kOld);
}

TEST_F(WideRamTest, WritesNothingWithoutTheEnable) {
  write(7, kOld);
  set_write(7, kNew, kAllLanes);
  dut_->we_i = 0;
  tick();
  EXPECT_EQ(read(7), kOld);
}

TEST_F(WideRamTest, ReadsTheOldWordThatIsBeingWritten) {
  write(39, kOld);
  set_write(39, kNew, kAllLanes);
  EXPECT_EQ(read(39), kOld);
  EXPECT_EQ(read(39), kNew);
}

TEST_F(WideRamTest, HoldsWhatWasReadUntilTheNextRead) {
  write(3, kOld);
  EXPECT_EQ(read(3), kOld);
  write(3, kNew);
  write(4, kNew);
  EXPECT_EQ(dut_->rdata_o, kOld);
  EXPECT_EQ(read(4), kNew);
}

class WideRamSeeds : public WideRamTest, public testing::WithParamInterface<std::uint32_t> {};

TEST_P(WideRamSeeds, BehavesLikeAnArray) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  Rng rng(GetParam());
  std::array<std::uint64_t, kDepth> words{};
  for (unsigned i = 0; i < kDepth; ++i) write(i, words[i] = rng.wide());
  std::uint64_t shown = 0;
  bool known = false;
  for (unsigned i = 0; i < 4000; ++i) {
    const auto written = static_cast<unsigned>(rng() % kDepth);
    const auto lanes = static_cast<unsigned>(rng.wide() & kAllLanes);
    const std::uint64_t data = rng.wide();
    const bool writes = rng.coin();
    set_write(written, data, lanes);
    dut_->we_i = writes;
    if (rng.coin()) {
      // Often the word being written.
      const auto address = static_cast<unsigned>(rng.chance(30) ? written : rng() % kDepth);
      set_read(address);
      shown = words[address];  // the old word
      known = true;
    }
    if (writes) words[written] = merged(words[written], data, lanes);
    tick();
    if (known) {
      ASSERT_EQ(dut_->rdata_o, shown) << "cycle " << i;
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, WideRamSeeds, testing::Range(0u, 4u));

}  // namespace
}  // namespace vta
