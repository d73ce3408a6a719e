// SPDX-License-Identifier: Apache-2.0
//
// What strangers may hand to `vta replay`, `vta compare`, `vta disasm` and `vta info`: exit code 2
// and one sentence, at once.

#include <sys/stat.h>

#include <algorithm>
#include <functional>

#include "tests/tools/run_vta.h"

namespace vta::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Damage {
  const char* name;
  const char* sentence;  // a part of it
  std::function<void(const fs::path& bundle, Json& program)> apply;
};

Json& memory_file(Json& program) { return program["runs"][0]["memory"][0]["file"]; }

const Damage kDamages[] = {
    {"parent", "leaves the bundle",
     [](const fs::path&, Json& p) { memory_file(p) = "../../etc/passwd"; }},
    {"absolute", "is absolute", [](const fs::path&, Json& p) { memory_file(p) = "/etc/passwd"; }},
    {"link", "a symbolic link leads out of the bundle",
     [](const fs::path& bundle, Json& p) {
       fs::create_symlink("/dev/zero", bundle / "link");
       memory_file(p) = "link";
     }},
    {"pipe", "is not a file",
     [](const fs::path& bundle, Json& p) {
       EXPECT_EQ(mkfifo((bundle / "pipe").c_str(), 0600), 0);
       memory_file(p) = "pipe";
     }},
    {"directory", "is not a file",
     [](const fs::path& bundle, Json& p) {
       fs::create_directory(bundle / "sub");
       memory_file(p) = "sub";
     }},
    {"giant_region", "expected an integer from 1 to 4294967296",
     [](const fs::path&, Json& p) { p["regions"][0]["size"] = std::uint64_t{1} << 60; }},
    {"giant_count", "expected an integer from 0 to 268435456",
     [](const fs::path&, Json& p) {
       p["runs"][0]["instructions"]["count"] = std::uint64_t{1} << 32;
     }},
    {"giant_name", "bytes; at most 1024 are allowed",
     [](const fs::path&, Json& p) { memory_file(p) = std::string(1 << 20, 'n'); }},
    {"escape_in_a_key", "\\x1b[2J\\x0a is not a key of this format",
     [](const fs::path&, Json& p) { p["\x1b[2J\n"] = 1; }},
    {"deep", "nests deeper than 16 levels",
     [](const fs::path&, Json& p) {
       for (int i = 0; i < 1000; ++i) p = Json::array({p});
     }},
};

class HostileBundle : public VtaTest, public testing::WithParamInterface<std::size_t> {
 protected:
  void SetUp() override {
    const Ran ran = run(
        join(join({"conv2d"}, small_layer()), {"--target", "golden", "--save-bundle", "bundle"}));
    ASSERT_EQ(ran.code, 0) << ran.err;
  }
  void expect_sentence(const std::vector<std::string>& arguments, const std::string& part) {
    SCOPED_TRACE(arguments[0]);
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.code, 2);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
    EXPECT_LT(ran.err.size(), 1000u);
    EXPECT_EQ(ran.err.find('\x1b'), std::string::npos);
    EXPECT_NE(ran.err.find(part), std::string::npos) << ran.err;
  }
};

// Verifies: input.refused
TEST_P(HostileBundle, IsRefusedInOneSentence) {
  const Damage& damage = kDamages[GetParam()];
  SCOPED_TRACE(damage.name);
  Json program = Json::parse(read("bundle/program.json"));
  damage.apply(path("bundle"), program);
  write("bundle/program.json", program.dump());
  for (const char* target : {"golden", "functional", "rtl"}) {
    expect_sentence({"replay", "bundle", "--target", target}, damage.sentence);
  }
  expect_sentence({"disasm", "bundle"}, damage.sentence);
}

INSTANTIATE_TEST_SUITE_P(Damages, HostileBundle,
                         testing::Range(std::size_t{0}, std::size(kDamages)));

using HostileMemory = HostileBundle;

