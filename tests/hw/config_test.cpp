// SPDX-License-Identifier: Apache-2.0
//
// Geometries: what follows from them, and every constraint with the message it gives.

#include "hw/isa/config.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/hw/geometries.h"

namespace vta {
namespace {

using test::Keys;
using test::legal;
using test::with;

TEST(Config, DefaultHasTheDocumentedDepthsAndElementSizes) {
  const Config c = Config::pynq();
  EXPECT_EQ(c.depth(MemoryType::kUop), 8192u);
  EXPECT_EQ(c.depth(MemoryType::kInp), 2048u);
  EXPECT_EQ(c.depth(MemoryType::kWgt), 1024u);
  EXPECT_EQ(c.depth(MemoryType::kAcc), 2048u);
  EXPECT_EQ(c.depth(MemoryType::kOut), 2048u);
  EXPECT_EQ(c.depth(MemoryType::kAcc8bit), 2048u);
  EXPECT_EQ(c.elem_bytes(MemoryType::kUop), 4u);
  EXPECT_EQ(c.elem_bytes(MemoryType::kInp), 16u);
  EXPECT_EQ(c.elem_bytes(MemoryType::kWgt), 256u);
  EXPECT_EQ(c.elem_bytes(MemoryType::kAcc), 64u);
  EXPECT_EQ(c.elem_bytes(MemoryType::kOut), 16u);
  EXPECT_EQ(c.elem_bytes(MemoryType::kAcc8bit), 16u);
  EXPECT_EQ(c.batch(), 1);
  EXPECT_EQ(c.block(), 16);
  EXPECT_EQ(c.inp_width(), 8);
  EXPECT_EQ(c.acc_width(), 32);
  EXPECT_EQ(c.out_width(), 8);
  EXPECT_EQ(c.log_bus_width(), 6);
  EXPECT_EQ(c.name(), "1x16_i8w8a32_15_15_18_17");
}

TEST(Config, BatchAndBlockChangeDepthsAndElementSizes) {
  const Config c = legal({{"LOG_BATCH", 1}, {"LOG_BLOCK", 5}});
  EXPECT_EQ(c.depth(MemoryType::kUop), 8192u);
  EXPECT_EQ(c.depth(MemoryType::kInp), 512u);
  EXPECT_EQ(c.depth(MemoryType::kWgt), 256u);
  EXPECT_EQ(c.depth(MemoryType::kAcc), 512u);
  EXPECT_EQ(c.elem_bytes(MemoryType::kInp), 64u);
  EXPECT_EQ(c.elem_bytes(MemoryType::kWgt), 1024u);
  EXPECT_EQ(c.elem_bytes(MemoryType::kAcc), 256u);
  EXPECT_EQ(c.elem_bytes(MemoryType::kOut), 64u);
  EXPECT_EQ(c.name(), "2x32_i8w8a32_15_15_18_17");
}

TEST(Config, OptionalKeysHaveDefaults) {
  const Config c = legal({});
  EXPECT_EQ(c, Config::pynq());
  EXPECT_EQ(c, legal({{"LOG_OUT_WIDTH", 3}, {"LOG_BUS_WIDTH", 6}}));
  EXPECT_EQ(c, legal({{"LOG_BLOCK_IN", 4}, {"LOG_BLOCK_OUT", 4}}));
}

TEST(Config, BundleKeysMakeTheSameGeometryInTheOrderOfTheFormat) {
  const Config c = test::config_1x8x8();
  const std::vector<std::pair<std::string, std::int64_t>> expected = {
      {"LOG_INP_WIDTH", 3},      {"LOG_WGT_WIDTH", 3},      {"LOG_ACC_WIDTH", 5},
      {"LOG_BATCH", 0},          {"LOG_BLOCK", 3},          {"LOG_UOP_BUFF_SIZE", 13},
      {"LOG_INP_BUFF_SIZE", 13}, {"LOG_WGT_BUFF_SIZE", 14}, {"LOG_ACC_BUFF_SIZE", 15}};
  EXPECT_EQ(c.bundle_keys(), expected);
  EXPECT_EQ(Config::from_keys(Keys(expected.begin(), expected.end())).value(), c);
}

TEST(Config, DifferencesNameTheKeysButNotTheBus) {
  const Config c = Config::pynq();
  EXPECT_TRUE(c.differences(legal({{"LOG_BUS_WIDTH", 7}})).empty());
  EXPECT_NE(c, legal({{"LOG_BUS_WIDTH", 7}}));
  EXPECT_EQ(c.differences(test::config_1x8x8()),
            (std::vector<std::string>{"LOG_BLOCK", "LOG_UOP_BUFF_SIZE", "LOG_INP_BUFF_SIZE",
                                      "LOG_WGT_BUFF_SIZE", "LOG_ACC_BUFF_SIZE"}));
}

// Keys that differ from the default, and what the message must contain: key, value and bound.
struct Refused {
  const char* name;
  Keys changes;
  std::vector<std::string> message;
};

void PrintTo(const Refused& refused, std::ostream* out) { *out << refused.name; }

class ConfigRefuses : public ::testing::TestWithParam<Refused> {};

// Verifies: input.refused
TEST_P(ConfigRefuses, NamingKeyValueAndBound) {
  const Result<Config> result = Config::from_keys(with(GetParam().changes));
  ASSERT_FALSE(result.ok());
  const std::string& message = result.error().message;
  for (const std::string& part : GetParam().message) {
    EXPECT_NE(message.find(part), std::string::npos) << '"' << part << "\" is not in: " << message;
  }
}

const std::vector<Refused> kRefused = {
    {"MicroOpBeyond32Bits",  // constraint 1 alone: A > I
     {{"LOG_INP_BUFF_SIZE", 14}, {"LOG_WGT_BUFF_SIZE", 19}},
     {"LOG_ACC_BUFF_SIZE 17", "LOG_INP_BUFF_SIZE 14", "LOG_WGT_BUFF_SIZE 19", "micro-op",
      "11 + 11 + 11 = 33", "room for 32"}},
    {"UopDepth",  // 2
     {{"LOG_UOP_BUFF_SIZE", 16}},
     {"LOG_UOP_BUFF_SIZE is 16", "2^14", "at most 15", "2^13"}},
    {"GemmFactors",  // 3
     {{"LOG_INP_BUFF_SIZE", 16}},
     {"LOG_ACC_BUFF_SIZE 17", "LOG_INP_BUFF_SIZE 16", "LOG_WGT_BUFF_SIZE 18",
      "2 * (11 + 12 + 10) = 66", "room for 64"}},
    {"GemmFactorsWgt",
     {{"LOG_WGT_BUFF_SIZE", 19}},
     {"LOG_WGT_BUFF_SIZE 19", "2 * (11 + 11 + 11) = 66", "room for 64"}},
    {"AccDepth",  // 4
     {{"LOG_ACC_BUFF_SIZE", 18}},
     {"LOG_ACC_BUFF_SIZE is 18", "2^12", "at most 17", "2^11"}},
    {"AccDepthBoundFollowsBatch",
     {{"LOG_ACC_BUFF_SIZE", 19}, {"LOG_BATCH", 1}},
     {"LOG_ACC_BUFF_SIZE is 19", "at most 18"}},
    {"InpDepth",  // 5
     {{"LOG_INP_BUFF_SIZE", 21}},
     {"LOG_INP_BUFF_SIZE is 21", "2^17", "at most 20", "sram_base has 16 bits"}},
    {"WgtDepth",
     {{"LOG_WGT_BUFF_SIZE", 25}},
     {"LOG_WGT_BUFF_SIZE is 25", "2^17", "at most 24", "sram_base has 16 bits"}},
    {"InpTile",  // 6
     {{"LOG_BATCH", 9}},
     {"LOG_BATCH 9", "LOG_BLOCK 4", "INP", "2^13 bytes", "at most 4096"}},
    {"WgtTile",
     {{"LOG_BLOCK", 7}},
     {"LOG_BATCH 0", "LOG_BLOCK 7", "WGT", "2^14 bytes", "at most 4096"}},
    {"AccTile",
     {{"LOG_BATCH", 7}},
     {"LOG_BATCH 7", "LOG_BLOCK 4", "ACC", "2^13 bytes", "at most 4096"}},
    {"InpTileBelowBus",  // 7
     {{"LOG_BUS_WIDTH", 8}},
     {"LOG_BUS_WIDTH is 8", "INP", "2^7 bits", "LOG_BUS_WIDTH 7"}},
    {"WgtTileBelowBus",
     {{"LOG_BATCH", 4}, {"LOG_BLOCK", 1}},
     {"LOG_BUS_WIDTH is 6", "WGT", "2^5 bits", "LOG_BUS_WIDTH 5"}},
    {"BusTooNarrow", {{"LOG_BUS_WIDTH", 4}}, {"LOG_BUS_WIDTH is 4", "5..9"}},
    {"BusTooWide", {{"LOG_BUS_WIDTH", 10}}, {"LOG_BUS_WIDTH is 10", "5..9"}},
    {"AccWidth",  // 9
     {{"LOG_ACC_WIDTH", 4}},
     {"LOG_ACC_WIDTH is 4", "must be 5", "ACC_8BIT"}},
    {"InpWidth", {{"LOG_INP_WIDTH", 4}}, {"LOG_INP_WIDTH is 4", "must be 3", "ACC_8BIT"}},
    {"WgtWidth",  // what this machine implements
     {{"LOG_WGT_WIDTH", 2}},
     {"LOG_WGT_WIDTH is 2", "must be 3", "8 bits only"}},
    {"OutWidth",
     {{"LOG_OUT_WIDTH", 4}},
     {"LOG_OUT_WIDTH is 4", "must equal LOG_INP_WIDTH", "is 3"}},
    {"BlockIn", {{"LOG_BLOCK_IN", 5}}, {"LOG_BLOCK_IN is 5", "LOG_BLOCK, which is 4", "BLOCK_OUT"}},
    {"BlockOut",
     {{"LOG_BLOCK_IN", 4}, {"LOG_BLOCK_OUT", 3}},
     {"LOG_BLOCK_OUT is 3", "LOG_BLOCK, which is 4", "BLOCK_IN"}},
    {"UopMemoryOfOne",  // memories have two elements or more
     {{"LOG_UOP_BUFF_SIZE", 2}},
     {"LOG_UOP_BUFF_SIZE is 2", "2^0", "at least 3"}},
    {"InpMemoryOfOne", {{"LOG_INP_BUFF_SIZE", 4}}, {"LOG_INP_BUFF_SIZE is 4", "2^0", "at least 5"}},
    {"WgtMemoryBelowOne",
     {{"LOG_WGT_BUFF_SIZE", 0}},
     {"LOG_WGT_BUFF_SIZE is 0", "2^-8", "at least 9"}},
    {"AccMemoryOfOne", {{"LOG_ACC_BUFF_SIZE", 6}}, {"LOG_ACC_BUFF_SIZE is 6", "2^0", "at least 7"}},
    {"NegativeBatch", {{"LOG_BATCH", -1}}, {"LOG_BATCH is -1", "0..31"}},
    {"NegativeBus", {{"LOG_BUS_WIDTH", -6}}, {"LOG_BUS_WIDTH is -6", "5..9"}},
    {"AbsurdBlock", {{"LOG_BLOCK", 32}}, {"LOG_BLOCK is 32", "0..31"}},
    {"LargestBlock", {{"LOG_BLOCK", 31}}, {"LOG_BLOCK 31", "at most 4096"}},
    {"LargestBatch", {{"LOG_BATCH", 31}}, {"LOG_BATCH 31", "at most 4096"}},
    {"AbsurdBuffer",
     {{"LOG_UOP_BUFF_SIZE", INT64_MAX}},
     {"LOG_UOP_BUFF_SIZE is 9223372036854775807", "0..31"}},
    {"AbsurdNegativeBuffer",
     {{"LOG_ACC_BUFF_SIZE", INT64_MIN}},
     {"LOG_ACC_BUFF_SIZE is -9223372036854775808", "0..31"}},
    {"ValueThatWrapsInto32Bits",
     {{"LOG_BATCH", std::int64_t{1} << 32}},
     {"LOG_BATCH is 4294967296", "0..31"}},
    {"UnknownKey", {{"LOG_BLOKC", 4}}, {"unknown key LOG_BLOKC", "4"}},
};

INSTANTIATE_TEST_SUITE_P(Constraint, ConfigRefuses, ::testing::ValuesIn(kRefused),
                         [](const auto& item) { return std::string(item.param.name); });

TEST(Config, RefusesEachMissingKeyByName) {
  const Keys complete = test::default_keys();
  for (const auto& [key, value] : complete) {
    Keys keys = complete;
    keys.erase(key);
    const Result<Config> result = Config::from_keys(keys);
    ASSERT_FALSE(result.ok()) << key;
    EXPECT_EQ(result.error().message, "missing key " + key);
  }
}

TEST(Config, AcceptsGeometriesExactlyOnTheLimits) {
  const std::vector<Keys> on_the_limit = {
      {{"LOG_BATCH", 6}},                                      // ACC tile of 4096
      {{"LOG_BLOCK", 6}},                                      // WGT tile of 4096
      {{"LOG_BUS_WIDTH", 7}},                                  // INP tile of one word
      {{"LOG_BUS_WIDTH", 5}},                                  // narrowest bus
      {{"LOG_BLOCK", 6}, {"LOG_BUS_WIDTH", 9}},                // widest bus
      {{"LOG_UOP_BUFF_SIZE", 3}},                              // two micro-ops
      {{"LOG_INP_BUFF_SIZE", 5}},                              // two of INP
      {{"LOG_WGT_BUFF_SIZE", 9}},                              // two of WGT
      {{"LOG_ACC_BUFF_SIZE", 7}},                              // two of ACC
      {{"LOG_INP_BUFF_SIZE", 14}, {"LOG_WGT_BUFF_SIZE", 18}},  // A > I
      {{"LOG_ACC_BUFF_SIZE", 18}, {"LOG_BATCH", 1}},           // A of 11 again
      {{"LOG_INP_BUFF_SIZE", 16}, {"LOG_ACC_BUFF_SIZE", 14}},  // I > A
      {{"LOG_WGT_BUFF_SIZE", 22},
       {"LOG_INP_BUFF_SIZE", 13},  // W of 14
       {"LOG_ACC_BUFF_SIZE", 15}},
      {{"LOG_INP_BUFF_SIZE", 18}, {"LOG_WGT_BUFF_SIZE", 10}, {"LOG_ACC_BUFF_SIZE", 8}}};
  for (const Keys& changes : on_the_limit) {
    const Result<Config> result = Config::from_keys(with(changes));
    EXPECT_TRUE(result.ok()) << result.error().message;
  }
  EXPECT_EQ(legal(on_the_limit[5]).depth(MemoryType::kUop), 2u);
  EXPECT_EQ(legal(on_the_limit[12]).depth(MemoryType::kWgt), 16384u);
}

// Whatever the keys say, the answer is a geometry whose fields fit, or one sentence.
TEST(Config, AnyCombinationOfBufferSizesIsRefusedOrFits) {
  int accepted = 0;
  for (std::int64_t inp = 0; inp < 32; ++inp) {
    for (std::int64_t wgt = 0; wgt < 32; ++wgt) {
      for (std::int64_t acc = 0; acc < 32; ++acc) {
        const Result<Config> result = Config::from_keys(with(
            {{"LOG_INP_BUFF_SIZE", inp}, {"LOG_WGT_BUFF_SIZE", wgt}, {"LOG_ACC_BUFF_SIZE", acc}}));
        const std::int64_t i = inp - 4, w = wgt - 8, a = acc - 6;  // log2 depths at 1x16x16
        const bool fits = i >= 1 && w >= 1 && a >= 1 && i <= 16 && w <= 16 && a <= 11 &&
                          i + w + a <= 32 && a + std::max(a, i) + w <= 32;
        ASSERT_EQ(result.ok(), fits) << inp << ' ' << wgt << ' ' << acc;
        accepted += fits ? 1 : 0;
      }
    }
  }
  EXPECT_GT(accepted, 1000);
}

}  // namespace
}  // namespace vta
