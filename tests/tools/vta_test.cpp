// SPDX-License-Identifier: Apache-2.0
//
// The command itself: help, version, and what it says to words it does not know.

#include "tests/tools/run_vta.h"

namespace vta::test {
namespace {

using VtaCommand = VtaTest;

TEST_F(VtaCommand, AloneExplainsItselfOnStderr) {
  const Ran ran = run({});
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err, run({"--help"}).out);
}

TEST_F(VtaCommand, HelpListsEveryCommand) {
  for (const char* word : {"--help", "-h", "help"}) {
    const Ran ran = run({word});
    EXPECT_EQ(ran.code, 0);
    EXPECT_EQ(ran.err, "");
    for (const char* part : {"Usage: vta COMMAND", "\n  conv2d ", "\n  replay ", "\n  disasm ",
                             "\n  info ", "Exit codes: 0 "}) {
      EXPECT_NE(ran.out.find(part), std::string::npos) << part;
    }
  }
}

TEST_F(VtaCommand, VersionIsThatOfTheProject) {
  const Ran ran = run({"--version"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out, "vta " VTA_VERSION "\n");
}

TEST_F(VtaCommand, UnknownCommandsAreRefusedWithTheKnownOnes) {
  expect_refused({"conv3d"},
                 "vta: there is no command 'conv3d'; there are: conv2d tune estimate replay "
                 "compare disasm fuzz devices serve info bitstream program board-emulator (see "
                 "vta --help)");
}

TEST_F(VtaCommand, EveryCommandHasHelpWithExitCodes) {
  for (const char* command : {"conv2d", "tune", "replay", "compare", "disasm", "fuzz", "devices",
                              "serve", "info", "bitstream", "program", "board-emulator"}) {
    for (const char* flag : {"--help", "-h"}) {
      const Ran ran = run({command, flag});
      EXPECT_EQ(ran.code, 0);
      EXPECT_EQ(ran.err, "");
      EXPECT_EQ(ran.out.rfind("Usage: vta " + std::string(command) + " ", 0), 0u);
      for (const char* part : {"Exit codes: 0 ", "--help"}) {
        EXPECT_NE(ran.out.find(part), std::string::npos) << command << ": " << part;
      }
      const bool stays =
          std::string(command) == "serve" || std::string(command) == "board-emulator";
      EXPECT_EQ(ran.out.find("--json") == std::string::npos, stays) << command;
    }
  }
}

TEST_F(VtaCommand, UnknownAndAbbreviatedOptionsAreRefused) {
  expect_refused({"conv2d", "--frobnicate"},
                 "vta conv2d: unrecognised option '--frobnicate' (see vta conv2d --help)");
  expect_refused({"replay", "bundle", "--targe", "golden"},
                 "vta replay: unrecognised option '--targe' (see vta replay --help)");
  expect_refused(
      {"info", "--clock-mhz", "fast"},
      "vta info: the argument ('fast') for option '--clock-mhz' is invalid (see vta info "
      "--help)");
}

TEST_F(VtaCommand, OutputThatCannotBeWrittenIsAnError) {
  const std::string line = std::string(VTA_BINARY) + " info > /dev/full 2> " + path("err").string();
  const int status = std::system(line.c_str());
  EXPECT_EQ(WEXITSTATUS(status), 2);
  EXPECT_EQ(read("err"), "vta: cannot write to the standard output\n");
}

}  // namespace
}  // namespace vta::test
