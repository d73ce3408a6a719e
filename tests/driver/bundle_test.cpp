// SPDX-License-Identifier: Apache-2.0
//
// Bundles that are written and read back, and what write_bundle refuses.

#include "driver/program/bundle.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "tests/driver/program_helpers.h"

namespace vta {
namespace {

namespace fs = std::filesystem;

std::string refusal(const Program& program, const std::string& directory) {
  const Status status = write_bundle(program, directory);
  return status.ok() ? "" : status.error().message;
}

void expect_equal(const std::vector<ProgramBlob>& a, const std::vector<ProgramBlob>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].address, b[i].address);
    EXPECT_EQ(a[i].file, b[i].file);
    EXPECT_EQ(a[i].bytes, b[i].bytes);
  }
}

void expect_equal(const Program& a, const Program& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.config, b.config);
  ASSERT_EQ(a.regions.size(), b.regions.size());
  for (std::size_t i = 0; i < a.regions.size(); ++i) {
    EXPECT_EQ(a.regions[i].address, b.regions[i].address);
    EXPECT_EQ(a.regions[i].size, b.regions[i].size);
  }
  ASSERT_EQ(a.runs.size(), b.runs.size());
  for (std::size_t i = 0; i < a.runs.size(); ++i) {
    EXPECT_EQ(a.runs[i].insn_address, b.runs[i].insn_address);
    EXPECT_EQ(a.runs[i].insn_count, b.runs[i].insn_count);
    expect_equal(a.runs[i].memory, b.runs[i].memory);
    expect_equal(a.runs[i].expect, b.runs[i].expect);
    EXPECT_EQ(a.runs[i].stats, b.runs[i].stats);
    EXPECT_EQ(a.runs[i].error, b.runs[i].error);
    EXPECT_EQ(a.runs[i].error_insn, b.runs[i].error_insn);
    EXPECT_EQ(a.runs[i].base, b.runs[i].base);
    EXPECT_EQ(a.runs[i].max_cycles, b.runs[i].max_cycles);
  }
}

TEST(Bundle, ReadsBackWhatWasWritten) {
  const ScratchDirectory scratch;
  ASSERT_EQ(refusal(small_program(), scratch / "b"), "");
  const Result<Program> read = read_bundle(scratch / "b");
  ASSERT_TRUE(read.ok()) << read.error().message;
  expect_equal(read.value(), small_program());
}

TEST(Bundle, HasTheFilesOfTheProgramAndNothingElse) {
  const ScratchDirectory scratch;
  ASSERT_EQ(refusal(small_program(), scratch / "b"), "");
  EXPECT_EQ(listing(scratch.path()),
            (std::set<std::string>{"b", "b/program.json", "b/insn.bin", "b/inp.bin", "b/out.bin",
                                   "b/second", "b/second/acc.bin", "b/second/out.bin"}));
  EXPECT_EQ(read_text(scratch / "b/insn.bin"), std::string(32, '\1'));
}

TEST(Bundle, KeepsAnotherGeometryAndAnyText) {
  const ScratchDirectory scratch;
  Program program = small_program();
  program.name = "\"quoted\"\n\xc3\xa9";
  std::map<std::string, std::int64_t> keys;
  for (const auto& [key, value] : Config::pynq().bundle_keys()) keys[key] = value;
  keys["LOG_BATCH"] = 1;
  program.config = Config::from_keys(keys).value();
  ASSERT_EQ(refusal(program, scratch / "b"), "");
  const Result<Program> read = read_bundle(scratch / "b");
  ASSERT_TRUE(read.ok()) << read.error().message;
  expect_equal(read.value(), program);
}

TEST(Bundle, DescribesTheProgramInTheOrderOfTheFormat) {
  const ScratchDirectory scratch;
  ASSERT_EQ(refusal(small_program(), scratch / "b"), "");
  const std::string text = read_text(scratch / "b/program.json");
  std::size_t at = 0;
  for (const char* key : {"format",
                          "version",
                          "name",
                          "config",
                          "LOG_INP_WIDTH",
                          "LOG_WGT_WIDTH",
                          "LOG_ACC_WIDTH",
                          "LOG_BATCH",
                          "LOG_BLOCK",
                          "LOG_UOP_BUFF_SIZE",
                          "LOG_INP_BUFF_SIZE",
                          "LOG_WGT_BUFF_SIZE",
                          "LOG_ACC_BUFF_SIZE",
                          "regions",
                          "runs",
                          "instructions",
                          "memory",
                          "expect",
                          "instructions",
                          "memory",
                          "expect",
                          "stats",
                          "gemm_counter",
                          "alu_counter",
                          "error",
                          "max_cycles"}) {
    at = text.find('"' + std::string(key) + '"', at);
    ASSERT_NE(at, std::string::npos) << key;
  }
}

