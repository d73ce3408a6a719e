// SPDX-License-Identifier: Apache-2.0

#include "driver/board/dma_arena.h"

#include <gtest/gtest.h>

#include "tests/driver/board/fake_board.h"

namespace vta::board {
namespace {

using test::fake_pynq;
using test::FakeBoard;

std::unique_ptr<FakeBoard> udmabuf_board(const std::string& klass = "u-dma-buf") {
  auto board = fake_pynq();
  board->files.erase("/dev/dri/renderD128");
  const std::string folder = "/sys/class/" + klass + "/udmabuf0/";
  board->files[folder + "phys_addr"] = "0x1f000000\n";
  board->files[folder + "size"] = "1048576\n";
  board->files[folder + "sync_for_cpu"] = "";
  board->files[folder + "sync_for_device"] = "";
  board->files["/dev/udmabuf0"] = "";
  return board;
}

std::string error_of(FakeBoard& board, const ArenaOptions& options = {.size = 8192}) {
  const Result<std::unique_ptr<DmaArena>> arena = open_arena(board, options);
  return arena ? "no error" : arena.error().message;
}

TEST(ZoclArena, AsksForCachedContiguousMemoryInWholePages) {
  const auto board = fake_pynq();
  const Result<std::unique_ptr<DmaArena>> arena = open_arena(*board, {.size = 5000});
  ASSERT_TRUE(arena) << arena.error().message;
  EXPECT_EQ(board->created.size, 8192u);
  EXPECT_EQ(board->created.flags, 1u << 24 | 1u << 28);
  EXPECT_EQ(arena.value()->physical(), 0x1800'0000u);
  EXPECT_EQ(arena.value()->bytes().size(), 8192u);
  EXPECT_EQ(arena.value()->name(), "zocl (/dev/dri/renderD128)");
  EXPECT_EQ(board->log, std::vector<std::string>{"map /dev/dri/renderD128 1879048192 8192"});
}

TEST(ZoclArena, SyncsThroughAPortThatIsNotCoherentAndOnlyThere) {
  const auto board = fake_pynq();
  const auto arena = std::move(open_arena(*board, {.size = 8192}).value());
  board->log.clear();
  EXPECT_TRUE(arena->sync_for_device(64, 128));
  EXPECT_TRUE(arena->sync_for_cpu(4096, 4096));
  EXPECT_TRUE(arena->sync_for_cpu(0, 0));
  EXPECT_EQ(board->log, (std::vector<std::string>{"sync 7 to 64 128", "sync 7 from 4096 4096"}));
  board->errors["ioctl sync"] = EIO;
  EXPECT_EQ(arena->sync_for_device(0, 1).error().message,
            "cannot bring memory and caches together with /dev/dri/renderD128: Input/output error");

  const auto other = fake_pynq();
  const auto coherent = std::move(open_arena(*other, {.size = 8192, .coherent = true}).value());
  other->log.clear();
  EXPECT_TRUE(coherent->sync_for_device(0, 8192));
  EXPECT_TRUE(coherent->sync_for_cpu(0, 8192));
  EXPECT_TRUE(other->log.empty());
}

TEST(ZoclArena, SaysWhyThereIsNone) {
  auto board = fake_pynq();
  board->errors["ioctl create"] = ENOMEM;
  EXPECT_EQ(error_of(*board),
            "zocl (/dev/dri/renderD128) has no 8192 bytes of contiguous memory: CMA has 98304 of "
            "131072 kB free; ask for a smaller arena, or end what uses CMA; there is no buffer of "
            "u-dma-buf");
  board->errors["ioctl create"] = EINVAL;
  EXPECT_EQ(error_of(*board, {.size = 8192, .kind = ArenaKind::kZocl}),
            "zocl (/dev/dri/renderD128) cannot allocate: Invalid argument");
  board = fake_pynq();
  board->drm_name = "zoclx";
  EXPECT_EQ(error_of(*board),
            "no render node of /dev/dri belongs to zocl; there is no buffer of u-dma-buf");
  board->errors["open /dev/dri/renderD128"] = EACCES;
  EXPECT_EQ(error_of(*board),
            "no render node of /dev/dri belongs to zocl; cannot open /dev/dri/renderD128: "
            "Permission denied (run as root, or install the udev rules); there is no buffer of "
            "u-dma-buf");
}

TEST(ZoclArena, RefusesMemoryThatTheAcceleratorCannotReach) {
  const auto board = fake_pynq();
  board->physical = 0x1'0000'0000 - 4096;
  const ArenaOptions zocl = {.size = 8192, .kind = ArenaKind::kZocl};
  EXPECT_EQ(error_of(*board, zocl),
            "zocl (/dev/dri/renderD128) gave 8192 bytes at 0xfffff000 instead of 8192 bytes in "
            "whole pages below 4 GiB");
  board->physical = 0x1'0000'0000 - 8192;
  EXPECT_EQ(error_of(*board, zocl), "no error");
}

TEST(UdmabufArena, SyncsByASingleWriteOfOffsetSizeAndDirection) {
  for (const char* klass : {"u-dma-buf", "udmabuf"}) {
    const auto board = udmabuf_board(klass);
    const Result<std::unique_ptr<DmaArena>> arena = open_arena(*board, {.size = 65'536});
    ASSERT_TRUE(arena) << arena.error().message;
    EXPECT_EQ(arena.value()->physical(), 0x1f00'0000u);
    board->log.clear();
    EXPECT_TRUE(arena.value()->sync_for_device(0x1008, 0x20));
    EXPECT_TRUE(arena.value()->sync_for_cpu(0x2000, 0x1000));
    const std::string folder = "write /sys/class/" + std::string(klass) + "/udmabuf0/";
    // Sixteen bytes at a time, rounded outwards; 1 is to the device, 2 from it.
    EXPECT_EQ(board->log, (std::vector<std::string>{folder + "sync_for_device 0x0000100000000035",
                                                    folder + "sync_for_cpu 0x0000200000001009"}));
  }
}

TEST(UdmabufArena, ACoherentPortNeedsNoSync) {
  const auto board = udmabuf_board();
  const auto arena = std::move(open_arena(*board, {.size = 4096, .coherent = true}).value());
  board->log.clear();
  EXPECT_TRUE(arena->sync_for_device(0, 4096));
  EXPECT_TRUE(board->log.empty());
}

TEST(UdmabufArena, ABufferThatIsTooSmallIsNamed) {
  const auto board = udmabuf_board();
  EXPECT_EQ(error_of(*board, {.size = 2'097'152, .kind = ArenaKind::kUdmabuf}),
            "the buffer udmabuf0 has 1048576 bytes, not 2097152; ask for a smaller arena, or load "
            "u-dma-buf with a larger buffer (CMA has 98304 of 131072 kB free)");
}

TEST(DmaArena, ItsSizeHasBounds) {
  const auto board = fake_pynq();
  EXPECT_EQ(error_of(*board, {.size = 0}),
            "an arena of 0 bytes is not possible; it has 1 to 2147483648");
  EXPECT_EQ(error_of(*board, {.size = (1ull << 31) + 1}),
            "an arena of 2147483649 bytes is not possible; it has 1 to 2147483648");
}

TEST(DmaArena, WhatCmaHasIsReadWhereItIsSaid) {
  FakeBoard board;
  EXPECT_EQ(describe_cma(board), "/proc/meminfo does not say how much CMA has free");
  board.files["/proc/meminfo"] = "CmaTotal:  7 kB\n";
  EXPECT_EQ(describe_cma(board), "/proc/meminfo does not say how much CMA has free");
  board.files["/proc/meminfo"] += "CmaFree:  0 kB\nOther: 3\n";
  EXPECT_EQ(describe_cma(board), "CMA has 0 of 7 kB free");
}

}  // namespace
}  // namespace vta::board
