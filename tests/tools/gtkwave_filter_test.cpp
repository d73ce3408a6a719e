// SPDX-License-Identifier: Apache-2.0
//
// What GTKWave's process filter answers.

#include "tools/gtkwave_filter.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <regex>
#include <sstream>

#include "hw/isa/insn.h"
#include "tools/text.h"

namespace vta {
namespace {

const Config kConfig = Config::pynq();

std::string hex(const Insn& insn) {
  const Result<InsnWord> word = encode(kConfig, insn);
  VTA_CHECK(word.ok());
  return textf("%016llx%016llx", static_cast<unsigned long long>(word.value()[1]),
               static_cast<unsigned long long>(word.value()[0]));
}

// All that the filter answers to a text.
std::string answers(std::string input) {
  char* buffer = nullptr;
  std::size_t size = 0;
  std::FILE* out = open_memstream(&buffer, &size);
  std::FILE* in =
      input.empty() ? std::fopen("/dev/null", "r") : fmemopen(input.data(), input.size(), "r");
  EXPECT_TRUE(gtkwave_filter(kConfig, in, out));
  std::fclose(in);
  std::fclose(out);
  const std::unique_ptr<char, decltype(&std::free)> owner(buffer, std::free);
  return {buffer, size};
}

TEST(GtkwaveFilter, InstructionsAreThoseOfTheDisassemblyInOneColour) {
  GemmFields gemm;
  gemm.loop.uop_bgn = 28;
  gemm.loop.uop_end = 154;
  gemm.loop.iter_out = 8;
  gemm.loop.iter_in = 7;
  EXPECT_EQ(gtkwave_text(kConfig, hex(make_gemm(gemm, {.pop_prev = true, .push_next = true}))),
            "?forest green?compute pop=p- push=-n GEMM uop=[28,154) loop=8x7 dst=0,0 src=0,0 "
            "wgt=0,0");
  EXPECT_EQ(gtkwave_text(kConfig, hex(make_finish())), "?slate gray?compute pop=-- push=-- FINISH");
  MemFields row;
  row.memory_type = static_cast<std::uint32_t>(MemoryType::kOut);
  row.x_size = row.y_size = row.x_stride = 1;
  EXPECT_TRUE(gtkwave_text(kConfig, hex(make_store(row)))
                  .starts_with("?medium orchid?store pop=-- push=-- STORE dram=["));
}

TEST(GtkwaveFilter, WhereThereIsNoInstructionThereIsABlank) {
  EXPECT_EQ(gtkwave_text(kConfig, std::string(32, '0')), " ");
  EXPECT_EQ(gtkwave_text(kConfig, ""), " ");
}

TEST(GtkwaveFilter, WhatItDoesNotKnowStaysAsItIs) {
  for (const char* value : {"x", "zz", "c", "12", "hello", "7fffffff"}) {
    EXPECT_EQ(gtkwave_text(kConfig, value), value);
  }
  const std::string unknown(32, 'x');
  EXPECT_EQ(gtkwave_text(kConfig, unknown), unknown);
  EXPECT_EQ(gtkwave_text(kConfig, "-" + std::string(31, '1')), "-" + std::string(31, '1'));
}

// "TokenC2l = 4'd4" in the RTL is what the filter calls "token c2l".
TEST(GtkwaveFilter, StatesAreThoseOfTheTraceModule) {
  std::ifstream file(VTA_SOURCE_DIR "/sim/rtl/trace/vta_waves.sv");
  std::stringstream source;
  source << file.rdbuf();
  const std::string text = source.str();
  const std::regex item("([A-Z][a-z]+)([A-Z][a-z0-9]+)? += 4'd([0-9]+)");
  unsigned states = 0;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), item); it != std::sregex_iterator();
       ++it, ++states) {
    std::string name = (*it)[1].str() + ((*it)[2].matched ? " " + (*it)[2].str() : "");
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const std::string answer =
        gtkwave_text(kConfig, textf("%x", static_cast<unsigned>(std::stoi((*it)[3].str()))));
    EXPECT_TRUE(answer.ends_with("?" + name)) << answer << " is not " << name;
  }
  EXPECT_EQ(states, 12u);
}

TEST(GtkwaveFilter, EveryLineHasOneAnswer) {
  EXPECT_EQ(answers("x\n12\n\n1\n"), "x\n12\n \n?forest green?busy\n");
  EXPECT_EQ(answers("x\r\n"), "x\n");
  EXPECT_EQ(answers(""), "");
}

TEST(GtkwaveFilter, TheEndInTheMiddleOfALineIsAnEndToo) {
  EXPECT_EQ(answers("1\nxy"), "?forest green?busy\nxy\n");
}

TEST(GtkwaveFilter, LinesWithoutAnEndAreNotKept) {
  EXPECT_EQ(answers(std::string(4096, 'a') + "\n"), std::string(4096, 'a') + "\n");
  EXPECT_EQ(answers(std::string(100'000, 'a') + "\nx\n"), "?\nx\n");
}

TEST(GtkwaveFilter, WhoDoesNotListenEndsIt) {
  std::string input = "1\n2\n";
  std::FILE* in = fmemopen(input.data(), input.size(), "r");
  std::FILE* full = std::fopen("/dev/full", "w");
  ASSERT_NE(full, nullptr);
  EXPECT_FALSE(gtkwave_filter(kConfig, in, full));
  std::fclose(in);
  std::fclose(full);
}

}  // namespace
}  // namespace vta
