// SPDX-License-Identifier: Apache-2.0
//
// The parts of the cycle model, one by one, against what the modules of rtl/ say about themselves.

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "sim/timing/exec.h"
#include "sim/timing/load_engine.h"
#include "sim/timing/nest.h"
#include "sim/timing/read_port.h"
#include "sim/timing/requests.h"
#include "sim/timing/retire.h"
#include "sim/timing/scan.h"
#include "sim/timing/tail.h"
#include "sim/timing/tokens.h"
#include "sim/timing/transfer.h"

namespace vta::timing {
namespace {

// --- the read port -------------------------------------------------------------------------------

TEST(Channel, StreamsABeatPerCycleToAClientThatTakesThem) {
  Channel channel;
  EXPECT_EQ(channel.stream(100, 16, 0), 101u);  // one cycle behind the bus
  EXPECT_EQ(channel.bus, 115u);
  EXPECT_EQ(channel.taken1, 116u);
}

TEST(Channel, HoldsTwoBeatsForAClientThatWaits) {
  Channel channel;
  EXPECT_EQ(channel.stream(100, 4, 200), 200u);
  EXPECT_EQ(channel.taken1, 203u);
  EXPECT_EQ(channel.bus, 202u);  // the last one goes over the bus when the second has been taken
}

// Asks for `count` bursts, a new one as soon as the last is granted.
class Asker final : public ReadClient {
 public:
  Asker(unsigned count, unsigned beats, Cycle from) : left_(count), beats_(beats), at_(from) {}
  Cycle asks_at() const override { return left_ == 0 ? kNever : at_; }
  unsigned beats() const override { return beats_; }
  void grant(Cycle now) override {
    granted.push_back(now);
    --left_;
    at_ = now + 1;
  }
  bool receive(unsigned beats, Cycle shown, Channel& channel) override {
    first.push_back(channel.stream(shown, beats, 0));
    return true;
  }
  std::vector<Cycle> granted, first;

