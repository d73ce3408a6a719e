// SPDX-License-Identifier: Apache-2.0
//
// Every reason for which a file is no bitstream.
#include <gtest/gtest.h>

#include <functional>

#include "tests/driver/board/bitstream_builder.h"

namespace vta::board {
namespace {

using namespace test;

std::string refusal(const Bytes& file) {
  const Result<Bitstream> parsed = parse_bitstream(file);
  return parsed.ok() ? "it was taken" : parsed.error().message;
}

Bytes cut(Bytes bytes, std::size_t size) {
  bytes.resize(size);
  return bytes;
}

// A file of these packets behind the sync word.
Bytes packets(const std::function<void(ConfigurationBuilder&)>& build) {
  ConfigurationBuilder builder;
  build(builder.preamble());
  return builder.take();
}

// What is right, as far as the CRC behind the frames.
ConfigurationBuilder& good(ConfigurationBuilder& builder) {
  return builder.command(kRcrc).write(kId, {kXc7z020}).frames(8).crc();
}

const std::string kNoSync =
    "is no 7-series bitstream: there is no sync word aa995566 (or 665599aa, swapped) at a multiple "
    "of 4 among the first 128 bytes";

TEST(BadBitstream, HasNoConfiguration) {
  EXPECT_EQ(refusal({}), "is empty");
  EXPECT_EQ(refusal(Bytes(1000, std::byte{0xff})), kNoSync);
  EXPECT_EQ(refusal(bit_file(Bytes(1000, std::byte{0xff}))), kNoSync + " behind its header");
  Bytes late(128, std::byte{0xff});
  const Bytes words = configuration();
  late.insert(late.end(), words.begin(), words.end());
  EXPECT_EQ(refusal(late), kNoSync);
  EXPECT_EQ(refusal(cut(words, 50)), kNoSync);
  Bytes odd = words;
  odd.insert(odd.begin(), std::byte{0xff});  // the sync word is there, at byte 49
  EXPECT_EQ(refusal(odd), kNoSync);
}

TEST(BadBitstream, IsOfAnotherFamily) {
  const auto with_part = [](const char* part) {
    Header header;
    header.part = part;
    return refusal(bit_file(configuration(), header));
  };
  EXPECT_EQ(with_part("3s50aft256"),
            "is for the part '3s50aft256', of the family Spartan-3; only 7-series devices are "
            "supported");
  EXPECT_EQ(with_part("6slx9cpg196"),
            "is for the part '6slx9cpg196', of the family Spartan-6; only 7-series devices are "
            "supported");
  EXPECT_EQ(
      with_part("xcku040-ffva1156-2-e"),
      "is for the part 'xcku040-ffva1156-2-e', of the family Kintex UltraScale; only 7-series "
      "devices are supported");
  EXPECT_EQ(with_part("ep4ce6"),
            "is for the part 'ep4ce6', which is of no family known here; only 7-series devices are "
            "supported");
  EXPECT_EQ(refusal(configuration({.idcode = 0x03822093})),
            "is for another family, for an UltraScale device with IDCODE 0x03822093; only 7-series "
            "devices are supported");
  EXPECT_EQ(refusal(configuration({.idcode = 0x24001093})),
            "is for another family, for an unknown device with IDCODE 0x24001093; only 7-series "
            "devices are supported");
}

TEST(BadBitstream, HasABrokenHeader) {
  const Bytes words = configuration();
  const Bytes file = bit_file(words);
  const std::size_t header = file.size() - words.size();
  EXPECT_EQ(refusal(cut(file, 8)), "is truncated: it ends inside the first bytes of a .bit header");
  Bytes magic = file;
  magic[6] = std::byte{0};
  EXPECT_EQ(refusal(magic), "begins like a .bit file, but its first 13 bytes are not those of one");
  EXPECT_EQ(refusal(cut(file, 14)), "is truncated: it ends inside field 'a' of its header");
  EXPECT_EQ(refusal(cut(file, 15)), "is truncated: it ends inside field 'a' of its header");
  EXPECT_EQ(refusal(cut(file, 30)), "is truncated: it ends inside field 'a' of its header");
  EXPECT_EQ(refusal(cut(file, header - 2)), "is truncated: it ends inside field 'e' of its header");
  Bytes key = file;
  key[13] = std::byte('x');
  EXPECT_EQ(refusal(key), "has no field 'a' where its header should have it");
  Bytes text = file;
  text[20] = std::byte{0x1b};
  EXPECT_EQ(refusal(text), "has something else than printable ASCII in field 'a' of its header");
  Bytes length = file;
  length[14] = std::byte{0xff};  // the field reaches into the words
  EXPECT_EQ(refusal(length), "is truncated: it ends inside field 'a' of its header");
}

TEST(BadBitstream, HasAnotherLengthThanItSays) {
  const Bytes words = configuration();
  Bytes file = bit_file(words);
  const std::string promise =
      "its header promises " + std::to_string(words.size()) + " bytes of configuration, and ";
  EXPECT_EQ(refusal(cut(file, file.size() - 3)),
            "is truncated: " + promise + std::to_string(words.size() - 3) + " follow it");
  file.push_back(std::byte{0});
  EXPECT_EQ(refusal(file), "is longer than it should be: " + promise +
                               std::to_string(words.size() + 1) + " follow it");
  EXPECT_EQ(refusal(cut(words, words.size() - 1)),
            "is truncated: it has " + std::to_string(words.size() - 1) +
                " bytes of configuration, which is no multiple of 4");
  EXPECT_EQ(refusal(cut(words, words.size() - 18 * 4)), "is truncated: it ends without DESYNC");
  EXPECT_EQ(refusal(cut(words, 400)),
            "is truncated: the packet at byte 104 has 202 words, and 73 follow");
}

TEST(BadBitstream, HasSomethingElseThanPackets) {
  EXPECT_EQ(refusal(packets([](auto& b) { b.raw(0); })),
            "has 0x00000000 at byte 52, which is no 7-series packet");
  EXPECT_EQ(refusal(packets([](auto& b) { b.nop().raw(0xffffffff); })),
            "has 0xffffffff at byte 56, which is no 7-series packet");
  EXPECT_EQ(refusal(packets([](auto& b) { b.raw(0x50000001).raw(0); })),  // type 2 alone
            "has 0x50000001 at byte 52, which is no 7-series packet");
  EXPECT_EQ(refusal(packets([](auto& b) { b.raw(0x38000000); })),  // reserved operation
            "has 0x38000000 at byte 52, which is no 7-series packet");
  EXPECT_EQ(refusal(packets([](auto& b) { b.raw(0x30004000).raw(0x57ffffff); })),
            "is truncated: the packet at byte 56 has 134217727 words, and 0 follow");
}

TEST(BadBitstream, LacksTheLastWordOfItsLastPacket) {
  EXPECT_EQ(refusal(packets([](auto& b) { b.raw(0x30018001); })),
            "is truncated: the packet at byte 52 has 1 words, and 0 follow");
  EXPECT_EQ(refusal(packets([](auto& b) { b.raw(0x30018002).raw(kXc7z020); })),
            "is truncated: the packet at byte 52 has 2 words, and 1 follow");
}

TEST(BadBitstream, LacksWhatTheDeviceNeeds) {
  EXPECT_EQ(refusal(packets([](auto& b) { b.frames(8).crc().command(kDesync); })),
            "names no device: it has no IDCODE");
  EXPECT_EQ(refusal(packets([](auto& b) { good(b).write(kId, {kXc7a35t}).command(kDesync); })),
            "names two devices: IDCODE 0x03727093 and, at byte 120, 0x0362d093");
  EXPECT_EQ(refusal(packets([](auto& b) { b.write(kId, {kXc7z020}).crc().command(kDesync); })),
            "configures nothing: it has no frames");
  const std::string no_crc = "has no CRC behind its frames, so nothing would notice damage";
  EXPECT_EQ(
      refusal(packets([](auto& b) { b.write(kId, {kXc7z020}).crc().frames(8).command(kDesync); })),
      no_crc);
  EXPECT_EQ(refusal(packets([](auto& b) {
              good(b).write(kMfwr, {0, 0}).command(kDesync);
            })),
            no_crc);
  EXPECT_EQ(refusal(packets([](auto& b) { good(b); })), "is truncated: it ends without DESYNC");
}

TEST(BadBitstream, HasACrcThatDoesNotHold) {
  EXPECT_EQ(refusal(packets([](auto& b) { b.raw(0x30000001).raw(7); })),
            "is damaged: its CRC at byte 56 is 0x00000007, that of the words before it is "
            "0x00000000");
  EXPECT_EQ(refusal(packets([](auto& b) {
              b.write(kId, {kXc7z020}).frames(8).crc(0x80000000).command(kDesync);
            })).substr(0, 34),
            "is damaged: its CRC at byte 104 is");
}

TEST(GoodBitstream, MayHaveWhatTheToolsWrite) {
  // Reads, the legacy output register, a CRC that is reset, anything behind DESYNC.
  EXPECT_EQ(refusal(packets([](auto& b) {
              b.raw(0x28000001).write(kId, {kXc7z020});
              b.command(kRcrc).write(kId, {kXc7z020}).write(kLout, {1, 2, 3}).frames(8).crc();
              b.command(kDesync).raw(0).raw(0xffffffff);
            })),
            "it was taken");
}

}  // namespace
}  // namespace vta::board
