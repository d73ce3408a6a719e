// SPDX-License-Identifier: Apache-2.0
//
// What is in the waves that commands write, and that the save file of GTKWave shows.

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <set>

#include "hw/isa/config.h"
#include "hw/isa/insn.h"
#include "hw/isa/mnemonic.h"
#include "tests/tools/fst_file.h"
#include "tests/tools/run_vta.h"

namespace vta::test {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kPeriod = 10;  // ns
const std::string kWaves = "vta_top.vta_top.u_core.u_waves.";

class WavesCommand : public VtaTest {
 protected:
  // The waves of a small layer.
  FstFile traced(const std::vector<std::string>& more = {}) {
    const Ran ran = run(join(join({"conv2d", "--trace", "w.fst"}, small_layer()), more));
    EXPECT_EQ(ran.code, 0) << ran.err;
    return read_fst(path("w.fst"));
  }
};

std::string hex(const std::string& digits) {
  std::string text = "0x";
  for (std::size_t i = 0; i < digits.size(); i += 4) {
    text += "0123456789abcdef"[std::stoi(digits.substr(i, 4), nullptr, 2)];
  }
  return text;
}

// "0x" and 32 digits.
Insn decoded(const std::string& word) {
  return decode(Config::pynq(), {std::stoull(word.substr(18), nullptr, 16),
                                 std::stoull(word.substr(2, 16), nullptr, 16)});
}

TEST_F(WavesCommand, EverySignalOfTheSaveFileIsThere) {
  const FstFile waves = traced();
  std::ifstream save_file(VTA_SOURCE_DIR "/scripts/gtkwave/vta.gtkw");
  unsigned signals = 0;
  for (std::string line; std::getline(save_file, line);) {
    if (!line.starts_with("vta_top")) continue;
    ++signals;
    EXPECT_EQ(waves.signals.count(line), 1u) << line;
  }
  EXPECT_GT(signals, 30u);
}

TEST_F(WavesCommand, TheSaveFileIsWhatItsGeneratorWrites) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(
      popen(VTA_PYTHON " " VTA_SOURCE_DIR "/scripts/gtkwave/generate.py", "r"), pclose);
  ASSERT_NE(pipe, nullptr);
  std::string generated;
  for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get())) {
    generated += static_cast<char>(c);
  }
  std::ifstream file(VTA_SOURCE_DIR "/scripts/gtkwave/vta.gtkw");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), generated);
}

TEST_F(WavesCommand, MemoriesAndWideWordsAreLeftOut) {
  // Queues of a few words are no memories of the machine.
  for (const auto& [name, signal] : traced().signals) {
    EXPECT_LE(signal.bits, 1024u) << name;
    EXPECT_EQ(name.find("_ram.mem"), std::string::npos) << name;
  }
}

TEST_F(WavesCommand, InstructionsOfTheStagesAreThoseOfTheDisassembly) {
  const FstFile waves = traced({"--save-bundle", "b"});
  const Json listing = run_json({"disasm", "b", "--json"});
  const Json& insns = listing["runs"][0]["instructions"];
  std::set<std::size_t> seen;
  for (const std::string stage : {"fetch", "load", "compute", "store"}) {
    const FstSignal& seq = waves.at(kWaves + stage + "_seq[31:0]");
    const FstSignal& op = waves.at(kWaves + stage + "_op[255:0]");
    const FstSignal& word = waves.at(kWaves + stage + "_insn[127:0]");
    for (const auto& [time, digits] : op.changes) {
      if (op.text(time).empty()) continue;
      const std::uint64_t index = seq.number(time);
      ASSERT_LT(index, insns.size()) << stage << " at " << time;
      const Json& insn = insns[index];
      EXPECT_EQ(hex(word.at(time)), insn["word"]) << stage << " at " << time;
      EXPECT_EQ(op.text(time), mnemonic(Config::pynq(), decoded(insn["word"]))) << time;
      if (stage == "fetch") continue;
      EXPECT_EQ(insn["text"].get<std::string>().substr(7, stage.size()), stage) << index;
      seen.insert(index);
    }
    // Neighbours may have the same text, but not the same number.
    for (const auto& [time, digits] : seq.changes) {
      if (stage != "fetch" && !op.text(time).empty()) seen.insert(seq.number(time));
    }
  }
  // An ALU operation that joins another one retires with it and is never the oldest.
  for (std::size_t i = 0; i < insns.size(); ++i) {
    const std::string text = insns[i]["text"];
    if (text.find("ALU.") != std::string::npos) continue;
    EXPECT_EQ(seen.count(i), 1u) << text;
  }
}

