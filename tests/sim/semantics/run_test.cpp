// SPDX-License-Identifier: Apache-2.0
//
// The Device side of the simulators: requests, bounds, progress, what lasts from run to run.

#include "tests/sim/semantics/machine.h"

namespace vta {
namespace {

using Requests = OnEverySimulator;

// 2^40 micro-ops.
Insn endless() {
  GemmFields f{once(0, 0x1000), 0, 0};
  f.loop.iter_out = f.loop.iter_in = 0x3fff;
  return make_gemm(f);
}

TEST_P(Requests, NamesItsTargetAndGeometry) {
  Machine m(GetParam());
  EXPECT_EQ(m.device().target(), GetParam() == Target::kGolden ? "golden" : "functional");
  EXPECT_EQ(m.device().config(), Config::pynq());
}

TEST_P(Requests, MemoriesStartAsZeros) {
  Machine m(GetParam());
  EXPECT_EQ(m.sram(), make_sram(Config::pynq()));
}

TEST_P(Requests, RefusesImpossibleRequests) {
  Machine m(GetParam());
  RunRequest request;
  request.insn_address = 8;
  EXPECT_FALSE(m.device().run(request).ok());
  request.insn_address = 0;
  request.base[2] = 32;
  EXPECT_FALSE(m.device().run(request).ok());
  request.base[2] = 0;
  request.insn_count = (1u << 28) + 1;
  EXPECT_FALSE(m.device().run(request).ok());
}

TEST_P(Requests, ARefusedRequestLeavesTokensAlone) {
  Machine m(GetParam());
  m.finish({make_load({}, {.push_prev = true})});
  RunRequest request;
  request.insn_address = 8;
  EXPECT_FALSE(m.device().run(request).ok());
  m.finish({make_load(transfer(kInp, 0, 0, 0, 0), {.pop_next = true})});
}

TEST_P(Requests, RefusesAccessesOfTheHostOutsideMemory) {
  Machine m(GetParam());
  std::vector<std::byte> bytes(32);
  EXPECT_FALSE(m.device().write(Machine::kEnd - 16, bytes).ok());
  EXPECT_FALSE(m.device().read(Machine::kEnd - 16, bytes).ok());
  EXPECT_FALSE(m.device().add_region(Machine::kEnd - 16, 32).ok());
}

// Verifies: error.no_hang
TEST_P(Requests, IsGivenUpAtTheBoundOfTheRequest) {
  Machine m(GetParam());
  RunRequest request;
  request.max_cycles = 100000;
  const RunReport report = m.run({endless(), make_finish()}, request);
  EXPECT_EQ(report.outcome, RunOutcome::kTimeout);
  EXPECT_EQ(report.error, ErrorCode::kNone);
  EXPECT_NE(report.detail.find("100000"), std::string::npos) << report.detail;
  EXPECT_EQ(report.statistics.gemm_counter, 0u);
}

TEST_P(Requests, BoundCountsInstructionsElementsAndMicroOps) {
  Machine m(GetParam());
  m.set_uops({{0, 0, 0}});
  MemFields padded = transfer(kInp, 0, 0, 2, 3);
  padded.x_pad_0 = 1;
  GemmFields gemm{once(0, 1), 0, 0};
  gemm.loop.iter_in = 7;
  const std::vector<Insn> insns = {make_load(padded), make_gemm(gemm),
                                   make_store(transfer(kOut, 0, Machine::kData / 16, 1, 5)),
                                   make_finish()};
  RunRequest request;
  request.max_cycles = 4 + 8 + 7 + 5;
  EXPECT_EQ(m.run(insns, request).outcome, RunOutcome::kFinished);
  --*request.max_cycles;
  EXPECT_EQ(m.run(insns, request).outcome, RunOutcome::kTimeout);
  request.max_cycles = 0;
  EXPECT_EQ(m.run(insns, request).outcome, RunOutcome::kTimeout);
}

TEST_P(Requests, TokensAreClearedAfterARunThatWasGivenUp) {
  Machine m(GetParam());
  m.finish({make_load({}, {.push_prev = true})});
  RunRequest request;
  request.max_cycles = 10;
  EXPECT_EQ(m.run({endless(), make_finish()}, request).outcome, RunOutcome::kTimeout);
  m.fail({make_load(transfer(kInp, 0, 0, 0, 0), {.pop_next = true}), make_finish()},
         ErrorCode::kDeadlock, 0);
}

TEST_P(Requests, ReportsProgressOfALongRun) {
  Machine m(GetParam());
  std::vector<std::uint64_t> reports;
  m.device().set_progress([&reports](std::uint64_t work) { reports.push_back(work); });
  RunRequest request;
  request.max_cycles = 1000000;
  EXPECT_EQ(m.run({endless(), make_finish()}, request).outcome, RunOutcome::kTimeout);
  ASSERT_GE(reports.size(), 5u);
  for (std::size_t i = 1; i < reports.size(); ++i) EXPECT_GT(reports[i], reports[i - 1]);
  EXPECT_LE(reports.back(), 1000000u);
}

TEST_P(Requests, ALongRunEndsSoonAfterItIsAskedToStop) {
  Machine m(GetParam());
  std::uint64_t last = 0;
  int asked = 0;
  m.device().set_progress([&last](std::uint64_t work) { last = work; });
  m.device().set_stop_request([&asked] { return ++asked == 3; });
  RunRequest request;
  request.max_cycles = std::uint64_t{1} << 40;
  const RunReport report = m.run({endless(), make_finish()}, request);
  EXPECT_EQ(report.outcome, RunOutcome::kTimeout);
  EXPECT_NE(report.detail.find("the run was asked to stop"), std::string::npos) << report.detail;
  EXPECT_EQ(asked, 3);
  EXPECT_LT(last, std::uint64_t{1} << 24);
  m.device().set_stop_request({});
  m.finish({make_load({}, {})});
}

// Verifies: persist
TEST_P(Requests, MemoriesLastFromRunToRun) {
  Machine m(GetParam());
  m.set_acc(1, ramp32(16, 1));
  m.finish({make_store(transfer(kOut, 1, Machine::kData / 16, 1, 1))});
  m.finish({make_load(transfer(kInp, 1, Machine::kData / 16, 1, 1))});
  EXPECT_EQ(m.inp(1), ramp8(16, 1));
}

TEST_P(Requests, UnusedBitsAreIgnored) {
  Machine m(GetParam());
  m.set_acc(0, all32(16, 6));
  InsnWord store =
      encode(m.config(), make_store(transfer(kOut, 0, Machine::kData / 16, 1, 1))).value();
  store[0] |= std::uint64_t{0x3f} << 58;
  InsnWord finish = encode(m.config(), make_finish()).value();
  finish[0] |= ~std::uint64_t{0} << 7;
  finish[1] = ~std::uint64_t{0};
  std::vector<std::byte> image(2 * kInsnBytes);
  store_insn_word(store, image.data());
  store_insn_word(finish, image.data() + kInsnBytes);
  ASSERT_TRUE(m.device().write(0, image).ok());
  RunRequest request;
  request.insn_count = 2;
  EXPECT_EQ(m.device().run(request).value().outcome, RunOutcome::kFinished);
  EXPECT_EQ(m.bytes(Machine::kData, 16), Bytes(16, 6));
}

VTA_ON_EVERY_SIMULATOR(Requests);

}  // namespace
}  // namespace vta
