// SPDX-License-Identifier: Apache-2.0
#include "driver/board/bitstream.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <tuple>

#include "driver/board/sha256.h"
#include "tests/driver/board/bitstream_builder.h"
#include "tests/driver/program_helpers.h"

namespace vta::board {
namespace {

using namespace test;

TEST(Bitstream, TellsWhatABitFileIs) {
  const Bytes words = configuration({.repeats = 3});
  const Bytes file = bit_file(words);
  const Result<Bitstream> parsed = parse_bitstream(file);
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  const Bitstream& bitstream = parsed.value();
  ASSERT_TRUE(bitstream.header.has_value());
  EXPECT_EQ(bitstream.header->design, "vta_wrapper");
  EXPECT_EQ(bitstream.header->part, "7z020clg400");
  EXPECT_EQ(bitstream.header->date, "2020/06/30");
  EXPECT_EQ(bitstream.header->time, "18:11:16");
  EXPECT_EQ(bitstream.header->tool, "2018.3");
  EXPECT_EQ(bitstream.header->user_id, "0XFFFFFFFF");
  EXPECT_FALSE(bitstream.header->compressed);
  EXPECT_FALSE(bitstream.header->partial);
  EXPECT_EQ(bitstream.header->bytes, file.size() - words.size());
  EXPECT_FALSE(bitstream.swapped);
  EXPECT_EQ(bitstream.words, words);
  EXPECT_EQ(bitstream.sync_offset, 48u);
  EXPECT_EQ(bitstream.configuration.idcode, kXc7z020);
  EXPECT_EQ(bitstream.configuration.fdri_words, 202u);
  EXPECT_EQ(bitstream.configuration.repeated_frames, 3u);
  EXPECT_EQ(bitstream.configuration.crc_checks, 2u);
  EXPECT_TRUE(bitstream.compressed());
  EXPECT_EQ(bitstream.sha256, sha256_hex(file));
}

TEST(Bitstream, RecognisesWordsInEitherOrder) {
  const Bytes words = configuration();
  for (const bool is_swapped : {false, true}) {
    const Bytes file = is_swapped ? swapped(words) : words;
    const Result<Bitstream> parsed = parse_bitstream(file);
    ASSERT_TRUE(parsed.ok()) << parsed.error().message;
    EXPECT_FALSE(parsed.value().header.has_value());
    EXPECT_EQ(parsed.value().swapped, is_swapped);
    EXPECT_EQ(parsed.value().configuration.idcode, kXc7z020);
    EXPECT_EQ(parsed.value().words, file);
    EXPECT_EQ(swapped_words(parsed.value()), swapped(words));
  }
}

TEST(Bitstream, SwapsTheBytesOfEachWord) {
  const Result<Bitstream> parsed = parse_bitstream(bit_file(configuration()));
  ASSERT_TRUE(parsed.ok());
  const Bytes out = swapped_words(parsed.value());
  ASSERT_EQ(out.size(), parsed.value().words.size());
  EXPECT_EQ(text_of(Bytes(out.begin() + 48, out.begin() + 52)), "\x66\x55\x99\xaa");
  EXPECT_EQ(text_of(Bytes(out.begin() + 32, out.begin() + 36)), std::string("\xbb\0\0\0", 4));
}

TEST(Bitstream, ReadsOptionsOfTheHeaderInAnyOrder) {
  Header header;
  header.design = "top;COMPRESS=TRUE;PARTIAL=TRUE;Version=2021.1;UserID=0X1";
  Result<Bitstream> parsed = parse_bitstream(bit_file(configuration(), header));
  ASSERT_TRUE(parsed.ok());
  EXPECT_TRUE(parsed.value().header->compressed);
  EXPECT_TRUE(parsed.value().header->partial);
  EXPECT_EQ(parsed.value().header->tool, "2021.1");
  EXPECT_EQ(parsed.value().header->user_id, "0X1");
  header.design = "top;COMPRESS=FALSE;;PARTIAL;Version=";
  parsed = parse_bitstream(bit_file(configuration(), header));
  ASSERT_TRUE(parsed.ok());
  EXPECT_FALSE(parsed.value().header->compressed);
  EXPECT_FALSE(parsed.value().header->partial);
  EXPECT_EQ(parsed.value().header->tool, "");
  header.design = "";
  parsed = parse_bitstream(bit_file(configuration(), header));
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed.value().header->design, "");
}

TEST(Bitstream, IgnoresTheRevisionOfTheSilicon) {
  const Result<Bitstream> parsed = parse_bitstream(configuration({.idcode = 0x23727093}));
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(device_name(parsed.value().configuration.idcode), "xc7z020");
}

TEST(Bitstream, KnowsTheWholeDeviceByItsWords) {
  const Board board = find_board("pynq-z2").value();
  Result<Bitstream> parsed = parse_bitstream(swapped(full_configuration()));
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  EXPECT_EQ(parsed.value().extent(), Extent::kFull);
  EXPECT_TRUE(check_for_board(parsed.value(), board).ok());
  parsed = parse_bitstream(bit_file(full_configuration()));
  ASSERT_TRUE(parsed.ok());
  EXPECT_TRUE(check_for_board(parsed.value(), board).ok());
  // A compressed one has fewer, and its header says that it is whole.
  parsed = parse_bitstream(bit_file(configuration({.repeats = 1})));
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed.value().extent(), Extent::kFull);
  EXPECT_TRUE(check_for_board(parsed.value(), board).ok());
}

