// SPDX-License-Identifier: Apache-2.0

#include "driver/device/memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace vta {
namespace {

std::vector<std::byte> bytes(std::initializer_list<unsigned> values) {
  std::vector<std::byte> result;
  for (const unsigned value : values) result.push_back(static_cast<std::byte>(value));
  return result;
}

void expect_error(const Status& status, const std::string& message) {
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().message, message);
}

TEST(DeviceMemory, StartsEmptyAndNewRegionsAreZero) {
  DeviceMemory memory;
  EXPECT_FALSE(memory.contains(0, 1));
  EXPECT_EQ(memory.find(0, 1), nullptr);
  ASSERT_TRUE(memory.add_region(0x1000, 16).ok());
  std::vector<std::byte> data(16, std::byte{0xff});
  ASSERT_TRUE(memory.read(0x1000, data).ok());
  EXPECT_EQ(data, std::vector<std::byte>(16));
}

TEST(DeviceMemory, ReadsBackWhatWasWritten) {
  DeviceMemory memory;
  ASSERT_TRUE(memory.add_region(0x1000, 8).ok());
  ASSERT_TRUE(memory.write(0x1003, bytes({1, 2, 3})).ok());
  std::vector<std::byte> data(8);
  ASSERT_TRUE(memory.read(0x1000, data).ok());
  EXPECT_EQ(data, bytes({0, 0, 0, 1, 2, 3, 0, 0}));
}

TEST(DeviceMemory, TouchingRegionsAreOneRangeForCopiesButNotForFind) {
  DeviceMemory memory;
  ASSERT_TRUE(memory.add_region(0x2000, 4).ok());
  ASSERT_TRUE(memory.add_region(0x1ffc, 4).ok());
  ASSERT_TRUE(memory.add_region(0x2004, 4).ok());
  EXPECT_TRUE(memory.contains(0x1ffc, 12));
  ASSERT_TRUE(memory.write(0x1ffe, bytes({1, 2, 3, 4, 5, 6, 7, 8})).ok());
  std::vector<std::byte> data(12);
  ASSERT_TRUE(memory.read(0x1ffc, data).ok());
  EXPECT_EQ(data, bytes({0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0}));
  EXPECT_EQ(memory.find(0x1ffe, 4), nullptr);
  ASSERT_NE(memory.find(0x1ffe, 2), nullptr);
  EXPECT_EQ(*memory.find(0x1ffe, 2), std::byte{1});
}

TEST(DeviceMemory, RegionsAreSortedByAddress) {
  DeviceMemory memory;
  for (const std::uint64_t address : {0x3000u, 0x1000u, 0x2000u}) {
    ASSERT_TRUE(memory.add_region(address, 4).ok());
  }
  ASSERT_EQ(memory.regions().size(), 3u);
  EXPECT_EQ(memory.regions()[0].address, 0x1000u);
  EXPECT_EQ(memory.regions()[1].address, 0x2000u);
  EXPECT_EQ(memory.regions()[2].address, 0x3000u);
  memory.clear();
  EXPECT_FALSE(memory.contains(0x1000, 4));
}

TEST(DeviceMemory, RefusesOverlapNamingBothRegions) {
  DeviceMemory memory;
  ASSERT_TRUE(memory.add_region(0x1000, 0x100).ok());
  expect_error(memory.add_region(0x10ff, 1),
               "memory region at 0x10ff (1 bytes) overlaps the region at 0x1000 (256 bytes)");
  expect_error(memory.add_region(0xfff, 2),
               "memory region at 0xfff (2 bytes) overlaps the region at 0x1000 (256 bytes)");
  expect_error(memory.add_region(0, 0x10000),
               "memory region at 0x0 (65536 bytes) overlaps the region at 0x1000 (256 bytes)");
  EXPECT_TRUE(memory.add_region(0x1100, 1).ok());
  EXPECT_TRUE(memory.add_region(0xfff, 1).ok());
  EXPECT_EQ(memory.regions().size(), 3u);
}

TEST(DeviceMemory, RefusesEmptyRegionsAndRegionsBeyond32Bits) {
  DeviceMemory memory;
  expect_error(memory.add_region(0x1000, 0),
               "memory region at 0x1000 (0 bytes) is empty; a region has at least one byte");
  expect_error(memory.add_region(0xffffffff, 2),
               "memory region at 0xffffffff (2 bytes) ends beyond the 32-bit address space");
  expect_error(memory.add_region(std::uint64_t{1} << 32, 1),
               "memory region at 0x100000000 (1 bytes) ends beyond the 32-bit address space");
  expect_error(memory.add_region(1, ~std::uint64_t{0}),
               "memory region at 0x1 (18446744073709551615 bytes) ends beyond the 32-bit address "
               "space");
  EXPECT_TRUE(memory.add_region(0xffffffff, 1).ok());
  EXPECT_TRUE(memory.contains(0xffffffff, 1));
  EXPECT_FALSE(memory.contains(0xffffffff, 2));
}

