// SPDX-License-Identifier: Apache-2.0
//
// Where instructions came from, as vta disasm lists it and vta replay reports it.

#include <sstream>

#include "tests/tools/run_vta.h"

namespace vta::test {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kTile = "conv2d tile oc 1/2, y 0/2, ic 7/16";
constexpr const char* kDescription =
    "conv2d res_conv: tile oc 1/2, y 0/2, ic 7/16; res[0:1, 8:16, 0:7, 0:14]";

std::string line_of(std::size_t insn) {
  return "{\"run\":0,\"insn\":" + std::to_string(insn) +
         ",\"workload\":\"conv2d\",\"stage\":\"res_conv\","
         "\"iterations\":[[\"oc\",1,2],[\"y\",0,2],[\"ic\",7,16]],"
         "\"slice\":\"res[0:1, 8:16, 0:7, 0:14]\"}\n";
}

// A bundle whose origins, if it has any, are those that the test writes.
class ProvenanceCommand : public VtaTest {
 protected:
  void SetUp() override {
    const Ran ran = run(
        join(join({"conv2d"}, small_layer()), {"--target", "golden", "--save-bundle", "bundle"}));
    ASSERT_EQ(ran.code, 0) << ran.err;
    std::filesystem::remove(path("bundle/provenance.jsonl"));
  }

  // The lines of a listing without its head.
  [[nodiscard]] std::vector<std::string> listed(const std::vector<std::string>& arguments) const {
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.code, 0) << ran.err;
    std::istringstream text(ran.out);
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    if (!lines.empty()) lines.erase(lines.begin());
    return lines;
  }
};

TEST_F(ProvenanceCommand, DisasmAppendsItOnRequest) {
  const std::vector<std::string> plain = listed({"disasm", "bundle"});
  write("bundle/provenance.jsonl", line_of(3) + line_of(1));
  EXPECT_EQ(listed({"disasm", "bundle"}), plain);
  const std::vector<std::string> lines = listed({"disasm", "bundle", "--provenance"});
  ASSERT_EQ(lines.size(), plain.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool has_origin = i == 1 || i == 3;
    EXPECT_EQ(lines[i], plain[i] + (has_origin ? std::string("  ; ") + kDescription : ""));
  }
}

TEST_F(ProvenanceCommand, DisasmHasItInJson) {
  write("bundle/provenance.jsonl", line_of(1));
  const Json plain = run_json({"disasm", "bundle", "--json"});
  const Json json = run_json({"disasm", "bundle", "--json", "--provenance"});
  const Json& insns = json["runs"][0]["instructions"];
  EXPECT_EQ(insns[1]["provenance"], kDescription);
  EXPECT_EQ(insns[1]["text"], plain["runs"][0]["instructions"][1]["text"]);
  EXPECT_FALSE(insns[0].contains("provenance"));
  EXPECT_FALSE(plain["runs"][0]["instructions"][1].contains("provenance"));
}

TEST_F(ProvenanceCommand, DisasmRefusesWhatHasNone) {
  const std::string none =
      "vta disasm: --provenance needs a bundle that says where its instructions came from; "
      "'bundle' has no line in provenance.jsonl";
  expect_refused({"disasm", "bundle", "--provenance"}, none);
  write("bundle/provenance.jsonl", "");
  expect_refused({"disasm", "bundle", "--provenance", "--json"}, none);
  expect_refused({"disasm", "bundle/insn.bin", "--provenance"},
                 "vta disasm: --provenance is for bundles; binary file 'bundle/insn.bin' does not "
                 "say where its instructions came from");
}

TEST_F(ProvenanceCommand, BadLinesAreRefusedWithTheirNumber) {
  write("bundle/provenance.jsonl", line_of(0) + line_of(0));
  for (const char* command : {"disasm", "replay"}) {
    expect_refused({command, "bundle"}, "vta " + std::string(command) +
                                            ": bundle/provenance.jsonl: line 2: instruction 0 of "
                                            "run 0 has a line already");
  }
}

// Every micro-op reads and writes beyond the memories, so the first GEMM stops the run.
TEST_F(ProvenanceCommand, ErrorsNameWhereTheInstructionCameFrom) {
  write("bundle/uop.bin", std::string(read("bundle/uop.bin").size(), '\xff'));
  const Json plain = run_json({"disasm", "bundle", "--json"});
  std::string origins;
  for (std::size_t i = 0; i < plain["runs"][0]["count"]; ++i) origins += line_of(i);
  write("bundle/provenance.jsonl", origins);
  for (const char* target : {"golden", "functional", "rtl"}) {
    const Ran ran = run({"replay", "bundle", "--target", target, "--stats-json", "stats.json"});
    EXPECT_EQ(ran.code, 3);
    const Json stats = Json::parse(read("stats.json"));
    EXPECT_EQ(stats["error"], "sram_out_of_range");
    EXPECT_EQ(stats["error_origin"], kTile);
    EXPECT_EQ(stats["runs"][0]["error_origin"], kTile);
    const std::string sentence =
        "sram_out_of_range (5) at instruction " + stats["error_insn"].dump() + " GEMM: " + kTile;
    EXPECT_EQ(ran.err.rfind("vta replay: run 0: stopped with error " + sentence, 0), 0u) << ran.err;
    EXPECT_EQ(ran.out.rfind("run 0 of 1: " + sentence, 0), 0u) << ran.out;
  }
  std::filesystem::remove(path("bundle/provenance.jsonl"));
  const Ran silent = run({"replay", "bundle", "--target", "golden", "--stats-json", "stats.json"});
  EXPECT_EQ(silent.err.find("GEMM"), std::string::npos) << silent.err;
  EXPECT_FALSE(Json::parse(read("stats.json")).contains("error_origin"));
}

}  // namespace
}  // namespace vta::test
