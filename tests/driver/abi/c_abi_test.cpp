// SPDX-License-Identifier: Apache-2.0
//
// Programs in C against libvta.so and libvta_runtime.so, on the devices that VTA_DEVICE names.

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "tests/driver/abi/run_program.h"
#include "tests/driver/seed_calls.h"

namespace vta::test {
namespace {

using namespace program;

class OnDevice : public testing::TestWithParam<const char*> {
 protected:
  [[nodiscard]] Environment device() const { return {{"VTA_DEVICE", GetParam()}}; }
};

std::string seed_calls_file() {
  const std::string path = testing::TempDir() + "vta-abi-seed-" + std::to_string(getpid());
  std::ofstream(path) << seed_calls_text().value();
  return path;
}

TEST_P(OnDevice, TheCallsOfTheSeedGiveItsResultAndItsStatistics) {
  const std::string calls = seed_calls_file();
  const Ran ran = run_program(VTA_SEED_REPLAY, {calls}, device());
  std::remove(calls.c_str());
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.err, "");
  EXPECT_EQ(without_cycles(ran.out), kSeedStatistics);
  const bool has_clock = std::string(GetParam()).starts_with("rtl");
  EXPECT_EQ(ran.out.find("cycles 0\n") == std::string::npos, has_clock) << ran.out;
}

// 32: one instruction after the other.
TEST_P(OnDevice, SerialInstructionsGiveTheSame) {
  const std::string calls = seed_calls_file();
  const Ran ran = run_program(VTA_SEED_REPLAY, {calls, "32"}, device());
  std::remove(calls.c_str());
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.err, "");
  EXPECT_EQ(without_cycles(ran.out), kSeedStatistics);
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

// 6: micro-kernels when they are recorded, and instructions.
TEST(CAbi, DumpsShowEveryMicroKernelOnceAndEveryInstruction) {
  const std::string calls = seed_calls_file();
  const Ran ran = run_program(VTA_SEED_REPLAY, {calls, "6"}, {});
  std::remove(calls.c_str());
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(count(ran.out, "micro-kernel "), 10u);
  EXPECT_EQ(count(ran.out, "micro-kernel gemm reset\n  loop 8 dst+98 src+0 wgt+0\n"), 2u);
  EXPECT_EQ(count(ran.out, "\n3366 instructions\n"), 1u);
  EXPECT_EQ(count(ran.out, " pop="), 3366u);
  EXPECT_EQ(count(ran.out, " LOAD.UOP "), 10u);
}

class Case : public testing::TestWithParam<std::tuple<const char*, const char*>> {};

TEST_P(Case, IsAsTheHeadersSay) {
  const auto& [device, name] = GetParam();
  const Ran ran = run_program(VTA_ABI_CASES, {name}, {{"VTA_DEVICE", device}});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_EQ(ran.out, "");
}

INSTANTIATE_TEST_SUITE_P(Simulators, OnDevice, testing::Values("functional:", "rtl:"));
INSTANTIATE_TEST_SUITE_P(
    Simulators, Case,
    testing::Combine(testing::Values("functional:", "rtl:", "golden:"),
                     testing::Values("runs", "wrong_runs", "timeout", "two_handles", "wrong_memory",
                                     "many_kernels", "wrong_calls", "freed_early", "programs")));

TEST(CAbi, WithoutVariablesItIsTheFunctionalSimulatorOfTheDefaultGeometry) {
  EXPECT_EQ(run_program(VTA_ABI_CASES, {"runs"}, {}).code, 0);
  EXPECT_EQ(run_program(VTA_ABI_CASES, {"runs"}, {{"VTA_DEVICE", ""}, {"VTA_CONFIG", ""}}).code, 0);
}

TEST(CAbi, AFailureThatNobodyAsksForEndsTheProcess) {
  const Ran ran = run_program(VTA_ABI_CASES, {"aborts"}, {});
  EXPECT_EQ(ran.code, -SIGABRT);
  EXPECT_EQ(ran.err,
            "vta: VTALoadBuffer2D: the pointer is not a buffer of VTABufferAlloc(), or it was "
            "freed\n"
            "vta: VTASynchronize: nothing was run, because a call before failed: VTALoadBuffer2D: "
            "the pointer is not a buffer of VTABufferAlloc(), or it was freed\n");
}

// The first line of stderr when no device can be opened.
std::string refusal(const Environment& environment) {
  const Ran ran = run_program(VTA_ABI_CASES, {"no_device"}, environment);
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  return ran.err.substr(0, ran.err.find('\n'));
}

TEST(CAbi, AnUnknownDeviceIsRefused) {
  const std::string unknown = refusal({{"VTA_DEVICE", "abacus:"}});
  EXPECT_TRUE(unknown.starts_with("vta: VTADeviceAlloc: VTA_DEVICE=abacus:: ")) << unknown;
  EXPECT_NE(unknown.find("functional"), std::string::npos) << unknown;
  EXPECT_NE(refusal({{"VTA_DEVICE", "functional:?latency=1"}}).find("latency"), std::string::npos);
}

TEST(CAbi, AGeometryThatTheDeviceDoesNotHaveIsRefused) {
  const std::string other = VTA_SOURCE_DIR "/hw/config/2x16x16.json";
  ASSERT_TRUE(std::ifstream(other).good()) << other;
  const std::string why = refusal({{"VTA_DEVICE", "rtl:"}, {"VTA_CONFIG", other}});
  EXPECT_NE(why.find("LOG_BATCH"), std::string::npos) << why;
  EXPECT_EQ(run_program(VTA_ABI_CASES, {"runs"}, {{"VTA_CONFIG", other}}).code, 0);
  const std::string none = refusal({{"VTA_CONFIG", "/no/such.json"}});
  EXPECT_TRUE(none.starts_with("vta: VTADeviceAlloc: VTA_CONFIG: /no/such.json")) << none;
}

// What a library defines for others: "T name" of nm.
std::set<std::string> exported(const std::string& library) {
  const Ran ran = run_program("/usr/bin/nm", {"-D", "--defined-only", library}, {});
  EXPECT_EQ(ran.code, 0) << ran.err;
  std::set<std::string> names;
  std::istringstream lines(ran.out);
  for (std::string address, type, name; lines >> address >> type >> name;) {
    EXPECT_EQ(type, "T") << name;
    names.insert(name);
  }
  return names;
}

// The functions that a header declares.
std::set<std::string> declared(const std::string& header) {
  std::ifstream file(VTA_SOURCE_DIR "/driver/abi/" + header);
  std::stringstream text;
  text << file.rdbuf();
  const std::string code =
      std::regex_replace(text.str(), std::regex(R"(/\*([^*]|\*[^/])*\*/)"), "");
  std::set<std::string> names;
  const std::regex function(R"(\b((?:VTA|vta_)\w+)\()");
  for (auto at = std::sregex_iterator(code.begin(), code.end(), function);
       at != std::sregex_iterator(); ++at) {
    names.insert((*at)[1]);
  }
  EXPECT_FALSE(names.empty()) << header;
  return names;
}

TEST(CAbi, TheLibrariesExportWhatTheHeadersDeclareAndNothingElse) {
  std::set<std::string> driver = declared("vta_driver.h");
  EXPECT_EQ(driver.size(), 11u);  // ten, and VTAProgram
  std::set<std::string> runtime = declared("vta_runtime.h");
  EXPECT_EQ(runtime.size(), 19u);
  for (const std::string& name : declared("vta_extra.h")) {
    (name.starts_with("vta_runtime") ? runtime : driver).insert(name);
  }
  EXPECT_EQ(exported(VTA_DRIVER_LIBRARY), driver);
  EXPECT_EQ(exported(VTA_RUNTIME_LIBRARY), runtime);
}

// As TVM loads them: into a process that was not linked with them.
TEST(CAbi, TheLibrariesCanBeLoadedLate) {
  const Ran ran = run_program(VTA_ABI_LATE, {VTA_DRIVER_LIBRARY, VTA_RUNTIME_LIBRARY},
                              {{"VTA_DEVICE", "rtl:"}});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
}

}  // namespace
}  // namespace vta::test