// Verifies: input.refused
TEST_F(HostileMemory, OfMoreThanADeviceHasIsBadInput) {
  Json program = Json::parse(read("bundle/program.json"));
  program["regions"].push_back({{"address", 0x70000000}, {"size", 0x80000000}});
  write("bundle/program.json", program.dump());
  for (const char* target : {"golden", "functional", "rtl"}) {
    expect_sentence({"replay", "bundle", "--target", target}, " are simulated\n");
  }
  expect_sentence({"disasm", "bundle"}, " are simulated\n");
}

// Every key, one after the other.
// Verifies: registers.identity, input.refused
TEST_F(HostileMemory, OfAnotherGeometryIsRefusedByTheRtlNamingTheKey) {
  const Json program = Json::parse(read("bundle/program.json"));
  unsigned refused = 0;
  for (const auto& [key, value] : program["config"].items()) {
    for (const int change : {-1, 1}) {
      Json other = program;
      other["config"][key] = value.get<int>() + change;
      write("bundle/program.json", other.dump());
      // Some changes alone make no geometry at all.
      const Ran listed = run({"disasm", "bundle"});
      const bool legal = listed.code == 0;
      expect_sentence({"replay", "bundle"},
                      legal ? "the RTL model is built for another geometry: " + key + " is "
                            : "program.json: config: LOG_");
      if (legal) ++refused;
    }
  }
  EXPECT_GE(refused, 5u);
}

class HostileFile : public VtaTest {};

// Verifies: input.refused
TEST_F(HostileFile, WithoutEndIsRefusedUnread) {
  ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);  // that nobody ever writes to
  expect_refused({"disasm", "pipe"}, "vta disasm: cannot read 'pipe': it is not a file");
  expect_refused({"disasm", "/dev/zero"}, "vta disasm: cannot read '/dev/zero': it is not a file");
  expect_refused({"compare", "pipe", "pipe"}, "vta compare: cannot read 'pipe': it is not a file");
  expect_refused({"info", "--config", "pipe"},
                 "vta info: pipe: cannot be read (a geometry is a non-empty JSON file)");
  write("i.bin", "");
  fs::resize_file(path("i.bin"), std::uintmax_t{1} << 40);
  expect_refused({"disasm", "i.bin"},
                 "vta disasm: 'i.bin' has more than 16777216 instructions; list parts of it");
  fs::resize_file(path("i.bin"), (16 << 20) + 16);
  expect_refused({"disasm", "i.bin", "--json"},
                 "vta disasm: the JSON object of 'i.bin' has more than 1048576 instructions; list "
                 "parts of it");
}

// Placeholders of the library that parses command lines, which it would replace for ever.
// Verifies: input.refused
TEST_F(HostileFile, WordsMayHaveAnythingInThem) {
  for (const std::string word :
       {"%value%", "x%option%%value%", "%canonical_option%%prefix%", "%"}) {
    expect_refused({"info", "--clock-mhz", word},
                   "vta info: the argument ('" + word +
                       "') for option '--clock-mhz' is invalid (see vta info --help)");
    expect_refused({"conv2d", "--" + word},
                   "vta conv2d: unrecognised option '--" + word + "' (see vta conv2d --help)");
    expect_refused({"disasm", word}, "vta disasm: cannot read '" + word + "'");
  }
}

// The library would take what stands behind the sign for a bundle.
// Verifies: input.refused
TEST_F(HostileFile, OptionsHaveNames) {
  expect_refused({"replay", "--=a", "b"},
                 "vta replay: '--=a' has no name of an option (see vta replay --help)");
}

// Verifies: input.refused
TEST_F(HostileFile, NamesAreShownOnOneLine) {
  expect_refused({"disasm", "a\n\x1b[2Jb"}, "vta disasm: cannot read 'a\\x0a\\x1b[2Jb'");
  expect_refused({"compare", "a\n\x1b[2Jb", "b"}, "vta compare: cannot read 'a\\x0a\\x1b[2Jb'");
  expect_refused(
      {"x\ny"},
      "vta: there is no command 'x\\x0ay'; there are: conv2d tune estimate replay compare disasm "
      "fuzz devices serve info bitstream program board-emulator (see vta --help)");
}

}  // namespace
}  // namespace vta::test
