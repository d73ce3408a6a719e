// SPDX-License-Identifier: Apache-2.0
#include "driver/board/sidecar.h"

#include <gtest/gtest.h>

#include "driver/board/sha256.h"
#include "tests/driver/board/bitstream_builder.h"
#include "tests/driver/program_helpers.h"

namespace vta::board {
namespace {

constexpr const char* kGood = R"({
  "format": "vta-bitstream", "version": 1,
  "config": {"LOG_INP_WIDTH": 3, "LOG_WGT_WIDTH": 3, "LOG_ACC_WIDTH": 5, "LOG_BATCH": 0,
             "LOG_BLOCK": 4, "LOG_UOP_BUFF_SIZE": 15, "LOG_INP_BUFF_SIZE": 15,
             "LOG_WGT_BUFF_SIZE": 18, "LOG_ACC_BUFF_SIZE": 17},
  "clock_mhz": 142.5, "registers": {"base": 1073741824, "span": 65536}, "interrupt": 0,
  "memory_port": {"kind": "acp", "coherent": true}, "isa_version": 65536,
  "bitstream_sha256": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
})";

std::string replaced(const std::string& from, const std::string& to) {
  std::string text = kGood;
  const std::size_t at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Sidecar, IsReadWithEveryKey) {
  const Result<Sidecar> read = sidecar_from_json(kGood);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read.value().config, Config::pynq());
  EXPECT_EQ(read.value().clock_mhz, 142.5);
  EXPECT_EQ(read.value().register_base, 0x40000000u);
  EXPECT_EQ(read.value().register_span, 0x10000u);
  EXPECT_EQ(read.value().interrupt, 0u);
  EXPECT_EQ(read.value().port, PortKind::kAcp);
  EXPECT_TRUE(read.value().coherent);
  EXPECT_EQ(read.value().isa_version, kIsaVersion);
  EXPECT_EQ(read.value().bitstream_sha256.substr(0, 16), "0123456789abcdef");
}

TEST(Sidecar, IsTheSameWhenWrittenAndReadAgain) {
  Sidecar sidecar;
  sidecar.config = Config::from_file(std::string(VTA_SOURCE_DIR) + "/hw/config/1x8x8.json").value();
  sidecar.clock_mhz = 1000.0 / 7;
  sidecar.register_base = 0x43c00000;
  sidecar.register_span = 4096;
  sidecar.interrupt = 15;
  sidecar.port = PortKind::kAcp;
  sidecar.coherent = true;
  sidecar.bitstream_sha256 = sha256_hex({});
  const Result<std::string> text = sidecar_to_json(sidecar);
  ASSERT_TRUE(text.ok()) << text.error().message;
  const Result<Sidecar> again = sidecar_from_json(text.value());
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again.value(), sidecar);
}

TEST(Sidecar, IsNotWrittenWhenItWouldNotBeRead) {
  Sidecar sidecar;
  EXPECT_EQ(sidecar_to_json(sidecar).error().message,
            "bitstream_sha256 is \"\", expected 64 hexadecimal digits, a-f small");
  sidecar.bitstream_sha256 = sha256_hex({});
  EXPECT_TRUE(sidecar_to_json(sidecar).ok());
  sidecar.coherent = true;
  EXPECT_EQ(sidecar_to_json(sidecar).error().message,
            "memory_port.coherent is true, expected false: an hp port does not see the caches");
}

struct Bad {
  std::string from, to, message;
};