TEST(DeviceMemory, RefusesMoreThanTwoGibibytesInAll) {
  DeviceMemory memory;
  ASSERT_TRUE(memory.add_region(0, 16).ok());
  expect_error(memory.add_region(0x1000, DeviceMemory::kMaxBytes - 15),
               "memory region at 0x1000 (2147483633 bytes) makes 2147483649 bytes of device memory "
               "in all; at most 2147483648 are simulated");
}

TEST(DeviceMemory, AnAccessThatLeavesTheRegionsCopiesNothing) {
  DeviceMemory memory;
  ASSERT_TRUE(memory.add_region(0x1000, 4).ok());
  ASSERT_TRUE(memory.add_region(0x1008, 4).ok());
  expect_error(memory.write(0x1002, bytes({1, 2, 3})),
               "write to 0x1002 (3 bytes) leaves the memory regions");
  std::vector<std::byte> data(3, std::byte{7});
  expect_error(memory.read(0x1007, data), "read of 0x1007 (3 bytes) leaves the memory regions");
  EXPECT_EQ(data, bytes({7, 7, 7}));
  ASSERT_TRUE(memory.read(0x1001, data).ok());
  EXPECT_EQ(data, bytes({0, 0, 0}));
  EXPECT_FALSE(memory.contains(0x1000, 12));
  EXPECT_FALSE(memory.contains(~std::uint64_t{0}, 2));
  EXPECT_EQ(memory.find(0x1004, 1), nullptr);
  EXPECT_EQ(memory.find(0x1000, ~std::uint64_t{0}), nullptr);
}

TEST(DeviceMemory, AnEmptyAccessIsLegalAnywhere) {
  DeviceMemory memory;
  EXPECT_TRUE(memory.contains(0x1234, 0));
  EXPECT_TRUE(memory.write(0x1234, {}).ok());
  EXPECT_TRUE(memory.read(0x1234, {}).ok());
}

class DeviceMemorySeeds : public testing::TestWithParam<unsigned> {};

// Against a flat array with a mask of the bytes that exist.
TEST_P(DeviceMemorySeeds, AgreesWithAFlatArray) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  std::mt19937 random(GetParam());
  constexpr std::size_t kSpan = 256;
  const auto below = [&random](std::size_t limit) { return random() % limit; };
  std::vector<std::byte> flat(kSpan);
  std::vector<bool> exists(kSpan);
  const auto all_exist = [&exists](std::size_t begin, std::size_t size) {
    for (std::size_t i = begin; i < begin + size; ++i) {
      if (i >= exists.size() || !exists[i]) return false;
    }
    return true;
  };
  DeviceMemory memory;
  for (int step = 0; step < 500; ++step) {
    const std::size_t address = below(kSpan);
    const std::size_t size = 1 + below(step < 40 ? 12 : 60);
    if (step < 40) {
      bool free = address + size <= kSpan;
      for (std::size_t i = address; free && i < address + size; ++i) free = !exists[i];
      if (address + size > kSpan) continue;
      ASSERT_EQ(memory.add_region(address, size).ok(), free);
      if (free) std::fill_n(exists.begin() + static_cast<std::ptrdiff_t>(address), size, true);
      continue;
    }
    ASSERT_EQ(memory.contains(address, size), all_exist(address, size));
    std::vector<std::byte> data(size);
    for (std::byte& byte : data) byte = static_cast<std::byte>(below(256));
    if (below(2) == 0) {
      ASSERT_EQ(memory.write(address, data).ok(), all_exist(address, size));
      if (!all_exist(address, size)) continue;
      std::copy(data.begin(), data.end(), flat.begin() + static_cast<std::ptrdiff_t>(address));
    } else if (memory.read(address, data).ok()) {
      ASSERT_TRUE(std::equal(data.begin(), data.end(),
                             flat.begin() + static_cast<std::ptrdiff_t>(address)));
    } else {
      ASSERT_FALSE(all_exist(address, size));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Random, DeviceMemorySeeds, testing::Range(0u, 10u));

}  // namespace
}  // namespace vta
