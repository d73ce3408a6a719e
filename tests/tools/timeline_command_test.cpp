// SPDX-License-Identifier: Apache-2.0
//
// vta conv2d and vta replay with --timeline and --report: what the files say is what the RTL did.

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

#include "tests/tools/run_vta.h"

namespace vta::test {
namespace {

using TimelineCommand = VtaTest;
using Json = nlohmann::ordered_json;

// All events of one phase, and names of tracks by (process, track).
struct Timeline {
  explicit Timeline(const std::string& text) : file(Json::parse(text)) {
    for (const Json& event : file["traceEvents"]) {
      if (event["ph"] == "M" && event["name"] == "thread_name") {
        tracks[{event["pid"], event["tid"]}] = event["args"]["name"];
      }
    }
  }
  [[nodiscard]] std::vector<Json> events(const char* phase, const char* category = nullptr) const {
    std::vector<Json> found;
    for (const Json& event : file["traceEvents"]) {
      if (event["ph"] == phase && (category == nullptr || event["cat"] == category)) {
        found.push_back(event);
      }
    }
    return found;
  }
  [[nodiscard]] std::string track(const Json& event) const {
    const auto at = tracks.find({event["pid"], event["tid"]});
    return at == tracks.end() ? "" : at->second;
  }

  Json file;
  std::map<std::pair<int, std::int64_t>, std::string> tracks;
};

std::uint64_t number(const Json& json) { return json.get<std::uint64_t>(); }

class WithTimeline : public VtaTest {
 protected:
  void SetUp() override {
    const Ran ran =
        run(join(join({"conv2d"}, small_layer()), {"--timeline", "t.json", "--report", "r.html",
                                                   "--stats-json", "s.json", "--print", "insns"}));
    ASSERT_EQ(ran.code, 0) << ran.err;
    listing = ran.out;
    timeline.emplace(read("t.json"));
    stats = Json::parse(read("s.json"));
  }

