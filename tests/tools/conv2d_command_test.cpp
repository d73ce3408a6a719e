// SPDX-License-Identifier: Apache-2.0
//
// vta conv2d: what it prints, writes and returns.

#include <algorithm>

#include "tests/compiler/listing/compare.h"
#include "tests/compiler/listing/listing.h"
#include "tests/driver/seed_calls.h"
#include "tests/tools/run_vta.h"

namespace vta::test {
namespace {

using Conv2dCommand = VtaTest;
using Json = nlohmann::ordered_json;

constexpr const char* kSeedReport =
    "Execution statistics:\n"
    "\tinp_load_nbytes :           114688\n"
    "\twgt_load_nbytes :          1179648\n"
    "\tacc_load_nbytes :                0\n"
    "\tuop_load_nbytes :             1144\n"
    "\tout_store_nbytes:            50176\n"
    "\tgemm_counter    :           451584\n"
    "\talu_counter     :             9408\n";
constexpr const char* kSeedComparisons =
    "reference conv2d: matches (50176 bytes)\n"
    "golden model: matches (757760 bytes of memory, 7 statistics)\n"
    "Successful 2D convolution test!\n";

std::vector<std::string> small(const std::vector<std::string>& more) {
  return join(join({"conv2d"}, small_layer()), more);
}

TEST_F(Conv2dCommand, SeedReportIsTheSeedsToTheLetter) {
  for (const char* target : {"golden", "functional"}) {
    const Ran ran = run({"conv2d", "--target", target});
    EXPECT_EQ(ran.code, 0);
    EXPECT_EQ(ran.err, "");
    EXPECT_EQ(ran.out, std::string(kSeedReport) + kSeedComparisons);
  }
}

TEST_F(Conv2dCommand, SeedOnRtlReportsCyclesBetweenStatisticsAndComparisons) {
  const Ran ran = run({"conv2d", "--stats-json", "stats.json"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.err, "");
  EXPECT_EQ(ran.out.rfind(kSeedReport, 0), 0u) << ran.out;
  EXPECT_TRUE(ran.out.ends_with(kSeedComparisons)) << ran.out;
  for (const char* part :
       {"\tcycles          :  ", "\tGEMM utilization:  ", "\tfetch           : busy",
        "\tload            : busy", "\tcompute         : busy", "\tstore           : busy",
        "token wait", "memory wait", " per second\n"}) {
    EXPECT_NE(ran.out.find(part), std::string::npos) << part;
  }
  const Json stats = Json::parse(read("stats.json"));
  EXPECT_EQ(stats["gemm_counter"], 451584);
  const auto cycles = stats["cycles"].get<std::uint64_t>();
  EXPECT_GE(cycles, 451584u);
  EXPECT_LE(cycles, 475000u);
  EXPECT_NEAR(stats["gemm_utilization"].get<double>(), 451584.0 / static_cast<double>(cycles),
              1e-9);
  for (const char* stage : {"fetch", "load", "compute", "store"}) {
    std::uint64_t sum = 0;
    for (const char* part : {"busy", "token_wait", "memory_wait"}) {
      sum += stats["stages"][stage][part].get<std::uint64_t>();
    }
    EXPECT_GT(sum, 0u) << stage;
    EXPECT_LE(sum, cycles) << stage;
  }
}

TEST_F(Conv2dCommand, StatisticsFileHoldsTheSevenKeysAtItsTop) {
  const Ran ran = run(small({"--target", "functional", "--stats-json", "stats.json"}));
  EXPECT_EQ(ran.code, 0) << ran.err;
  const Json stats = Json::parse(read("stats.json"));
  for (const char* key : {"inp_load_nbytes", "wgt_load_nbytes", "acc_load_nbytes",
                          "uop_load_nbytes", "out_store_nbytes", "gemm_counter", "alu_counter"}) {
    EXPECT_TRUE(stats[key].is_number_unsigned()) << key;
  }
  EXPECT_EQ(stats["gemm_counter"], 5 * 4 * 2 * 2 * 9);
  EXPECT_FALSE(stats.contains("cycles"));
  EXPECT_EQ(stats["success"], true);
  EXPECT_EQ(files(), (std::vector<std::string>{"stats.json"}));
}

TEST_F(Conv2dCommand, JsonSaysWhatTheTextSays) {
  const Json json = run_json(small({"--target", "golden", "--json", "--seed", "5", "--shift", "6",
                                    "--tile-oc", "16", "--vthreads", "1"}));
  EXPECT_EQ(json["target"], "golden");
  EXPECT_EQ(json["seed"], 5);
  EXPECT_EQ(json["layer"]["name"], "custom");
  EXPECT_EQ(json["layer"]["height"], 5);
  EXPECT_EQ(json["layer"]["shift"], 6);
  EXPECT_EQ(json["schedule"]["tile_oc"], 16);
  EXPECT_EQ(json["schedule"]["vthreads"], 1);
  EXPECT_EQ(json["outcome"], "finished");
  EXPECT_EQ(json["comparisons"]["reference"]["matches"], true);
  EXPECT_EQ(json["comparisons"]["golden"]["matches"], true);
  EXPECT_EQ(json["success"], true);
}

TEST_F(Conv2dCommand, PrintCallsListsTheSeedsCallsAndNothingElseOnStdout) {
  const Ran ran = run({"conv2d", "--print", "calls", "--target", "functional"});
  EXPECT_EQ(ran.code, 0);
  const Result<std::string> calls = seed_calls_text();
  ASSERT_TRUE(calls) << calls.error().message;
  EXPECT_TRUE(ran.out == calls.value()) << "the listing differs";
  EXPECT_EQ(ran.err, std::string(kSeedReport) + kSeedComparisons);
}

TEST_F(Conv2dCommand, PrintInsnsListsOneLinePerInstruction) {
  const Ran ran = run({"conv2d", "--print", "insns", "--target", "functional"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 3366);
  EXPECT_NE(ran.out.find("FINISH"), std::string::npos);
}

TEST_F(Conv2dCommand, PrintListsTheProgramAtEveryStage) {
  const std::pair<const char*, const char*> stages[] = {
      {"te", "default"}, {"vthread", "blocked"}, {"dma", "final"}};
  for (const auto& [stage, listing] : stages) {
    const Ran ran = run({"conv2d", "--print", stage, "--target", "functional"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    const Result<Listing> expected = seed_listing(listing);
    ASSERT_TRUE(expected) << expected.error().message;
    const Result<Listing> actual = parse_listing(ran.out);
    ASSERT_TRUE(actual) << actual.error().message;
    EXPECT_EQ(first_difference(expected.value(), actual.value()), "") << stage;
  }
  const Ran tiled = run({"conv2d", "--print", "tiled", "--target", "functional"});
  EXPECT_EQ(tiled.code, 0);
  EXPECT_NE(tiled.out.find("for (oc.outer: int32, 0, 2)"), std::string::npos) << tiled.out;
}

TEST_F(Conv2dCommand, CoalescingTheSeedLeavesFourStores) {
  const Ran ran = run({"conv2d", "--print", "calls", "--target", "functional", "--coalesce", "on"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  std::size_t stores = 0;
  for (std::size_t at = 0; (at = ran.out.find("store2d ", at)) != std::string::npos; ++at) ++stores;
  EXPECT_EQ(stores, 4u);
  EXPECT_TRUE(ran.err.starts_with(kSeedReport)) << "bytes and work stay what they are: " << ran.err;
  EXPECT_NE(ran.err.find("Successful 2D convolution test!"), std::string::npos);
}

TEST_F(Conv2dCommand, ChannelsThatFillNoBlockAndABiasAreRightOnEveryTarget) {
  for (const char* target : {"golden", "functional", "rtl"}) {
    const Json json =
        run_json({"conv2d", "--json", "--target", target, "--in-channels", "3", "--out-channels",
                  "21", "--height", "9", "--width", "7", "--stride", "2", "--bias"});
    EXPECT_EQ(json["success"], true) << target;
    EXPECT_EQ(json["layer"]["bias"], true);
  }
}

TEST_F(Conv2dCommand, DataDependsOnTheSeedAlone) {
  EXPECT_EQ(run(small({"--target", "functional", "--save-bundle", "a"})).code, 0);
  EXPECT_EQ(run(small({"--target", "golden", "--save-bundle", "b"})).code, 0);
  EXPECT_EQ(run(small({"--target", "golden", "--save-bundle", "c", "--seed", "2"})).code, 0);
  for (const char* file :
       {"data.bin", "kernel.bin", "res.expect.bin", "insn.bin", "program.json"}) {
    EXPECT_EQ(read("a/" + std::string(file)), read("b/" + std::string(file))) << file;
  }
  EXPECT_NE(read("a/data.bin"), read("c/data.bin"));
  EXPECT_EQ(read("a/insn.bin"), read("c/insn.bin"));
}

TEST_F(Conv2dCommand, OtherGeometriesRunOnTheSimulatorsThatHaveThem) {
  Json config = Json::parse(R"({"LOG_INP_WIDTH": 3, "LOG_WGT_WIDTH": 3, "LOG_ACC_WIDTH": 5,
      "LOG_BATCH": 1, "LOG_BLOCK": 4, "LOG_UOP_BUFF_SIZE": 15, "LOG_INP_BUFF_SIZE": 15,
      "LOG_WGT_BUFF_SIZE": 18, "LOG_ACC_BUFF_SIZE": 17})");
  write("batch2.json", config.dump());
  for (const char* target : {"golden", "functional"}) {
    const Ran ran = run(small({"--batch", "4", "--config", "batch2.json", "--target", target}));
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_TRUE(ran.out.ends_with("Successful 2D convolution test!\n"));
  }
  const Ran rtl = run(small({"--batch", "4", "--config", "batch2.json"}));
  EXPECT_EQ(rtl.code, 2);
  EXPECT_EQ(rtl.out, "");
  EXPECT_NE(rtl.err.find("LOG_BATCH"), std::string::npos) << rtl.err;
}

TEST_F(Conv2dCommand, MemoryOptionsChangeTheCyclesAndNothingElse) {
  const auto cycles = [this](const std::vector<std::string>& options) {
    const Json json = run_json(small(join({"--json"}, options)));
    EXPECT_EQ(json["success"], true);
    return json["cycles"].get<std::uint64_t>();
  };
  const std::uint64_t normal = cycles({});
  EXPECT_GT(cycles({"--mem-latency", "400"}), normal);
  EXPECT_GT(cycles({"--mem-write-latency", "900"}), normal);
  EXPECT_GT(cycles({"--mem-outstanding", "1"}), normal);
  EXPECT_EQ(cycles({"--mem-random", "3"}), cycles({"--mem-random", "3"}));
  EXPECT_NE(cycles({"--mem-random", "3"}), cycles({"--mem-random", "4"}));
}

TEST_F(Conv2dCommand, TraceIsWrittenWhole) {
  const Ran ran = run(small({"--trace", "waves.fst"}));
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(files(), (std::vector<std::string>{"waves.fst"}));
  EXPECT_GT(read("waves.fst").size(), 1000u);
}

TEST_F(Conv2dCommand, TimeoutsAreDeviceErrorsAndSayWhereTheMachineStood) {
  const Ran ran = run({"conv2d", "--max-cycles", "1000", "--stats-json", "stats.json"});
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err.rfind("vta conv2d: rtl: timeout: the run did not end within 1000 cycles", 0),
            0u)
      << ran.err;
  const Json stats = Json::parse(read("stats.json"));
  EXPECT_EQ(stats["outcome"], "timeout");
  EXPECT_EQ(stats["success"], false);
  EXPECT_FALSE(stats.contains("comparisons"));
}

// Verifies: input.refused
TEST_F(Conv2dCommand, WrongUsageIsRefusedInOneSentence) {
  const std::pair<std::vector<std::string>, std::string> cases[] = {
      {{"--tile-h", "14"},
       "the schedule does not fit the ACC buffer: stage res_conv and what lies beside it, for 2 "
       "virtual threads, need 200704 bytes, available are 131072 bytes"},
      {{"--tile-oc", "20"}, "tile_oc is 20; it must be a multiple of BLOCK (16)"},
      {{"--vthreads", "3"}, "vthreads is 3; it must lie in 1..2"},
      {{"--in-channels", "0"}, "in_channels is 0; it must lie in 1..32767"},
      {{"--schedule", "best"}, "--schedule is 'best'; it must be seed or auto"},
      {{"--coalesce", "yes"}, "--coalesce is 'yes'; it must be on or off"},
      {{"--thread-axis", "x"}, "--thread-axis is 'x'; it must be channels or rows"},
      {{"--stationary", "all"}, "--stationary is 'all'; it must be results or weights or data"},
      {{"--layer", "C13"},
       "there is no layer named 'C13'; there are seed, C1, C2, C3, C4, C5, C6, C7, C8, C9, C10, "
       "C11, "
       "C12"},
      {{"--layer", "C2", "--pad", "0"},
       "--layer C2 says the whole layer; --pad cannot be given with it"},
      {{"--seed", "-1"}, "--seed is -1; it must lie in 0..4294967295"},
      {{"--print", "bits"},
       "--print is 'bits'; it must be te, tiled, vthread, dma, calls or insns"},
      {{"--target", "golden", "--trace", "a.fst"},
       "--trace needs --target rtl; target golden has no signals"},
      {{"--trace", "a.vcd"}, "--trace writes FST; the name 'a.vcd' must end in .fst"},
      {{"--target", "functional", "--mem-latency", "3"},
       "--mem-latency needs --target rtl; target functional has no such setting"},
      {{"--mem-outstanding", "65"}, "--mem-outstanding is 65; it must lie in 1..64"},
      {{"--config", "missing.json"},
       "missing.json: cannot be read (a geometry is a non-empty JSON file)"},
      {{"--stats-json", "missing/a.json"},
       "cannot write 'missing/a.json': No such file or directory"},
      {{"--trace", "missing/a.fst"}, "cannot write 'missing/a.fst': No such file or directory"},
      {{"--stats-json", "."}, "cannot write '.': it is a directory"},
  };
  for (const auto& [options, message] : cases) {
    expect_refused(join({"conv2d"}, options), "vta conv2d: " + message);
  }
  EXPECT_EQ(files(), std::vector<std::string>{}) << "refused commands leave nothing behind";
}

TEST_F(Conv2dCommand, BundlesAreNotSavedOverOtherThings) {
  write("file", "x");
  expect_refused(small({"--target", "golden", "--save-bundle", "file"}),
                 "vta conv2d: cannot save a bundle as 'file': it exists and is not an empty "
                 "directory");
  EXPECT_EQ(read("file"), "x");
  std::filesystem::create_directory(path("full"));
  write("full/mine", "y");
  expect_refused(small({"--target", "golden", "--save-bundle", "full"}),
                 "vta conv2d: cannot save a bundle as 'full': it exists and is not an empty "
                 "directory");
  EXPECT_EQ(read("full/mine"), "y");
}

TEST_F(Conv2dCommand, LockstepFindsNoDifferenceAndChangesNoResult) {
  const std::vector<std::string> plain = join({"conv2d", "--json"}, small_layer());
  Json expected = run_json(plain);
  Json json = run_json(join(plain, {"--lockstep"}));
  EXPECT_EQ(json["lockstep"]["instructions"], json["instructions"]);
  EXPECT_EQ(json["lockstep"]["dram_bytes"], json["out_store_nbytes"]);
  EXPECT_GT(json["lockstep"]["sram_writes"], 0);
  for (Json* object : {&expected, &json}) {
    for (const char* key : {"lockstep", "host_seconds", "cycles_per_second"}) object->erase(key);
  }
  EXPECT_EQ(json, expected);
}

TEST_F(Conv2dCommand, LockstepNeedsTheRtl) {
  expect_refused({"conv2d", "--target", "functional", "--lockstep"},
                 "vta conv2d: --lockstep needs --target rtl; target functional has no cycles to "
                 "compare with the golden model");
}

}  // namespace
}  // namespace vta::test
