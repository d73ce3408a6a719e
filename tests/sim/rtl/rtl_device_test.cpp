// SPDX-License-Identifier: Apache-2.0
//
// How the host drives a vta_top, and what it says when that misbehaves: on a stand-in that can
// misbehave on demand.

#include "sim/rtl/rtl_device.h"

#include <gtest/gtest.h>

#include "tests/sim/rtl/fake_model.h"

namespace vta {
namespace {

class RtlDeviceTest : public ::testing::Test {
 protected:
  Status make(const RtlOptions& options = {}, const Config& config = Config::pynq()) {
    Result<std::unique_ptr<Device>> made =
        make_rtl_device(std::make_unique<FakeModel>(Config::pynq(), b_), config, options);
    if (!made) return made.error();
    device_ = std::move(made).value();
    return ok_status();
  }
  void remake() { ASSERT_TRUE(make()); }
  std::string error_of_run(const RunRequest& request = {}) {
    const Result<RunReport> report = device_->run(request);
    return report ? "no error" : report.error().message;
  }
  static bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }

  FakeBehaviour b_;
  std::unique_ptr<Device> device_;
};

TEST_F(RtlDeviceTest, WritesTheRegistersOfARunAndReadsItsResults) {
  remake();
  b_.run_cycles = 12'345;
  RunRequest request;
  request.insn_address = 0x12340;
  request.insn_count = 77;
  for (std::size_t i = 0; i < request.base.size(); ++i) {
    request.base[i] = static_cast<std::uint32_t>(64 * (i + 1));
  }
  b_.reg[csr::kInpLoadNbytes] = 1;
  b_.reg[csr::kInpLoadNbytes + 4] = 2;
  b_.reg[csr::kWgtLoadNbytes] = 3;
  b_.reg[csr::kAccLoadNbytes] = 4;
  b_.reg[csr::kUopLoadNbytes] = 5;
  b_.reg[csr::kOutStoreNbytes] = 6;
  b_.reg[csr::kGemmCounter] = 7;
  b_.reg[csr::kAluCounter] = 8;
  b_.reg[csr::kFetchQueueWait] = 9;
  b_.reg[csr::kLoadBusy] = 10;
  b_.reg[csr::kComputeTokenWait] = 11;
  b_.reg[csr::kStoreMemoryWait] = 12;
  b_.reg[csr::kStoreMemoryWait + 4] = 13;
  const Result<RunReport> run = device_->run(request);
  ASSERT_TRUE(run) << run.error().message;
  const RunReport& report = run.value();
  EXPECT_EQ(b_.reg[csr::kInsnAddr], 0x12340u);
  EXPECT_EQ(b_.reg[csr::kInsnCount], 77u);
  EXPECT_EQ(b_.reg[csr::kUopBase], 64u);
  EXPECT_EQ(b_.reg[csr::kWgtBase], 128u);
  EXPECT_EQ(b_.reg[csr::kInpBase], 192u);
  EXPECT_EQ(b_.reg[csr::kAccBase], 256u);
  EXPECT_EQ(b_.reg[csr::kOutBase], 320u);
  EXPECT_EQ(b_.reg[csr::kAcc8Base], 384u);
  EXPECT_EQ(b_.reg[csr::kIrqEnable], 1u);
  EXPECT_EQ(report.outcome, RunOutcome::kFinished);
  EXPECT_EQ(report.detail, "");
  const Statistics expected = {.inp_load_nbytes = 0x2'0000'0001,
                               .wgt_load_nbytes = 3,
                               .acc_load_nbytes = 4,
                               .uop_load_nbytes = 5,
                               .out_store_nbytes = 6,
                               .gemm_counter = 7,
                               .alu_counter = 8};
  EXPECT_EQ(report.statistics, expected);
  ASSERT_TRUE(report.cycle_report);
  EXPECT_EQ(report.cycle_report->cycles, 12'345u);
  EXPECT_EQ(report.cycle_report->fetch.token_wait, 9u);
  EXPECT_EQ(report.cycle_report->load.busy, 10u);
  EXPECT_EQ(report.cycle_report->compute.token_wait, 11u);
  EXPECT_EQ(report.cycle_report->store.memory_wait, 0xD'0000'000Cu);
  EXPECT_GT(report.cycle_report->host_seconds, 0.0);
  EXPECT_EQ(device_->target(), "rtl");
  EXPECT_EQ(device_->config(), Config::pynq());
}

TEST_F(RtlDeviceTest, FinishedRunsNeedNoReset) {
  remake();
  for (unsigned i = 0; i < 3; ++i) EXPECT_EQ(error_of_run(), "no error");
  EXPECT_EQ(b_.starts, 3u);
  EXPECT_EQ(b_.resets, 1u);
  EXPECT_EQ(b_.soft_resets, 0u);
}

TEST_F(RtlDeviceTest, AnErrorOfTheProgramIsReportedAndClearedBeforeTheNextRun) {
  remake();
  b_.error_code = static_cast<std::uint32_t>(ErrorCode::kSramOutOfRange);
  b_.error_insn = 42;
  const Result<RunReport> failed = device_->run({});
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed.value().outcome, RunOutcome::kError);
  EXPECT_EQ(failed.value().error, ErrorCode::kSramOutOfRange);
  EXPECT_EQ(failed.value().error_insn, 42u);
  EXPECT_TRUE(has(failed.value().detail, "sram_out_of_range")) << failed.value().detail;
  EXPECT_EQ(b_.soft_resets, 0u);
  b_.error_code = 0;
  const Result<RunReport> next = device_->run({});
  ASSERT_TRUE(next);
  EXPECT_EQ(next.value().outcome, RunOutcome::kFinished);
  EXPECT_EQ(b_.soft_resets, 1u);
  EXPECT_EQ(b_.resets, 1u);
}

// Verifies: error.no_hang
TEST_F(RtlDeviceTest, TimeoutTellsTheStateAndLeavesTheDeviceUsable) {
  remake();
  b_.run_cycles.reset();
  b_.reg[csr::kHeadFetch] = 12;
  b_.reg[csr::kHeadLoad] = 0xFFFFFFFF;
  b_.reg[csr::kHeadCompute] = 7;
  b_.reg[csr::kTokensLoad] = 3 << 16 | 2;
  b_.reg[csr::kOutstanding] = 5 << 16 | 4;
  RunRequest request;
  request.max_cycles = 500;
  const Result<RunReport> run = device_->run(request);
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(run.value().outcome, RunOutcome::kTimeout);
  EXPECT_EQ(run.value().detail,
            "the run did not end within 500 cycles: fetch at instruction 12, load empty, compute "
            "at instruction 7, store at instruction 0; tokens: compute to load 2, load to compute "
            "3, compute to store 0, store to compute 0; AXI transactions outstanding: reads 4, "
            "writes 5");
  EXPECT_EQ(b_.soft_resets, 1u);
  b_.run_cycles = 499;
  EXPECT_EQ(device_->run(request).value().outcome, RunOutcome::kFinished);
  EXPECT_EQ(b_.resets, 1u);
}

TEST_F(RtlDeviceTest, TheBoundOfTheOptionsHoldsForRunsWithoutOne) {
  ASSERT_TRUE(make({.max_cycles = 300}));
  b_.run_cycles.reset();
  const Result<RunReport> run = device_->run({});
  ASSERT_TRUE(run);
  EXPECT_EQ(run.value().outcome, RunOutcome::kTimeout);
  EXPECT_TRUE(has(run.value().detail, "within 300 cycles"));
}

TEST_F(RtlDeviceTest, ARunThatIsAskedToStopIsATimeoutAndLeavesTheDeviceUsable) {
  remake();
  b_.run_cycles.reset();
  int asked = 0;
  device_->set_stop_request([&asked] { return ++asked == 2; });
  const Result<RunReport> run = device_->run({});
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(run.value().outcome, RunOutcome::kTimeout);
  EXPECT_TRUE(has(run.value().detail, "the run was asked to stop: fetch at instruction"));
  EXPECT_EQ(asked, 2);
  b_.run_cycles = 10;
  EXPECT_EQ(device_->run({}).value().outcome, RunOutcome::kFinished);
}

// Verifies: error.no_hang
TEST_F(RtlDeviceTest, ASoftResetThatHangsIsFollowedByAFullOne) {
  remake();
  b_.run_cycles.reset();
  b_.soft_reset_cycles.reset();
  RunRequest request;
  request.max_cycles = 50;
  const Result<RunReport> run = device_->run(request);
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(run.value().outcome, RunOutcome::kTimeout);
  EXPECT_EQ(b_.soft_resets, 1u);
  EXPECT_EQ(b_.resets, 2u);
  b_.run_cycles = 10;
  EXPECT_EQ(device_->run(request).value().outcome, RunOutcome::kFinished);
}

TEST_F(RtlDeviceTest, ABrokenBusRuleIsAnErrorThatNamesItAndAFullResetFollows) {
  remake();
  b_.write_data_without_address = true;
  const std::string message = error_of_run();
  EXPECT_TRUE(has(message, "AXI rule W_AFTER_AW broken in cycle ")) << message;
  b_.write_data_without_address = false;
  EXPECT_EQ(error_of_run(), "no error");
  EXPECT_EQ(b_.resets, 2u);
}

TEST_F(RtlDeviceTest, AFailedAssertionIsAnErrorForEver) {
  remake();
  b_.fail_an_assertion = true;
  EXPECT_TRUE(has(error_of_run(), "an assertion of the RTL failed in cycle "));
  EXPECT_TRUE(has(error_of_run(), "an assertion of the RTL failed in cycle "));
}

// Verifies: done.idle
TEST_F(RtlDeviceTest, TransactionsOutstandingAtTheEndAreAnError) {
  remake();
  b_.leave_a_read_outstanding = true;
  b_.run_cycles = 20;
  EXPECT_EQ(error_of_run(),
            "the run was reported as ended with 1 AXI reads and 0 writes outstanding");
  b_.leave_a_read_outstanding = false;
  b_.run_cycles = 100;  // long enough for the read to be answered, had it survived the reset
  EXPECT_EQ(error_of_run(), "no error");
}

TEST_F(RtlDeviceTest, ContradictoryRegistersAreAnError) {
  remake();
  b_.both_done_and_error = true;
  EXPECT_TRUE(has(error_of_run(), "contradict each other after a run: control 0x00000006"));
  b_.both_done_and_error = false;
  b_.error_code = 15;
  EXPECT_TRUE(has(error_of_run(), "error code 15"));
}

TEST_F(RtlDeviceTest, AnIgnoredStartIsAnError) {
  remake();
  b_.ignore_start = true;
  EXPECT_TRUE(has(error_of_run(), "the device ignored the start of the run"));
}

// Verifies: error.no_hang
TEST_F(RtlDeviceTest, ARegisterWithoutAnswerIsAnError) {
  b_.answer_registers = false;
  const Status status = make();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message,
            "the read of register 0x100 was not answered within 10000 cycles");
}

