// SPDX-License-Identifier: Apache-2.0
//
// provenance.jsonl: origins that are written and read back, and lines that are refused.

#include "driver/program/bundle_provenance.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "tests/driver/bundle_on_disk.h"

namespace vta {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLine =
    R"({"run":0,"insn":1,"workload":"w","stage":"s","iterations":[["oc",1,2]],"slice":"r[0:1]"})";

Program with_origins() {
  Program program = small_program();
  const auto tile = std::make_shared<const Provenance>(
      Provenance{"conv2d", "res_conv", {{"oc", 1, 2}, {"ic", 7, 16}}, "res[0:1, 8:16]"});
  program.runs[0].origins = {nullptr, tile};
  program.runs[1].origins = {
      std::make_shared<const Provenance>(Provenance{"\"caf\xc3\xa9\"", "", {}, ""})};
  return program;
}

std::string write_refusal(const Program& program, const std::string& directory) {
  const Status status = write_bundle(program, directory);
  return status.ok() ? "" : status.error().message;
}

TEST(BundleProvenance, IsOneLinePerInstructionWithAnOrigin) {
  const ScratchDirectory scratch;
  ASSERT_EQ(write_refusal(with_origins(), scratch / "b"), "");
  EXPECT_EQ(read_text(scratch / "b/provenance.jsonl"),
            "{\"run\":0,\"insn\":1,\"workload\":\"conv2d\",\"stage\":\"res_conv\","
            "\"iterations\":[[\"oc\",1,2],[\"ic\",7,16]],\"slice\":\"res[0:1, 8:16]\"}\n"
            "{\"run\":1,\"insn\":0,\"workload\":\"\\\"caf\xc3\xa9\\\"\",\"stage\":\"\","
            "\"iterations\":[],\"slice\":\"\"}\n");
  EXPECT_EQ(read_text(scratch / "b/program.json").find("provenance"), std::string::npos);
}

TEST(BundleProvenance, ReadsBackWhatWasWritten) {
  const ScratchDirectory scratch;
  const Program program = with_origins();
  ASSERT_EQ(write_refusal(program, scratch / "b"), "");
  const Result<Program> read = read_bundle(scratch / "b");
  ASSERT_TRUE(read.ok()) << read.error().message;
  for (std::size_t r = 0; r < program.runs.size(); ++r) {
    const std::vector<Origin>& expected = program.runs[r].origins;
    const std::vector<Origin>& actual = read.value().runs[r].origins;
    ASSERT_EQ(actual.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      ASSERT_EQ(actual[i] == nullptr, expected[i] == nullptr) << r << " " << i;
      if (!expected[i]) continue;
      EXPECT_EQ(*actual[i], *expected[i]);
    }
  }
}

TEST(BundleProvenance, IsNotWrittenWhenNobodySaidAnything) {
  const ScratchDirectory scratch;
  Program program = small_program();
  program.runs[0].origins = {nullptr, nullptr};
  ASSERT_EQ(write_refusal(program, scratch / "b"), "");
  EXPECT_FALSE(fs::exists(scratch / "b/provenance.jsonl"));
  const Program read = read_bundle(scratch / "b").value();
  EXPECT_TRUE(read.runs[0].origins.empty());
  EXPECT_TRUE(read.runs[1].origins.empty());
}

TEST(BundleProvenance, IsReadInAnyOrderAndWithoutTheLastLineBreak) {
  const BundleOnDisk bundle;
  const std::string first =
      R"({"insn":0,"slice":"","iterations":[],"stage":"","workload":"first","run":0})";
  write_text(bundle.path() / "provenance.jsonl", std::string(kLine) + "\n" + first);
  const Program program = read_bundle(bundle.path().string()).value();
  ASSERT_EQ(program.runs[0].origins.size(), 2u);
  EXPECT_EQ(describe(*program.runs[0].origins[0]), "first");
  EXPECT_EQ(describe(*program.runs[0].origins[1]), "w s: tile oc 1/2; r[0:1]");
  write_text(bundle.path() / "provenance.jsonl", "");
  EXPECT_EQ(bundle.refusal(), "");
}

TEST(BundleProvenance, ThatSomethingIsWrongWithIsRefusedNamingTheLine) {
  const BundleOnDisk bundle;
  for (const auto& [from, to, message] :
       {BadText{"\"run\":0,", "", "run is missing"},
        BadText{"\"insn\":1,", "", "insn is missing"},
        BadText{"\"workload\":\"w\",", "", "workload is missing"},
        BadText{"\"stage\":\"s\",", "", "stage is missing"},
        BadText{",\"slice\":\"r[0:1]\"", "", "slice is missing"},
        BadText{"\"iterations\":[[\"oc\",1,2]],", "", "iterations is missing"},
        BadText{"\"run\"", "\"x\":0,\"run\"", "x is not a key of this format"},
        BadText{"\"run\"", "\"run\":0,\"run\"", "key \"run\" appears twice in one object"},
        BadText{"\"run\":0", "\"run\":1", "run is 1, expected an integer from 0 to 0"},
        BadText{"\"run\":0", "\"run\":-1", "run is -1, expected an integer from 0 to 0"},
        BadText{"\"run\":0", "\"run\":\"0\"", "run is \"0\", expected an integer from 0 to 0"},
        BadText{"\"insn\":1", "\"insn\":2", "insn is 2, but run 0 has 2 instructions"},
        BadText{"\"insn\":1", "\"insn\":1.5",
                "insn is 1.5, expected an integer from 0 to 9223372036854775807"},
        BadText{"\"insn\":1", "\"insn\":0", "instruction 0 of run 0 has a line already"},
        BadText{"\"w\"", "3", "workload is 3, expected a string"},
        BadText{"\"w\"", "\"\"", "workload is empty; it must have a name"},
        BadText{"\"w\"", "\"\\n\"",
                "workload has control characters in it; it must be text of one line"},
        BadText{"\"s\"", "null", "stage is null, expected a string"},
        BadText{"\"r[0:1]\"", "[]", "slice is [], expected a string"},
        BadText{"[[\"oc\",1,2]]", "{}", "iterations is {}, expected an array"},
        BadText{"[\"oc\",1,2]", "1", "iterations[0] is 1, expected an array"},
        BadText{"[\"oc\",1,2]", "[\"oc\",1]",
                "iterations[0] is [\"oc\",1], expected [axis, index, extent]"},
        BadText{"[\"oc\",1,2]", "[1,1,2]", "iterations[0][0] is 1, expected a string"},
        BadText{"1,2]", "-1,2]",
                "iterations[0][1] is -1, expected an integer from 0 to 9223372036854775807"},
        BadText{"1,2]", "1,9223372036854775808]",
                "iterations[0][2] is 9223372036854775808, expected an integer from 0 to "
                "9223372036854775807"},
        BadText{"1,2]", "2,2]",
                "iterations[0] is oc 2/2; the index must lie in 0 to extent - 1"}}) {
    std::string line = kLine;
    const std::size_t at = line.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    line.replace(at, from.size(), to);
    const std::string first =
        R"({"run":0,"insn":0,"workload":"w","stage":"","iterations":[],"slice":""})";
    write_text(bundle.path() / "provenance.jsonl", first + "\n" + line + "\n");
    EXPECT_EQ(bundle.refusal(), "provenance.jsonl: line 2: " + message);
  }
}

TEST(BundleProvenance, ThatIsNoJsonIsRefusedNamingTheLine) {
  const BundleOnDisk bundle;
  const auto refusal = [&bundle](const std::string& text) {
    write_text(bundle.path() / "provenance.jsonl", text);
    return bundle.refusal();
  };
  const std::string line = kLine;
  EXPECT_EQ(refusal(line + "\n\n"), "provenance.jsonl: line 2: is empty, expected an object");
  EXPECT_EQ(refusal("[1]\n"), "provenance.jsonl: line 1: the document is [1], expected an object");
  EXPECT_EQ(refusal(line + "\n{\"run\": }\n")
                .rfind("provenance.jsonl: line 2: malformed JSON: parse error at column 9: ", 0),
            0u)
      << bundle.refusal();
  EXPECT_EQ(refusal(line + line + "\n")
                .rfind("provenance.jsonl: line 1: malformed JSON: parse error at column ", 0),
            0u)
      << bundle.refusal();
  EXPECT_EQ(refusal("{\"run\":\"\xff\"}").rfind("provenance.jsonl: line 1: malformed JSON: ", 0),
            0u);
  EXPECT_EQ(refusal(std::string(100, '[')),
            "provenance.jsonl: line 1: nests deeper than 16 levels");
}

TEST(BundleProvenance, ThatIsHugeOrNoFileIsRefusedUnread) {
  const BundleOnDisk bundle;
  const fs::path file = bundle.path() / "provenance.jsonl";
  write_text(file, "");
  fs::resize_file(file, (std::uintmax_t{1} << 26) + 1);
  EXPECT_EQ(bundle.refusal(),
            "provenance.jsonl: has 67108865 bytes, more than the 67108864 allowed");
  fs::remove(file);
  fs::create_directory(file);
  EXPECT_EQ(bundle.refusal(), "provenance.jsonl: is not a file");
  fs::remove(file);
  write_text(bundle.outside() / "elsewhere", kLine);
  fs::create_symlink("../elsewhere", file);
  EXPECT_EQ(bundle.refusal(), "provenance.jsonl: a symbolic link leads out of the bundle");
  fs::remove(file);
  fs::create_symlink("nowhere", file);
  EXPECT_EQ(bundle.refusal(), "provenance.jsonl: No such file or directory");
}

TEST(BundleProvenance, KeepsItsNameForItself) {
  const BundleOnDisk bundle;
  bundle.replace("\"inp.bin\"", "\"provenance.jsonl\"");
  EXPECT_EQ(bundle.refusal(),
            "program.json: runs[0].memory[1] (address 0x1080): file name 'provenance.jsonl' is "
            "taken by the provenance of the instructions");
  const ScratchDirectory scratch;
  Program program = small_program();
  program.runs[0].memory[1].file = "provenance.jsonl";
  EXPECT_EQ(write_refusal(program, scratch / "b"),
            "runs[0].memory[1]: file name 'provenance.jsonl' is taken by the provenance of the "
            "instructions");
  EXPECT_FALSE(fs::exists(scratch / "b"));
}

TEST(BundleProvenance, ThatCouldNotBeReadBackIsNotWritten) {
  const ScratchDirectory scratch;
  Program program = small_program();
  program.runs[0].origins = {nullptr,
                             std::make_shared<const Provenance>(Provenance{"\xff", "", {}, ""})};
  EXPECT_EQ(write_refusal(program, scratch / "b"),
            "runs[0].origins[1] does not fit into JSON: invalid UTF-8 byte at index 0: 0xFF");
  const std::string huge(std::size_t{1} << 26, 's');
  program.runs[0].origins[1] = std::make_shared<const Provenance>(Provenance{"w", huge, {}, ""});
  const std::string around =
      R"({"run":0,"insn":1,"workload":"w","stage":"","iterations":[],"slice":""})"
      "\n";
  EXPECT_EQ(write_refusal(program, scratch / "b"), "provenance.jsonl: has " +
                                                       std::to_string(huge.size() + around.size()) +
                                                       " bytes, more than the 67108864 allowed");
  EXPECT_FALSE(fs::exists(scratch / "b"));
}

}  // namespace
}  // namespace vta
