// SPDX-License-Identifier: Apache-2.0
//
// What the recorder makes of cycles that are made up.

#include "sim/timeline/recorder.h"

#include <gtest/gtest.h>

#include <cstring>

namespace vta::timeline {
namespace {

constexpr std::uint64_t kProgram = 0x1000;

// UOP holds its own indices; DRAM what the test puts there.
class FakeMemories final : public RtlMemories {
 public:
  FakeMemories() { VTA_CHECK(memory.add_region(kProgram, 0x1000)); }
  void read_sram(MemoryType type, std::uint32_t element,
                 std::span<std::byte> bytes) const override {
    ASSERT_EQ(type, MemoryType::kUop);
    std::memcpy(bytes.data(), &element, bytes.size());
  }
  const DeviceMemory& dram() const override { return memory; }

  DeviceMemory memory;
};

MemFields inputs() {
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kInp);
  f.y_size = f.x_size = f.x_stride = 1;
  return f;
}

class RecorderTest : public testing::Test {
 protected:
  // The program, whose first instruction is 0.
  void program(const std::vector<Insn>& insns) {
    for (std::size_t i = 0; i < insns.size(); ++i) {
      const Result<InsnWord> word = encode(Config::pynq(), insns[i]);
      ASSERT_TRUE(word) << word.error().message;
      std::array<std::byte, kInsnBytes> bytes{};
      store_insn_word(word.value(), bytes.data());
      ASSERT_TRUE(memories.memory.write(kProgram + kInsnBytes * i, bytes));
    }
    request.insn_address = kProgram;
    request.insn_count = static_cast<std::uint32_t>(insns.size());
  }

  void begin() {
    recorder.begin_run(request, memories);
    CoreCycle core;
    step(core);  // before the run
    core.run_start = true;
    step(core);
  }
  void step(const CoreCycle& core = {}, const AxiMasterPins& master = {},
            const AxiSlavePins& slave = {}) {
    EXPECT_TRUE(recorder.cycle(cycle_++, core, master, slave));
  }
  const timeline::Run& run() { return recorder.runs().back(); }

  FakeMemories memories;
  RunRequest request;
  Recorder recorder{Config::pynq()};