TEST_F(RtlDeviceTest, AFullResetFollowsARegisterWithoutAnswer) {
  remake();
  b_.answer_registers = false;
  EXPECT_EQ(error_of_run(), "the write of register 0x008 was not answered within 10000 cycles");
  b_.answer_registers = true;
  EXPECT_EQ(error_of_run(), "no error");
  EXPECT_EQ(b_.resets, 2u);
}

// Verifies: registers.identity
TEST_F(RtlDeviceTest, AnotherGeometryIsRefusedNamingTheKeys) {
  const Result<Config> other = Config::from_keys({{"LOG_INP_WIDTH", 3},
                                                  {"LOG_WGT_WIDTH", 3},
                                                  {"LOG_ACC_WIDTH", 5},
                                                  {"LOG_BATCH", 0},
                                                  {"LOG_BLOCK", 3},
                                                  {"LOG_UOP_BUFF_SIZE", 14},
                                                  {"LOG_INP_BUFF_SIZE", 13},
                                                  {"LOG_WGT_BUFF_SIZE", 15},
                                                  {"LOG_ACC_BUFF_SIZE", 15},
                                                  {"LOG_BUS_WIDTH", 5}});
  ASSERT_TRUE(other) << other.error().message;
  const Status status = make({}, other.value());
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message,
            "the RTL model is built for another geometry: LOG_BLOCK is 4 in the model and 3 in the "
            "configuration, LOG_UOP_BUFF_SIZE is 15 in the model and 14 in the configuration, "
            "LOG_INP_BUFF_SIZE is 15 in the model and 13 in the configuration, LOG_WGT_BUFF_SIZE "
            "is 18 in the model and 15 in the configuration, LOG_ACC_BUFF_SIZE is 17 in the model "
            "and 15 in the configuration, LOG_BUS_WIDTH is 6 in the model and 5 in the "
            "configuration");
}

