// SPDX-License-Identifier: Apache-2.0
//
// Malformed bundles: each is refused with a sentence that names the file and the key.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "tests/driver/bundle_on_disk.h"

namespace vta {
namespace {

namespace fs = std::filesystem;

TEST(BadBundle, IsGoodBeforeItIsMadeBad) {
  const BundleOnDisk bundle;
  EXPECT_EQ(bundle.refusal(), "");
}

TEST(BadBundle, WithABadGeometryIsRefusedNamingItsKey) {
  for (const auto& [from, to, key] :
       {BadText{"\"LOG_BLOCK\": 4", "\"LOG_BLOCK\": 40", "LOG_BLOCK"},
        BadText{"\"LOG_BATCH\": 0,", "", "LOG_BATCH"},
        BadText{"\"LOG_BATCH\"", "\"LOG_BATCHES\"", "LOG_BATCHES"},
        BadText{"\"LOG_ACC_BUFF_SIZE\": 17", "\"LOG_ACC_BUFF_SIZE\": \"17\"", "LOG_ACC_BUFF_SIZE"},
        BadText{"\"LOG_ACC_BUFF_SIZE\": 17", "\"LOG_ACC_BUFF_SIZE\": 18", "LOG_ACC_BUFF_SIZE"}}) {
    const BundleOnDisk bundle;
    bundle.replace(from, to);
    const std::string message = bundle.refusal();
    EXPECT_EQ(message.rfind("program.json: config: ", 0), 0u) << message;
    EXPECT_NE(message.find(key), std::string::npos) << message;
  }
  const BundleOnDisk bundle;
  bundle.replace("\"config\": {", "\"config\": 3, \"x\": {");
  EXPECT_EQ(bundle.refusal(), "program.json: x is not a key of this format");
  bundle.replace("\"x\": {", "\"runs\": [], \"regions\": {");
  EXPECT_EQ(bundle.refusal(), "program.json: key \"regions\" appears twice in one object");
}

TEST(BadBundle, WithoutRunsIsRefused) {
  const BundleOnDisk bundle;
  std::string text = kGood;
  text = text.substr(0, text.find("\"runs\"")) + "\"runs\": []}";
  write_text(bundle.path() / "program.json", text);
  EXPECT_EQ(bundle.refusal(), "program.json: runs is empty; a program has at least one run");
}

TEST(BadBundle, ThatIsNoJsonIsRefused) {
  const BundleOnDisk bundle;
  const auto refusal = [&bundle](const std::string& text) {
    write_text(bundle.path() / "program.json", text);
    return bundle.refusal();
  };
  EXPECT_EQ(refusal("{\"format\": }")
                .rfind("program.json: malformed JSON: parse error at line 1, column 12", 0),
            0u);
  EXPECT_EQ(refusal("").rfind("program.json: malformed JSON: parse error", 0), 0u);
  EXPECT_EQ(refusal(std::string(kGood) + "x").rfind("program.json: malformed JSON: parse error", 0),
            0u);
  EXPECT_EQ(refusal("{\"name\": \"\xff\"}").rfind("program.json: malformed JSON: parse error", 0),
            0u);
  EXPECT_EQ(refusal("[1, 2]"), "program.json: the document is [1,2], expected an object");
  EXPECT_EQ(refusal("null"), "program.json: the document is null, expected an object");
}

// Verifies: input.refused
TEST(BadBundle, ThatNestsWithoutEndIsRefused) {
  const BundleOnDisk bundle;
  write_text(bundle.path() / "program.json", std::string(1 << 20, '['));
  EXPECT_EQ(bundle.refusal(), "program.json: nests deeper than 16 levels");
  std::string text;
  for (int i = 0; i < 100000; ++i) text += "{\"a\":";
  write_text(bundle.path() / "program.json", text);
  EXPECT_EQ(bundle.refusal(), "program.json: nests deeper than 16 levels");
}

TEST(BadBundle, ThatIsMissingIsRefused) {
  const BundleOnDisk bundle;
  const Result<Program> nowhere = read_bundle((bundle.path() / "nowhere").string());
  ASSERT_FALSE(nowhere.ok());
  EXPECT_EQ(nowhere.error().message,
            (bundle.path() / "nowhere").string() + ": No such file or directory");
  fs::remove(bundle.path() / "program.json");
  EXPECT_EQ(bundle.refusal(), "program.json: No such file or directory");
  fs::create_directory(bundle.path() / "program.json");
  EXPECT_EQ(bundle.refusal(), "program.json: is not a file");
}

// Verifies: input.refused
TEST(BadBundle, WithAHugeDescriptionIsRefusedUnread) {
  const BundleOnDisk bundle;
  fs::resize_file(bundle.path() / "program.json", std::uintmax_t{1} << 40);
  EXPECT_EQ(bundle.refusal(),
            "program.json: has 1099511627776 bytes, more than the 16777216 allowed");
}

TEST(BadBundle, WithAMissingFileIsRefusedNamingFileAndAddress) {
  const BundleOnDisk bundle;
  fs::remove(bundle.path() / "inp.bin");
  EXPECT_EQ(bundle.refusal(),
            "program.json: runs[0].memory[1] (address 0x1080): inp.bin: No such file or directory");
}

TEST(BadBundle, WithATruncatedFileIsRefusedNamingFileAndAddress) {
  const BundleOnDisk bundle;
  fs::resize_file(bundle.path() / "insn.bin", 20);
  EXPECT_EQ(
      bundle.refusal(),
      "program.json: runs[0].instructions: 2 instructions at 0x1000 end at 0x1020, but memory "
      "file 'insn.bin' is truncated: it ends at 0x1014");
  fs::resize_file(bundle.path() / "insn.bin", 32);
  fs::resize_file(bundle.path() / "out.bin", 0);
  EXPECT_EQ(bundle.refusal(),
            "program.json: runs[0].expect[0]: file 'out.bin' at 0x1ff0 is empty; it must have at "
            "least one byte");
}

TEST(BadBundle, WithAHugeFileIsRefusedUnread) {
  const BundleOnDisk bundle;
  fs::resize_file(bundle.path() / "inp.bin", std::uintmax_t{1} << 40);
  EXPECT_EQ(bundle.refusal(),
            "program.json: runs[0].memory[1]: file 'inp.bin' at 0x1080 has 1099511627776 bytes and "
            "ends beyond the 32-bit address space");
}

TEST(BadBundle, WithSomethingElseThanAFileIsRefused) {
  const BundleOnDisk bundle;
  fs::remove(bundle.path() / "inp.bin");
  fs::create_directory(bundle.path() / "inp.bin");
  const std::string sentence =
      "program.json: runs[0].memory[1] (address 0x1080): inp.bin: is not a file";
  EXPECT_EQ(bundle.refusal(), sentence);
  fs::remove(bundle.path() / "inp.bin");
  ASSERT_EQ(mkfifo((bundle.path() / "inp.bin").c_str(), 0600), 0);
  EXPECT_EQ(bundle.refusal(), sentence);
}

// Verifies: input.refused
TEST(BadBundle, WithASymbolicLinkOutOfItIsRefused) {
  const BundleOnDisk bundle;
  write_text(bundle.outside() / "inp.bin", std::string(16, 'd'));
  fs::remove(bundle.path() / "inp.bin");
  fs::create_symlink("../inp.bin", bundle.path() / "inp.bin");
  const std::string sentence =
      "program.json: runs[0].memory[1] (address 0x1080): inp.bin: a symbolic link leads out of the "
      "bundle";
  EXPECT_EQ(bundle.refusal(), sentence);
  fs::remove(bundle.path() / "inp.bin");
  fs::create_symlink(bundle.outside() / "inp.bin", bundle.path() / "inp.bin");
  EXPECT_EQ(bundle.refusal(), sentence);
  // A neighbour whose name merely starts like the bundle's.
  fs::create_directory(bundle.outside() / "bundle2");
  write_text(bundle.outside() / "bundle2/inp.bin", std::string(16, 'd'));
  fs::remove(bundle.path() / "inp.bin");
  fs::create_symlink("../bundle2/inp.bin", bundle.path() / "inp.bin");
  EXPECT_EQ(bundle.refusal(), sentence);
}

TEST(BadBundle, ASymbolicLinkInsideOfItIsFine) {
  const BundleOnDisk bundle;
  fs::rename(bundle.path() / "inp.bin", bundle.path() / "real.bin");
  fs::create_symlink("real.bin", bundle.path() / "inp.bin");
  EXPECT_EQ(bundle.refusal(), "");
}

}  // namespace
}  // namespace vta
