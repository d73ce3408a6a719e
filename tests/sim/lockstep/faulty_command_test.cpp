// SPDX-License-Identifier: Apache-2.0
//
// The command on top of an RTL with a fault (CMakeLists.txt says which): --lockstep names the first
// instruction, element and lane that the fault reaches, and how to look at it.

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <optional>
#include <sstream>

#include "driver/program/bundle.h"
#include "hw/isa/disassemble.h"
#include "sim/common/work_meter.h"
#include "sim/golden/uop_steps.h"
#include "tests/tools/run_vta.h"

namespace vta::test {
namespace {

const std::vector<std::string> kLayer = {
    "--config", "1x8x8.json",     "--height", "5",        "--width", "4",     "--in-channels",
    "16",       "--out-channels", "16",       "--kernel", "3",       "--pad", "1"};

constexpr std::size_t kElement = 7, kLane = 5;  // where the fault is

// Where the fault must show first, and what golden has there.
struct Site {
  std::size_t index;
  Insn insn;
  std::int32_t expected;
};

// Executes the program in the order of its stream, which suits its tokens.
std::optional<Site> first_product(const Program& program) {
  DeviceMemory memory;
  for (const ProgramRegion& r : program.regions) EXPECT_TRUE(memory.add_region(r.address, r.size));
  const ProgramRun& run = program.runs[0];
  for (const ProgramBlob& blob : run.memory) EXPECT_TRUE(memory.write(blob.address, blob.bytes));
  SramState sram = make_sram(program.config);
  const std::array<std::uint32_t, kMemoryTypeCount> base{};
  WorkMeter meter(RunRequest{}, {});
  golden::Machine machine{program.config, sram, memory, base, meter};
  for (std::size_t i = 0; i < run.insn_count; ++i) {
    std::array<std::byte, kInsnBytes> bytes;
    EXPECT_TRUE(memory.read(run.insn_address + i * kInsnBytes, bytes));
    const Insn insn = decode(program.config, load_insn_word(bytes.data()));
    const auto* gemm = std::get_if<GemmFields>(&insn.body);
    if (gemm == nullptr || gemm->loop.reset) {
      EXPECT_EQ(golden::execute(insn, machine).code, ErrorCode::kNone);
      continue;
    }
    for (golden::UopSteps steps(insn); !steps.done();) {
      EXPECT_EQ(steps.next(machine).code, ErrorCode::kNone);
      if (steps.written() != kElement) continue;
      return Site{i, insn, sram.acc[kElement * acc_lanes(program.config) + kLane]};
    }
  }
  return std::nullopt;
}

// The text behind "  name         " in a report.
std::string line_of(const std::string& report, const std::string& name) {
  const std::string before = "\n  " + name + " ";
  const std::size_t found = report.find(before);
  if (found == report.npos) return "no line '" + name + "'";
  const std::size_t begin = report.find_first_not_of(' ', found + before.size());
  return report.substr(begin, report.find('\n', begin) - begin);
}

// The digits behind the first `mark` in a text, or none.
std::string number_behind(const std::string& text, const std::string& mark) {
  const std::size_t found = text.find(mark);
  if (found == text.npos) return "";
  const std::size_t begin = found + mark.size();
  const std::size_t end = text.find_first_not_of("0123456789", begin);
  return text.substr(begin, end == text.npos ? end : end - begin);
}

std::string lane(std::int32_t value) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%d (0x%08x)", value, static_cast<unsigned>(value));
  return text.data();
}

class FaultyCommand : public VtaTest {
 protected:
  FaultyCommand() {
    std::filesystem::copy(std::string(VTA_SOURCE_DIR) + "/hw/config/1x8x8.json",
                          path("1x8x8.json"));
  }
  Ran conv2d(const std::vector<std::string>& options) {
    return run(join(join({"conv2d"}, kLayer), options));
  }
  // Saves the bundle and finds where the fault must show.
  void save() {
    ASSERT_EQ(conv2d({"--target", "golden", "--save-bundle", "bundle"}).code, 0);
    Result<Program> program = read_bundle(path("bundle").string());
    ASSERT_TRUE(program) << program.error().message;
    program_ = std::move(program).value();
    site_ = first_product(program_);
    ASSERT_TRUE(site_);
  }
  void expect_report(const std::string& report) {
    EXPECT_EQ(line_of(report, "what"), "a wrong value was written");
    EXPECT_EQ(line_of(report, "where"), "ACC element 7, lane 5");
    EXPECT_EQ(line_of(report, "expected"), lane(site_->expected));
    EXPECT_EQ(line_of(report, "actual"), lane(site_->expected + 1));
    const std::string listed = disassemble(program_.config, site_->index, site_->insn);
    EXPECT_EQ(line_of(report, "instruction"), listed.substr(listed.find_first_not_of(' ')));
    EXPECT_EQ(line_of(report, "stage"), "compute");
    EXPECT_EQ(line_of(report, "origin"), describe(*program_.runs[0].origins[site_->index]));
  }

