// SPDX-License-Identifier: Apache-2.0
//
// vta devices, and device URIs as targets of other commands.

#include <algorithm>

#include "tests/tools/run_vta.h"

namespace vta::test {
namespace {

using DevicesCommand = VtaTest;
using Json = nlohmann::ordered_json;

TEST_F(DevicesCommand, ListsWhatIsUsableHere) {
  const Json json = run_json({"devices", "--json"});
  std::vector<std::string> usable;
  for (const Json& device : json["devices"]) {
    EXPECT_NE(device["what"], "") << device;
    EXPECT_EQ(device["usable"], !device.contains("why_not")) << device;
    if (device["usable"]) usable.push_back(device["device"]);
  }
  for (const char* simulator : {"golden:", "functional:", "rtl:"}) {
    EXPECT_NE(std::find(usable.begin(), usable.end(), simulator), usable.end()) << simulator;
  }
  const Ran ran = run({"devices"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.err, "");
  for (const Json& device : json["devices"]) {
    EXPECT_NE(ran.out.find(std::string(device["device"]) + " "), std::string::npos) << device;
  }
}

TEST_F(DevicesCommand, OpensTheUrisThatItIsGiven) {
  const Ran ran = run({"devices", "functional", "rtl:?latency=0", "--json"});
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.err, "vta devices: 1 of 2 devices cannot be opened; the list says why\n");
  const Json devices = Json::parse(ran.out)["devices"];
  ASSERT_EQ(devices.size(), 2U);
  EXPECT_EQ(devices[0]["what"],
            "a device of target functional and geometry 1x16_i8w8a32_15_15_18_17");
  EXPECT_EQ(devices[1]["why_not"],
            "device 'rtl:?latency=0': latency is '0'; it must be a whole number in 1..1000000");
  EXPECT_EQ(run({"devices", "golden:"}).code, 0);
}

TEST_F(DevicesCommand, AnUnknownSchemeIsRefusedWithTheKnownOnes) {
  const Ran ran = run({"conv2d", "--target", "fpga:0"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.err.find("vta conv2d: there is no target 'fpga'; there are golden, functional, "
                         "rtl"),
            0U)
      << ran.err;
}

TEST_F(DevicesCommand, AUriSetsWhatTheOptionsOfACommandSet) {
  const auto cycles = [this](const std::vector<std::string>& target) {
    return run_json(join(join({"conv2d", "--json"}, small_layer()), target))["cycles"];
  };
  const auto quick = cycles({"--target", "rtl:?latency=1&write_latency=1"});
  EXPECT_EQ(quick, cycles({"--mem-latency", "1", "--mem-write-latency", "1"}));
  EXPECT_EQ(quick, cycles({"--target", "rtl:?latency=1", "--mem-write-latency", "1"}));
  EXPECT_LT(quick, cycles({"--target", "rtl"}));
}

TEST_F(DevicesCommand, AnOptionIsGivenInTheUriOrBesideIt) {
  expect_refused({"conv2d", "--target", "rtl:?latency=7", "--mem-latency", "7"},
                 "vta conv2d: --mem-latency is given, and so is latency in --target; give one of "
                 "them");
  expect_refused({"conv2d", "--target", "rtl:here"},
                 "vta conv2d: device 'rtl:here': rtl takes no place, not 'here'");
  expect_refused({"conv2d", "--target", "Functional"},
                 "vta conv2d: --target: device 'Functional': 'Functional' is no scheme; a scheme "
                 "is made of a-z, 0-9 and '-' and begins with a letter, in "
                 "SCHEME[:PLACE][?KEY=VALUE[&KEY=VALUE]...]");
}

TEST_F(DevicesCommand, WavesAndLockstepKeepWorkingWithAUri) {
  const Ran ran =
      run(join({"conv2d", "--target", "rtl:?latency=9", "--lockstep", "--trace", "waves.fst"},
               small_layer()));
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("lock-step: no difference in "), std::string::npos);
  EXPECT_EQ(files(), std::vector<std::string>{"waves.fst"});
}

}  // namespace
}  // namespace vta::test
