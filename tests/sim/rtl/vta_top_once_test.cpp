// SPDX-License-Identifier: Apache-2.0
//
// A LOAD of one accumulator for many rows on the whole machine: the reads on the bus and the exact
// cycles, with and without the mechanism that reads it once, and what else must not depend on it.

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/rtl/rtl_device.h"
#include "tests/sim/rtl/vta_top_program.h"

namespace vta {
namespace {

constexpr std::uint32_t kBias = kInp, kRows = 49;
constexpr std::uint8_t kComputeId = 2;  // ReadCompute of vta_pkg

// Counts what the compute stage reads.
class Reads : public RtlObserver {
 public:
  void begin_run(const RunRequest&, const RtlMemories&) override { bursts = beats = 0; }
  bool cycle(std::uint64_t, const CoreCycle&, const AxiMasterPins& master,
             const AxiSlavePins& slave) override {
    if (!master.ar_valid || !slave.ar_ready || master.ar.id != kComputeId) return true;
    ++bursts;
    beats += master.ar.len + 1u;
    return true;
  }
  bool end_run(std::uint64_t, const RunReport&, const RtlMemories&) override { return true; }
  [[nodiscard]] std::string complaint() const override { return ""; }

  unsigned bursts = 0, beats = 0;
};

struct Outcome {
  RunReport report;
  unsigned bursts = 0, beats = 0;
  std::vector<std::int8_t> out;
  [[nodiscard]] std::uint64_t cycles() const { return report.cycle_report->cycles; }
};

MemFields bias_load(MemoryType type) {
  MemFields f = mem(type, kBias, 1);
  f.x_stride = 0;
  f.y_size = kRows;
  f.y_pad_0 = 1;
  return f;
}

std::vector<Insn> bias_program(const MemFields& load) {
  return {make_load(load, {.push_next = true}),
          make_store(mem(MemoryType::kOut, kOut, static_cast<std::uint32_t>(load.rows())),
                     {.pop_prev = true, .push_prev = true}),
          make_finish({.pop_next = true})};
}

Outcome run(const MemFields& load, std::uint32_t features) {
  const auto reads = std::make_shared<Reads>();
  Result<std::unique_ptr<Device>> made =
      make_rtl(Config::pynq(), {.features = features, .observer = reads});
  EXPECT_TRUE(made) << made.error().message;
  Device& device = *made.value();
  put_data(device);
  const Result<RunReport> report = device.run(put_program(device, bias_program(load)));
  EXPECT_TRUE(report) << report.error().message;
  Outcome outcome{report.value(), reads->bursts, reads->beats, {}};
  outcome.out.resize(16 * load.rows());
  EXPECT_TRUE(device.read(kOut, std::as_writable_bytes(std::span(outcome.out))));
  return outcome;
}

// Verifies: load.types, load.pads, load.acc8
TEST(LoadsOfOneAccumulator, ReadItOnceAndSaveABeatPerLane) {
  struct Case {
    MemoryType type;
    unsigned beats;  // of one element
    std::uint64_t cycles, cycles_without;
  };
  for (const Case& c :
       {Case{MemoryType::kAcc, 8, 307, 643}, Case{MemoryType::kAcc8bit, 2, 301, 379}}) {
    SCOPED_TRACE(to_string(c.type));
    const MemFields load = bias_load(c.type);
    const Outcome with = run(load, kAllFeatures);
    const Outcome without = run(load, kAllFeatures & ~csr::kFeaturesOnce);
    EXPECT_EQ(with.bursts, 1u);
    EXPECT_EQ(with.beats, c.beats);
    EXPECT_EQ(without.bursts, kRows);
    EXPECT_EQ(without.beats, kRows * c.beats);
    EXPECT_EQ(with.cycles(), c.cycles);
    EXPECT_EQ(without.cycles(), c.cycles_without);
    // 16 bursts of two beats are too few to hide the latency of memory, so ACC_8BIT gains more.
    EXPECT_GE(without.cycles() - with.cycles(), (kRows - 1) * (c.beats - 1));

    EXPECT_EQ(with.report.outcome, RunOutcome::kFinished) << with.report.detail;
    EXPECT_EQ(with.report.statistics, without.report.statistics);
    EXPECT_EQ(with.report.statistics.acc_load_nbytes, std::uint64_t{kRows} * 64);
    EXPECT_EQ(with.out, without.out);
    const unsigned step = c.type == MemoryType::kAcc ? 4 : 1;  // the low byte of each lane
    for (std::size_t i = 0; i < with.out.size(); ++i) {
      ASSERT_EQ(with.out[i], i < 16 ? 0 : inp_value(step * (i % 16))) << "byte " << i;
    }
  }
}

// Verifies: error.axi
TEST(LoadsOfOneAccumulator, FailAsABurstPerRowDoes) {
  for (const MemoryType type : {MemoryType::kAcc, MemoryType::kAcc8bit}) {
    SCOPED_TRACE(to_string(type));
    MemFields load = bias_load(type);
    load.dram_base = kEnd / Config::pynq().elem_bytes(type);  // nothing is there
    for (const std::uint32_t features : {kAllFeatures, 0u}) {
      const Outcome outcome = run(load, features);
      EXPECT_EQ(outcome.report.outcome, RunOutcome::kError);
      EXPECT_EQ(outcome.report.error, ErrorCode::kAxiError);
      EXPECT_EQ(outcome.report.error_insn, 0u);
      EXPECT_EQ(outcome.report.statistics, Statistics{});
    }
  }
}

}  // namespace
}  // namespace vta