TEST(Bundle, MayGoIntoAnEmptyDirectory) {
  const ScratchDirectory scratch;
  fs::create_directory(scratch / "b");
  EXPECT_EQ(refusal(small_program(), scratch / "b/"), "");
  EXPECT_TRUE(read_bundle(scratch / "b").ok());
}

TEST(Bundle, MayHaveABareNameInTheCurrentDirectory) {
  const ScratchDirectory scratch;
  const fs::path before = fs::current_path();
  fs::current_path(scratch.path());
  EXPECT_EQ(refusal(small_program(), "b"), "");
  EXPECT_EQ(refusal(small_program(), "./c/"), "");
  fs::current_path(before);
  EXPECT_TRUE(read_bundle(scratch / "b").ok());
  EXPECT_TRUE(read_bundle(scratch / "c").ok());
}

TEST(Bundle, IsNotWrittenOverAnything) {
  const ScratchDirectory scratch;
  fs::create_directory(scratch / "b");
  write_text(scratch / "b/x", "x");
  write_text(scratch / "file", "x");
  EXPECT_EQ(refusal(small_program(), scratch / "b"),
            (scratch / "b") + ": is not empty; a bundle needs a directory of its own");
  EXPECT_EQ(refusal(small_program(), scratch / "file"),
            (scratch / "file") + ": exists and is no directory");
  EXPECT_EQ(refusal(small_program(), ""), "the directory of a bundle must have a name");
  EXPECT_EQ(listing(scratch.path()), (std::set<std::string>{"b", "b/x", "file"}));
}

TEST(Bundle, NeedsADirectoryToLieIn) {
  const ScratchDirectory scratch;
  EXPECT_EQ(refusal(small_program(), scratch / "a/b"),
            (scratch / "a/b") + ": there is no directory " +
                fs::canonical(scratch.path()).string() + "/a");
  EXPECT_TRUE(listing(scratch.path()).empty());
}

TEST(Bundle, OfAMalformedProgramIsNotWritten) {
  const ScratchDirectory scratch;
  Program program = small_program();
  program.runs[0].memory[0].file = "../insn.bin";
  EXPECT_EQ(refusal(program, scratch / "b"),
            "runs[0].memory[0]: file name '../insn.bin' leaves the bundle");
  program = small_program();
  program.name = "\xff";
  EXPECT_NE(refusal(program, scratch / "b").find("does not fit into JSON: invalid UTF-8"),
            std::string::npos);
  EXPECT_TRUE(listing(scratch.path()).empty());
}

// The name of one file is the directory of another: the second cannot be written.
TEST(Bundle, ThatFailsHalfWayLeavesNothingBehind) {
  const ScratchDirectory scratch;
  Program program = small_program();
  program.runs[1].memory[0].file = "out.bin/acc.bin";
  const std::string message = refusal(program, scratch / "b");
  EXPECT_NE(message.find("out.bin"), std::string::npos) << message;
  EXPECT_TRUE(listing(scratch.path()).empty());
}

// A full disk, played by a limit on the size of files.
TEST(Bundle, ThatDoesNotFitOnTheDiskLeavesNothingBehind) {
  const ScratchDirectory scratch;
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 100;
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const std::string message = refusal(small_program(), scratch / "b");
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_NE(message.find("inp.bin: its 256 bytes could not be written"), std::string::npos)
      << message;
  EXPECT_TRUE(listing(scratch.path()).empty());
}

TEST(Bundle, IsWrittenDespiteTheDraftOfACrashedWriter) {
  const ScratchDirectory scratch;
  fs::create_directory(scratch / ".b.partial0");
  write_text(scratch / ".b.partial0/x", "x");
  EXPECT_EQ(refusal(small_program(), scratch / "b"), "");
  EXPECT_TRUE(read_bundle(scratch / "b").ok());
  EXPECT_EQ(listing(scratch / "b").count("x"), 0u);
}

}  // namespace
}  // namespace vta