TEST(Bitstream, RefusesWhatDoesNotFitTheBoard) {
  Header partial;
  partial.design = "top;PARTIAL=TRUE;Version=2018.3";
  const std::string whole = "; expected a full bitstream, which configures the whole device";
  const std::vector<std::tuple<Bytes, std::string>> cases = {
      {configuration({.idcode = kXc7a35t}), "is for xc7a35t; pynq-z1 has xc7z020"},
      {configuration({.idcode = 0x036ff093}),
       "is for a 7-series device with IDCODE 0x036ff093; pynq-z1 has xc7z020"},
      {configuration(), "is partial: it has 202 configuration words of 1010808" + whole},
      {bit_file(configuration()), "is partial: it has 202 configuration words of 1010808" + whole},
      {bit_file(full_configuration(), partial),
       "is partial: it has 1010808 configuration words of 1010808" + whole},
      {configuration({.repeats = 1}),
       "is compressed and has no header, so it may be partial" + whole + " (a .bit file says so)"},
      {configuration({.frame_words = kFullWords + 101}),
       "has 1010909 configuration words, but a full one for xc7z020 has 1010808"},
  };
  for (const auto& [file, message] : cases) {
    const Result<Bitstream> parsed = parse_bitstream(file);
    ASSERT_TRUE(parsed.ok()) << parsed.error().message;
    const Status status = check_for_board(parsed.value(), find_board("pynq-z1").value());
    ASSERT_FALSE(status.ok()) << message;
    EXPECT_EQ(status.error().message, message);
  }
}

TEST(Bitstream, ReadsFilesAndNamesThem) {
  const ScratchDirectory scratch;
  write_text(scratch / "good.bit", text_of(bit_file(configuration())));
  write_text(scratch / "bad.bit", "no bitstream");
  EXPECT_TRUE(read_bitstream(scratch / "good.bit").ok());
  const auto refusal = [&](const std::string& name) {
    const Result<Bitstream> read = read_bitstream(scratch / name);
    std::string message = read.ok() ? "" : read.error().message;
    const std::string folder = scratch.path().string() + "/";
    if (const auto at = message.find(folder); at != message.npos) message.erase(at, folder.size());
    return message;
  };
  EXPECT_EQ(refusal("none.bit"), "'none.bit' cannot be read: there is no file");
  EXPECT_EQ(refusal("").substr(refusal("").find("' ")), "' cannot be read: it is not a file");
  EXPECT_EQ(refusal("bad.bit").substr(0, 35), "'bad.bit' is no 7-series bitstream:");
  ASSERT_EQ(truncate((scratch / "bad.bit").c_str(), kMaxBitstreamBytes + 4), 0);
  EXPECT_EQ(refusal("bad.bit"),
            "'bad.bit' has more than 67108864 bytes, more than any 7-series bitstream");
}

