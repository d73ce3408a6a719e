// SPDX-License-Identifier: Apache-2.0
//
// The Verilated vta_top as a device: programs that end well, end badly, or do not end.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "sim/rtl/rtl_device.h"
#include "tests/sim/rtl/vta_top_program.h"

namespace vta {
namespace {

class VtaTopTest : public ::testing::Test {
 protected:
  void make(const RtlOptions& options = {}) {
    Result<std::unique_ptr<Device>> made = make_rtl(Config::pynq(), options);
    ASSERT_TRUE(made) << made.error().message;
    device_ = std::move(made).value();
    put_data(*device_);
  }
  RunReport run(const std::vector<Insn>& insns, std::optional<std::uint64_t> max_cycles = {}) {
    RunRequest request = put_program(*device_, insns);
    request.max_cycles = max_cycles;
    const Result<RunReport> report = device_->run(request);
    EXPECT_TRUE(report) << report.error().message;
    return report ? report.value() : RunReport{};
  }
  void expect_usable() {
    const std::vector<std::byte> nothing(16 * kElements);
    ASSERT_TRUE(device_->write(kOut, nothing));
    const RunReport report = run(multiply_program());
    EXPECT_EQ(report.outcome, RunOutcome::kFinished) << report.detail;
    expect_result(*device_);
  }

