// SPDX-License-Identifier: Apache-2.0
//
// Declaring buffers, ending a stream, and where things end up.

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/driver/stream_helpers.h"

namespace vta {
namespace {

TEST(Layout, EverythingStartsAtAPageOfItsOwn) {
  CommandStream stream(Config::pynq());
  ASSERT_TRUE(stream.declare_buffer("a", 1).ok());
  ASSERT_TRUE(stream.declare_buffer("b", 4096).ok());
  ASSERT_TRUE(stream.declare_buffer("c", 4097).ok());
  ASSERT_EQ(apply_all(stream, kernel(UopMode::kGemm, {}, {gemm_uop(3, 2, 1)})), "");
  const CommandStream::Finished finished = stream.finish().value();
  EXPECT_EQ(finished.buffers[0].address, 0x1000u);
  EXPECT_EQ(finished.buffers[1].address, 0x2000u);
  EXPECT_EQ(finished.buffers[2].address, 0x3000u);
  EXPECT_EQ(finished.buffers[2].bytes, 4097u);
  EXPECT_EQ(finished.uop_address, 0x5000u);
  EXPECT_EQ(finished.insn_address, 0x6000u);
  EXPECT_EQ(finished.memory_end, 0x6000u + finished.insns.size() * kInsnBytes);
  EXPECT_EQ(finished.insns[0].mem().dram_base, 0x5000u / 4);
  EXPECT_EQ(finished.uop_image.size(), kUopBytes);
}

TEST(Layout, WithoutMicroOpsTheInstructionsFollowTheBuffers) {
  CommandStream stream(Config::pynq());
  const CommandStream::Finished finished = stream.finish().value();
  EXPECT_TRUE(finished.uop_image.empty());
  EXPECT_EQ(finished.insn_address, 0x1000u);
}

TEST(Layout, BuffersBeyondTheAddressSpaceAreRefused) {
  const auto finish_with = [](std::uint64_t first, std::uint64_t second) {
    CommandStream stream(Config::pynq());
    EXPECT_EQ(message_of(stream.declare_buffer("a", first)), "");
    EXPECT_EQ(message_of(stream.declare_buffer("b", second)), "");
    return message_of(stream.finish());
  };
  constexpr std::uint64_t kSpace = std::uint64_t{1} << 32;
  EXPECT_EQ(finish_with(kSpace - 0x2000, 0x1000),
            "0 micro-ops and 4 instructions behind the buffers end beyond the 32-bit address "
            "space");
  EXPECT_EQ(finish_with(kSpace - 0x3000, 0x1000), "");
  EXPECT_EQ(finish_with(kSpace - 0x2000, 0x1001),
            "buffer 'b' of 4097 bytes ends beyond the 32-bit address space");
  EXPECT_EQ(finish_with(kSpace, 1),
            "buffer 'a' of 4294967296 bytes ends beyond the 32-bit address space");
}

// Only a transfer without elements can name such an offset: all others lie in their buffer.
TEST(Layout, AnElementAddressBeyondItsFieldIsRefused) {
  CommandStream stream(Config::pynq());
  ASSERT_TRUE(stream.declare_buffer("a", 16).ok());
  ASSERT_TRUE(stream.load_2d({"a", 0xffffffff, 0, 0, 0, 0, 0, 0, 0, 0, MemoryType::kInp}).ok());
  EXPECT_EQ(message_of(stream.finish()),
            "instruction 0: element address 4294967551 exceeds the 32 bits of dram_base");
}

TEST(Layout, BufferNamesAndSizesAreChecked) {
  CommandStream stream(Config::pynq());
  EXPECT_EQ(message_of(stream.declare_buffer("", 1)),
            "'' does not name a buffer; a name has printing characters only");
  EXPECT_EQ(message_of(stream.declare_buffer("a b", 1)),
            "'a b' does not name a buffer; a name has printing characters only");
  EXPECT_EQ(message_of(stream.declare_buffer("a", 0)),
            "buffer 'a' has 0 bytes; expected 1 to 2^32");
  EXPECT_EQ(message_of(stream.declare_buffer("a", (std::uint64_t{1} << 32) + 1)),
            "buffer 'a' has 4294967297 bytes; expected 1 to 2^32");
  EXPECT_EQ(message_of(stream.declare_buffer("a", 1)), "");
  EXPECT_EQ(message_of(stream.declare_buffer("a", 1)), "buffer 'a' is declared twice");
}

TEST(CommandStreamEnd, NoCallFollowsSync) {
  CommandStream stream(Config::pynq());
  EXPECT_EQ(apply_all(stream, {Scope{Queue::kLoad}, Sync{}, Scope{Queue::kLoad}}),
            "call 3 (scope): comes behind sync, which ends the stream");
}

TEST(CommandStreamEnd, FinishFollowsSync) {
  CommandStream stream(Config::pynq());
  EXPECT_EQ(apply_all(stream, {Sync{}}), "");
  EXPECT_EQ(message_of(stream.finish()), "");
}

TEST(CommandStreamEnd, AFailedStreamAcceptsNothingAndSaysWhy) {
  CommandStream stream(Config::pynq());
  ASSERT_EQ(message_of(stream.uop_end()),
            "call 1 (uop_scope_end): the end of a micro-kernel that never began");
  const std::string sentence =
      "the stream has failed before: call 1 (uop_scope_end): the end of a micro-kernel that never "
      "began";
  EXPECT_EQ(message_of(stream.apply(Scope{Queue::kLoad})), sentence);
  EXPECT_EQ(message_of(stream.declare_buffer("a", 1)), sentence);
  EXPECT_EQ(message_of(stream.finish()), sentence);
}

TEST(CommandStreamEnd, AFinishedStreamAcceptsNothing) {
  CommandStream stream(Config::pynq());
  ASSERT_TRUE(stream.finish().ok());
  EXPECT_EQ(message_of(stream.finish()), "the stream is finished already");
  EXPECT_EQ(message_of(stream.dep_pop(Queue::kLoad, Queue::kCompute)),
            "the stream is finished already");
}

TEST(CommandStreamEnd, AnOpenMicroKernelCannotBeFinished) {
  CommandStream stream(Config::pynq());
  ASSERT_TRUE(stream.uop_begin(UopMode::kGemm).ok());
  EXPECT_EQ(message_of(stream.finish()), "the stream ends with a micro-kernel still open");
}

TEST(CommandStreamEnd, TokensBetweenLoadAndStoreAreRefused) {
  CommandStream stream(Config::pynq());
  EXPECT_EQ(
      message_of(stream.dep_push(Queue::kLoad, Queue::kStore)),
      "call 1 (dep_push): no token queue leads from load (1) to store (3); tokens pass between "
      "compute and one of load and store");
}

TEST(CommandStreamEnd, AStreamCanBeMoved) {
  CommandStream first(Config::pynq());
  ASSERT_TRUE(first.declare_buffer("a", 16).ok());
  CommandStream second(std::move(first));
  EXPECT_EQ(second.finish().value().buffers.size(), 1u);
}

}  // namespace
}  // namespace vta
