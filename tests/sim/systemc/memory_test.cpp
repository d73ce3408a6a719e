// SPDX-License-Identifier: Apache-2.0
//
// The memory socket, in both flavours: direct memory and its end, errors, delays.

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "sim/fuzz/judge.h"
#include "sim/systemc/messages.h"
#include "tests/sim/rtl/vta_top_program.h"
#include "tests/sim/systemc/platform.h"

namespace vta::test {
namespace {

constexpr std::uint64_t kUopLoad = 0, kStore = 6;  // instructions of multiply_program()

// Runs the program and expects its result; yields the cycles.
std::uint64_t multiply(Platform& p) {
  const Result<RunReport> report = p.device.run(put_program(p.device, multiply_program()));
  EXPECT_TRUE(report) << (report ? "" : report.error().message);
  if (!report) return 0;
  EXPECT_EQ(report.value().outcome, RunOutcome::kFinished) << report.value().detail;
  expect_result(p.device);
  return report.value().cycle_report->cycles;
}

// The first warning names the access and the answer.
void expect_complaint(const std::string& access, tlm::tlm_response_status status) {
  tlm::tlm_generic_payload payload;
  payload.set_response_status(status);
  const std::vector<std::string> reports = take_reports();
  ASSERT_GE(reports.size(), 1u);
  EXPECT_TRUE(reports[0].starts_with(std::string(message::kMemory) + ": " + access)) << reports[0];
  EXPECT_TRUE(reports[0].ends_with("the memory answered " + payload.get_response_string()))
      << reports[0];
}

class Memory : public ::testing::TestWithParam<Flavour> {};

TEST_P(Memory, IsReachedDirectlyOnceItIsGranted) {
  simulate(options_of(GetParam()), [](Platform& p) {
    put_data(p.device);
    multiply(p);
    EXPECT_EQ(p.bus.grants, 1u);
    const std::uint64_t before = p.bus.transactions;
    EXPECT_LE(before, 2u);  // fetch may be one ahead
    multiply(p);
    EXPECT_EQ(p.bus.transactions, before);
    EXPECT_EQ(p.vta.memory_counters().transactions, before);
    EXPECT_GE(p.vta.memory_counters().direct, 10u);
  });
}

TEST_P(Memory, IsReachedByTransactionsWhereNothingIsGranted) {
  PlatformOptions options = options_of(GetParam());
  options.memory.direct = false;
  simulate(options, [](Platform& p) {
    put_data(p.device);
    multiply(p);
    EXPECT_GE(p.bus.transactions, 5u);
    EXPECT_EQ(p.vta.memory_counters().direct, 0u);
    EXPECT_EQ(p.vta.memory_counters().requests, 0u);  // no hint, no request
  });
}

TEST_P(Memory, IsReachedByTransactionsWhereTheRequestIsDenied) {
  simulate(options_of(GetParam()), [](Platform& p) {
    p.bus.grants_at = [](std::uint64_t) { return false; };
    put_data(p.device);
    multiply(p);
    EXPECT_EQ(p.bus.grants, 0u);
    EXPECT_EQ(p.vta.memory_counters().direct, 0u);
    EXPECT_GE(p.vta.memory_counters().requests, 1u);
  });
}

// What is lent is a copy that becomes garbage, so a pointer that is kept shows.
TEST_P(Memory, IsNoLongerDirectOnceItIsTakenBackBetweenRuns) {
  simulate(options_of(GetParam()), [](Platform& p) {
    p.bus.lend_copies = true;  // and takes back at each interrupt
    put_data(p.device);
    for (unsigned i = 1; i <= 3; ++i) {
      multiply(p);
      EXPECT_EQ(p.bus.grants, i);
      EXPECT_EQ(p.vta.memory_counters().invalidations, i);
    }
  });
}

TEST_P(Memory, IsNoLongerDirectOnceItIsTakenBackInTheMidstOfARun) {
  simulate(options_of(GetParam()), [](Platform& p) {
    p.bus.lend_copies = true;
    bool running = true;
    if (GetParam() == Flavour::kCycleAccurate) {
      sc_core::sc_spawn([&] {
        while (running) {
          sc_core::wait(2, sc_core::SC_US);
          p.bus.take_back();
        }
      });
    } else {
      // A run takes no time there, so a transaction is its only midst. Some places are never
      // direct, and every fifth visit takes back the others.
      p.bus.grants_at = [](std::uint64_t address) { return address / TestBus::kBlock % 4 != 0; };
      p.bus.before = [&p, count = 0u](auto&, auto&) mutable {
        if (++count % 5 == 0) p.bus.take_back();
        return std::nullopt;
      };
    }
    const fuzz::Profiles profiles = fuzz::Profiles::of(Config::pynq()).value();
    for (std::uint32_t seed = 1; seed <= 4; ++seed) {
      const fuzz::Case sample = profiles.make(fuzz::Profile::kLegal, seed);
      const auto judgement = fuzz::judge(sample, [&] { return p.new_device(); });
      EXPECT_EQ(judgement.what, "") << "seed " << seed;
    }
    running = false;
    sc_core::wait(5, sc_core::SC_US);
    EXPECT_GE(p.bus.grants, 20u);
    EXPECT_GE(p.vta.memory_counters().direct, 100u);
  });
}

// What a target answers to the read of the micro-ops, or to the store.
TEST_P(Memory, ThatAnswersWithAnErrorStopsTheRun) {
  PlatformOptions options = options_of(GetParam());
  options.memory.direct = false;
  simulate(options, [](Platform& p) {
    put_data(p.device);
    tlm::tlm_response_status answer = tlm::TLM_OK_RESPONSE;
    std::uint64_t bad = 0;
    p.bus.before = [&](auto& payload, auto&) {
      const bool hit = payload.get_address() / 0x1000 == bad / 0x1000;
      return hit ? TestBus::Answer(answer) : std::nullopt;
    };
    for (const auto status : {tlm::TLM_ADDRESS_ERROR_RESPONSE, tlm::TLM_GENERIC_ERROR_RESPONSE,
                              tlm::TLM_BURST_ERROR_RESPONSE, tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE,
                              tlm::TLM_COMMAND_ERROR_RESPONSE, tlm::TLM_INCOMPLETE_RESPONSE}) {
      for (const std::uint64_t address : {std::uint64_t{kUops}, std::uint64_t{kOut}}) {
        answer = status;
        bad = address;
        const Result<RunReport> report = p.device.run(put_program(p.device, multiply_program()));
        ASSERT_TRUE(report) << report.error().message;
        EXPECT_EQ(report.value().error, ErrorCode::kAxiError);
        EXPECT_EQ(report.value().error_insn, address == kUops ? kUopLoad : kStore);
        expect_complaint(address == kUops ? "read of " : "write of ", status);
      }
    }
    p.bus.before = nullptr;
    multiply(p);
  });
}

// Programs with one error each, many of them with an address that does not exist.
TEST_P(Memory, OfIllegalProgramsEndsThemAsInTheModels) {
  simulate(options_of(GetParam()), [](Platform& p) {
    const auto table = fuzz::illegal_programs(Config::pynq());
    EXPECT_GE(table.size(), 20u);
    for (const fuzz::IllegalProgram& illegal : table) {
      const auto judgement = fuzz::judge(fuzz::case_of(illegal), [&] { return p.new_device(); });
      EXPECT_EQ(judgement.what, "") << illegal.name;
    }
  });
}

// The bus word that holds the only micro-op lies half outside.
TEST_P(Memory, MayEndInTheMidstOfABusWord) {
  for (const bool direct : {true, false}) {
    PlatformOptions options = options_of(GetParam());
    options.memory.direct = direct;
    simulate(options, [](Platform& p) {
      ASSERT_TRUE(p.device.add_region(kInsns, kUops + 4 - kInsns));
      ASSERT_TRUE(p.device.add_region(kInp, kEnd - kInp));
      std::vector<std::byte> inp(16 * kElements), wgt(256);
      for (std::size_t i = 0; i < inp.size(); ++i) inp[i] = static_cast<std::byte>(inp_value(i));
      for (std::size_t i = 0; i < wgt.size(); ++i) wgt[i] = static_cast<std::byte>(wgt_value(i));
      ASSERT_TRUE(p.device.write(kInp, inp));
      ASSERT_TRUE(p.device.write(kWgt, wgt));
      multiply(p);
      multiply(p);
      EXPECT_TRUE(take_reports().empty());
    });
  }
}

INSTANTIATE_TEST_SUITE_P(Flavours, Memory,
                         ::testing::Values(Flavour::kLooselyTimed, Flavour::kCycleAccurate),
                         [](const auto& flavour) { return name_of(flavour.param); });

std::uint64_t cycles_of(const PlatformOptions& options) {
  return measure(options, [](Platform& p) {
    put_data(p.device);
    multiply(p);  // the second run has direct memory from the beginning
    return multiply(p);
  });
}

// The delay of the target in place of the latency of the bridge.
TEST(MemoryDelay, IsTheLatencyOfTheCycleAccurateFlavourIfItIsLonger) {
  const PlatformOptions plain = options_of(Flavour::kCycleAccurate);
  const std::uint64_t expected = cycles_of(plain);
  EXPECT_GE(expected, 100u);
  for (const bool direct : {true, false}) {
    SCOPED_TRACE(direct);
    PlatformOptions delayed = plain;
    delayed.vta.read_latency = delayed.vta.write_latency = 1;
    delayed.memory.direct = direct;
    EXPECT_LT(cycles_of(delayed), expected);
    delayed.memory.read_delay = 40 * delayed.vta.clock_period;
    delayed.memory.write_delay = 20 * delayed.vta.clock_period;
    EXPECT_EQ(cycles_of(delayed), expected);
    delayed.vta.read_latency = 40;  // the longer of both counts
    delayed.vta.write_latency = 20;
    EXPECT_EQ(cycles_of(delayed), expected);
    delayed.memory.read_delay = 100 * delayed.vta.clock_period;
    EXPECT_GT(cycles_of(delayed), expected);
  }
}

TEST(MemoryDelay, MayBeWaitedForWhileTheCoreGoesOn) {
  PlatformOptions options = options_of(Flavour::kCycleAccurate);
  const std::uint64_t expected = cycles_of(options);
  options.memory.direct = false;
  options.memory.waits = true;
  options.memory.read_delay = 60 * options.vta.clock_period;
  EXPECT_GT(cycles_of(options), expected);
}

TEST(MemoryDelay, CountsInTheLooselyTimedFlavourOnlyIfItIsWaitedFor) {
  PlatformOptions options = options_of(Flavour::kLooselyTimed);
  options.memory.direct = false;
  const std::uint64_t expected = cycles_of(options);
  EXPECT_EQ(expected, cycles_of(options_of(Flavour::kCycleAccurate)));
  options.memory.read_delay = 1000 * options.vta.clock_period;
  EXPECT_EQ(cycles_of(options), expected);
  options.memory.waits = true;
  EXPECT_GT(cycles_of(options), 5000u);
}

}  // namespace
}  // namespace vta::test
