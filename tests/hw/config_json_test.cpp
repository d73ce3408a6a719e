// SPDX-License-Identifier: Apache-2.0
//
// Geometries from JSON text and files.

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "hw/isa/config.h"
#include "tests/hw/geometries.h"

namespace vta {
namespace {

// The default geometry as JSON with one more member, `"key": value`, unless empty.
std::string json_with(const std::string& member, const std::string& without = "") {
  std::string text = "{";
  for (const auto& [key, value] : test::default_keys()) {
    if (key != without) text += "\"" + key + "\": " + std::to_string(value) + ", ";
  }
  text += member.empty() ? "\"HW_VER\": \"0.0.2\"" : member;
  return text + "}";
}

void expect_refused(const std::string& json, const std::vector<std::string>& parts) {
  const Result<Config> result = Config::from_json(json, "here.json");
  ASSERT_FALSE(result.ok()) << json;
  const std::string& message = result.error().message;
  EXPECT_EQ(message.rfind("here.json: ", 0), 0u) << message;
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  for (const std::string& part : parts) {
    EXPECT_NE(message.find(part), std::string::npos) << '"' << part << "\" is not in: " << message;
  }
}

TEST(ConfigJson, AcceptsTheDescriptiveKeys) {
  const auto result =
      Config::from_json(json_with(R"("TARGET": "sim", "HW_VER": "0.0.1", "NAME": "mine")"), "x");
  ASSERT_TRUE(result.ok()) << result.error().message;
  EXPECT_EQ(result.value(), Config::pynq());
}

TEST(ConfigJson, RefusesDescriptiveKeysThatAreNoText) {
  expect_refused(json_with(R"("TARGET": 3)"), {"TARGET is 3", "must be a string"});
  expect_refused(json_with(R"("HW_VER": [1])"), {"HW_VER is an array", "must be a string"});
  expect_refused(json_with(R"("NAME": null)"), {"NAME is null", "must be a string"});
}

TEST(ConfigJson, RefusesUnknownKeys) {
  expect_refused(json_with(R"("LOG_OUT_BUFF_SIZE": 15)"), {"unknown key LOG_OUT_BUFF_SIZE", "15"});
  expect_refused(json_with(R"("COMMENT": "hello")"), {"unknown key COMMENT", "\"hello\""});
  expect_refused(json_with(R"("log_batch": 0)"), {"unknown key log_batch"});
}

TEST(ConfigJson, RefusesMissingKeys) {
  expect_refused(json_with("", "LOG_WGT_BUFF_SIZE"), {"missing key LOG_WGT_BUFF_SIZE"});
  expect_refused("{}", {"missing key LOG_INP_WIDTH"});
}

TEST(ConfigJson, RefusesValuesThatAreNoIntegers) {
  for (const std::string value : {"4.0", "4.5", "1e3", "\"4\"", "true", "null", "1e999999",
                                  "18446744073709551615", "123456789012345678901234567890"}) {
    const Result<Config> result =
        Config::from_json(json_with("\"LOG_BLOCK\": " + value, "LOG_BLOCK"), "here.json");
    EXPECT_FALSE(result.ok()) << value;
  }
  expect_refused(json_with(R"("LOG_BLOCK": 4.5)", "LOG_BLOCK"), {"LOG_BLOCK is 4.5", "integer"});
  expect_refused(json_with(R"("LOG_BLOCK": "4")", "LOG_BLOCK"), {"LOG_BLOCK is \"4\"", "integer"});
  expect_refused(json_with(R"("LOG_BLOCK": true)", "LOG_BLOCK"), {"LOG_BLOCK is true", "integer"});
  expect_refused(json_with(R"("LOG_BLOCK": [4])", "LOG_BLOCK"),
                 {"LOG_BLOCK is an array", "integer"});
  expect_refused(json_with(R"("LOG_BLOCK": 18446744073709551615)", "LOG_BLOCK"),
                 {"LOG_BLOCK is 18446744073709551615", "integer"});
}

TEST(ConfigJson, RefusesConstraintsWithTheOrigin) {
  expect_refused(json_with(R"("LOG_UOP_BUFF_SIZE": 16)", "LOG_UOP_BUFF_SIZE"),
                 {"LOG_UOP_BUFF_SIZE is 16", "at most 15"});
}

TEST(ConfigJson, RefusesKeysGivenTwice) {
  expect_refused(json_with(R"("LOG_BATCH": 1)"), {"LOG_BATCH is given twice"});
}

// Verifies: input.refused
TEST(ConfigJson, RefusesTextThatIsNoObject) {
  expect_refused("", {"malformed JSON", "line 1"});
  expect_refused("{\"LOG_BATCH\": ", {"malformed JSON", "line 1, column"});
  expect_refused(json_with("") + "}", {"malformed JSON"});
  expect_refused("\"\xff\"", {"malformed JSON"});
  expect_refused("[1, 2]", {"not array"});
  expect_refused("17", {"not number"});
  expect_refused("null", {"not null"});
}

// Verifies: input.refused
TEST(ConfigJson, SurvivesDeepNesting) {
  const std::string deep(200'000, '[');
  expect_refused(deep, {"malformed JSON"});
  expect_refused(json_with("\"X\": " + deep + std::string(200'000, ']')),
                 {"unknown key X", "an array"});
}

TEST(ConfigJson, TargetIntelfoclNeedsBlocksOf16Or32) {
  const auto of_block = [](int block) {
    return json_with("\"TARGET\": \"intelfocl\", \"LOG_BLOCK\": " + std::to_string(block),
                     "LOG_BLOCK");
  };
  EXPECT_TRUE(Config::from_json(of_block(4), "x").ok());
  EXPECT_TRUE(Config::from_json(of_block(5), "x").ok());
  expect_refused(of_block(6), {"LOG_BLOCK is 6", "4..5", "intelfocl"});
  // Block 3 needs smaller buffers, so that nothing else is wrong with it.
  const std::string small =
      R"({"TARGET": "intelfocl", "LOG_INP_WIDTH": 3, "LOG_WGT_WIDTH": 3, "LOG_ACC_WIDTH": 5,
          "LOG_BATCH": 0, "LOG_BLOCK": 3, "LOG_UOP_BUFF_SIZE": 13, "LOG_INP_BUFF_SIZE": 13,
          "LOG_WGT_BUFF_SIZE": 14, "LOG_ACC_BUFF_SIZE": 15})";
  expect_refused(small, {"LOG_BLOCK is 3", "4..5", "intelfocl"});
  std::string other = small;
  other.replace(other.find("intelfocl"), 9, "sim");
  EXPECT_TRUE(Config::from_json(other, "x").ok());
}

TEST(ConfigFile, EveryCommittedGeometryLoads) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(VTA_SOURCE_DIR "/hw/config")) {
    SCOPED_TRACE(entry.path().string());
    ASSERT_EQ(entry.path().extension(), ".json");
    const Result<Config> result = Config::from_file(entry.path().string());
    EXPECT_TRUE(result.ok()) << result.error().message;
    ++count;
  }
  EXPECT_GE(count, 3);
}

TEST(ConfigFile, PynqIsTheDefaultGeometry) {
  const auto result = Config::from_file(VTA_SOURCE_DIR "/hw/config/pynq.json");
  ASSERT_TRUE(result.ok()) << result.error().message;
  EXPECT_EQ(result.value(), Config::pynq());
}

TEST(ConfigFile, NamesOfFilesSayBatchAndBlock) {
  const std::string dir = VTA_SOURCE_DIR "/hw/config/";
  const Config small = Config::from_file(dir + "1x8x8.json").value();
  EXPECT_EQ(small.name(), "1x8_i8w8a32_13_13_14_15");
  EXPECT_EQ(small, test::config_1x8x8());
  EXPECT_EQ(Config::from_file(dir + "2x16x16.json").value(), test::legal({{"LOG_BATCH", 1}}));
}

// Verifies: input.refused
TEST(ConfigJson, RefusesHostileTextInOneShortLine) {
  const std::string giant(1 << 20, 'K');
  for (const std::string& text :
       {"{\"" + giant + "\": 0}", "{\"" + giant + "\": 0, \"" + giant + "\": 1}",
        "{\"LOG_BATCH\": \"" + giant + "\"}", "{\"LOG_BATCH\": 1" + std::string(1 << 20, '0') + "}",
        "{\"NAME\": [" + giant + "]}", std::string("{\"\\u001b[2J\\n\\u009b1m\": 0}")}) {
    const Result<Config> result = Config::from_json(text, "here.json");
    ASSERT_FALSE(result.ok());
    EXPECT_LT(result.error().message.size(), 300u);
    for (const char bad : {'\n', '\x1b'}) {
      EXPECT_EQ(result.error().message.find(bad), std::string::npos) << result.error().message;
    }
  }
  expect_refused("{\"\\u001b[2J\": 0}", {"unknown key \\x1b[2J (its value is 0)"});
}

TEST(ConfigFile, RefusesWhatCannotBeRead) {
  const auto refused = [](const std::string& path, const std::string& part) {
    const Result<Config> result = Config::from_file(path);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().message.rfind(path + ": ", 0), 0u) << result.error().message;
    EXPECT_NE(result.error().message.find(part), std::string::npos) << result.error().message;
  };
  const std::string dir = ::testing::TempDir();
  refused(dir + "/no_such_geometry.json", "cannot be read");
  refused(dir, "cannot be read");
  refused("/dev/null", "cannot be read");
  refused("/dev/zero", "cannot be read");
  const std::string path = dir + "/malformed_geometry_" + std::to_string(getpid()) + ".json";
  std::ofstream(path) << "{\"LOG_BATCH\" 0}";
  refused(path, "malformed JSON: parse error at line 1, column");
  std::filesystem::resize_file(path, std::uintmax_t{1} << 40);
  refused(path, "1048576 bytes");
  std::filesystem::remove(path);
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);  // that nobody ever writes to
  refused(path, "cannot be read");
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace vta