// The fake sets its registers when it is made; this one changes them afterwards.
TEST_F(RtlDeviceTest, AnotherDeviceOrIsaIsRefused) {
  const auto refuse = [&](std::uint32_t offset, std::uint32_t value) {
    auto model = std::make_unique<FakeModel>(Config::pynq(), b_);
    b_.reg[offset] = value;
    return make_rtl_device(std::move(model), Config::pynq(), {}).error().message;
  };
  EXPECT_TRUE(has(refuse(csr::kId, 1), "its id register reads 0x00000001"));
  EXPECT_TRUE(has(refuse(csr::kVersion, 0x20000), "version 0x00020000"));
  EXPECT_TRUE(has(refuse(csr::kIsaHash, 0x1234), "hash 0x00001234"));
}

TEST_F(RtlDeviceTest, OptionsOutOfRangeAreRefused) {
  EXPECT_TRUE(has(make({.read_latency = 0}).error().message, "read latency is 0"));
  EXPECT_TRUE(has(make({.max_outstanding_reads = 100}).error().message, "1 to 64"));
  EXPECT_TRUE(has(make({.max_cycles = 0}).error().message, "at least 1"));
}

TEST_F(RtlDeviceTest, TheTraceIsOpenedBeforeAndFlushedAfterEachRun) {
  ASSERT_TRUE(make({.trace_file = "some.fst"}));
  EXPECT_EQ(b_.trace_path, "some.fst");
  EXPECT_EQ(error_of_run(), "no error");
  EXPECT_EQ(b_.flushes, 1u);
  EXPECT_EQ(make({.trace_file = "refused"}).error().message, "cannot write the trace file refused");
}

