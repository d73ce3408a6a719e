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

// Named apart from the class under test.
class MemoryGuardTest : public testing::Test {
 protected:
  // The error of a run of these instructions at 0 that stops at the first trap, or "" when there is
  // none. A trap is the instruction that was there, but for what it moves.
  std::string refused(const std::vector<Insn>& insns, RunRequest request = {}) {
    const std::vector<std::byte> program = put(insns);
    request.insn_count = static_cast<std::uint32_t>(insns.size());
    const Result<MemoryGuard> guard = MemoryGuard::inspect(f_.memory, Config::pynq(), request);
    if (!guard) return guard.error().message;
    EXPECT_EQ(guard.value().insn_count(), insns.size());
    EXPECT_TRUE(guard.value().set(f_.memory));
    std::string first;
    for (std::size_t i = 0; i < insns.size(); ++i) {
      const Insn trap = at(i);
      if (trap == insns[i]) continue;
      EXPECT_EQ(trap.opcode, insns[i].opcode);
      EXPECT_EQ(trap.tokens, insns[i].tokens);
      EXPECT_EQ(stage_of(trap), stage_of(insns[i]));
      EXPECT_EQ(validate(Config::pynq(), trap), ErrorCode::kSramOutOfRange);
      if (first.empty()) {
        RunReport report = stopped(ErrorCode::kSramOutOfRange, i);
        guard.value().translate(report, true);
        EXPECT_EQ(report.error, ErrorCode::kAxiError);
        EXPECT_EQ(report.error_insn, i);
        first = report.detail;
      }
    }
    EXPECT_TRUE(guard.value().remove(f_.memory));
    EXPECT_EQ(bytes(program.size()), program);
    return first;
  }
  std::vector<std::byte> put(const std::vector<Insn>& insns) {
    std::vector<std::byte> program(insns.size() * kInsnBytes);
    for (std::size_t i = 0; i < insns.size(); ++i) {
      store_insn_word(encode(Config::pynq(), insns[i]).value(), program.data() + i * kInsnBytes);
    }
    EXPECT_TRUE(f_.memory.write(0, program));
    return program;
  }
  std::vector<std::byte> bytes(std::size_t size) {
    std::vector<std::byte> read(size);
    EXPECT_TRUE(f_.memory.read(0, read));
    return read;
  }
  Insn at(std::size_t index) {
    return decode(Config::pynq(),
                  load_insn_word(bytes((index + 1) * kInsnBytes).data() + index * kInsnBytes));
  }
  static RunReport stopped(ErrorCode error, std::uint64_t insn) {
    RunReport report;
    report.outcome = RunOutcome::kError;
    report.error = error;
    report.error_insn = insn;
    report.detail = describe_error(error, insn);
    return report;
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

  MemoryGuardTest() {
    EXPECT_TRUE(f_.memory.add_region(0, 1024));
    EXPECT_TRUE(f_.memory.add_region(4096, 1024));
  }
  Fixture f_{65'536};
};

std::string stray(int insn, const std::string& address) {
  return "axi_error (7) at instruction " + std::to_string(insn) +
         ", which was not executed: address " + address + " is outside the memory regions";
}

TEST_F(MemoryGuardTest, EveryRowMustLieInTheRegions) {
  EXPECT_EQ(refused({make_load(rows(0, 1, 64, 64)), make_finish()}), "");
  EXPECT_EQ(refused({make_load(rows(0, 1, 65, 65))}), stray(0, "0x00000000"));
  // The gap between the regions is stepped over.
  EXPECT_EQ(refused({make_load(rows(0, 2, 4, 256))}), "");
  EXPECT_EQ(refused({make_finish(), make_load(rows(0, 3, 4, 256))}), stray(1, "0x00002000"));
  EXPECT_EQ(refused({make_load(rows(1u << 31, 1, 1, 1))}),  // 2^35 modulo 2^32
            "");
}

TEST_F(MemoryGuardTest, ATrapTakesTheTokensOfItsInstruction) {
  const TokenFlags tokens = {.pop_next = true, .push_next = true};
  MemFields out = rows(64, 1, 1, 1);
  out.memory_type = static_cast<std::uint32_t>(MemoryType::kOut);
  EXPECT_NE(refused({make_load(rows(64, 1, 1, 1), tokens), make_store(out, {.pop_prev = true})}),
            "");
}

TEST_F(MemoryGuardTest, BaseRegistersCount) {
  RunRequest request;
  request.base[static_cast<std::size_t>(MemoryType::kInp)] = 1024;
  EXPECT_NE(refused({make_load(rows(0, 1, 1, 1))}, request), "");
  EXPECT_EQ(refused({make_load(rows(192, 1, 1, 1))}, request), "");
}

TEST_F(MemoryGuardTest, WhatMovesNothingMayNameAnything) {
  EXPECT_EQ(refused({make_load(rows(5000, 1, 0, 1)), make_load(rows(5000, 0, 1, 1))}), "");
  MemFields beyond = rows(5000, 1, 1, 1);
  beyond.sram_base = 2048;  // stops with sram_out_of_range
  EXPECT_EQ(refused({make_load(beyond)}), "");
}

TEST_F(MemoryGuardTest, OtherErrorsStay) {
  put({make_finish(), make_load(rows(64, 1, 1, 1))});
  RunRequest request;
  request.insn_count = 2;
  const MemoryGuard guard = MemoryGuard::inspect(f_.memory, Config::pynq(), request).value();
  for (RunReport report : {stopped(ErrorCode::kSramOutOfRange, 0), stopped(ErrorCode::kDeadlock, 1),
                           stopped(ErrorCode::kMissingFinish, 2), RunReport()}) {
    const RunReport before = report;
    guard.translate(report, true);
    EXPECT_EQ(report.outcome, before.outcome);
    EXPECT_EQ(report.error, before.error);
    EXPECT_EQ(report.detail, before.detail);
  }
}

TEST_F(MemoryGuardTest, ATrapThatTheProgramWroteOverIsLeftAlone) {
  put({make_load(rows(64, 1, 1, 1))});
  RunRequest request;
  request.insn_count = 1;
  const MemoryGuard guard = MemoryGuard::inspect(f_.memory, Config::pynq(), request).value();
  ASSERT_TRUE(guard.set(f_.memory));
  const std::vector<std::byte> written(kInsnBytes, std::byte{0x5A});
  ASSERT_TRUE(f_.memory.write(0, written));
  ASSERT_TRUE(guard.remove(f_.memory));
  EXPECT_EQ(bytes(kInsnBytes), written);
}

// The second one is not in memory, so fetch stops there, unless it does not get there.
TEST_F(MemoryGuardTest, InstructionsMustLieInTheRegions) {
  RunRequest request;
  request.insn_address = 1008;
  request.insn_count = 2;
  const MemoryGuard guard = MemoryGuard::inspect(f_.memory, Config::pynq(), request).value();
  EXPECT_EQ(guard.insn_count(), 1u);
  for (RunReport report :
       {stopped(ErrorCode::kDeadlock, 0), stopped(ErrorCode::kMissingFinish, 1), RunReport()}) {
    guard.translate(report, true);
    EXPECT_EQ(report.detail, stray(1, "0x00000400"));
  }
  RunReport earlier = stopped(ErrorCode::kIllegalOpcode, 0);
  guard.translate(earlier, true);
  EXPECT_EQ(earlier.error, ErrorCode::kIllegalOpcode);
  RunReport waiting = stopped(ErrorCode::kDeadlock, 0);
  guard.translate(waiting, false);
  EXPECT_EQ(waiting.error, ErrorCode::kDeadlock);
}

}  // namespace
}  // namespace vta::board
