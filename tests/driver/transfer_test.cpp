// SPDX-License-Identifier: Apache-2.0
//
// Loads and stores: their fields, and every bound.

#include <gtest/gtest.h>

#include <string>

#include "tests/driver/stream_helpers.h"

namespace vta {
namespace {

constexpr std::uint64_t kBytes = 16 * 256;  // 256 elements of INP and OUT, 64 of ACC, 16 of WGT

CommandStream with_buffers() {
  CommandStream stream(Config::pynq());
  EXPECT_TRUE(stream.declare_buffer("first", 4096).ok());
  EXPECT_TRUE(stream.declare_buffer("b", kBytes).ok());
  return stream;
}

std::string refusal(const Call& call) {
  CommandStream stream = with_buffers();
  return apply_all(stream, {call});
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Load2d load(MemoryType type, std::uint32_t offset, std::uint32_t x, std::uint32_t y,
            std::uint32_t stride, std::uint32_t sram = 0) {
  return {"b", offset, x, y, stride, 0, 0, 0, 0, sram, type};
}

Store2d store(std::uint32_t sram, std::uint32_t offset, std::uint32_t x, std::uint32_t y,
              std::uint32_t stride) {
  return {sram, MemoryType::kOut, "b", offset, x, y, stride};
}

TEST(Transfers, ALoadHasItsArgumentsInItsFields) {
  CommandStream stream = with_buffers();
  const Load2d call{"b", 5, 3, 2, 10, 1, 2, 4, 6, 100, MemoryType::kInp};
  ASSERT_EQ(apply_all(stream, {call}), "");
  MemFields expected;
  expected.memory_type = static_cast<std::uint32_t>(MemoryType::kInp);
  expected.sram_base = 100;
  expected.dram_base = 0x2000 / 16 + 5;  // "b" lies behind one page at 0x1000
  expected.x_size = 3;
  expected.y_size = 2;
  expected.x_stride = 10;
  expected.x_pad_0 = 1;
  expected.y_pad_0 = 2;
  expected.x_pad_1 = 4;
  expected.y_pad_1 = 6;
  EXPECT_EQ(stream.finish().value().insns.at(0).mem(), expected);
}

TEST(Transfers, AStoreHasItsArgumentsInItsFields) {
  CommandStream stream = with_buffers();
  ASSERT_EQ(apply_all(stream, {store(7, 5, 3, 2, 10)}), "");
  MemFields expected;
  expected.memory_type = static_cast<std::uint32_t>(MemoryType::kOut);
  expected.sram_base = 7;
  expected.dram_base = 0x2000 / 16 + 5;
  expected.x_size = 3;
  expected.y_size = 2;
  expected.x_stride = 10;
  EXPECT_EQ(stream.finish().value().insns.at(0), make_store(expected, {false, false, true, false}));
}

TEST(Transfers, OffsetsCountElementsOfTheMemoryType) {
  CommandStream stream = with_buffers();
  ASSERT_EQ(
      apply_all(stream, {load(MemoryType::kWgt, 15, 1, 1, 1), load(MemoryType::kAcc, 63, 1, 1, 1),
                         load(MemoryType::kAcc8bit, 255, 1, 1, 1)}),
      "");
  const CommandStream::Finished finished = stream.finish().value();
  EXPECT_EQ(finished.insns[0].mem().dram_base, 0x2000u / 256 + 15);
  EXPECT_EQ(finished.insns[1].mem().dram_base, 0x2000u / 64 + 63);
  EXPECT_EQ(finished.insns[2].mem().dram_base, 0x2000u / 16 + 255);
}

TEST(Transfers, TheLastElementOfABufferMayBeTouchedAndNoneBehindIt) {
  EXPECT_EQ(refusal(load(MemoryType::kInp, 0, 16, 16, 16)), "");
  EXPECT_EQ(refusal(load(MemoryType::kInp, 1, 16, 16, 16)),
            "call 1 (load2d): 16 rows of 16 elements, 16 apart, from offset 1 reach element 256 of "
            "buffer 'b', but it has 256 (4096 bytes, 16 for each element of INP)");
  EXPECT_EQ(refusal(load(MemoryType::kWgt, 16, 1, 1, 1)),
            "call 1 (load2d): 1 rows of 1 elements, 1 apart, from offset 16 reach element 16 of "
            "buffer 'b', but it has 16 (4096 bytes, 256 for each element of WGT)");
  EXPECT_EQ(refusal(store(0, 0, 4, 64, 4)), "");
  EXPECT_EQ(refusal(store(0, 2, 4, 64, 4)),
            "call 1 (store2d): 64 rows of 4 elements, 4 apart, from offset 2 reach element 257 of "
            "buffer 'b', but it has 256 (4096 bytes, 16 for each element of OUT)");
  EXPECT_TRUE(contains(refusal(load(MemoryType::kInp, 0xffffffff, 1, 1, 1)),
                       "reach element 4294967295 of buffer 'b'"));
}

TEST(Transfers, RowsMayOverlapOrRepeat) {
  EXPECT_EQ(refusal(load(MemoryType::kInp, 240, 16, 100, 0)), "");
  EXPECT_EQ(refusal(load(MemoryType::kInp, 100, 2, 155, 1)), "");
  EXPECT_TRUE(contains(refusal(load(MemoryType::kInp, 100, 2, 156, 1)), "reach element 256"));
}

TEST(Transfers, TransfersWithoutElementsTouchNothing) {
  EXPECT_EQ(refusal(load(MemoryType::kInp, 5000, 0, 9, 1, 60000)), "");
  EXPECT_EQ(refusal(load(MemoryType::kInp, 5000, 9, 0, 1, 60000)), "");
  EXPECT_EQ(refusal(store(60000, 5000, 0, 1, 1)), "");
}

TEST(Transfers, TheOnChipRangeIsCheckedWithPads) {
  EXPECT_EQ(refusal(load(MemoryType::kInp, 0, 16, 16, 16, 2048 - 256)), "");
  EXPECT_EQ(
      refusal(load(MemoryType::kInp, 0, 16, 16, 16, 2048 - 255)),
      "call 1 (load2d): elements 1793 to 2048 of INP are addressed, pads included, but it has "
      "2048");
  Load2d padded = load(MemoryType::kInp, 0, 16, 16, 16, 2048 - 18 * 17);
  padded.x_pad_before = 1;
  padded.x_pad_after = 1;
  padded.y_pad_after = 1;
  EXPECT_EQ(refusal(padded), "");
  padded.y_pad_before = 1;
  EXPECT_EQ(
      refusal(padded),
      "call 1 (load2d): elements 1742 to 2065 of INP are addressed, pads included, but it has "
      "2048");
  Load2d only_pads = load(MemoryType::kWgt, 0, 1, 0, 1, 1023);
  only_pads.y_pad_before = 1;
  EXPECT_EQ(refusal(only_pads), "");
  only_pads.y_pad_before = 2;
  EXPECT_TRUE(contains(refusal(only_pads), "elements 1023 to 1024 of WGT"));
  EXPECT_TRUE(contains(refusal(load(MemoryType::kAcc8bit, 0, 2, 1, 2, 2047)), "2047 to 2048"));
  EXPECT_TRUE(contains(refusal(store(2047, 0, 2, 1, 2)), "elements 2047 to 2048 of OUT"));
}

TEST(Transfers, UnknownBuffersAreRefused) {
  Load2d from = load(MemoryType::kInp, 0, 1, 1, 1);
  from.buffer = "x";
  EXPECT_EQ(refusal(from), "call 1 (load2d): buffer 'x' was never declared");
  Store2d to = store(0, 0, 1, 1, 1);
  to.buffer = "";
  EXPECT_EQ(refusal(to), "call 1 (store2d): buffer '' was never declared");
}

TEST(Transfers, MemoryTypesThatCannotBeMovedAreRefused) {
  EXPECT_EQ(refusal(load(MemoryType::kUop, 0, 1, 1, 1)),
            "call 1 (load2d): memory type 0 (UOP) cannot be loaded from a buffer; the stream loads "
            "the micro-ops of its micro-kernels itself");
  EXPECT_EQ(refusal(load(MemoryType::kOut, 0, 1, 1, 1)),
            "call 1 (load2d): memory type 4 (OUT) cannot be loaded; expected 1 (WGT), 2 (INP), 3 "
            "(ACC) or 5 (ACC_8BIT)");
  EXPECT_EQ(refusal(load(static_cast<MemoryType>(6), 0, 1, 1, 1)),
            "call 1 (load2d): memory type 6 (?) cannot be loaded; expected 1 (WGT), 2 (INP), 3 "
            "(ACC) or 5 (ACC_8BIT)");
  Store2d to = store(0, 0, 1, 1, 1);
  to.memory_type = MemoryType::kAcc;
  EXPECT_EQ(refusal(to),
            "call 1 (store2d): memory type 3 (ACC) cannot be stored; expected 4 (OUT)");
}

TEST(Transfers, ValuesThatDoNotFitTheirFieldsAreRefused) {
  const auto expect = [](const Call& call, const std::string& field, const std::string& value) {
    const std::string message = refusal(call);
    EXPECT_TRUE(contains(message, "call 1 (") && contains(message, field) &&
                contains(message, value))
        << message;
  };
  expect(load(MemoryType::kInp, 0, 65536, 1, 1), "x_size", "65536");
  expect(load(MemoryType::kInp, 0, 1, 65536, 0), "y_size", "65536");
  expect(load(MemoryType::kInp, 0, 1, 1, 65536), "x_stride", "65536");
  expect(load(MemoryType::kInp, 0, 1, 1, 1, 65536), "sram_base", "65536");
  for (const auto pad :
       {&Load2d::x_pad_before, &Load2d::y_pad_before, &Load2d::x_pad_after, &Load2d::y_pad_after}) {
    Load2d call = load(MemoryType::kInp, 0, 1, 1, 1);
    call.*pad = 16;
    expect(call, "pad", "16");
  }
  expect(store(65536, 0, 1, 1, 1), "sram_base", "65536");
}

TEST(Transfers, TheStageFollowsFromTheMemoryType) {
  CommandStream stream = with_buffers();
  ASSERT_TRUE(stream.dep_pop(Queue::kLoad, Queue::kCompute).ok());
  ASSERT_TRUE(stream.dep_pop(Queue::kCompute, Queue::kLoad).ok());
  ASSERT_EQ(
      apply_all(stream, {load(MemoryType::kAcc, 0, 1, 1, 1), load(MemoryType::kWgt, 0, 1, 1, 1)}),
      "");
  const CommandStream::Finished finished = stream.finish().value();
  EXPECT_TRUE(finished.insns[0].tokens.pop_prev);  // compute
  EXPECT_TRUE(finished.insns[1].tokens.pop_next);  // load
}

}  // namespace
}  // namespace vta
