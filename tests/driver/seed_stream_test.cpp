// SPDX-License-Identifier: Apache-2.0
//
// The seed's convolution through CommandStream: the instruction mix, the order and the flags that
// the ISA document states, and the very encodings of its table.

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "driver/program/command_stream.h"
#include "tests/driver/seed_calls.h"
#include "tests/driver/stream_helpers.h"

namespace vta {
namespace {

// "LOAD UOP", "store NOP", "GEMM reset", ...
std::string kind(const Insn& insn) {
  const std::string opcode(to_string(static_cast<Opcode>(insn.opcode)));
  if (const auto* mem = std::get_if<MemFields>(&insn.body)) {
    const bool store = insn.opcode == static_cast<std::uint32_t>(Opcode::kStore);
    if (mem->x_size == 0) {
      constexpr const char* kStages[] = {"load", "compute", "store"};
      return std::string(kStages[static_cast<std::size_t>(stage_of(insn))]) + " NOP";
    }
    if (store) return opcode;
    return opcode + " " + std::string(to_string(static_cast<MemoryType>(mem->memory_type)));
  }
  if (std::holds_alternative<GemmFields>(insn.body) && insn.gemm().loop.reset) {
    return opcode + " reset";
  }
  return opcode;
}

std::string with_flags(const Insn& insn) {
  std::string text = kind(insn);
  if (insn.tokens.pop_prev) text += " pop_prev";
  if (insn.tokens.pop_next) text += " pop_next";
  if (insn.tokens.push_prev) text += " push_prev";
  if (insn.tokens.push_next) text += " push_next";
  return text;
}

class SeedStream : public testing::Test {
 protected:
  void SetUp() override {
    Result<CallList> calls = seed_calls();
    ASSERT_TRUE(calls.ok()) << calls.error().message;
    CommandStream stream(Config::pynq());
    ASSERT_TRUE(stream.declare_buffer("data", kSeedDataBytes).ok());
    ASSERT_TRUE(stream.declare_buffer("kernel", kSeedKernelBytes).ok());
    ASSERT_TRUE(stream.declare_buffer("res", kSeedResBytes).ok());
    ASSERT_EQ(apply_all(stream, calls.value()), "");
    Result<CommandStream::Finished> finished = stream.finish();
    ASSERT_TRUE(finished.ok()) << finished.error().message;
    finished_ = std::move(finished).value();
  }

  [[nodiscard]] std::vector<std::string> lines(std::size_t begin, std::size_t count) const {
    std::vector<std::string> result;
    for (std::size_t i = begin; i < begin + count; ++i) {
      result.push_back(with_flags(finished_.insns.at(i)));
    }
    return result;
  }