TEST_F(WavesCommand, StatesAreWhatTheCountersCount) {
  const FstFile waves = traced({"--stats-json", "s.json"});
  const Json stats = Json::parse(read("s.json"));
  const auto cycles_in = [&](const std::string& stage, const std::set<std::uint64_t>& states) {
    const FstSignal& state = waves.at(kWaves + stage + "_state[3:0]");
    std::uint64_t count = 0;
    for (std::uint64_t time = waves.begin; time <= waves.end; time += kPeriod) {
      count += states.count(state.number(time));
    }
    return count;
  };
  for (const std::string stage : {"load", "compute", "store"}) {
    EXPECT_EQ(cycles_in(stage, {3}), stats["stages"][stage]["memory_wait"]) << stage;
    EXPECT_EQ(cycles_in(stage, {4, 5, 6, 7}), stats["stages"][stage]["token_wait"]) << stage;
  }
  EXPECT_EQ(cycles_in("fetch", {8, 9, 10}), stats["stages"]["fetch"]["token_wait"]);
}

TEST_F(WavesCommand, TokensAndBurstsAreCounted) {
  const FstFile waves = traced();
  for (const char* name : {"tokens_l2c[9:0]", "axi_reads[15:0]", "axi_writes[15:0]"}) {
    const FstSignal& signal = waves.at(kWaves + name);
    std::uint64_t most = 0;
    for (const auto& [time, digits] : signal.changes) most = std::max(most, signal.number(time));
    EXPECT_GE(most, 1u) << name;
    EXPECT_LE(most, 1023u) << name;
  }
  EXPECT_EQ(waves.at(kWaves + "axi_reads[15:0]").number(waves.end), 0u);
}

TEST_F(WavesCommand, AWindowOfCyclesHoldsThemAndNothingElse) {
  const FstFile all = traced();
  const FstFile part = traced({"--trace-from", "cycle=300", "--trace-for", "50"});
  EXPECT_EQ(part.begin, 300 * kPeriod);
  EXPECT_EQ(part.end, 349 * kPeriod + kPeriod / 2);
  ASSERT_EQ(part.signals.size(), all.signals.size());
  for (std::uint64_t time = part.begin; time <= part.end; time += kPeriod / 2) {
    for (const char* name : {"compute_seq[31:0]", "load_op[255:0]", "store_state[3:0]"}) {
      EXPECT_EQ(part.at(kWaves + name).at(time), all.at(kWaves + name).at(time)) << name;
    }
  }
  const FstFile first = traced({"--trace-for", "20"});
  EXPECT_EQ(first.begin, 0u);
  EXPECT_EQ(first.end, 19 * kPeriod + kPeriod / 2);
}

TEST_F(WavesCommand, AWindowBeginsWhenItsInstructionStarts) {
  const FstFile all = traced({"--save-bundle", "b"});
  const Json insns = run_json({"disasm", "b", "--json"})["runs"][0]["instructions"];
  const FstSignal& starts = all.at(kWaves + "starts[2:0]");
  for (const std::size_t index : {std::size_t{0}, std::size_t{2}, insns.size() - 1}) {
    // Of its stage it is this one, counted from 0; and that many starts are before it.
    const std::string text = insns[index]["text"];
    const auto stage_at = [&](std::size_t i) {
      return insns[i]["text"].get<std::string>().substr(7, 7);
    };
    const unsigned bit = text[7] == 'l' ? 0 : text[7] == 'c' ? 1 : 2;
    std::size_t before = 0;
    for (std::size_t i = 0; i < index; ++i) before += stage_at(i) == stage_at(index) ? 1u : 0u;
    std::uint64_t expected = 0;
    for (std::uint64_t time = all.begin; time <= all.end; time += kPeriod) {
      if ((starts.number(time) >> bit & 1u) == 0 || before-- != 0) continue;
      expected = time;
      break;
    }
    std::filesystem::remove_all(path("b"));
    const FstFile part =
        traced({"--save-bundle", "b", "--trace-from", "insn=" + std::to_string(index)});
    EXPECT_EQ(part.begin, expected) << "instruction " << index;
    EXPECT_EQ(part.end, all.end);
  }
}