TEST_F(RtlDeviceTest, ProgressIsReportedDuringLongRuns) {
  remake();
  b_.run_cycles = 200'000;
  std::vector<std::uint64_t> seen;
  device_->set_progress([&](std::uint64_t cycles) { seen.push_back(cycles); });
  EXPECT_EQ(error_of_run(), "no error");
  ASSERT_EQ(seen.size(), 4u);
  EXPECT_EQ(seen[0], 65'536u);
  EXPECT_EQ(seen[2], 196'608u);
  EXPECT_GE(seen[3], 199'990u);
}

TEST_F(RtlDeviceTest, MemoryIsThatOfTheDevice) {
  remake();
  ASSERT_TRUE(device_->add_region(0x1000, 16));
  const std::array<std::byte, 2> bytes = {std::byte{1}, std::byte{2}};
  ASSERT_TRUE(device_->write(0x100E, bytes));
  std::array<std::byte, 2> back{};
  ASSERT_TRUE(device_->read(0x100E, back));
  EXPECT_EQ(back, bytes);
  EXPECT_FALSE(device_->write(0x100F, bytes));
}

TEST_F(RtlDeviceTest, AnImpossibleRequestIsAnErrorAndTouchesNothing) {
  remake();
  RunRequest request;
  request.insn_address = 8;
  EXPECT_NE(error_of_run(request), "no error");
  EXPECT_EQ(b_.starts, 0u);
}

}  // namespace
}  // namespace vta