  std::unique_ptr<Device> device_;
};

TEST_F(VtaTopTest, FinishAloneIsAProgram) {
  make();
  const RunReport report = run({make_finish()});
  EXPECT_EQ(report.outcome, RunOutcome::kFinished) << report.detail;
  EXPECT_EQ(report.statistics, Statistics{});
  ASSERT_TRUE(report.cycle_report);
  // One read of the default latency, and little else.
  EXPECT_GT(report.cycle_report->cycles, 40u);
  EXPECT_LT(report.cycle_report->cycles, 100u);
}

// A FINISH concerns fetch and compute only, whether it ends or waits for a token.
TEST_F(VtaTopTest, CyclesAreThoseOfTheStageThatSpendsThem) {
  make();
  const auto all = [](const StageCycles& s) { return s.busy + s.token_wait + s.memory_wait; };
  for (const bool waits : {false, true}) {
    const RunReport report = run({make_finish({.pop_next = waits})});
    ASSERT_TRUE(report.cycle_report);
    const CycleReport& cycles = *report.cycle_report;
    EXPECT_GT(cycles.fetch.memory_wait, 20u) << "the latency of a read";
    EXPECT_EQ(cycles.fetch.token_wait, 0u);
    EXPECT_EQ(all(cycles.load), 0u);
    EXPECT_EQ(cycles.compute.busy > 0, !waits);
    EXPECT_EQ(cycles.compute.token_wait > 0, waits);
    EXPECT_EQ(cycles.compute.memory_wait, 0u);
    EXPECT_EQ(all(cycles.store), 0u);
  }
}

TEST_F(VtaTopTest, EveryStageWorksAndIsCounted) {
  make();
  const RunReport report = run(multiply_program());
  EXPECT_EQ(report.outcome, RunOutcome::kFinished) << report.detail;
  expect_result(*device_);
  const Statistics expected = {.inp_load_nbytes = 64,
                               .wgt_load_nbytes = 256,
                               .acc_load_nbytes = 0,
                               .uop_load_nbytes = 4,
                               .out_store_nbytes = 64,
                               .gemm_counter = 4,
                               .alu_counter = 4};
  EXPECT_EQ(report.statistics, expected);
  ASSERT_TRUE(report.cycle_report);
  const CycleReport& cycles = *report.cycle_report;
  EXPECT_GT(cycles.cycles, 150u);  // read, read, compute, write: at least three latencies
  EXPECT_LT(cycles.cycles, 1000u);
  for (const StageCycles& stage : {cycles.fetch, cycles.load, cycles.compute, cycles.store}) {
    EXPECT_LE(stage.busy + stage.token_wait + stage.memory_wait, cycles.cycles);
  }
  EXPECT_GT(cycles.compute.busy, 0u);
  EXPECT_GT(cycles.store.token_wait, 0u);
}

TEST_F(VtaTopTest, RunsTakeTheSameCyclesEveryTime) {
  make();
  const std::uint64_t first = run(multiply_program()).cycle_report->cycles;
  EXPECT_EQ(run(multiply_program()).cycle_report->cycles, first);
  make();
  EXPECT_EQ(run(multiply_program()).cycle_report->cycles, first);
}

TEST_F(VtaTopTest, MemoryLatencyShowsInTheCycles) {
  make();
  const std::uint64_t base = run(multiply_program()).cycle_report->cycles;
  make({.read_latency = 140});
  EXPECT_GE(run(multiply_program()).cycle_report->cycles, base + 200);
  make({.write_latency = 120});
  EXPECT_EQ(run(multiply_program()).cycle_report->cycles, base + 100);
}

class VtaTopRandomTest : public VtaTopTest, public ::testing::WithParamInterface<std::uint32_t> {};

// Verifies: models.agree
TEST_P(VtaTopRandomTest, RandomTimingChangesCyclesOnly) {
  SCOPED_TRACE(GetParam());
  make({.random_seed = GetParam()});
  for (unsigned i = 0; i < 3; ++i) {
    expect_usable();
    const RunReport failed = run({make_store(mem(MemoryType::kOut, kEnd - 32, 4)), make_finish()});
    EXPECT_EQ(failed.error, ErrorCode::kAxiError);
    EXPECT_EQ(failed.error_insn, 0u);
    expect_usable();
    const RunReport late = run(multiply_program(), 100);
    EXPECT_NE(late.outcome, RunOutcome::kError) << late.detail;
  }
  expect_usable();
}
INSTANTIATE_TEST_SUITE_P(Seeds, VtaTopRandomTest, ::testing::Range(0u, 40u));

// Verifies: registers.identity
TEST_F(VtaTopTest, AnotherGeometryIsRefused) {
  std::ifstream file(VTA_SOURCE_DIR "/hw/config/pynq.json");
  std::string json((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::string key = "\"LOG_INP_BUFF_SIZE\": 15";
  const std::size_t at = json.find(key);
  ASSERT_NE(at, std::string::npos);
  json.replace(at, key.size(), "\"LOG_INP_BUFF_SIZE\": 14");
  const Result<Config> other = Config::from_json(json, "the test");
  ASSERT_TRUE(other) << other.error().message;
  const Result<std::unique_ptr<Device>> made = make_rtl(other.value(), {});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message,
            "the RTL model is built for another geometry: LOG_INP_BUFF_SIZE is 15 in the model and "
            "14 in the configuration");
}

// Verifies: error.no_hang, reset.soft
TEST_F(VtaTopTest, TimeoutAtAnyCycleLeavesAUsableDevice) {
  make();
  for (std::uint64_t bound = 1; bound < 400; bound += 13) {
    SCOPED_TRACE(bound);
    const RunReport report = run(multiply_program(), bound);
    if (report.outcome == RunOutcome::kTimeout) {
      EXPECT_NE(report.detail.find("did not end within " + std::to_string(bound) + " cycles: "),
                std::string::npos)
          << report.detail;
      EXPECT_NE(report.detail.find("fetch at instruction "), std::string::npos);
    }
    expect_usable();
  }
}

// Verifies: error.deadlock, reset.soft
TEST_F(VtaTopTest, DeadlockIsDetectedAndClearedByTheNextRun) {
  make();
  const RunReport report = run({make_finish({.pop_prev = true})});
  EXPECT_EQ(report.outcome, RunOutcome::kError);
  EXPECT_EQ(report.error, ErrorCode::kDeadlock);
  EXPECT_EQ(report.error_insn, 0u);
  expect_usable();
}

// Verifies: error.missing_finish
TEST_F(VtaTopTest, MissingFinishHasTheIndexOfTheEnd) {
  make();
  const RunReport report = run({make_load(mem(MemoryType::kInp, kInp, 1))});
  EXPECT_EQ(report.error, ErrorCode::kMissingFinish);
  EXPECT_EQ(report.error_insn, 1u);
  EXPECT_EQ(run({}).error, ErrorCode::kMissingFinish);
  expect_usable();
}

// Verifies: error.axi
TEST_F(VtaTopTest, AccessesOutsideTheMemoryAreAxiErrors) {
  make();
  RunReport report = run({make_load(mem(MemoryType::kWgt, kEnd, 1)), make_finish()});
  EXPECT_EQ(report.error, ErrorCode::kAxiError);
  EXPECT_EQ(report.error_insn, 0u);
  report = run({make_finish(), make_store(mem(MemoryType::kOut, kEnd - 16, 2))});
  EXPECT_EQ(report.error, ErrorCode::kAxiError);
  EXPECT_EQ(report.error_insn, 1u);
  RunRequest request;  // instructions that do not exist
  request.insn_address = kEnd - 16;
  request.insn_count = 3;
  std::vector<std::byte> finish(16);
  store_insn_word(encode(Config::pynq(), make_finish()).value(), finish.data());
  ASSERT_TRUE(device_->write(kEnd - 16, finish));
  const Result<RunReport> fetch = device_->run(request);
  ASSERT_TRUE(fetch);
  EXPECT_EQ(fetch.value().error, ErrorCode::kAxiError);
  EXPECT_EQ(fetch.value().error_insn, 1u);
  expect_usable();
}

TEST_F(VtaTopTest, TheTraceIsWritten) {
  const std::string path =
      ::testing::TempDir() + "vta_top_test_" + std::to_string(::getpid()) + ".fst";
  make({.trace_file = path});
  expect_usable();
  device_.reset();
  EXPECT_GT(std::filesystem::file_size(path), 10'000u);
  std::filesystem::remove(path);
  const Result<std::unique_ptr<Device>> made =
      make_rtl(Config::pynq(), {.trace_file = "/nonexistent/directory/x.fst"});
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().message.find("cannot write the trace file /nonexistent/directory/x.fst"),
            std::string::npos);
}

TEST_F(VtaTopTest, DevicesDoNotDisturbEachOther) {
  make();
  std::unique_ptr<Device> first = std::move(device_);
  make({.random_seed = 5});
  expect_usable();
  std::swap(first, device_);
  expect_usable();
  device_.reset();
  std::swap(first, device_);
  expect_usable();
}

}  // namespace
}  // namespace vta
