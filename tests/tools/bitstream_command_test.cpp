// SPDX-License-Identifier: Apache-2.0
//
// vta bitstream.

#include "driver/board/sha256.h"
#include "tests/driver/board/bitstream_builder.h"
#include "tests/tools/run_vta.h"

namespace vta::test {
namespace {

using namespace board::test;
using Json = nlohmann::ordered_json;

class BitstreamCommand : public VtaTest {
 protected:
  BitstreamCommand() { write("x.bit", text_of(bit_file(words_))); }
  const Bytes words_ = configuration({.repeats = 2});
};

TEST_F(BitstreamCommand, TellsOneFieldPerLine) {
  const Ran ran = run({"bitstream", "x.bit"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.err, "");
  const std::string hash = board::sha256_hex(bit_file(words_));
  EXPECT_EQ(ran.out,
            "file            x.bit\n"
            "container       bit\n"
            "byte_order      as in a .bit file\n"
            "design          vta_wrapper\n"
            "part            7z020clg400\n"
            "date            2020/06/30\n"
            "time            18:11:16\n"
            "tool            2018.3\n"
            "user_id         0XFFFFFFFF\n"
            "device          xc7z020\n"
            "idcode          0x03727093\n"
            "extent          full\n"
            "compressed      yes\n"
            "bytes           " +
                std::to_string(words_.size()) +
                "\n"
                "sync_offset     48\n"
                "frame_words     202\n"
                "repeated_frames 2\n"
                "crc_checks      2\n"
                "sha256          " +
                hash + "\n");
  const Json json = run_json({"bitstream", "x.bit", "--json"});
  EXPECT_EQ(json["idcode"], "0x03727093");
  EXPECT_EQ(json["compressed"], true);
  EXPECT_EQ(json["frame_words"], 202);
  EXPECT_EQ(json["sha256"], hash);
}

TEST_F(BitstreamCommand, WritesTheSwappedWordsAndRecognisesThem) {
  ASSERT_EQ(run({"bitstream", "x.bit", "--bin", "x.bin"}).code, 0);
  EXPECT_EQ(read("x.bin"), text_of(swapped(words_)));
  const Json json = run_json({"bitstream", "x.bin", "--json", "--bin", "y.bin"});
  EXPECT_EQ(json["container"], "words");
  EXPECT_EQ(json["byte_order"], "swapped");
  EXPECT_FALSE(json.contains("part"));
  EXPECT_EQ(json["extent"], "unknown");
  EXPECT_EQ(read("y.bin"), read("x.bin"));
}

TEST_F(BitstreamCommand, DescribesADesignForProgram) {
  ASSERT_EQ(
      run({"bitstream", "x.bit", "--describe", "--clock-mhz", "125", "--port", "acp", "--coherent"})
          .code,
      0);
  const Json json = Json::parse(read("x.json"));
  EXPECT_EQ(json["format"], "vta-bitstream");
  EXPECT_EQ(json["clock_mhz"], 125.0);
  EXPECT_EQ(json["config"]["LOG_BLOCK"], 4);
  EXPECT_EQ(json["memory_port"]["kind"], "acp");
  EXPECT_EQ(json["memory_port"]["coherent"], true);
  EXPECT_EQ(json["bitstream_sha256"], board::sha256_hex(bit_file(words_)));
  // Again, over the old one.
  EXPECT_EQ(run({"bitstream", "x.bit", "--describe", "--clock-mhz", "100"}).code, 0);
  EXPECT_EQ(Json::parse(read("x.json"))["clock_mhz"], 100.0);
}

TEST_F(BitstreamCommand, BadInputIsRefused) {
  Header spartan;
  spartan.part = "3s50aft256";
  write("s.bit", text_of(bit_file(words_, spartan)));
  write("cut.bit", text_of(bit_file(words_)).substr(0, 200));
  std::filesystem::create_directory(path("dir"));
  const std::string vta = "vta bitstream: ";
  expect_refused({"bitstream"}, vta + "expected a file with a bitstream");
  expect_refused({"bitstream", "x.bit", "y.bit"},
                 vta + "expected only a file with a bitstream, got also 'y.bit'");
  expect_refused({"bitstream", "none.bit"}, vta + "'none.bit' cannot be read: there is no file");
  expect_refused({"bitstream", "dir"}, vta + "'dir' cannot be read: it is not a file");
  expect_refused({"bitstream", "/dev/zero"}, vta + "'/dev/zero' cannot be read: it is not a file");
  expect_refused({"bitstream", "s.bit"},
                 vta +
                     "'s.bit' is for the part '3s50aft256', of the family Spartan-3; only 7-series "
                     "devices are supported");
  expect_refused({"bitstream", "cut.bit"},
                 vta + "'cut.bit' is truncated: its header promises " +
                     std::to_string(words_.size()) + " bytes of configuration, and " +
                     std::to_string(200 - (bit_file(words_).size() - words_.size())) +
                     " follow it");
}

TEST_F(BitstreamCommand, WritesNothingWhenSomethingIsWrong) {
  const std::string vta = "vta bitstream: ";
  expect_refused({"bitstream", "x.bit", "--clock-mhz", "100"},
                 vta + "--clock-mhz needs --describe");
  expect_refused({"bitstream", "x.bit", "--port", "acp"}, vta + "--port needs --describe");
  expect_refused({"bitstream", "x.bit", "--bin", "x.bin", "--describe"},
                 vta + "--describe needs --clock-mhz, the clock that the design was built for");
  expect_refused({"bitstream", "x.bit", "--bin", "x.bin", "--describe", "--clock-mhz", "300"},
                 vta + "clock_mhz is 300.0, expected a clock above 0 and up to 250 MHz");
  expect_refused({"bitstream", "x.bit", "--describe", "--clock-mhz", "100", "--port", "gp"},
                 vta + "--port is 'gp'; it must be hp or acp");
  expect_refused({"bitstream", "x.bit", "--describe", "--clock-mhz", "100", "--coherent"},
                 vta +
                     "memory_port.coherent is true, expected false: an hp port does not see the "
                     "caches");
  expect_refused({"bitstream", "x.bit", "--bin", "x.bit"},
                 vta + "--bin names the bitstream itself, which would be lost");
  expect_refused({"bitstream", "x.bit", "--bin", "none/x.bin"},
                 vta + "cannot write 'none/x.bin': No such file or directory");
  EXPECT_EQ(files(), std::vector<std::string>{"x.bit"});
  write("x.json", "{}");
  expect_refused({"bitstream", "x.bit", "--describe", "--clock-mhz", "100"},
                 vta + "the description would replace another file: 'x.json': format is missing");
  EXPECT_EQ(read("x.json"), "{}");
}

}  // namespace
}  // namespace vta::test
