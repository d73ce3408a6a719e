// SPDX-License-Identifier: Apache-2.0
//
// vta replay: saved bundles come out the same on every target; damaged ones are refused.

#include "tests/tools/run_vta.h"

namespace vta::test {
namespace {

using Json = nlohmann::ordered_json;

class ReplayCommand : public VtaTest {
 protected:
  void SetUp() override {
    const Ran ran = run(
        join(join({"conv2d"}, small_layer()), {"--target", "golden", "--save-bundle", "bundle"}));
    ASSERT_EQ(ran.code, 0) << ran.err;
  }

  template <typename Change>
  void change_program(Change change) {
    Json program = Json::parse(read("bundle/program.json"));
    change(program);
    write("bundle/program.json", program.dump());
  }

  // Flips the lowest bit of one byte.
  void damage(const std::string& name, std::size_t at) {
    std::string bytes = read(name);
    ASSERT_LT(at, bytes.size());
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    write(name, bytes);
  }
};

TEST_F(ReplayCommand, SavedBundleMatchesOnEveryTarget) {
  const Json golden = run_json({"replay", "bundle", "--target", "golden", "--json"});
  for (const char* target : {"golden", "functional", "rtl"}) {
    const Ran ran = run({"replay", "bundle", "--target", target});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(ran.err, "");
    EXPECT_NE(ran.out.find("run 0 of 1: finished\nExecution statistics:\n"), std::string::npos);
    EXPECT_TRUE(ran.out.ends_with("run 0: matches (1 expected files, 7 expected statistics)\n"))
        << ran.out;
    const Json json = run_json({"replay", "bundle", "--target", target, "--json"});
    EXPECT_EQ(json["target"], target);
    EXPECT_EQ(json["verdict"], "match");
    EXPECT_EQ(json["success"], true);
    EXPECT_EQ(json["complaints"], Json::array());
    EXPECT_EQ(json["runs"].size(), 1u);
    for (const char* key : {"inp_load_nbytes", "uop_load_nbytes", "gemm_counter"}) {
      EXPECT_EQ(json[key], golden[key]) << key;
    }
    EXPECT_EQ(json.contains("cycles"), std::string(target) == "rtl");
  }
}

TEST_F(ReplayCommand, StatisticsFileAndTraceAreWritten) {
  const Ran ran = run({"replay", "bundle", "--stats-json", "stats.json", "--trace", "waves.fst"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(files(), (std::vector<std::string>{"bundle", "stats.json", "waves.fst"}));
  const Json stats = Json::parse(read("stats.json"));
  EXPECT_EQ(stats["gemm_counter"], 5 * 4 * 2 * 2 * 9);
  EXPECT_GT(stats["cycles"], 0);
}

TEST_F(ReplayCommand, SeveralBundlesAreReportedInTheirOrder) {
  std::filesystem::copy(path("bundle"), path("good"));
  damage("bundle/res.expect.bin", 3);
  for (const char* jobs : {"1", "3"}) {
    const Ran ran = run({"replay", "good", "missing", "bundle", "--target", "functional", "--jobs",
                         jobs, "--stats-json", "stats.json"});
    EXPECT_EQ(ran.code, 2);  // of 0, 2 and 1
    EXPECT_TRUE(ran.out.starts_with("good:\nrun 0 of 1: finished\n")) << ran.out;
    const std::size_t missing = ran.out.find("\nmissing:\nbundle:\nrun 0 of 1: finished\n");
    EXPECT_NE(missing, std::string::npos) << ran.out;
    EXPECT_EQ(ran.err.find("vta replay: missing: "), 0u) << ran.err;
    EXPECT_NE(ran.err.find("\nvta replay: bundle: run 0"), std::string::npos) << ran.err;
    const Json json = Json::parse(read("stats.json"));
    EXPECT_EQ(json["success"], false);
    ASSERT_EQ(json["bundles"].size(), 3u);
    EXPECT_EQ(json["bundles"][0]["verdict"], "match");
    EXPECT_EQ(json["bundles"][1]["success"], false);
    EXPECT_EQ(json["bundles"][2]["verdict"], "mismatch");
  }
  const Ran both = run({"replay", "good", "good", "--json"});
  EXPECT_EQ(both.code, 0) << both.err;
  EXPECT_EQ(Json::parse(both.out)["bundles"][1]["cycles"],
            run_json({"replay", "good", "--json"})["cycles"]);
}

TEST_F(ReplayCommand, WrongByteIsAMismatchThatNamesAddressAndValues) {
  const int expected = static_cast<unsigned char>(read("bundle/res.expect.bin")[37]);
  damage("bundle/res.expect.bin", 37);
  for (const char* target : {"golden", "functional", "rtl"}) {
    const Ran ran = run({"replay", "bundle", "--target", target});
    EXPECT_EQ(ran.code, 1);
    char values[64];
    std::snprintf(values, sizeof(values), "0x%02x", expected);
    EXPECT_NE(ran.err.find("res.expect.bin"), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find(values), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find("run 0"), std::string::npos) << ran.err;
  }
}

TEST_F(ReplayCommand, WrongStatisticIsAMismatch) {
  change_program([](Json& program) { program["runs"][0]["stats"]["alu_counter"] = 7; });
  const Ran ran = run({"replay", "bundle", "--target", "functional"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("alu_counter"), std::string::npos) << ran.err;
}

TEST_F(ReplayCommand, ErrorsOfTheProgramAreDeviceErrorsWithCodeAndInstruction) {
  change_program([](Json& program) {  // without its FINISH
    Json& count = program["runs"][0]["instructions"]["count"];
    count = count.get<int>() - 1;
  });
  for (const char* target : {"golden", "functional", "rtl"}) {
    const Ran ran = run({"replay", "bundle", "--target", target});
    EXPECT_EQ(ran.code, 3);
    EXPECT_NE(ran.err.find("missing_finish (9) at instruction"), std::string::npos) << ran.err;
  }
}

TEST_F(ReplayCommand, ExpectedErrorsMatch) {
  change_program([](Json& program) {
    Json& run = program["runs"][0];
    run["instructions"]["count"] = run["instructions"]["count"].get<int>() - 1;
    run["error"] = "missing_finish";
  });
  for (const char* target : {"golden", "functional", "rtl"}) {
    EXPECT_EQ(run({"replay", "bundle", "--target", target}).code, 0);
  }
  change_program([](Json& program) { program["runs"][0]["error"] = "deadlock"; });
  EXPECT_EQ(run({"replay", "bundle", "--target", "golden"}).code, 3);
}

TEST_F(ReplayCommand, TimeoutsAreDeviceErrors) {
  const Ran limited = run({"replay", "bundle", "--max-cycles", "100"});
  EXPECT_EQ(limited.code, 3);
  EXPECT_NE(limited.err.find("within 100 cycles"), std::string::npos) << limited.err;
  change_program([](Json& program) { program["runs"][0]["max_cycles"] = 50; });
  const Ran own = run({"replay", "bundle"});
  EXPECT_EQ(own.code, 3);
  EXPECT_NE(own.err.find("within 50 cycles"), std::string::npos) << own.err;
}

// Verifies: input.refused
TEST_F(ReplayCommand, DamagedBundlesAreRefusedNamingTheFile) {
  const auto expect_unreadable = [this](const std::string& part) {
    const Ran ran = run({"replay", "bundle", "--target", "golden"});
    EXPECT_EQ(ran.code, 2);
    EXPECT_EQ(ran.out, "");
    EXPECT_NE(ran.err.find(part), std::string::npos) << ran.err;
  };
  const std::string program = read("bundle/program.json");
  std::filesystem::rename(path("bundle/kernel.bin"), path("kernel.bin"));
  expect_unreadable("kernel.bin");
  std::filesystem::rename(path("kernel.bin"), path("bundle/kernel.bin"));

  write("bundle/program.json", program.substr(0, program.size() / 2));
  expect_unreadable("program.json");
  write("bundle/program.json", program);
  change_program([](Json& p) { p["version"] = 2; });
  expect_unreadable("version");
  write("bundle/program.json", program);
  change_program([](Json& p) { p["runs"][0]["memory"][0]["file"] = "../insn.bin"; });
  expect_unreadable("../insn.bin");
  std::filesystem::remove(path("bundle/program.json"));
  expect_unreadable("program.json");
}

// Verifies: registers.identity
TEST_F(ReplayCommand, GeometryThatTheTargetDoesNotHaveIsRefusedWithTheKeys) {
  change_program([](Json& program) { program["config"]["LOG_INP_BUFF_SIZE"] = 14; });
  const Ran ran = run({"replay", "bundle", "--target", "rtl"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("LOG_INP_BUFF_SIZE"), std::string::npos) << ran.err;
}

TEST_F(ReplayCommand, LockstepCountsWhatItHasCompared) {
  const Json stats = run_json({"replay", "bundle", "--json"});
  EXPECT_FALSE(stats.contains("lockstep"));
  const Json json = run_json({"replay", "bundle", "--lockstep", "--json"});
  EXPECT_EQ(json["verdict"], "match");
  EXPECT_EQ(json["lockstep"]["dram_bytes"], json["out_store_nbytes"]);
  const std::size_t insns =
      Json::parse(read("bundle/program.json"))["runs"][0]["instructions"]["count"];
  EXPECT_EQ(json["lockstep"]["instructions"], insns);
  EXPECT_GT(json["lockstep"]["sram_writes"], json["gemm_counter"]);
  EXPECT_EQ(json["cycles"], stats["cycles"]);
  const Ran ran = run({"replay", "bundle", "--lockstep", "--stats-json", "stats.json"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_TRUE(ran.out.ends_with(
      "lock-step: no difference in " + std::to_string(insns) + " instructions, " +
      std::to_string(json["lockstep"]["sram_writes"].get<int>()) + " on-chip writes, " +
      std::to_string(json["lockstep"]["dram_bytes"].get<int>()) + " bytes stored\n"))
      << ran.out;
  EXPECT_EQ(Json::parse(read("stats.json"))["lockstep"], json["lockstep"]);
}

// Found by fuzzing: the name of a file need not be UTF-8, what is in JSON must.
TEST_F(ReplayCommand, NamesThatAreNotUtf8AreReplacedInJson) {
  const Ran ran = run({"replay", "\xff\xfe", "bundle", "--target", "functional", "--json"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("vta replay: \\xff\\xfe: "), std::string::npos) << ran.err;
  EXPECT_NE(ran.out.find("\uFFFD\uFFFD"), std::string::npos) << ran.out;
  EXPECT_TRUE(Json::accept(ran.out)) << ran.out;
}

TEST_F(ReplayCommand, LockstepNeedsTheRtl) {
  for (const std::string target : {"golden", "functional"}) {
    expect_refused({"replay", "bundle", "--target", target, "--lockstep"},
                   "vta replay: --lockstep needs --target rtl; target " + target +
                       " has no cycles to compare with the golden model");
  }
}

TEST_F(ReplayCommand, WrongUsageIsRefused) {
  expect_refused({"replay"}, "vta replay: expected the directory of a bundle");
  expect_refused({"replay", "bundle", "--jobs", "0"},
                 "vta replay: --jobs is 0; it must lie in 1..1024");
  expect_refused({"replay", "bundle", "bundle", "--jobs", "2"},
                 "vta replay: --jobs needs --target golden or functional; target rtl runs one "
                 "bundle at a time");
  expect_refused({"replay", "bundle", "bundle", "--trace", "x.fst"},
                 "vta replay: --trace needs a single bundle, got 2");
  expect_refused({"replay", "bundle", "bundle", "bundle", "--lockstep"},
                 "vta replay: --lockstep needs a single bundle, got 3");
  expect_refused({"replay", "bundle", "--target", "golden", "--trace", "x.fst"},
                 "vta replay: --trace needs --target rtl; target golden has no signals");
  const Ran missing = run({"replay", "missing"});
  EXPECT_EQ(missing.code, 2);
  EXPECT_NE(missing.err.find("missing"), std::string::npos);
}

}  // namespace
}  // namespace vta::test
