// SPDX-License-Identifier: Apache-2.0
//
// Streams for memory that is somewhere already, and streams whose instructions take turns.

#include <gtest/gtest.h>

#include <string>

#include "tests/driver/seed_calls.h"
#include "tests/driver/stream_helpers.h"

namespace vta {
namespace {

using Places = CommandStream::ImagePlaces;

TEST(GivenPlaces, BuffersAndImagesLieWhereTheyAre) {
  CommandStream stream(Config::pynq());
  ASSERT_TRUE(stream.declare_buffer_at("a", 64, 0x20000).ok());
  ASSERT_TRUE(stream.declare_buffer("b", 64).ok());
  ASSERT_EQ(apply_all(stream, kernel(UopMode::kGemm, {}, {gemm_uop(3, 2, 1)})), "");
  ASSERT_TRUE(stream.load_2d({"a", 1, 1, 1, 1, 0, 0, 0, 0, 0, MemoryType::kInp}).ok());
  EXPECT_EQ(stream.insn_count(), 3u);
  EXPECT_EQ(stream.uop_count(), 1u);
  std::uint64_t bytes = 0;
  const CommandStream::Finished finished =
      stream
          .finish([&bytes](std::uint64_t uop_bytes, std::uint64_t insn_bytes) {
            EXPECT_EQ(uop_bytes, kUopBytes);
            bytes = insn_bytes;
            return Result<Places>({0x40004, 0x30000});
          })
          .value();
  EXPECT_EQ(bytes, finished.insns.size() * kInsnBytes);
  EXPECT_EQ(finished.buffers[0].address, 0x20000u);
  EXPECT_EQ(finished.buffers[1].address, 0x1000u);
  EXPECT_EQ(finished.insn_address, 0x30000u);
  EXPECT_EQ(finished.insns[0].mem().dram_base, 0x40004u / 4);
  EXPECT_EQ(finished.insns[2].mem().dram_base, 0x20000u / 16 + 1);
  EXPECT_EQ(finished.memory_end, 0x40008u);
}

TEST(GivenPlaces, ABufferBeyondTheAddressSpaceIsRefused) {
  CommandStream stream(Config::pynq());
  EXPECT_EQ(message_of(stream.declare_buffer_at("a", 16, 0xfffffff0)), "");
  EXPECT_EQ(message_of(stream.declare_buffer_at("b", 17, 0xfffffff0)),
            "buffer 'b' of 17 bytes at address 4294967280 ends beyond the 32-bit address space");
  EXPECT_EQ(message_of(stream.declare_buffer_at("c", 1, std::uint64_t{1} << 40)),
            "buffer 'c' of 1 bytes at address 1099511627776 ends beyond the 32-bit address space");
}

TEST(GivenPlaces, MemoryBetweenElementsIsRefused) {
  CommandStream stream(Config::pynq());
  ASSERT_TRUE(stream.declare_buffer_at("a", 64, 0x20008).ok());
  ASSERT_TRUE(stream.load_2d({"a", 0, 1, 1, 1, 0, 0, 0, 0, 0, MemoryType::kInp}).ok());
  EXPECT_EQ(message_of(stream.finish()),
            "instruction 0: the memory that it names lies at address 131080, which is not a "
            "multiple of the 16 bytes of an element");
}

TEST(GivenPlaces, WithoutAPlaceForTheImagesThereIsNoStream) {
  CommandStream stream(Config::pynq());
  const auto nowhere = [](std::uint64_t, std::uint64_t) -> Result<Places> {
    return Error{"nowhere"};
  };
  EXPECT_EQ(message_of(stream.finish(nowhere)), "nowhere");
}

TEST(GivenPlaces, ARecordedKernelIsTheSameAsItsCalls) {
  KernelRecorder recorder(Config::pynq());
  ASSERT_TRUE(recorder.begin(UopMode::kAlu).ok());
  ASSERT_TRUE(recorder.loop_begin({5, 1, 1, 0}).ok());
  ASSERT_TRUE(recorder.push(alu_uop(7, 8)).ok());
  ASSERT_TRUE(recorder.loop_end().ok());
  const MicroKernel recorded = recorder.end().value();
  CommandStream by_kernel(Config::pynq()), by_calls(Config::pynq());
  ASSERT_TRUE(by_kernel.uop_kernel(recorded).ok());
  ASSERT_EQ(apply_all(by_calls, kernel(UopMode::kAlu, {{5, 1, 1, 0}}, {alu_uop(7, 8)})), "");
  EXPECT_EQ(by_kernel.finish().value().insn_image, by_calls.finish().value().insn_image);
}

Queue queue_of(const Insn& insn) {
  return static_cast<Queue>(static_cast<unsigned>(stage_of(insn)) + 1);
}

// Tokens that stand between two stages, by direction.
struct Tokens {
  int load_compute = 0, compute_load = 0, compute_store = 0, store_compute = 0;
  [[nodiscard]] int sum() const {
    return load_compute + compute_load + compute_store + store_compute;
  }
};

// Takes one token, or fails the test.
void take(int& tokens, std::size_t at) {
  EXPECT_GT(tokens, 0) << "instruction " << at;
  --tokens;
}

void run_one(Tokens& tokens, const Insn& insn, std::size_t at) {
  const TokenFlags& flags = insn.tokens;
  const Queue queue = queue_of(insn);
  if (queue == Queue::kCompute) {
    if (flags.pop_prev) take(tokens.load_compute, at);
    if (flags.pop_next) take(tokens.store_compute, at);
    tokens.compute_load += flags.push_prev;
    tokens.compute_store += flags.push_next;
  } else if (queue == Queue::kLoad) {
    if (flags.pop_next) take(tokens.compute_load, at);
    tokens.load_compute += flags.push_next;
  } else {
    if (flags.pop_prev) take(tokens.compute_store, at);
    tokens.store_compute += flags.push_prev;
  }
}

// A stage may run as far ahead as its tokens let it: in a stream that takes turns there is exactly
// one token in flight wherever the stage changes, so nothing else can start.
void expect_turns(const std::vector<Insn>& insns) {
  Tokens tokens;
  for (std::size_t i = 0; i < insns.size(); ++i) {
    if (i != 0) {
      const Queue last = queue_of(insns[i - 1]), now = queue_of(insns[i]);
      EXPECT_EQ(tokens.sum(), last == now ? 0 : 1) << "instruction " << i;
      EXPECT_TRUE(last == now || last == Queue::kCompute || now == Queue::kCompute);
    }
    run_one(tokens, insns[i], i);
  }
  EXPECT_EQ(tokens.sum(), 0);
}

TEST(Serialize, InstructionsOfTheSeedTakeTurns) {
  CommandStream stream(Config::pynq());
  ASSERT_TRUE(stream.declare_buffer("data", kSeedDataBytes).ok());
  ASSERT_TRUE(stream.declare_buffer("kernel", kSeedKernelBytes).ok());
  ASSERT_TRUE(stream.declare_buffer("res", kSeedResBytes).ok());
  CallList calls = seed_calls().value();
  calls.pop_back();  // sync
  ASSERT_EQ(apply_all(stream, calls), "");
  ASSERT_TRUE(stream.serialize().ok());
  const CommandStream::Finished finished = stream.finish().value();
  EXPECT_EQ(finished.insns.size(), 3365u);
  expect_turns(finished.insns);
}

TEST(Serialize, LoadAndStoreTakeTurnsThroughCompute) {
  CommandStream stream(Config::pynq());
  ASSERT_TRUE(stream.declare_buffer("a", 64).ok());
  const Load2d load{"a", 0, 1, 1, 1, 0, 0, 0, 0, 0, MemoryType::kInp};
  const Store2d store{0, MemoryType::kOut, "a", 0, 1, 1, 1};
  ASSERT_EQ(apply_all(stream, {load, store, load, load, store}), "");
  ASSERT_TRUE(stream.serialize().ok());
  const std::vector<Insn> insns = stream.finish().value().insns;
  EXPECT_EQ(insns.size(), 5u + 3u + 6u);  // three times in between, and the end
  expect_turns(insns);
}

TEST(Serialize, AStreamTakesNothingMore) {
  CommandStream stream(Config::pynq());
  ASSERT_TRUE(stream.serialize().ok());
  EXPECT_EQ(message_of(stream.dep_push(Queue::kLoad, Queue::kCompute)),
            "call 2 (dep_push): comes behind sync, which ends the stream");
}

}  // namespace
}  // namespace vta
