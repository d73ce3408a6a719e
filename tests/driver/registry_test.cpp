// SPDX-License-Identifier: Apache-2.0

#include "driver/device/registry.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/driver/scripted_device.h"

namespace vta {
namespace {

using Options = std::map<std::string, std::string>;

std::string refusal(std::string_view text) {
  const Result<DeviceUri> uri = parse_device_uri(text);
  return uri.ok() ? "" : uri.error().message;
}

void expect_parts(std::string_view text, const std::string& scheme, const std::string& place,
                  const Options& options, const std::string& again) {
  const Result<DeviceUri> uri = parse_device_uri(text);
  ASSERT_TRUE(uri.ok()) << uri.error().message;
  EXPECT_EQ(uri.value().scheme, scheme) << text;
  EXPECT_EQ(uri.value().place, place) << text;
  EXPECT_EQ(uri.value().options, options) << text;
  EXPECT_EQ(uri.value().text(), again) << text;
}

TEST(DeviceUri, HasASchemeAPlaceAndOptions) {
  expect_parts("golden", "golden", "", {}, "golden:");
  expect_parts("golden:", "golden", "", {}, "golden:");
  expect_parts("rtl?latency=40", "rtl", "", {{"latency", "40"}}, "rtl:?latency=40");
  expect_parts("rtl:?latency=40&features=7", "rtl", "", {{"latency", "40"}, {"features", "7"}},
               "rtl:?features=7&latency=40");
  expect_parts("pynq:/path/to/root", "pynq", "/path/to/root", {}, "pynq:/path/to/root");
  expect_parts("remote:unix:/run/vta", "remote", "unix:/run/vta", {}, "remote:unix:/run/vta");
  expect_parts("remote:host:80?token-file=/a=b", "remote", "host:80", {{"token-file", "/a=b"}},
               "remote:host:80?token-file=/a=b");
  expect_parts("a-1:x?y_z=?&w=:", "a-1", "x", {{"y_z", "?"}, {"w", ":"}}, "a-1:x?w=:&y_z=?");
}

TEST(DeviceUri, TextIsReadBackAsTheSame) {
  const Result<DeviceUri> uri = parse_device_uri("remote:host:80?wait=5&token-file=t");
  ASSERT_TRUE(uri.ok());
  const Result<DeviceUri> again = parse_device_uri(uri.value().text());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again.value().text(), uri.value().text());
  EXPECT_EQ(again.value().options, uri.value().options);
}

TEST(DeviceUri, RefusesWhatHasNoScheme) {
  const std::string form =
      " is no scheme; a scheme is made of a-z, 0-9 and '-' and begins with a letter, in "
      "SCHEME[:PLACE][?KEY=VALUE[&KEY=VALUE]...]";
  EXPECT_EQ(refusal(""),
            "the device URI is empty; it is SCHEME[:PLACE][?KEY=VALUE[&KEY=VALUE]...]");
  EXPECT_EQ(refusal(":/path"), "device ':/path': ''" + form);
  EXPECT_EQ(refusal("Rtl"), "device 'Rtl': 'Rtl'" + form);
  EXPECT_EQ(refusal("1rtl:"), "device '1rtl:': '1rtl'" + form);
  EXPECT_EQ(refusal("/dev/uio0"), "device '/dev/uio0': '/dev/uio0'" + form);
  EXPECT_EQ(refusal(" rtl"), "device ' rtl': ' rtl'" + form);
  EXPECT_EQ(refusal("?latency=1"), "device '?latency=1': ''" + form);
}

TEST(DeviceUri, RefusesOptionsWithoutNameOrValueAndRepeatedOnes) {
  EXPECT_EQ(refusal("rtl:?"), "device 'rtl:?': option '' has no value; write KEY=VALUE");
  EXPECT_EQ(refusal("rtl:?latency"),
            "device 'rtl:?latency': option 'latency' has no value; write KEY=VALUE");
  EXPECT_EQ(refusal("rtl:?latency="),
            "device 'rtl:?latency=': option 'latency=' has no value; write KEY=VALUE");
  EXPECT_EQ(refusal("rtl:?a=1&"), "device 'rtl:?a=1&': option '' has no value; write KEY=VALUE");
  EXPECT_EQ(refusal("rtl:?=4"),
            "device 'rtl:?=4': '' is no name of an option; a name is made of a-z, 0-9, '-' and '_' "
            "and begins with a letter");
  EXPECT_EQ(refusal("rtl:?a=1&a=2"),
            "device 'rtl:?a=1&a=2': option 'a' is given twice; give it once");
}

TEST(DeviceUri, RefusesControlCharactersAndEndlessText) {
  EXPECT_EQ(refusal("pynq:/a\nb"),
            "device 'pynq:/a\\x0ab' has a control character; a device URI has none");
  EXPECT_EQ(refusal("pynq:" + std::string(kMaxDeviceUri - 5, 'a')), "");
  EXPECT_NE(refusal("pynq:" + std::string(kMaxDeviceUri - 4, 'a'))
                .find("has 4097 bytes; a device URI has at most 4096"),
            std::string::npos);
}

TEST(DeviceUri, TellsABackEndOfPlacesAndOptionsThatItDoesNotKnow) {
  const auto check = [](std::string_view text, bool place, const std::vector<std::string>& known) {
    const Result<DeviceUri> uri = parse_device_uri(text);
    const Status status = check_device_uri(uri.value(), place, known);
    return status.ok() ? "" : status.error().message;
  };
  EXPECT_EQ(check("rtl:?a=1&b=2", false, {"a", "b"}), "");
  EXPECT_EQ(check("pynq:/board", true, {}), "");
  EXPECT_EQ(check("golden:/place", false, {}),
            "device 'golden:/place': golden takes no place, not '/place'");
  EXPECT_EQ(check("golden:?a=1", false, {}),
            "device 'golden:?a=1': golden has no option 'a'; it takes none");
  EXPECT_EQ(check("rtl:?c=1", false, {"a", "b"}),
            "device 'rtl:?c=1': rtl has no option 'c'; it takes a and b");
}

TEST(DeviceUri, ReadsIntegersInsideTheirRange) {
  const auto read = [](std::string_view text) {
    const Result<DeviceUri> uri = parse_device_uri(text);
    return device_uri_integer(uri.value(), "n", 1, 64);
  };
  EXPECT_EQ(read("rtl").value(), std::nullopt);
  EXPECT_EQ(read("rtl:?n=1").value(), 1);
  EXPECT_EQ(read("rtl:?n=64").value(), 64);
  for (const std::string bad :
       {"0", "65", "-1", "1x", "x", "+1", "0x1", " 1", "1.0", "99999999999999999999999999"}) {
    const auto value = read("rtl:?n=" + bad);
    ASSERT_FALSE(value.ok()) << bad;
    EXPECT_EQ(value.error().message, "device 'rtl:?n=" + bad + "': n is '" + bad +
                                         "'; it must be a whole number in 1..64");
  }
}

DeviceRegistry two_back_ends() {
  DeviceRegistry registry;
  for (const char* scheme : {"one", "two"}) {
    BackEnd back_end;
    back_end.scheme = scheme;
    back_end.open = [](const DeviceUri& uri, const Config&) -> Result<std::unique_ptr<Device>> {
      if (uri.place != "here") return Error{"nothing at " + uri.text()};
      return std::unique_ptr<Device>(std::make_unique<ScriptedDevice>(
          [](std::size_t, DeviceMemory&) { return Result<RunReport>(finished()); }));
    };
    registry.add(std::move(back_end));
  }
  return registry;
}

TEST(DeviceRegistry, OpensADeviceOfTheSchemeOfTheUri) {
  const DeviceRegistry registry = two_back_ends();
  ASSERT_EQ(registry.back_ends().size(), 2U);
  const auto device = registry.open("two:here", Config::pynq());
  ASSERT_TRUE(device.ok()) << device.error().message;
  EXPECT_EQ(device.value()->target(), "scripted");
}

TEST(DeviceRegistry, SaysWhyNothingWasOpened) {
  const DeviceRegistry registry = two_back_ends();
  const auto refused = [&registry](std::string_view uri) {
    const auto device = registry.open(uri, Config::pynq());
    return device.ok() ? "" : device.error().message;
  };
  EXPECT_EQ(refused("two:there?a=1"), "nothing at two:there?a=1");
  EXPECT_EQ(refused("three:"), "there is no target 'three'; there are one and two");
  EXPECT_EQ(refused("two:here?a"), "device 'two:here?a': option 'a' has no value; write KEY=VALUE");
}

TEST(DeviceRegistryDeathTest, HasASchemeOnce) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  DeviceRegistry registry = two_back_ends();
  BackEnd again = registry.back_ends().front();
  EXPECT_DEATH(registry.add(again), "broken invariant");
}

}  // namespace
}  // namespace vta