  CommandStream::Finished finished_;
};

TEST_F(SeedStream, HasTheKnownMixOfInstructions) {
  std::map<std::string, int> mix;
  for (const Insn& insn : finished_.insns) ++mix[kind(insn)];
  EXPECT_EQ(mix, (std::map<std::string, int>{{"LOAD UOP", 10},
                                             {"LOAD INP", 64},
                                             {"LOAD WGT", 64},
                                             {"GEMM", 64},
                                             {"GEMM reset", 4},
                                             {"ALU", 12},
                                             {"STORE", 3136},
                                             {"compute NOP", 3},
                                             {"load NOP", 5},
                                             {"store NOP", 3},
                                             {"FINISH", 1}}));
  EXPECT_EQ(finished_.insns.size(), 3366u);
  EXPECT_EQ(finished_.uops.size(), 286u);
}

TEST_F(SeedStream, StartsWithTheKnownInstructions) {
  EXPECT_EQ(lines(0, 18), (std::vector<std::string>{
                              "store NOP push_prev",
                              "store NOP push_prev",
                              "LOAD UOP pop_next",
                              "GEMM reset push_prev",
                              "LOAD UOP pop_next",
                              "GEMM reset push_prev",
                              "LOAD INP pop_next",
                              "LOAD WGT push_next",
                              "LOAD INP pop_next",
                              "LOAD WGT push_next",
                              "LOAD UOP pop_prev",
                              "GEMM push_prev",
                              "LOAD UOP pop_prev",
                              "GEMM push_prev",
                              "LOAD INP pop_next",
                              "LOAD WGT push_next",
                              "LOAD INP pop_next",
                              "LOAD WGT push_next",
                          }));
  EXPECT_EQ(lines(18, 2), (std::vector<std::string>{"GEMM pop_prev push_prev",  //
                                                    "GEMM pop_prev push_prev"}));
}

// 2 + 4 instructions, then 16 blocks of 6, the first with 2 loads of micro-ops on top.
TEST_F(SeedStream, EndsItsFirstHalfWithActivationsAndStores) {
  const std::size_t tail = 2 + 4 + 16 * 6 + 2;
  EXPECT_EQ(lines(tail, 15), (std::vector<std::string>{
                                 "load NOP pop_next", "LOAD UOP", "ALU", "LOAD UOP", "ALU",
                                 "LOAD UOP", "ALU push_next", "LOAD UOP", "ALU", "LOAD UOP", "ALU",
                                 "LOAD UOP", "ALU push_next", "STORE pop_prev", "STORE"}));
  EXPECT_EQ(lines(tail + 13 + 783, 2),
            (std::vector<std::string>{"STORE push_prev", "STORE pop_prev"}));
  EXPECT_EQ(lines(tail + 13 + 2 * 784 - 1, 3),
            (std::vector<std::string>{"STORE push_prev", "GEMM reset pop_next push_prev",
                                      "GEMM reset pop_next push_prev"}));
}

TEST_F(SeedStream, EndsWithTheEpilogue) {
  EXPECT_EQ(lines(3366 - 9, 9), (std::vector<std::string>{
                                    "STORE",
                                    "STORE push_prev",
                                    "compute NOP pop_next",
                                    "store NOP push_prev",
                                    "load NOP pop_next",
                                    "load NOP push_next",
                                    "compute NOP pop_next",
                                    "compute NOP pop_prev pop_next",
                                    "FINISH",
                                }));
}

TEST_F(SeedStream, IsPlacedBufferByBuffer) {
  ASSERT_EQ(finished_.buffers.size(), 3u);
  EXPECT_EQ(finished_.buffers[0].name, "data");
  EXPECT_EQ(finished_.buffers[0].address, 0x1000u);
  EXPECT_EQ(finished_.buffers[0].bytes, 50176u);
  EXPECT_EQ(finished_.buffers[1].name, "kernel");
  EXPECT_EQ(finished_.buffers[1].address, 0xe000u);
  EXPECT_EQ(finished_.buffers[2].name, "res");
  EXPECT_EQ(finished_.buffers[2].address, 0x9e000u);
  EXPECT_EQ(finished_.uop_address, 0xab000u);
  EXPECT_EQ(finished_.insn_address, 0xac000u);
  EXPECT_EQ(finished_.memory_end, 0xac000u + 3366 * 16);
}

// Placed like this, the buffers have the addresses for which the table of the ISA document was
// made.
TEST_F(SeedStream, HasTheKnownEncodings) {
  std::set<InsnWord> words;
  ASSERT_EQ(finished_.insn_image.size(), finished_.insns.size() * kInsnBytes);
  for (std::size_t i = 0; i < finished_.insns.size(); ++i) {
    words.insert(load_insn_word(finished_.insn_image.data() + i * kInsnBytes));
  }
  const std::map<std::string, InsnWord> known = {
      {"store NOP, push_prev", {0x0000000000000021, 0}},
      {"first load of micro-ops", {0x00000ab000000010, 0x0000000e000e0001}},
      {"GEMM reset", {0x000e004001c000a2, 0x0000000000007062}},
      {"first load of inputs", {0x0000000400000110, 0x1101000e000e0008}},
      {"first load of weights", {0x00000003800000c0, 0x0000009000090008}},
      {"inputs of the second thread", {0x0000000400024110, 0x1101000e000e0008}},
      {"weights of the second thread", {0x00000015800120c0, 0x0000009000090008}},
      {"GEMM", {0x000e004013401c22, 0x0000902000007062}},
      {"shift", {0x0620000823211804, 0x0008b00200000800}},
      {"maximum", {0x0620000823411904, 0x0000900200000800}},
      {"minimum", {0x0620000823611a44, 0x007f800200000800}},
      {"last store", {0x000002a8fc187e21, 0x0000000100010001}},
      {"compute NOP, pop_next", {0x0000000000000010, 0}},
      {"compute NOP, both pops", {0x0000000000000018, 0}},
      {"load NOP, pop_next", {0x0000000000000110, 0}},
      {"load NOP, push_next", {0x0000000000000140, 0}},
      {"FINISH", {0x0000000000000003, 0}},
  };
  for (const auto& [what, word] : known) EXPECT_EQ(words.count(word), 1u) << what;
  EXPECT_EQ(load_insn_word(finished_.insn_image.data() + 2 * kInsnBytes),
            known.at("first load of micro-ops"));
}

TEST_F(SeedStream, LaysOutItsMicroOpsInTheOrderOfFirstUse) {
  const auto word = [this](std::size_t i) {
    std::uint32_t value = 0;
    std::memcpy(&value, finished_.uop_image.data() + i * kUopBytes, sizeof value);
    return value;
  };
  ASSERT_EQ(finished_.uop_image.size(), 286 * kUopBytes);
  EXPECT_EQ(finished_.uops[13], (Uop{13, 0, 0}));
  EXPECT_EQ(finished_.uops[14], (Uop{784, 0, 0}));
  EXPECT_EQ(finished_.uops[29], (Uop{1, 1, 0}));
  EXPECT_EQ(word(29), 0x00000801u);
  EXPECT_EQ(finished_.uops[154], (Uop{784, 144, 72}));
  EXPECT_EQ(word(154), 0x12048310u);
  for (std::size_t i = 280; i < 283; ++i) EXPECT_EQ(word(i), 0u);
  for (std::size_t i = 283; i < 286; ++i) EXPECT_EQ(word(i), 0x00188310u);
}

TEST_F(SeedStream, DecodesToItsInstructions) {
  for (std::size_t i = 0; i < finished_.insns.size(); ++i) {
    const InsnWord word = load_insn_word(finished_.insn_image.data() + i * kInsnBytes);
    ASSERT_EQ(decode(Config::pynq(), word), finished_.insns[i]) << "instruction " << i;
    ASSERT_EQ(validate(Config::pynq(), finished_.insns[i]), ErrorCode::kNone);
  }
}

}  // namespace
}  // namespace vta
