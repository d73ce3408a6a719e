// SPDX-License-Identifier: Apache-2.0

#include "driver/board/pynq_memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "driver/board/memory_guard.h"
#include "driver/device/memory.h"
#include "hw/isa/insn.h"

namespace vta::board {
namespace {

// An arena of garbage that writes down what is synced.
class FakeArena final : public DmaArena {
 public:
  explicit FakeArena(std::size_t size, std::uint32_t physical = 0x1800'0000)
      : physical_(physical), bytes_(size, std::byte{0xEE}) {}
  std::uint32_t physical() const override { return physical_; }
  std::span<std::byte> bytes() override { return bytes_; }
  std::string name() const override { return "fake"; }
  Status sync_for_device(std::uint64_t offset, std::uint64_t size) override {
    syncs.push_back("to " + std::to_string(offset) + " " + std::to_string(size));
    return ok_status();
  }
  Status sync_for_cpu(std::uint64_t offset, std::uint64_t size) override {
    syncs.push_back("from " + std::to_string(offset) + " " + std::to_string(size));
    return ok_status();
  }
  std::vector<std::string> syncs;

 private:
  std::uint32_t physical_;
  std::vector<std::byte> bytes_;
};

struct Fixture {
  explicit Fixture(std::size_t size, std::uint32_t physical = 0x1800'0000)
      : owned(std::make_unique<FakeArena>(size, physical)),
        arena(owned.get()),
        memory(std::move(owned)) {}
  std::unique_ptr<FakeArena> owned;
  FakeArena* arena;
  PynqMemory memory;
};

std::vector<std::byte> bytes_of(std::initializer_list<int> values) {
  std::vector<std::byte> bytes;
  for (const int value : values) bytes.push_back(std::byte(value));
  return bytes;
}

TEST(PynqMemory, AnAddressIsPhysicalMinusAnOffsetThatKeepsPages) {
  Fixture f(16'384);
  ASSERT_TRUE(f.memory.add_region(0x5010, 32));
  ASSERT_TRUE(f.memory.write(0x5010, bytes_of({1, 2, 3})));
  EXPECT_EQ(f.memory.offset() % kPageBytes, 0u);
  const std::uint32_t physical = 0x5010 + f.memory.offset();
  EXPECT_EQ(f.arena->bytes()[physical - f.arena->physical() + 1], std::byte{2});
}

TEST(PynqMemory, TheOffsetWrapsForProgramsAboveTheArena) {
  Fixture f(16'384);
  ASSERT_TRUE(f.memory.add_region(0xFFFF'F000, 0x1000));
  ASSERT_TRUE(f.memory.place());
  EXPECT_EQ(0xFFFF'F000u + f.memory.offset(), f.arena->physical());
}

TEST(PynqMemory, RegionsStartAsZeros) {
  Fixture f(16'384);
  ASSERT_TRUE(f.memory.add_region(0x100, 4));
  std::vector<std::byte> read(4, std::byte{9});
  ASSERT_TRUE(f.memory.read(0x100, read));
  EXPECT_EQ(read, bytes_of({0, 0, 0, 0}));
}

TEST(PynqMemory, ContentsMoveWithTheWindowWhenItGrowsBothWays) {
  Fixture f(65'536);
  ASSERT_TRUE(f.memory.add_region(0x10000, 4));
  ASSERT_TRUE(f.memory.write(0x10000, bytes_of({1, 2, 3, 4})));
  ASSERT_TRUE(f.memory.add_region(0xC000, 4));
  ASSERT_TRUE(f.memory.add_region(0x12000, 4));
  ASSERT_TRUE(f.memory.write(0xC000, bytes_of({5})));
  std::vector<std::byte> read(4);
  ASSERT_TRUE(f.memory.read(0x10000, read));
  EXPECT_EQ(read, bytes_of({1, 2, 3, 4}));
  ASSERT_TRUE(f.memory.read(0xC000, read));
  EXPECT_EQ(read, bytes_of({5, 0, 0, 0}));
  ASSERT_TRUE(f.memory.read(0x12000, read));
  EXPECT_EQ(read, bytes_of({0, 0, 0, 0}));
}

TEST(PynqMemory, OnlyRegionsAreSynced) {
  Fixture f(65'536);
  ASSERT_TRUE(f.memory.add_region(0x1000, 64));
  ASSERT_TRUE(f.memory.add_region(0x9040, 128));
  ASSERT_TRUE(f.memory.place());
  ASSERT_TRUE(f.memory.sync_for_device());
  ASSERT_TRUE(f.memory.sync_for_cpu());
  EXPECT_EQ(f.arena->syncs,
            (std::vector<std::string>{"to 0 64", "to 32832 128", "from 0 64", "from 32832 128"}));
}

TEST(PynqMemory, RefusesWhatDeviceMemoryRefuses) {
  Fixture f(65'536);
  EXPECT_EQ(f.memory.add_region(0, 0).error().message,
            "memory region at 0x00000000 (0 bytes) is empty; a region has at least one byte");
  EXPECT_EQ(f.memory.add_region(0xFFFF'FFFF, 2).error().message,
            "memory region at 0xffffffff (2 bytes) ends beyond the 32-bit address space");
  ASSERT_TRUE(f.memory.add_region(16, 16));
  EXPECT_EQ(f.memory.add_region(31, 4).error().message,
            "memory region at 0x0000001f (4 bytes) overlaps the region at 0x00000010 (16 bytes)");
  EXPECT_EQ(f.memory.write(15, bytes_of({1, 2})).error().message,
            "write to 0x0000000f (2 bytes) leaves the memory regions");
  std::vector<std::byte> two(2);
  EXPECT_EQ(f.memory.read(31, two).error().message,
            "read of 0x0000001f (2 bytes) leaves the memory regions");
}

TEST(PynqMemory, ARegionThatDoesNotFitLeavesTheOthersUsable) {
  Fixture f(8192);
  ASSERT_TRUE(f.memory.add_region(0, 16));
  EXPECT_FALSE(f.memory.add_region(0x10000, 16));
  EXPECT_FALSE(f.memory.contains(0x10000, 1));
  EXPECT_TRUE(f.memory.write(0, bytes_of({1})));
}

class PynqMemorySeeds : public testing::TestWithParam<unsigned> {};

// Regions come one after the other, between reads and writes that cross them and leave them.
TEST_P(PynqMemorySeeds, BehavesLikeDeviceMemory) {
  std::mt19937 rng(GetParam());
  const auto below = [&](std::uint64_t n) { return rng() % n; };
  const std::uint64_t span = 100'000;
  // Room for the old window and the new one while contents move.
  Fixture f(4 * span, below(2) == 0 ? 0x1800'0000 : 0xFFE0'0000);
  const std::uint64_t origin = below(3) == 0 ? 0xFFFF'FFFF - span : below(1u << 30);
  DeviceMemory model;
  for (int step = 0; step < 300; ++step) {
    SCOPED_TRACE(step);
    const std::uint64_t address = origin + below(span), size = 1 + below(300);
    if (below(10) == 0) {
      const std::uint64_t large = 1 + below(20'000);
      if (address + large > origin + span) continue;
      ASSERT_EQ(f.memory.add_region(address, large).ok(), model.add_region(address, large).ok());
    } else if (below(2) == 0) {
      std::vector<std::byte> data(size);
      for (std::byte& byte : data) byte = std::byte(below(256));
      ASSERT_EQ(f.memory.write(address, data).ok(), model.write(address, data).ok());
    } else {
      std::vector<std::byte> ours(size), theirs(size);
      ASSERT_EQ(f.memory.contains(address, size), model.contains(address, size));
      ASSERT_EQ(f.memory.read(address, ours).ok(), model.read(address, theirs).ok());
      ASSERT_EQ(ours, theirs);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Random, PynqMemorySeeds, testing::Range(0u, 20u));

class MemoryGuard : public testing::Test {
 protected:
  // The error of the run with these instructions at 0, or "" when it may start.
  std::string refused(const std::vector<Insn>& insns, RunRequest request = {}) {
    std::vector<std::byte> bytes(insns.size() * kInsnBytes);
    for (std::size_t i = 0; i < insns.size(); ++i) {
      store_insn_word(encode(Config::pynq(), insns[i]).value(), bytes.data() + i * kInsnBytes);
    }
    EXPECT_TRUE(f_.memory.write(0, bytes));
    request.insn_count = static_cast<std::uint32_t>(insns.size());
    const auto report = refuse_strays(f_.memory, Config::pynq(), request);
    if (!report) return report.error().message;
    return report.value() ? report.value()->detail : "";
  }
  static MemFields rows(std::uint32_t base, std::uint32_t y, std::uint32_t x,
                        std::uint32_t stride) {
    MemFields mem;
    mem.memory_type = static_cast<std::uint32_t>(MemoryType::kInp);  // 16 bytes
    mem.dram_base = base;
    mem.y_size = y;
    mem.x_size = x;
    mem.x_stride = stride;
    return mem;
  }

  MemoryGuard() {
    EXPECT_TRUE(f_.memory.add_region(0, 1024));
    EXPECT_TRUE(f_.memory.add_region(4096, 1024));
  }
  Fixture f_{65'536};
};

TEST_F(MemoryGuard, EveryRowMustLieInTheRegions) {
  const std::string start =
      ": the run was not started, because this instruction leaves the memory regions at address ";
  EXPECT_EQ(refused({make_load(rows(0, 1, 64, 64)), make_finish()}), "");
  EXPECT_EQ(refused({make_load(rows(0, 1, 65, 65))}),
            "axi_error (7) at instruction 0" + start + "0x00000000");
  // The gap between the regions is stepped over.
  EXPECT_EQ(refused({make_load(rows(0, 2, 4, 256))}), "");
  EXPECT_EQ(refused({make_finish(), make_load(rows(0, 3, 4, 256))}),
            "axi_error (7) at instruction 1" + start + "0x00002000");
  EXPECT_EQ(refused({make_load(rows(1u << 31, 1, 1, 1))}),  // 2^35 modulo 2^32
            "");
}

TEST_F(MemoryGuard, BaseRegistersCount) {
  RunRequest request;
  request.base[static_cast<std::size_t>(MemoryType::kInp)] = 1024;
  EXPECT_NE(refused({make_load(rows(0, 1, 1, 1))}, request), "");
  EXPECT_EQ(refused({make_load(rows(192, 1, 1, 1))}, request), "");
}

TEST_F(MemoryGuard, WhatMovesNothingMayNameAnything) {
  EXPECT_EQ(refused({make_load(rows(5000, 1, 0, 1)), make_load(rows(5000, 0, 1, 1))}), "");
  MemFields beyond = rows(5000, 1, 1, 1);
  beyond.sram_base = 2048;  // stops with sram_out_of_range
  EXPECT_EQ(refused({make_load(beyond)}), "");
}

TEST_F(MemoryGuard, InstructionsMustLieInTheRegions) {
  RunRequest request;
  request.insn_address = 1008;
  request.insn_count = 2;
  const auto report = refuse_strays(f_.memory, Config::pynq(), request);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().message,
            "2 instructions at address 0x000003f0 do not lie in the memory regions");
}

}  // namespace
}  // namespace vta::board