TEST(Sidecar, IsRefusedForEachWrongThing) {
  const std::vector<Bad> cases = {
      {"vta-bitstream", "vta-program", "format is \"vta-program\", expected \"vta-bitstream\""},
      {"\"version\": 1,", "\"version\": 2,",
       "version is 2, expected 1, the only version of the "
       "format"},
      {"\"version\": 1,", "", "version is missing"},
      {"\"interrupt\": 0,", "", "interrupt is missing"},
      {"\"interrupt\": 0,", "\"interrupt\": 0, \"irq\": 0,", "irq is not a key of this format"},
      {"\"interrupt\": 0,", "\"interrupt\": 0, \"interrupt\": 1,",
       "key \"interrupt\" appears twice in one object"},
      {"\"interrupt\": 0,", "\"interrupt\": 16,",
       "interrupt is 16, expected an integer from 0 to 15"},
      {"142.5", "0", "clock_mhz is 0, expected a clock above 0 and up to 250 MHz"},
      {"142.5", "250.5", "clock_mhz is 250.5, expected a clock above 0 and up to 250 MHz"},
      {"142.5", "\"100\"", "clock_mhz is \"100\", expected a clock above 0 and up to 250 MHz"},
      {"65536}", "65536, \"size\": 1}", "registers.size is not a key of this format"},
      {"65536}", "2048}", "registers.span is 2048, expected an integer from 4096 to 1073741824"},
      {"65536}", "65537}", "registers.span is 65537, expected a power of two"},
      {"1073741824", "1073745920",
       "registers.base is 1073745920, expected a multiple of the span, "
       "65536"},
      {"1073741824", "0", "registers.base is 0, expected an integer from 1073741824 to 3221159936"},
      {"1073741824", "3221225472",
       "registers.base is 3221225472, expected an integer from 1073741824 to 3221159936"},
      {"\"acp\"", "\"gp\"", "memory_port.kind is \"gp\", expected \"hp\" or \"acp\""},
      {"\"acp\"", "\"hp\"",
       "memory_port.coherent is true, expected false: an hp port does not see the caches"},
      {"true}", "1}", "memory_port.coherent is 1, expected true or false"},
      {"\"isa_version\": 65536", "\"isa_version\": 65537",
       "isa_version is 65537, expected 65536, the version of this driver"},
      {"0123456789abcdef0123", "0123456789ABCDEF0123",
       "bitstream_sha256 is \"0123456789ABCDEF0123456789abcdef0123456..., expected 64 hexadecimal "
       "digits, a-f small"},
      {"\"LOG_BATCH\": 0,", "", "config: missing key LOG_BATCH"},
      {"\"LOG_BATCH\": 0,", "\"LOG_BATCH\": 9,", "config: LOG_BATCH 9 and"},
  };
  for (const Bad& bad : cases) {
    const Result<Sidecar> read = sidecar_from_json(replaced(bad.from, bad.to));
    ASSERT_FALSE(read.ok()) << bad.message;
    EXPECT_EQ(read.error().message.substr(0, bad.message.size()), bad.message);
  }
  EXPECT_EQ(sidecar_from_json("[1]").error().message, "the document is [1], expected an object");
  EXPECT_EQ(sidecar_from_json("{").error().message.substr(0, 16), "malformed JSON: ");
}

TEST(Sidecar, LiesBesideItsBitstream) {
  EXPECT_EQ(sidecar_path("a/design.bit"), "a/design.json");
  EXPECT_EQ(sidecar_path("a.b/design"), "a.b/design.json");
  EXPECT_EQ(sidecar_path("1x16_15_15.v2.bin"), "1x16_15_15.v2.json");
}

TEST(Sidecar, BelongsToOneBitstream) {
  const Bitstream bitstream = parse_bitstream(test::bit_file(test::configuration())).value();
  Sidecar sidecar;
  sidecar.bitstream_sha256 = bitstream.sha256;
  EXPECT_TRUE(check_belongs(sidecar, bitstream).ok());
  const Bitstream other =
      parse_bitstream(test::bit_file(test::configuration({.first_value = 2}))).value();
  EXPECT_EQ(check_belongs(sidecar, other).error().message,
            "bitstream_sha256 is " + bitstream.sha256 + ", but the bitstream beside it has " +
                other.sha256 + "; the two are not of one design");
}

TEST(Sidecar, IsReadFromFilesAndNamesThem) {
  const ScratchDirectory scratch;
  write_text(scratch / "good.json", kGood);
  write_text(scratch / "bad.json", "{}");
  write_text(scratch / "long.json", std::string(65537, ' '));
  EXPECT_TRUE(read_sidecar(scratch / "good.json").ok());
  const auto ends = [&](const std::string& name, const std::string& end) {
    const Result<Sidecar> read = read_sidecar(scratch / name);
    ASSERT_FALSE(read.ok());
    EXPECT_TRUE(read.error().message.ends_with(name + end)) << read.error().message;
  };
  ends("none.json", "' is missing; it would describe the design of the bitstream beside it");
  ends("", "' is not a file");
  ends("bad.json", "': format is missing");
  ends("long.json", "' has more than 65536 bytes");
}

TEST(Sha256, IsThatOfTheStandard) {  // FIPS 180-4, examples
  const std::string abc = "abc";
  EXPECT_EQ(sha256_hex(std::as_bytes(std::span(abc))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace vta::board
