// SPDX-License-Identifier: Apache-2.0
//
// Runs, interrupts, resets and clocks, in both flavours.

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "driver/device/host_registers.h"
#include "sim/systemc/messages.h"
#include "tests/sim/rtl/vta_top_program.h"
#include "tests/sim/systemc/platform.h"

namespace vta::test {
namespace {

constexpr std::uint32_t kStart = 1, kSoftReset = 8;

void put_program(Platform& p) {
  put_data(p.device);
  (void)vta::put_program(p.device, multiply_program());
}

// Starts the program that stands in memory.
void start(Platform& p) {
  RunRequest request;
  request.insn_address = kInsns;
  request.insn_count = static_cast<std::uint32_t>(multiply_program().size());
  const Status status = start_run(p.processor, request);
  EXPECT_TRUE(status) << (status ? "" : status.error().message);
}

// Runs it, from the registers as they are after a reset.
void expect_a_run(Platform& p) {
  start(p);
  EXPECT_TRUE(p.wait_for_interrupt());
  const Result<RunReport> report = read_report(p.processor);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report.value().outcome, RunOutcome::kFinished) << report.value().detail;
  expect_result(p.device);
}

void erase_result(Platform& p) {
  ASSERT_TRUE(p.device.write(kOut, std::vector<std::byte>(16 * kElements)));
}

class Run : public ::testing::TestWithParam<Flavour> {
 protected:
  void simulate(const std::function<void(Platform&)>& firmware) {
    test::simulate(options_of(GetParam()), firmware);
  }
};

TEST_P(Run, RaisesALevelThatStaysUntilItIsCleared) {
  simulate([](Platform& p) {
    put_program(p);
    start(p);
    EXPECT_EQ(p.read(csr::kControl), csr::kControlBusy);
    EXPECT_FALSE(p.irq.read());
    ASSERT_TRUE(p.wait_for_interrupt());
    sc_core::wait(10, sc_core::SC_US);
    EXPECT_TRUE(p.irq.read());
    EXPECT_EQ(p.read(csr::kControl), csr::kControlDone);
    EXPECT_EQ(p.read(csr::kIrqStatus), 1u);
    p.write(csr::kIrqEnable, 0);
    sc_core::wait(100, sc_core::SC_NS);
    EXPECT_FALSE(p.irq.read());
    p.write(csr::kIrqEnable, 1);
    sc_core::wait(100, sc_core::SC_NS);
    EXPECT_TRUE(p.irq.read());
    p.write(csr::kIrqStatus, 0);  // nothing
    sc_core::wait(100, sc_core::SC_NS);
    EXPECT_TRUE(p.irq.read());
    p.write(csr::kIrqStatus, 1);
    sc_core::wait(100, sc_core::SC_NS);
    EXPECT_FALSE(p.irq.read());
    EXPECT_EQ(p.read(csr::kIrqStatus), 0u);
    expect_result(p.device);
  });
}

TEST_P(Run, CanBePolledWithoutInterrupt) {
  simulate([](Platform& p) {
    put_program(p);
    p.write(csr::kInsnAddr, kInsns);
    p.write(csr::kInsnCount, static_cast<std::uint32_t>(multiply_program().size()));
    p.write(csr::kControl, kStart);
    std::uint32_t last = 0;
    unsigned polls = 0;
    for (; p.read(csr::kControl) == csr::kControlBusy && polls < 1000; ++polls) {
      const std::uint32_t cycles = p.read(csr::kCycles);
      EXPECT_GE(cycles, last);
      last = cycles;
    }
    EXPECT_GT(last, 0u);
    EXPECT_EQ(p.read(csr::kControl), csr::kControlDone);
    EXPECT_GE(p.read(csr::kCycles), last);
    EXPECT_FALSE(p.irq.read());
    expect_result(p.device);
  });
}

TEST_P(Run, IgnoresAStartUntilItHasEnded) {
  simulate([](Platform& p) {
    put_program(p);
    start(p);
    p.write(csr::kControl, kStart);
    EXPECT_EQ(p.read(csr::kControl), csr::kControlBusy | csr::kControlStartIgnored);
    ASSERT_TRUE(p.wait_for_interrupt());
    EXPECT_EQ(p.read(csr::kControl), csr::kControlDone | csr::kControlStartIgnored);
    p.write(csr::kIrqStatus, 1);
    expect_a_run(p);
  });
}

// Without FINISH: the error stays until a soft reset, and keeps a start from being taken.
TEST_P(Run, StaysInErrorUntilASoftReset) {
  simulate([](Platform& p) {
    put_program(p);
    RunRequest request;
    request.insn_address = kInsns;
    request.insn_count = 1;
    ASSERT_TRUE(start_run(p.processor, request));
    ASSERT_TRUE(p.wait_for_interrupt());
    const Result<RunReport> report = read_report(p.processor);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report.value().error, ErrorCode::kMissingFinish);
    EXPECT_EQ(report.value().error_insn, 1u);
    p.write(csr::kControl, kStart);
    EXPECT_EQ(p.read(csr::kControl), csr::kControlError | csr::kControlStartIgnored);
    p.write(csr::kControl, kSoftReset);
    sc_core::wait(1, sc_core::SC_US);
    EXPECT_EQ(p.read(csr::kControl), 0u);
    EXPECT_EQ(p.read(csr::kErrorCode), 0u);
    EXPECT_EQ(p.read(csr::kInsnCount), 1u);  // configuration stays
    expect_a_run(p);
  });
}