  std::optional<Timeline> timeline;
  std::string listing;
  Json stats;
};

TEST_F(WithTimeline, FilesAreThereWholeAndNothingBeside) {
  EXPECT_EQ(files(), (std::vector<std::string>{"r.html", "s.json", "t.json"}));
  EXPECT_TRUE(read("r.html").ends_with("</html>\n"));
}

TEST_F(WithTimeline, CyclesOfEveryUnitAreThoseOfTheStatistics) {
  EXPECT_EQ(timeline->file["otherData"]["cycles"], stats["cycles"]);
  EXPECT_EQ(timeline->file["otherData"]["report"], stats);
  std::map<std::string, std::map<std::string, std::uint64_t>> sums;
  for (const Json& event : timeline->events("X", "unit")) {
    sums[timeline->track(event)][event["name"]] += number(event["dur"]);
  }
  for (const auto& [unit, parts] : stats["stages"].items()) {
    EXPECT_EQ(sums[unit]["busy"], parts["busy"]) << unit;
    EXPECT_EQ(sums[unit]["token wait"], parts["token_wait"]) << unit;
    EXPECT_EQ(sums[unit]["memory wait"], parts["memory_wait"]) << unit;
  }
}

TEST_F(WithTimeline, SlicesOfATrackNeverOverlapAndLieInsideTheRun) {
  std::map<std::string, std::vector<std::pair<std::uint64_t, std::uint64_t>>> tracks;
  for (const Json& event : timeline->events("X")) {
    ASSERT_NE(timeline->track(event), "") << event.dump();
    const std::uint64_t begin = number(event["ts"]);
    EXPECT_GT(number(event["dur"]), 0u);
    EXPECT_LE(begin + number(event["dur"]), number(stats["cycles"])) << event.dump();
    tracks[timeline->track(event)].emplace_back(begin, begin + number(event["dur"]));
  }
  EXPECT_GT(tracks.size(), 8u);
  for (auto& [name, slices] : tracks) {
    std::sort(slices.begin(), slices.end());
    for (std::size_t i = 1; i < slices.size(); ++i) {
      EXPECT_GE(slices[i].first, slices[i - 1].second) << name;
    }
  }
}

TEST_F(WithTimeline, EveryInstructionIsThereOnceWithMnemonicAndOrigin) {
  std::map<std::uint64_t, Json> insns;
  for (const Json& event : timeline->events("X", "insn")) {
    EXPECT_TRUE(insns.emplace(number(event["args"]["index"]), event).second);
  }
  ASSERT_EQ(insns.size(), number(stats["instructions"]));
  std::istringstream lines(listing);
  std::size_t with_origin = 0;
  for (const auto& [index, event] : insns) {
    std::string line, word;
    ASSERT_TRUE(std::getline(lines, line));
    std::istringstream words(line);
    for (int w = 0; w < 5; ++w) words >> word;  // number, stage, pop, push, mnemonic
    const std::string name = event["name"];
    EXPECT_EQ(name.substr(0, name.find(' ')), word) << line;
    EXPECT_LT(number(event["args"]["dispatched"]), number(event["args"]["started"])) << name;
    EXPECT_LE(number(event["args"]["started"]), number(event["args"]["retired"])) << name;
    EXPECT_EQ(number(event["ts"]) + number(event["dur"]), number(event["args"]["retired"]) + 1);
    with_origin += event["args"].contains("origin") && name.find(" conv2d") != std::string::npos;
  }
  EXPECT_GE(with_origin + 8, insns.size()) << "all but NOPs and FINISH";
}

TEST_F(WithTimeline, ArrowsAreTheTokensOfTheProgram) {
  std::size_t pops = 0;
  std::istringstream lines(listing);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t at = line.find("pop=");
    ASSERT_NE(at, std::string::npos);
    for (const char flag : line.substr(at + 4, 2)) pops += flag != '-';
  }
  const std::vector<Json> from = timeline->events("s"), to = timeline->events("f");
  EXPECT_EQ(to.size(), pops);
  ASSERT_EQ(from.size(), to.size());
  for (std::size_t i = 0; i < from.size(); ++i) {
    EXPECT_EQ(from[i]["id"], to[i]["id"]);
    EXPECT_LT(number(from[i]["ts"]), number(to[i]["ts"])) << "given before it is taken";
    // Each end lies inside a slice of its track, to which a viewer binds it.
    for (const Json& end : {from[i], to[i]}) {
      const auto around = [&end](const Json& slice) {
        return slice["tid"] == end["tid"] && number(slice["ts"]) <= number(end["ts"]) &&
               number(end["ts"]) < number(slice["ts"]) + number(slice["dur"]);
      };
      const std::vector<Json> slices = timeline->events("X", "insn");
      EXPECT_EQ(std::count_if(slices.begin(), slices.end(), around), 1) << end.dump();
    }
  }
}

TEST_F(WithTimeline, BusTracksCarryTheBytesThatWereMoved) {
  std::uint64_t stored = 0, loaded = 0;
  for (const Json& event : timeline->events("X", "burst")) {
    const std::string name = event["name"];
    const std::uint64_t bytes = 8 * number(event["args"]["beats"]);
    EXPECT_LE(number(event["args"]["requested"]), number(event["ts"]));
    if (timeline->track(event) == "AXI write") stored += bytes;
    if (name.rfind("load ", 0) == 0) loaded += bytes;
  }
  EXPECT_EQ(stored, stats["out_store_nbytes"]);
  EXPECT_EQ(loaded, number(stats["inp_load_nbytes"]) + number(stats["wgt_load_nbytes"]));
}

TEST_F(TimelineCommand, LookingAtARunDoesNotChangeIt) {
  const std::vector<std::string> plain = join({"conv2d", "--json"}, small_layer());
  Json expected = run_json(plain);
  Json json = run_json(join(plain, {"--timeline", "t.json"}));
  for (Json* object : {&expected, &json}) {
    for (const char* key : {"host_seconds", "cycles_per_second"}) object->erase(key);
  }
  EXPECT_EQ(json, expected);
}

TEST_F(TimelineCommand, BundlesOfSeveralRunsHaveAProcessForEach) {
  EXPECT_EQ(
      run(join(join({"conv2d", "--target", "functional", "--save-bundle", "b"}, small_layer()), {}))
          .code,
      0);
  Json program = Json::parse(read("b/program.json"));
  Json again = program["runs"][0];
  program["runs"].push_back(again);
  write("b/program.json", program.dump());
  const Ran ran = run({"replay", "b", "--timeline", "t.json", "--stats-json", "s.json"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  const Timeline timeline(read("t.json"));
  EXPECT_EQ(timeline.file["otherData"]["cycles"], Json::parse(read("s.json"))["cycles"]);
  std::map<int, std::size_t> insns;
  for (const Json& event : timeline.events("X", "insn")) ++insns[event["pid"].get<int>()];
  EXPECT_EQ(insns.size(), 2u);
  EXPECT_EQ(insns[0], insns[1]);
}

TEST_F(TimelineCommand, ARunThatIsGivenUpIsShownAsFarAsItCame) {
  const Ran ran =
      run({"conv2d", "--max-cycles", "2000", "--timeline", "t.json", "--report", "r.html"});
  EXPECT_EQ(ran.code, 3);
  const Timeline timeline(read("t.json"));
  EXPECT_EQ(timeline.file["otherData"]["report"]["outcome"], "timeout");
  // The host then takes a few cycles to read where the machine stands.
  EXPECT_LE(number(timeline.file["otherData"]["cycles"]), 2200u);
  EXPECT_GT(number(timeline.file["otherData"]["cycles"]), 1900u);
  std::size_t open = 0;
  for (const Json& event : timeline.events("X", "insn")) open += !event["args"].contains("retired");
  EXPECT_GT(open, 0u);
}

// Verifies: input.refused
TEST_F(TimelineCommand, WrongUsageIsRefusedBeforeTheRun) {
  const std::pair<std::vector<std::string>, std::string> cases[] = {
      {{"--timeline", "missing/t.json"},
       "cannot write 'missing/t.json': No such file or directory"},
      {{"--report", "."}, "cannot write '.': it is a directory"},
      {{"--report", ""}, "the name of an output file is empty"},
      {{"--timeline", "x", "--report", "x"}, "--timeline and --report name the same file, 'x'"},
      {{"--target", "golden", "--timeline", "t.json"},
       "--timeline needs --target rtl; target golden has no cycles to show"},
      {{"--target", "functional", "--report", "r.html"},
       "--report needs --target rtl; target functional has no cycles to show"},
      {{"--lockstep", "--report", "r.html"},
       "--report cannot be given with --lockstep; run once with each"},
  };
  for (const auto& [options, message] : cases) {
    expect_refused(join({"conv2d"}, options), "vta conv2d: " + message);
  }
  expect_refused({"replay", "a", "b", "--report", "r.html"},
                 "vta replay: --report needs a single bundle, got 2");
  EXPECT_EQ(files(), std::vector<std::string>{});
}

}  // namespace
}  // namespace vta::test
