// SPDX-License-Identifier: Apache-2.0
//
// Files that the vendor's tools made, where there are some: in the folder that VTA_BITSTREAMS names
// or in ../shared/data/bitstreams beside the tree. There is one test per file found, so none when
// there is no file. Values: the files' headers, and their sizes and IDCODEs as published with them.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>

#include "driver/board/bitstream.h"

namespace vta::board {
namespace {

struct Known {
  std::string message;  // of the refusal, behind the name of the file; empty when it is taken
  std::string design = {}, part = {}, date = {}, time = {}, tool = {};
  std::string device = {};
  std::uint32_t idcode = 0;
  std::uint64_t fdri_words = 0, repeated_frames = 0, crc_checks = 0;
  std::size_t header_bytes = 0, words_bytes = 0, sync_offset = 0;
};

const std::map<std::string, Known>& known_files() {
  static const std::map<std::string, Known> files = {
      {"spiOverJtag_xc7s6.bit",
       {"", "spiOverJtag", "7s6ftgb196", "2025/05/09", "11:59:56", "2021.1", "xc7s6", 0x03622093,
        24846, 1123, 2, 120, 139220, 48}},
      {"bscan_spi_xc7a35t.bit",
       {"", "top", "7a35tcpg236", "2017/10/06", "17:44:38", "2017.2", "xc7a35t", 0x0362d093, 18887,
        5281, 2, 113, 261400, 48}},
      {"bscan_spi_xc6slx9.bit",
       {"is for the part '6slx9cpg196', of the family Spartan-6; only 7-series devices are "
        "supported"}},
      {"bscan_spi_xc3s50a.bit",
       {"is for the part '3s50aft256', of the family Spartan-3; only 7-series devices are "
        "supported"}},
  };
  return files;
}

std::filesystem::path folder() {
  const char* named = std::getenv("VTA_BITSTREAMS");  // NOLINT(concurrency-mt-unsafe)
  if (named != nullptr) return named;
  return std::filesystem::path(VTA_SOURCE_DIR).parent_path() / "shared/data/bitstreams";
}

std::vector<std::string> files_there() {
  std::vector<std::string> names;
  for (const auto& [name, known] : known_files()) {
    std::error_code ignored;
    if (std::filesystem::exists(folder() / name, ignored)) names.push_back(name);
  }
  return names;
}

class RealBitstream : public testing::TestWithParam<std::string> {
 protected:
  const Known& known_ = known_files().at(GetParam());
  const std::string path_ = (folder() / GetParam()).string();
};

TEST_P(RealBitstream, IsWhatItsSourceSays) {
  const Result<Bitstream> read = read_bitstream(path_);
  if (!known_.message.empty()) {
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().message.substr(read.error().message.find("' ") + 2), known_.message);
    return;
  }
  ASSERT_TRUE(read.ok()) << read.error().message;
  const Bitstream& bitstream = read.value();
  ASSERT_TRUE(bitstream.header.has_value());
  EXPECT_EQ(bitstream.header->design, known_.design);
  EXPECT_EQ(bitstream.header->part, known_.part);
  EXPECT_EQ(bitstream.header->date, known_.date);
  EXPECT_EQ(bitstream.header->time, known_.time);
  EXPECT_EQ(bitstream.header->tool, known_.tool);
  EXPECT_TRUE(bitstream.header->compressed);
  EXPECT_FALSE(bitstream.header->partial);
  EXPECT_EQ(bitstream.header->bytes, known_.header_bytes);
  EXPECT_EQ(bitstream.words.size(), known_.words_bytes);
  EXPECT_EQ(bitstream.sync_offset, known_.sync_offset);
  EXPECT_EQ(bitstream.extent(), Extent::kFull);
  EXPECT_EQ(bitstream.configuration.idcode, known_.idcode);
  EXPECT_EQ(device_name(bitstream.configuration.idcode), known_.device);
  EXPECT_EQ(bitstream.configuration.fdri_words, known_.fdri_words);
  EXPECT_EQ(bitstream.configuration.repeated_frames, known_.repeated_frames);
  EXPECT_EQ(bitstream.configuration.crc_checks, known_.crc_checks);
}

TEST_P(RealBitstream, IsTheSameWhenItsWordsAreSwapped) {
  const Result<Bitstream> read = read_bitstream(path_);
  if (!read) {
    EXPECT_FALSE(known_.message.empty());
    return;
  }
  const std::vector<std::byte> words = swapped_words(read.value());
  EXPECT_EQ(words.size(), known_.words_bytes);
  const Result<Bitstream> again = parse_bitstream(words);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_TRUE(again.value().swapped);
  EXPECT_EQ(again.value().configuration.fdri_words, known_.fdri_words);
  EXPECT_EQ(again.value().configuration.crc_checks, known_.crc_checks);
  EXPECT_EQ(swapped_words(again.value()), words);
}

TEST_P(RealBitstream, DoesNotFitAPynq) {
  const Result<Bitstream> read = read_bitstream(path_);
  if (!read) {
    EXPECT_FALSE(known_.message.empty());
    return;
  }
  const Status status = check_for_board(read.value(), find_board("pynq-z1").value());
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().message, "is for " + known_.device + "; pynq-z1 has xc7z020");
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(RealBitstream);
INSTANTIATE_TEST_SUITE_P(Files, RealBitstream, testing::ValuesIn(files_there()));

}  // namespace
}  // namespace vta::board