// Tokens that a run has left over are there for the next one, and a soft reset takes them away.
TEST_P(Run, LeavesTokensThatASoftResetTakesAway) {
  simulate([](Platform& p) {
    put_data(p.device);
    const std::vector<Insn> insns = {make_load(mem(MemoryType::kInp, kInp, 1), {.push_next = true}),
                                     make_finish({})};
    const Result<RunReport> report = p.device.run(vta::put_program(p.device, insns));
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report.value().outcome, RunOutcome::kFinished) << report.value().detail;
    EXPECT_EQ(p.read(csr::kTokensLoad), 1u << 16);
    p.write(csr::kControl, kSoftReset);
    sc_core::wait(1, sc_core::SC_US);
    EXPECT_EQ(p.read(csr::kTokensLoad), 0u);
  });
}

// Where in the run the reset comes, in nanoseconds; the run takes more than two microseconds.
constexpr unsigned kMoments[] = {15, 100, 300, 800, 1500};

TEST_P(Run, EndsAtAResetAndNothingOfItComesLater) {
  simulate([](Platform& p) {
    put_program(p);
    for (const unsigned moment : kMoments) {
      SCOPED_TRACE(moment);
      start(p);
      sc_core::wait(moment, sc_core::SC_NS);
      EXPECT_FALSE(p.irq.read());
      p.pulse_reset();
      EXPECT_EQ(p.read(csr::kControl), 0u);
      EXPECT_EQ(p.read(csr::kInsnCount), 0u);
      EXPECT_EQ(p.read(csr::kIrqEnable), 0u);
      p.write(csr::kIrqEnable, 1);
      sc_core::wait(20, sc_core::SC_US);
      EXPECT_FALSE(p.irq.read());
      EXPECT_EQ(p.read(csr::kIrqStatus), 0u);
      erase_result(p);
      expect_a_run(p);
    }
  });
}

TEST_P(Run, EndsAtASoftResetAndNothingOfItComesLater) {
  simulate([](Platform& p) {
    put_program(p);
    for (const unsigned moment : kMoments) {
      SCOPED_TRACE(moment);
      start(p);
      sc_core::wait(moment, sc_core::SC_NS);
      EXPECT_FALSE(p.irq.read());
      p.write(csr::kControl, kSoftReset);
      sc_core::wait(20, sc_core::SC_US);
      EXPECT_FALSE(p.irq.read());
      EXPECT_EQ(p.read(csr::kControl), 0u);
      EXPECT_EQ(p.read(csr::kIrqStatus), 0u);
      erase_result(p);
      expect_a_run(p);
    }
  });
}