  Program program_;
  std::optional<Site> site_;
};

// The shift drops the bit: no comparison of results can see what is wrong with the machine.
TEST_F(FaultyCommand, WithoutLockstepTheResultIsRight) {
  const Ran ran = conv2d({});
  EXPECT_EQ(ran.code, 0) << ran.out;
  EXPECT_TRUE(ran.out.ends_with("Successful 2D convolution test!\n")) << ran.out;
}

TEST_F(FaultyCommand, Conv2dNamesInstructionElementAndLaneUnderAnyTiming) {
  save();
  for (const std::string timing : {"0", "1", "2"}) {
    const Ran ran = conv2d({"--lockstep", "--mem-random", timing, "--json", "--stats-json", "x"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_EQ(ran.out, "");
    EXPECT_TRUE(
        ran.err.starts_with("vta conv2d: lock-step: the RTL differs from the golden model\n"))
        << ran.err;
    expect_report(ran.err);
  }
  EXPECT_EQ(files(), (std::vector<std::string>{"1x8x8.json", "bundle"}));
}

TEST_F(FaultyCommand, ReplayDoesSo) {
  save();
  const Ran ran = run({"replay", "bundle", "--lockstep"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.out, "");
  expect_report(ran.err);
  EXPECT_EQ(ran.err.find("  run "), std::string::npos);
}

TEST_F(FaultyCommand, TheReportInTheDocumentIsThatOfToday) {
  std::ifstream file(std::string(VTA_SOURCE_DIR) + "/docs/rtl-simulation.md");
  const std::string document(std::istreambuf_iterator<char>(file), {});
  const Ran ran = conv2d({"--lockstep"});
  EXPECT_NE(document.find("```\n" + ran.err + "```\n"), std::string::npos) << ran.err;
}

// End of a trace in ns: the third field of an FST header, big-endian.
std::uint64_t end_of_trace(const std::string& file) {
  std::uint64_t end = 0;
  for (std::size_t i = 17; i < 25; ++i) end = end << 8 | static_cast<unsigned char>(file.at(i));
  return end;
}

TEST_F(FaultyCommand, ThePrintedCommandMakesWavesThatEndInTheCycle) {
  save();
  const Ran ran = run({"replay", "bundle", "--lockstep", "--mem-latency=50", "--json"});
  const std::string waves = line_of(ran.err, "waves");
  const std::string command = "replay bundle --lockstep --mem-latency=50 --trace lockstep.fst";
  const std::string marked = number_behind(waves, "setMarker ");
  const std::string from = number_behind(waves, "setZoomRangeTimes ");
  const std::string to = number_behind(waves, "setZoomRangeTimes " + from + " ");
  ASSERT_FALSE(marked.empty() || from.empty() || to.empty()) << waves;
  ASSERT_EQ(waves, "vta " + command + "; gtkwave lockstep.fst -S <(echo 'gtkwave::setMarker " +
                       marked + "; gtkwave::setZoomRangeTimes " + from + " " + to + "')");
  const std::uint64_t marker = std::stoull(marked);
  EXPECT_EQ(line_of(ran.err, "cycle"), std::to_string(marker / 10) + " of the simulation, at " +
                                           std::to_string(marker) + " ns of its waves");

  std::vector<std::string> words;
  std::istringstream stream(command);
  for (std::string word; stream >> word;) words.push_back(word);
  const Ran again = run(words);
  EXPECT_EQ(again.code, 1);
  EXPECT_EQ(line_of(again.err, "cycle"), line_of(ran.err, "cycle"));
  EXPECT_EQ(files(), (std::vector<std::string>{"1x8x8.json", "bundle", "lockstep.fst"}));
  EXPECT_EQ(end_of_trace(read("lockstep.fst")), marker + 5);  // the rising edge of that cycle
}

TEST_F(FaultyCommand, TheRunOfAProgramOfSeveralIsNamed) {
  save();
  // The first of the two executes nothing; the second one needs nothing but what is there.
  Program two = program_;
  ProgramRun first = program_.runs[0];
  first.insn_count = 0;
  first.error = "missing_finish";
  first.expect.clear();
  first.stats.clear();
  first.origins.clear();
  two.runs[0].memory.clear();
  two.runs.insert(two.runs.begin(), first);
  const Status written = write_bundle(two, path("two").string());
  ASSERT_TRUE(written) << written.error().message;
  const Ran ran = run({"replay", "two", "--lockstep"});
  EXPECT_EQ(ran.code, 1) << ran.err;
  EXPECT_EQ(line_of(ran.err, "run"), "1");
  expect_report(ran.err);
}

}  // namespace
}  // namespace vta::test