 private:
  std::uint64_t cycle_ = 1000;  // of the device; those of a run begin at 0
};

TEST_F(RecorderTest, CountsTheCyclesFromTheOneAfterTheStartToThatOfTheEnd) {
  program({make_finish()});
  begin();
  step();
  step();
  CoreCycle end;
  end.run_end = true;
  step(end);
  step();
  EXPECT_TRUE(recorder.end_run(0, {}, memories));
  EXPECT_EQ(run().cycles, 3u);
  EXPECT_TRUE(run().complete);
}

TEST_F(RecorderTest, TellsWhenAnInstructionWasDispatchedStartedAndRetired) {
  program({make_load(inputs()), make_finish()});
  begin();
  CoreCycle core;
  core.dispatch = true;
  step(core);
  step(core);
  core = {};
  core.start = 0b001;
  step(core);
  core.start = 0b010;
  core.start_unit = ComputeUnit::kTail;
  step(core);
  core = {};
  core.retire = 0b011;
  core.retire_index = {0, 1, 99};
  step(core);
  ASSERT_EQ(run().insns.size(), 2u);
  const InsnRecord& load = run().insns[0];
  EXPECT_EQ(load.insn, make_load(inputs()));
  EXPECT_EQ(load.stage, Stage::kLoad);
  EXPECT_EQ(load.dispatched, 0u);
  EXPECT_EQ(load.started, 2u);
  EXPECT_EQ(load.retired, 4u);
  const InsnRecord& finish = run().insns[1];
  EXPECT_EQ(finish.stage, Stage::kCompute);
  EXPECT_EQ(finish.unit, ComputeUnit::kTail);
  EXPECT_EQ(finish.dispatched, 1u);
  EXPECT_EQ(finish.started, 3u);
  EXPECT_EQ(finish.retired, 4u);
}

TEST_F(RecorderTest, WhatDidNotHappenNeverHappened) {
  program({make_load(inputs())});
  begin();
  CoreCycle core;
  core.dispatch = true;
  step(core);
  EXPECT_EQ(run().insns.at(0).started, kNever);
  EXPECT_EQ(run().insns.at(0).retired, kNever);
}

TEST_F(RecorderTest, PhasesAreWhatTheCountersCount) {
  program({make_finish()});
  begin();
  CoreCycle core;
  core.busy = 0b0101;
  step(core);
  step(core);
  core.token_wait = 0b0010;
  core.busy = 0b0100;
  step(core);
  step();
  ASSERT_EQ(run().phases[0].size(), 2u);
  EXPECT_EQ(run().phases[0][0].bits, kBusy);
  EXPECT_EQ(run().phases[0][0].cycles, 2u);
  EXPECT_EQ(run().phases[0][1].bits, 0);
  EXPECT_EQ(run().phases[0][1].begin, 2u);
  EXPECT_EQ(phase_cycles(run(), 0, kBusy), 2u);
  EXPECT_EQ(phase_cycles(run(), 1, kTokenWait), 1u);
  EXPECT_EQ(phase_cycles(run(), 2, kBusy), 3u);
  EXPECT_EQ(phase_cycles(run(), 3, kMemoryWait), 0u);
}

TEST_F(RecorderTest, TokensGoFromHandToHandInTheirOrder) {
  program({make_load(inputs()), make_finish()});
  begin();
  CoreCycle core;
  core.dispatch = true;
  core.tokens = 1u << 10;  // one of load to compute is left of an earlier run
  step(core);
  step(core);
  core = {};
  core.start = 0b001;
  step(core);
  core = {};
  core.retire = 0b001;
  core.push = 1u << kLoadToCompute;
  step(core);
  core = {};
  core.start = 0b010;
  core.pop = 1u << kLoadToCompute;
  step(core);
  ASSERT_EQ(run().tokens.size(), 2u);
  EXPECT_EQ(run().tokens[0].from, kNobody);
  EXPECT_EQ(run().tokens[0].to, 1u) << "the oldest is taken first";
  EXPECT_EQ(run().tokens[0].taken, 4u);
  EXPECT_EQ(run().tokens[1].counter, kLoadToCompute);
  EXPECT_EQ(run().tokens[1].from, 0u);
  EXPECT_EQ(run().tokens[1].given, 3u);
  EXPECT_EQ(run().tokens[1].to, kNobody);
}

TEST_F(RecorderTest, MicroOperationsAreThoseAtTheStart) {
  GemmFields gemm;
  gemm.loop.uop_bgn = 4;
  gemm.loop.uop_end = 6;
  gemm.loop.iter_out = gemm.loop.iter_in = 1;
  program({make_gemm(gemm)});
  begin();
  CoreCycle core;
  core.dispatch = true;
  core.uop_we = true;
  core.uop_address = 5;
  core.uop_data = 77;
  step(core);
  core = {};
  core.start = 0b010;
  core.uop_we = true;  // takes effect at the end of the cycle
  core.uop_address = 4;
  core.uop_data = 88;
  step(core);
  EXPECT_EQ(run().insns.at(0).uops, (std::vector<std::uint32_t>{4, 77}));
}

TEST_F(RecorderTest, BurstsAreFollowedFromTheirAddressToTheirLastBeat) {
  program({make_finish()});
  begin();
  AxiMasterPins master;
  AxiSlavePins slave;
  master.ar_valid = master.r_ready = true;
  master.ar = {.addr = 0x1000, .id = 1, .len = 1};
  step({}, master, slave);  // not ready
  slave.ar_ready = true;
  step({}, master, slave);
  master.ar = {.addr = 0x2000, .id = 2, .len = 0};
  step({}, master, slave);
  master.ar_valid = false;
  slave.r_valid = true;
  slave.r.id = 2;  // reads of two readers may overtake each other
  slave.r.last = true;
  step({}, master, slave);
  slave.r.id = 1;
  slave.r.last = false;
  step({}, master, slave);
  slave.r.last = true;
  step({}, master, slave);
  ASSERT_EQ(run().bursts.size(), 2u);
  const Burst& first = run().bursts[0];
  EXPECT_EQ(first.address, 0x1000u);
  EXPECT_EQ(first.beats, 2);
  EXPECT_EQ(first.requested, 1u);
  EXPECT_EQ(first.first, 4u);
  EXPECT_EQ(first.last, 5u);
  EXPECT_EQ(run().bursts[1].id, 2);
  EXPECT_EQ(run().bursts[1].first, 3u);
  EXPECT_EQ(run().bursts[1].last, 3u);
}

TEST_F(RecorderTest, WritesAreFollowedToTheirAnswer) {
  program({make_finish()});
  begin();
  AxiMasterPins master;
  AxiSlavePins slave;
  slave.aw_ready = slave.w_ready = true;
  master.aw_valid = master.w_valid = master.b_ready = true;
  master.aw.len = 0;
  master.w.last = true;
  step({}, master, slave);
  master.aw_valid = master.w_valid = false;
  slave.b_valid = true;
  step({}, master, slave);
  ASSERT_EQ(run().bursts.size(), 1u);
  EXPECT_TRUE(run().bursts[0].write);
  EXPECT_EQ(run().bursts[0].first, 0u);
  EXPECT_EQ(run().bursts[0].last, 0u);
  EXPECT_EQ(run().bursts[0].answered, 1u);
}

TEST_F(RecorderTest, KeepsNoMoreThanItIsAllowedAndSaysSo) {
  Recorder small(Config::pynq(), 5);
  program({make_finish(), make_finish()});
  small.begin_run(request, memories);
  CoreCycle core;
  core.run_start = true;
  EXPECT_TRUE(small.cycle(0, core, {}, {}));
  core = {};
  core.dispatch = true;
  EXPECT_TRUE(small.cycle(1, core, {}, {}));  // four phases and an instruction
  EXPECT_TRUE(small.runs()[0].complete);
  EXPECT_TRUE(small.cycle(2, core, {}, {}));
  EXPECT_TRUE(small.cycle(3, core, {}, {}));
  EXPECT_FALSE(small.runs()[0].complete);
  EXPECT_EQ(small.runs()[0].insns.size(), 1u);
  EXPECT_EQ(small.runs()[0].cycles, 3u) << "cycles are counted to the end";
}

}  // namespace
}  // namespace vta::timeline