// The reset comes while the target holds a transaction of the run.
TEST_P(Run, EndsAtAResetInTheMidstOfATransaction) {
  PlatformOptions options = options_of(GetParam());
  options.memory.direct = false;
  test::simulate(options, [](Platform& p) {
    put_program(p);
    for (const bool softly : {true, false}) {
      SCOPED_TRACE(softly);
      unsigned count = 0;
      p.bus.before = [&](auto&, auto&) {
        // The second one: others wait behind it.
        if (++count == 2) sc_core::wait(30, sc_core::SC_US);
        return std::nullopt;
      };
      start(p);
      sc_core::wait(5, sc_core::SC_US);
      ASSERT_EQ(count, 2u);
      if (softly) {
        p.write(csr::kControl, kSoftReset);
        EXPECT_EQ(p.read(csr::kControl), csr::kControlResetting);
        p.write(csr::kControl, kStart);
        EXPECT_EQ(p.read(csr::kControl), csr::kControlResetting | csr::kControlStartIgnored);
        sc_core::wait(30, sc_core::SC_US);
        EXPECT_EQ(p.read(csr::kControl), csr::kControlStartIgnored);
      } else {
        const std::uint64_t begun = p.bus.transactions;
        p.pulse_reset();
        EXPECT_EQ(p.read(csr::kControl), 0u);
        sc_core::wait(40, sc_core::SC_US);
        EXPECT_EQ(p.bus.transactions, begun);  // nothing behind the one that is held
      }
      erase_result(p);
      expect_a_run(p);
      sc_core::wait(100, sc_core::SC_NS);
      EXPECT_FALSE(p.irq.read());
    }
  });
}

TEST_P(Run, RefusesAccessesDuringReset) {
  simulate([](Platform& p) {
    p.rst_n = false;
    sc_core::wait(100, sc_core::SC_NS);
    const Result<std::uint32_t> id = p.processor.read_register(csr::kId);
    ASSERT_FALSE(id);
    EXPECT_NE(id.error().message.find("TLM_GENERIC_ERROR_RESPONSE"), std::string::npos);
    const std::vector<std::string> reports = take_reports();
    ASSERT_EQ(reports.size(), 1u);
    EXPECT_EQ(reports[0],
              std::string(message::kRegisters) + ": a register is accessed during reset");
    p.rst_n = true;
    sc_core::wait(100, sc_core::SC_NS);
    EXPECT_EQ(p.read(csr::kId), kIdValue);
  });
}

TEST_P(Run, NeedsNeitherClockNorReset) {
  PlatformOptions options = options_of(GetParam());
  const auto firmware = [](Platform& p) -> std::uint64_t {
    put_program(p);
    expect_a_run(p);
    return p.read(csr::kCycles);
  };
  const std::uint64_t cycles = measure(options, firmware);
  EXPECT_GE(cycles, 100u);
  options.bind_clock = options.bind_reset = false;
  EXPECT_EQ(measure(options, firmware), cycles);
}

INSTANTIATE_TEST_SUITE_P(Flavours, Run,
                         ::testing::Values(Flavour::kLooselyTimed, Flavour::kCycleAccurate),
                         [](const auto& flavour) { return name_of(flavour.param); });

// One instruction with more micro-ops than anybody can wait for.
TEST(LooselyTimedRun, ThatIsGivenUpIsBusyUntilASoftReset) {
  PlatformOptions options = options_of(Flavour::kLooselyTimed);
  options.vta.max_work = 1'000'000;
  simulate(options, [](Platform& p) {
    put_data(p.device);
    LoopFields loop;
    loop.reset = true;
    loop.uop_end = 8191;
    loop.iter_out = loop.iter_in = 16383;
    const auto request = vta::put_program(p.device, {make_gemm({.loop = loop}), make_finish({})});
    ASSERT_TRUE(start_run(p.processor, request));
    sc_core::wait(1, sc_core::SC_MS);
    EXPECT_EQ(p.read(csr::kControl), csr::kControlBusy);
    const std::vector<std::string> reports = take_reports();
    ASSERT_EQ(reports.size(), 1u);
    EXPECT_TRUE(reports[0].starts_with(message::kRun)) << reports[0];
    EXPECT_NE(reports[0].find("busy until it is reset"), std::string::npos) << reports[0];
    p.write(csr::kControl, kSoftReset);
    EXPECT_EQ(p.read(csr::kControl), 0u);
    (void)vta::put_program(p.device, multiply_program());
    expect_a_run(p);
  });
}

}  // namespace
}  // namespace vta::test
