// SPDX-License-Identifier: Apache-2.0
//
// What cannot work says so and does not hang: options, geometries, clocks that stand still, cores
// that break a rule.

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "driver/device/host_registers.h"
#include "sim/systemc/messages.h"
#include "tests/sim/rtl/fake_model.h"
#include "tests/sim/systemc/own_process.h"
#include "tests/sim/systemc/platform.h"

namespace vta::test {
namespace {

// Building a platform fails with this sentence.
void expect_no_platform(const PlatformOptions& options, const std::string& why) {
  SCOPED_TRACE(why);
  in_own_process([&] {
    collect_reports();
    EXPECT_THROW(Platform("platform", options, [](Platform&) {}), sc_core::sc_report);
    EXPECT_EQ(take_reports(),
              std::vector<std::string>{std::string(message::kElaboration) + ": " + why});
  });
}

class Elaboration : public ::testing::TestWithParam<Flavour> {};

TEST_P(Elaboration, RefusesOptionsOutOfRange) {
  PlatformOptions options = options_of(GetParam());
  options.vta.read_latency = 0;
  expect_no_platform(options, "the memory's read latency is 0; it must be 1 to 1000000");
  options = options_of(GetParam());
  options.vta.write_latency = 1'000'001;
  expect_no_platform(options, "the memory's write latency is 1000001; it must be 1 to 1000000");
  options = options_of(GetParam());
  options.vta.max_outstanding_reads = 65;
  expect_no_platform(options, "the memory's number of outstanding reads is 65; it must be 1 to 64");
}

INSTANTIATE_TEST_SUITE_P(Flavours, Elaboration,
                         ::testing::Values(Flavour::kLooselyTimed, Flavour::kCycleAccurate),
                         [](const auto& flavour) { return name_of(flavour.param); });

TEST(CycleAccurateElaboration, RefusesACoreOfAnotherGeometry) {
  PlatformOptions options = options_of(Flavour::kCycleAccurate);
  options.vta.config = Config::from_file(VTA_SOURCE_DIR "/hw/config/1x8x8.json").value();
  in_own_process([&] {
    collect_reports();
    EXPECT_THROW(Platform("platform", options, [](Platform&) {}), sc_core::sc_report);
    const std::vector<std::string> reports = take_reports();
    ASSERT_EQ(reports.size(), 1u);
    EXPECT_NE(reports[0].find("the RTL model is built for another geometry: LOG_BLOCK is 4 in the "
                              "model and 3 in the configuration"),
              std::string::npos)
        << reports[0];
  });
}

// A core without RTL behind it, which can misbehave.
PlatformOptions with_fake(FakeBehaviour& behaviour) {
  PlatformOptions options = options_of(Flavour::kCycleAccurate);
  options.vta.new_model = [&behaviour] {
    return std::make_unique<FakeModel>(Config::pynq(), behaviour);
  };
  return options;
}

TEST(CycleAccurateElaboration, RefusesACoreWithoutRegisters) {
  FakeBehaviour behaviour;
  behaviour.answer_registers = false;
  expect_no_platform(with_fake(behaviour), "the RTL model does not answer register accesses");
}

// An access of the firmware fails with this report, and no later than `bound`.
void expect_no_answer(Platform& p, const sc_core::sc_time& bound) {
  const sc_core::sc_time before = sc_core::sc_time_stamp();
  EXPECT_THROW((void)p.processor.read_register(csr::kId), sc_core::sc_report);
  EXPECT_LE(sc_core::sc_time_stamp() - before, bound);
  EXPECT_EQ(take_reports(),
            std::vector<std::string>{std::string(message::kRegisters) +
                                     ": no answer within 10000 clock periods: does clk run?"});
}

TEST(CycleAccurateFailure, OfAClockThatStandsIsReportedAndEndsWithIt) {
  simulate(options_of(Flavour::kCycleAccurate), [](Platform& p) {
    EXPECT_EQ(p.read(csr::kId), kIdValue);
    p.clock_stands = true;
    sc_core::wait(1, sc_core::SC_US);
    expect_no_answer(p, sc_core::sc_time(101, sc_core::SC_US));
    expect_no_answer(p, sc_core::sc_time(101, sc_core::SC_US));
    p.clock_stands = false;
    EXPECT_EQ(p.read(csr::kId), kIdValue);
  });
}

TEST(CycleAccurateFailure, OfRegistersThatFallSilentLastsUntilAReset) {
  FakeBehaviour behaviour;
  simulate(with_fake(behaviour), [&](Platform& p) {
    EXPECT_EQ(p.read(csr::kId), kIdValue);
    behaviour.answer_registers = false;
    expect_no_answer(p, sc_core::sc_time(101, sc_core::SC_US));
    behaviour.answer_registers = true;
    EXPECT_FALSE(p.processor.read_register(csr::kId));  // at once: half an access is under way
    p.pulse_reset();
    EXPECT_EQ(p.read(csr::kId), kIdValue);
  });
}

TEST(CycleAccurateFailure, OfAnAccessThatAResetHitsIsAnErrorResponse) {
  FakeBehaviour behaviour;
  simulate(with_fake(behaviour), [&](Platform& p) {
    behaviour.answer_registers = false;
    sc_core::sc_spawn([&p] {
      sc_core::wait(3, sc_core::SC_US);
      p.rst_n = false;
    });
    const sc_core::sc_time before = sc_core::sc_time_stamp();
    const Result<std::uint32_t> id = p.processor.read_register(csr::kId);
    ASSERT_FALSE(id);
    EXPECT_NE(id.error().message.find("TLM_GENERIC_ERROR_RESPONSE"), std::string::npos);
    EXPECT_LT(sc_core::sc_time_stamp() - before, sc_core::sc_time(4, sc_core::SC_US));
  });
}

// A run of a core that misbehaves ends the simulation with this report.
void expect_end(FakeBehaviour& behaviour, const std::string& why) {
  in_own_process([&] {
    collect_reports();
    Platform platform("platform", with_fake(behaviour), [](Platform& p) {
      (void)start_run(p.processor, {});
      sc_core::wait(1, sc_core::SC_MS);
    });
    EXPECT_THROW(sc_core::sc_start(10, sc_core::SC_MS), sc_core::sc_report);
    const std::vector<std::string> reports = take_reports();
    ASSERT_EQ(reports.size(), 1u);
    EXPECT_TRUE(reports[0].starts_with(std::string(message::kRtl) + ": ")) << reports[0];
    EXPECT_NE(reports[0].find(why), std::string::npos) << reports[0];
  });
}

TEST(CycleAccurateFailure, OfAProtocolRuleEndsTheSimulation) {
  FakeBehaviour behaviour;
  behaviour.write_data_without_address = true;
  expect_end(behaviour, "W_AFTER_AW");
}

TEST(CycleAccurateFailure, OfAnAssertionEndsTheSimulation) {
  FakeBehaviour behaviour;
  behaviour.fail_an_assertion = true;
  expect_end(behaviour, "an assertion of the RTL failed");
}

}  // namespace
}  // namespace vta::test