// Whatever is cut off, nothing beyond it is read (the sanitizers look on), and it is noticed.
TEST(Bitstream, NoticesEveryTruncation) {
  const Bytes words = configuration();
  const std::size_t needed = words.size() - 16 * 4;  // NOPs behind DESYNC
  for (const Bytes& whole : {words, swapped(words), bit_file(words)}) {
    const std::size_t end = needed + (whole.size() - words.size());
    for (std::size_t size = 0; size < end; ++size) {
      const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      EXPECT_FALSE(parse_bitstream(cut).ok()) << size;
    }
  }
}

TEST(Bitstream, NoticesEveryChangedBitOfItsFrames) {
  Bytes words = configuration();
  const std::size_t frames = (13 + 14) * 4;  // preamble and sync, the packets before the data
  for (std::size_t bit = 0; bit < 202 * 32; ++bit) {
    const std::byte mask{static_cast<unsigned char>(1u << bit % 8)};
    words[frames + bit / 8] ^= mask;
    const Result<Bitstream> parsed = parse_bitstream(words);
    ASSERT_FALSE(parsed.ok());
    EXPECT_EQ(parsed.error().message.substr(0, 23), "is damaged: its CRC at ");
    words[frames + bit / 8] ^= mask;
  }
}

TEST(XilinxDevices, NameTheFamilyOfAPart) {
  EXPECT_EQ(family_of_part("7z020clg484"), "Zynq-7000");
  EXPECT_EQ(family_of_part("xc7a35tcpg236"), "Artix-7");
  EXPECT_EQ(family_of_part("3s50aft256"), "Spartan-3");
  EXPECT_EQ(family_of_part("6slx9cpg196"), "Spartan-6");
  EXPECT_EQ(family_of_part("xcku040-ffva1156-2-e"), "Kintex UltraScale");
  EXPECT_EQ(family_of_part("xck26-sfvc784-2LV-c"), "Kria (Zynq UltraScale+)");
  EXPECT_EQ(family_of_part("xczu3eg-sbva484-1-e"), "Zynq UltraScale+");
  EXPECT_EQ(family_of_part("xcvu9p-flga2104-2L-e"), "Virtex UltraScale");
  EXPECT_EQ(family_of_part("xcvc1902-vsva2197-2MP-e-S"), "Versal");
  EXPECT_EQ(family_of_part("v300bg432"), "");
  EXPECT_EQ(family_of_part("5CSEBA6"), "");
  EXPECT_EQ(family_of_part(""), "");
  EXPECT_TRUE(is_7_series_part("7s6ftgb196"));
  for (const char* part : {"", "xc", "7", "7x1", "6slx9", "ku7"}) {
    EXPECT_FALSE(is_7_series_part(part)) << part;
  }
}

TEST(XilinxDevices, NameADeviceByItsIdcode) {
  EXPECT_EQ(device_name(0x13727093), "xc7z020");
  EXPECT_EQ(device_name(0x03822093), "an UltraScale device with IDCODE 0x03822093");
  EXPECT_EQ(device_name(0x04710093), "an UltraScale+ device with IDCODE 0x04710093");
  EXPECT_EQ(device_name(0x036fe093), "a 7-series device with IDCODE 0x036fe093");
  EXPECT_EQ(device_name(0x02d020dd), "an unknown device with IDCODE 0x02d020dd");
  EXPECT_FALSE(is_7_series(0x03822093));
  EXPECT_FALSE(is_7_series(0x037270dd));
}

TEST(XilinxDevices, FindBoardsByTheirName) {
  EXPECT_EQ(find_board("pynq-z1").value().idcode, kXc7z020);
  EXPECT_EQ(find_board("pynq-z2").value().fdri_words, kFullWords);
  EXPECT_EQ(find_board("zcu104").error().message,
            "there is no board 'zcu104'; there are: pynq-z1, pynq-z2");
}

}  // namespace
}  // namespace vta::board