 private:
  unsigned left_, beats_;
  Cycle at_;
};

void run(ReadPort& port) {
  for (int steps = 0; port.next() != kNever && steps < 10'000; ++steps) port.step(port.next());
  ASSERT_EQ(port.next(), kNever);
}

TEST(ReadPort, TakesFromTheRequestToTheDataTheLatencyAndThreeCycles) {
  ReadPort port(40, 16);
  Asker asker(1, 4, 10), nobody1(0, 1, 0), nobody2(0, 1, 0);
  port.connect(0, asker);
  port.connect(1, nobody1);
  port.connect(2, nobody2);
  run(port);
  ASSERT_EQ(asker.first.size(), 1u);
  // Grant 10, address on the bus 11, first beat 51, at the client 52.
  EXPECT_EQ(asker.granted[0], 10u);
  EXPECT_EQ(asker.first[0], 52u);
}

TEST(ReadPort, GrantsInTurn) {
  ReadPort port(1000, 64);
  Asker a(3, 1, 5), b(3, 1, 5), c(0, 1, 0);
  port.connect(0, a);
  port.connect(1, b);
  port.connect(2, c);
  run(port);
  EXPECT_EQ(a.granted, (std::vector<Cycle>{5, 7, 9}));
  EXPECT_EQ(b.granted, (std::vector<Cycle>{6, 8, 10}));
}

TEST(ReadPort, WaitsForMemoryThatHasEnoughReads) {
  ReadPort port(100, 2);
  Asker a(5, 1, 1), b(0, 1, 0), c(0, 1, 0);
  port.connect(0, a);
  port.connect(1, b);
  port.connect(2, c);
  run(port);
  // Two are in memory, two wait in the skid buffer; the fifth is granted when the third has left
  // it, in the cycle after the first was answered (102).
  EXPECT_EQ(a.granted, (std::vector<Cycle>{1, 2, 3, 4, 104}));
  EXPECT_EQ(a.first[0], 103u);
}

TEST(ReadPort, TellsInWhichCyclesDataCome) {
  ReadPort port(10, 16);
  Asker a(2, 4, 0), b(0, 1, 0), c(0, 1, 0);
  port.connect(0, a);
  port.connect(1, b);
  port.connect(2, c);
  run(port);  // beats on the bus in cycles 11 to 18
  EXPECT_EQ(port.busy(0, 11), 0u);
  EXPECT_EQ(port.busy(11, 13), 2u);
  EXPECT_EQ(port.busy(13, 100), 6u);
}

// --- LOADs ---------------------------------------------------------------------------------------

TEST(Requests, CutRowsIntoBurstsThatEndAtMultiplesOf16Beats) {
  Requests requests(3);
  Rows rows;
  rows.address = 14 * 8;
  rows.row_bytes = 20 * 8;
  rows.stride_bytes = 1024;
  rows.rows = 2;
  requests.start(10, rows);
  EXPECT_EQ(requests.ready_at(), kNever);  // the second row waits for a grant
  std::vector<unsigned> beats;
  std::vector<Cycle> at;
  while (requests.asks_at() != kNever && beats.size() < 10) {
    beats.push_back(requests.beats());
    at.push_back(requests.asks_at());
    requests.grant(requests.asks_at());
  }
  EXPECT_EQ(beats, (std::vector<unsigned>{2, 16, 2, 2, 16, 2}));
  EXPECT_EQ(at, (std::vector<Cycle>{13, 14, 15, 16, 17, 18}));  // three cycles, then no gap
  EXPECT_LT(requests.ready_at(), 16u);  // free when the burst stage has taken the last row
}

TEST(PadWalk, WritesZerosWhereThereAreNoDataAndJumpsOverRows) {
  MemFields f;
  f.x_size = 3;
  f.y_size = 2;
  f.y_pad_0 = 1;
  f.x_pad_0 = f.x_pad_1 = 1;
  PadWalk walk(f, true);
  // 5 zeros above, 1 before the row, jump, 2 between, jump, 1 behind, and the cycle that notices.
  EXPECT_EQ(walk.left(), 12u);
  walk.advance_beside_data(100);
  EXPECT_EQ(walk.left(), 12u);  // the first step needs the port
  walk.advance(6);
  walk.advance_beside_data(100);
  EXPECT_EQ(walk.left(), 5u);  // one jump, then zeros again
  walk.advance(5);
  EXPECT_FALSE(walk.active());
}

TEST(LoadEngine, WritesOneLoadBehindTheOtherWithTwoCyclesBetween) {
  const Geometry geometry(Config::pynq());
  LoadEngine engine(geometry, 0);
  ReadPort port(40, 16);
  Asker nobody1(0, 1, 0), nobody2(0, 1, 0);
  port.connect(0, nobody1);
  port.connect(1, engine);
  port.connect(2, nobody2);
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kInp);
  f.x_size = f.x_stride = 8;  // 16 beats
  f.y_size = 1;
  engine.start(0, f, 0);
  ASSERT_LE(engine.ready_at(true), 1u);
  engine.start(1, f, 0);
  run(port);
  // Request 3, address 4, beats 44 .. 59 on the bus, 45 .. 60 in the writer, done 61.
  EXPECT_EQ(engine.done_at(0), 61u);
  EXPECT_EQ(engine.done_at(1), 61u + 2 + 16);
  EXPECT_FALSE(engine.empty(engine.done_at(1)));
  EXPECT_TRUE(engine.empty(engine.done_at(1) + 1));
}

TEST(LoadEngine, AsksForNoMoreThan128BeatsAhead) {
  const Geometry geometry(Config::pynq());
  LoadEngine engine(geometry, 0);
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kWgt);
  f.x_size = f.x_stride = 16;  // 512 beats
  f.y_size = 1;
  engine.start(0, f, 0);
  unsigned granted = 0;
  while (engine.asks_at() != kNever && granted < 100) {
    engine.grant(engine.asks_at());
    ++granted;
  }
  EXPECT_EQ(granted, kEngineBeats / kMaxBurstBeats);
}

// --- compute -------------------------------------------------------------------------------------

Insn gemm(std::uint32_t uops, std::uint32_t in, std::uint32_t out, bool reset = false) {
  GemmFields f;
  f.loop.uop_end = uops;
  f.loop.iter_in = in;
  f.loop.iter_out = out;
  f.loop.reset = reset;
  f.loop.dst_factor_in = uops;
  f.loop.dst_factor_out = uops * in;
  return make_gemm(f);
}

class Compute : public testing::Test {
 protected:
  Compute() {
    for (std::uint32_t i = 0; i < 8; ++i) {
      uops.write(i, encode_uop(config, {.dst = i, .src = i, .wgt = 0}).value());
    }
  }
  const Config config = Config::pynq();
  const Geometry geometry{config};
  UopMemory uops{config};
};

TEST_F(Compute, NestSkipsToWhereItWouldHaveGone) {
  const Insn insn = gemm(5, 3, 4);
  for (std::uint64_t skip = 1; skip < 59; ++skip) {
    Nest walked(insn, 0), jumped(insn, 0);
    for (std::uint64_t i = 0; i < skip; ++i) (void)walked.next(uops);
    jumped.skip(skip);
    const Slot a = walked.next(uops), b = jumped.next(uops);
    EXPECT_EQ(a.address, b.address) << skip;
    EXPECT_EQ(a.last, b.last);
    EXPECT_EQ(a.first_sweep, b.first_sweep);
    EXPECT_EQ(a.address, skip);  // the loops are dense
  }
}

TEST_F(Compute, NestReadsTheOperandOfATensorOperationFirst) {
  AluFields f;
  f.loop.uop_end = 2;
  f.loop.iter_in = f.loop.iter_out = 1;
  Nest nest(make_alu(f), 0);
  EXPECT_EQ(nest.steps(), 4u);
  EXPECT_FALSE(nest.next(uops).writes);
  EXPECT_TRUE(nest.next(uops).writes);
}

TEST_F(Compute, TouchedFindsTheLastElementAndWhatIsBeyond) {
  const Touched inside = touched(geometry, gemm(8, 16, 16), uops);
  EXPECT_TRUE(inside.legal);
  EXPECT_EQ(inside.dst_lo, 0u);
  EXPECT_EQ(inside.dst_hi, 2047u);
  EXPECT_FALSE(touched(geometry, gemm(8, 16, 17), uops).legal);
}

TEST_F(Compute, PipelineTakesAStepPerCycleAndSixToTheEnd) {
  Exec exec(uops);
  const Insn insn = gemm(8, 2, 2);
  exec.start(100, insn, touched(geometry, insn, uops));
  Cycle now = 100;
  while (!exec.ended() && now < 200) exec.step(++now, false, false, false);
  EXPECT_EQ(now, 100u + 32 + 5);  // s0 in 101 .. 132; what is seen in the next cycle: s6 in 138
}

TEST_F(Compute, PipelineSkipsToWhereItWouldHaveGone) {
  const Insn insn = gemm(8, 8, 8);
  for (Cycle skip = 1; skip < 400; skip += 7) {
    Exec walked(uops), jumped(uops);
    for (Exec* exec : {&walked, &jumped}) exec->start(0, insn, touched(geometry, insn, uops));
    for (Cycle now = 1; now <= skip; ++now) walked.step(now, false, false, false);
    jumped.skip(1, skip);
    for (Cycle now = skip + 1; now < skip + 9; ++now) {
      EXPECT_EQ(walked.banks().writes, jumped.banks().writes);
      EXPECT_EQ(walked.banks().write_bank, jumped.banks().write_bank);
      walked.step(now, false, false, false);
      jumped.step(now, false, false, false);
    }
    EXPECT_EQ(walked.safe_at(skip + 9), jumped.safe_at(skip + 9)) << skip;
    EXPECT_EQ(walked.steady(), jumped.steady());
  }
}

TEST_F(Compute, PipelineIsHarmlessOnceAllMicroOpsHaveBeenSeen) {
  Exec exec(uops);
  const Insn insn = gemm(8, 8, 8);
  exec.start(0, insn, touched(geometry, insn, uops));
  EXPECT_EQ(exec.safe_at(1), kFootprintSteps + 2);  // the ends of the loops take longest
  const Insn once = gemm(8, 1, 1);
  exec.start(0, once, touched(geometry, once, uops));
  EXPECT_EQ(exec.safe_at(1), kNever);
}

TEST_F(Compute, ScanTakesACyclePerMicroOpAndFour) {
  for (const std::uint32_t count : {1u, 5u, 8u}) {
    Scan scan;
    const Insn insn = gemm(count, 2, 2, true);
    Cycle cycles = 0;
    for (; !scan.told() && cycles < 100; ++cycles) {
      scan.step(true, scan.reads(), insn, uops, 2048);
    }
    EXPECT_EQ(cycles, count + 4);
    EXPECT_TRUE(scan.dense());
    EXPECT_EQ(scan.work().last, 4 * count - 1);
  }
}

TEST_F(Compute, ScanRefusesWhatDoesNotRise) {
  Scan scan;
  Insn insn = gemm(4, 2, 2, true);
  std::get<GemmFields>(insn.body).loop.dst_factor_in = 3;  // the sweeps overlap
  for (int i = 0; i < 20; ++i) scan.step(true, scan.reads(), insn, uops, 2048);
  EXPECT_TRUE(scan.told());
  EXPECT_FALSE(scan.dense());
}

TailWork work_of(std::uint32_t elements, bool reset) {
  TailWork work;
  work.reset = reset;
  work.last = work.hi = elements - 1;
  work.uops = elements;
  work.iter_in = work.iter_out = 1;
  return work;
}

Cycle run_tail(Tail& tail, const BankUse& exec) {
  Cycle cycles = 0;
  for (; !tail.done() && cycles < 10'000; ++cycles) (void)tail.step(exec);
  return cycles;
}

TEST(Tail, TakesACyclePerElementAndTwoZerosAtOnce) {
  Tail tail;
  tail.start(work_of(64, false));
  tail.go();
  EXPECT_EQ(run_tail(tail, {}), 64u + 5);
  Tail zeros;
  zeros.start(work_of(64, true));
  EXPECT_EQ(run_tail(zeros, {}), 1u + 32 + 5);
}

TEST(Tail, LeavesTheBanksToGemm) {
  // GEMM with consecutive elements: a bank every other cycle, as the tail engine itself.
  Tail tail;
  tail.start(work_of(64, false));
  tail.go();
  Cycle cycles = 0;
  for (; !tail.done() && cycles < 1000; ++cycles) {
    const auto bank = static_cast<std::uint32_t>(cycles & 1);
    (void)tail.step({true, true, bank, bank ^ 1});
  }
  EXPECT_LT(cycles, 64u + 10);
  // One that keeps to one bank leaves it none.
  Tail stuck;
  stuck.start(work_of(64, false));
  stuck.go();
  EXPECT_EQ(run_tail(stuck, {true, true, 0, 0}), 10'000u);
}

TEST(Tail, AddsAnOperandPerStepOfTheOuterLoop) {
  TailWork work = work_of(1, false);
  work.add = true;
  work.iter_in = 8;
  work.iter_out = 4;
  work.factor_in = 1;
  work.factor_out = 8;
  work.src = 100;
  work.src_step = 1;
  work.last = 31;
  work.hi = 103;
  Tail tail;
  tail.start(work);
  tail.go();
  EXPECT_EQ(run_tail(tail, {}), 32u + 4 + 5);
}

TEST(Retire, KeepsTheOrderButForTheTailEngine) {
  Retire retire(true);
  retire.start(Unit::kExec, {false, false}, true, 0, 9);
  retire.start(Unit::kTail, {false, true}, false, 0, 9);
  EXPECT_FALSE(retire.ahead().any);
  const Retire::Verdict early = retire.judge(false, true, false);
  EXPECT_TRUE(early.any && early.early && early.clears_tail && early.push.next);
  retire.step(early);
  EXPECT_TRUE(retire.ahead().any);  // store must not read what the GEMM still writes
  EXPECT_EQ(retire.ahead().hi, 9u);
  const Retire::Verdict gemm = retire.judge(true, false, false);
  EXPECT_TRUE(gemm.any && gemm.unit == Unit::kExec);
  retire.step(gemm);
  EXPECT_TRUE(retire.stale());
  retire.step(retire.judge(false, false, false));
  EXPECT_TRUE(retire.empty());
  EXPECT_FALSE(retire.ahead().any);
}

TEST(Retire, LetsNobodyGoAheadOfATokenForStoreNorWithOneForLoad) {
  Retire retire(true);
  retire.start(Unit::kExec, {false, true}, true, 0, 9);
  retire.start(Unit::kTail, {false, true}, false, 0, 9);
  EXPECT_FALSE(retire.judge(false, true, false).any);
  Retire other(true);
  other.start(Unit::kExec, {false, false}, true, 0, 9);
  other.start(Unit::kTail, {true, false}, false, 0, 9);
  EXPECT_FALSE(other.judge(false, true, false).any);
}

TEST(Tokens, CanBeTakenInTheNextCycle) {
  TokenQueue queue;
  queue.push(7);
  EXPECT_FALSE(queue.available(7));
  EXPECT_TRUE(queue.available(8));
  for (unsigned i = 1; i < kTokensHigh; ++i) queue.push(20);
  EXPECT_FALSE(queue.high(20));
  EXPECT_TRUE(queue.high(21));
}

}  // namespace
}  // namespace vta::timing
