// SPDX-License-Identifier: Apache-2.0
//
// A program of another geometry is refused by every target, naming the keys, before anything moves.

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "driver/replay/run_program.h"
#include "sim/functional/functional_device.h"
#include "sim/golden/golden_device.h"
#include "tests/regress/faults/subject.h"

#include VTA_RTL_HEADER

namespace vta::faults {
namespace {

// The geometry with one key changed; nothing when there is no such geometry.
std::optional<Config> with(const std::string& key, std::int64_t value) {
  std::map<std::string, std::int64_t> keys;
  for (const auto& [name, old] : geometry().bundle_keys()) keys[name] = old;
  keys["LOG_BUS_WIDTH"] = geometry().log_bus_width();
  keys[key] = value;
  Result<Config> config = Config::from_keys(keys);
  if (!config) return std::nullopt;
  return config.value();
}

std::vector<std::unique_ptr<Device>> every_target(const Config& config) {
  std::vector<std::unique_ptr<Device>> devices;
  devices.push_back(make_golden(config));
  devices.push_back(make_functional(config));
  Result<std::unique_ptr<Device>> rtl = VTA_RTL_FACTORY(config, {});
  VTA_CHECK(rtl.ok());
  devices.push_back(std::move(rtl).value());
  return devices;
}

// Verifies: registers.identity, input.refused
TEST(AnotherGeometry, IsRefusedByEveryTargetNamingTheKey) {
  const Subject subject = subjects(0)[0];
  const std::vector<std::unique_ptr<Device>> devices = every_target(geometry());
  unsigned refused = 0;
  for (const auto& [key, value] : geometry().bundle_keys()) {
    for (const std::int64_t other : {value - 1, value + 1}) {
      const std::optional<Config> config = with(key, other);
      if (!config) continue;
      Program program = subject.program();
      program.config = *config;
      for (const std::unique_ptr<Device>& device : devices) {
        SCOPED_TRACE(key + " on " + std::string(device->target()));
        const Result<ReplayResult> result = run_program(*device, program);
        ASSERT_FALSE(result.ok());
        EXPECT_EQ(result.error().message, "the program is for the geometry " + config->name() +
                                              ", but device " + std::string(device->target()) +
                                              " has " + geometry().name() + "; they differ in " +
                                              key);
        std::byte byte{};
        EXPECT_FALSE(device->read(program.regions[0].address, std::span(&byte, 1)))
            << "a region was made";
        ++refused;
      }
    }
  }
  EXPECT_GE(refused, 3u * 6);
  // The devices are none the worse for it.
  for (const std::unique_ptr<Device>& device : devices) {
    const Result<fuzz::ProgramOutcome> outcome = fuzz::run_on(*device, subject.program());
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(difference(subject.program(), subject.golden(), outcome.value().front()), "");
  }
}

// The RTL has one geometry and refuses to be taken for another.
// Verifies: registers.identity
TEST(AnotherGeometry, IsNotThatOfTheModel) {
  for (const auto& [key, value] : geometry().bundle_keys()) {
    for (const std::int64_t other : {value - 1, value + 1}) {
      const std::optional<Config> config = with(key, other);
      if (!config) continue;
      const Result<std::unique_ptr<Device>> made = VTA_RTL_FACTORY(*config, {});
      ASSERT_FALSE(made.ok()) << key;
      EXPECT_EQ(made.error().message, "the RTL model is built for another geometry: " + key +
                                          " is " + std::to_string(value) + " in the model and " +
                                          std::to_string(other) + " in the configuration");
    }
  }
}

}  // namespace
}  // namespace vta::faults