TEST_F(WavesCommand, ReplayHasTheSameWindows) {
  EXPECT_EQ(run(join({"conv2d", "--target", "golden", "--save-bundle", "b"}, small_layer())).code,
            0);
  const Ran ran =
      run({"replay", "b", "--trace", "r.fst", "--trace-from", "cycle=100", "--trace-for", "7"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  const FstFile waves = read_fst(path("r.fst"));
  EXPECT_EQ(waves.begin, 100 * kPeriod);
  EXPECT_EQ(waves.end, 106 * kPeriod + kPeriod / 2);
}

TEST_F(WavesCommand, AWindowThatNeverBeginsIsToldAndLeavesNoFile) {
  const auto empty = [this](const std::string& from, const std::string& why) {
    const Ran ran = run(join({"conv2d", "--trace", "w.fst", "--trace-from", from}, small_layer()));
    EXPECT_EQ(ran.code, 2);
    EXPECT_EQ(ran.err, "vta conv2d: no waves were written to 'w.fst': " + why + "\n");
    EXPECT_TRUE(ran.out.ends_with("Successful 2D convolution test!\n")) << ran.out;
    EXPECT_EQ(files(), std::vector<std::string>{});
  };
  empty("insn=70000", "instruction 70000 never started");
  empty("cycle=7000000", "the simulation ended before cycle 7000000");
}

TEST_F(WavesCommand, WhatIsNoWindowIsRefused) {
  const std::string must =
      "it must be insn=N, the number of an instruction in 0..4294967295, or cycle=N, a cycle of "
      "the "
      "simulation in 0..9223372036854775807";
  for (const std::string from :
       {"7", "insn", "insn=", "insn=-1", "insn=1x", "insn= 1", "insn=4294967296", "cycle=1.5",
        "cycle=9223372036854775808", "time=3"}) {
    expect_refused({"conv2d", "--trace", "w.fst", "--trace-from=" + from},
                   "vta conv2d: --trace-from is '" + from + "'; " + must);
  }
  expect_refused({"conv2d", "--trace", "w.fst", "--trace-for", "0"},
                 "vta conv2d: --trace-for is 0; it must lie in 1..9223372036854775807");
  expect_refused(
      {"conv2d", "--trace-for", "5"},
      "vta conv2d: --trace-for says which part of the waves --trace writes; give --trace "
      "FILE.fst, too");
  expect_refused({"replay", "b", "--trace-from", "cycle=5"},
                 "vta replay: --trace-from says which part of the waves --trace writes; give "
                 "--trace FILE.fst, too");
  expect_refused({"conv2d", "--target", "golden", "--trace-from", "cycle=5"},
                 "vta conv2d: --trace-from needs --target rtl; target golden has no signals");
  EXPECT_EQ(files(), std::vector<std::string>{});
}

TEST_F(WavesCommand, TheFilterEndsWithItsInputAndTakesNothingElse) {
  ASSERT_NE(std::freopen("/dev/null", "r", stdin), nullptr);  // the command inherits it
  const Ran ran = run({"disasm", "--gtkwave"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, "");
  expect_refused(
      {"disasm", "--gtkwave", "b"},
      "vta disasm: --gtkwave reads values from its standard input; a bundle or a file has "
      "no meaning beside it");
  expect_refused(
      {"disasm", "--gtkwave", "--json"},
      "vta disasm: --gtkwave reads values from its standard input; --json has no meaning "
      "beside it");
}

}  // namespace
}  // namespace vta::test
