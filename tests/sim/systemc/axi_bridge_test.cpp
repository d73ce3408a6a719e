// SPDX-License-Identifier: Apache-2.0
//
// AxiBridge beside AxiMemory, wire by wire: bursts that are carried out at once are answered in the
// same cycles; those that are carried out later are answered later and no sooner.

#include "sim/systemc/axi_bridge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <deque>

#include "sim/rtl/axi_checker.h"
#include "sim/rtl/random.h"
#include "tests/regress/seeds.h"
#include "tests/sim/rtl/axi_traffic.h"

namespace vta {
namespace {

// Carries out bursts on bytes from address 0 on, at once or when it is told to.
class Bytes final : public AxiBurstSink {
 public:
  explicit Bytes(std::size_t size) : bytes(size) {}

  void carry_out(std::shared_ptr<AxiBurst> burst) override {
    waiting.push_back(std::move(burst));
    if (at_once) carry_out_next();
  }
  void carry_out_next() {
    const std::shared_ptr<AxiBurst> burst = std::move(waiting.front());
    waiting.pop_front();
    ASSERT_LE(burst->address + burst->size, bytes.size());
    const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(burst->address);
    if (burst->write) {
      std::ranges::copy(burst->bytes(), begin);
    } else {
      std::copy_n(begin, burst->size, burst->bytes().begin());
    }
    burst->ready_at = ready_at;
    burst->done = true;
  }

  std::vector<std::byte> bytes;
  std::deque<std::shared_ptr<AxiBurst>> waiting;
  bool at_once = true;
  std::uint64_t ready_at = 0;
};

struct Setting {
  explicit Setting(std::uint32_t seed) : rng(seed) {
    traffic.data_bytes = 4u << rng.below(5);
    traffic.bursts = 400;
    traffic.idle = rng.below(90);
    traffic.late_ready = rng.below(90);
    traffic.late_data = rng.below(90);
    memory.read_latency = 1 + rng.below(60);
    memory.write_latency = 1 + rng.below(60);
    memory.max_outstanding_reads = 1 + rng.below(64);
  }
  Random rng;
  AxiTraffic::Options traffic;
  AxiMemoryOptions memory;
};

void expect_same(const AxiSlavePins& a, const AxiSlavePins& b, unsigned data_bytes) {
  ASSERT_EQ(a.ar_ready, b.ar_ready);
  ASSERT_EQ(a.aw_ready, b.aw_ready);
  ASSERT_EQ(a.w_ready, b.w_ready);
  ASSERT_EQ(a.r_valid, b.r_valid);
  ASSERT_EQ(a.b_valid, b.b_valid);
  if (a.r_valid) {
    ASSERT_EQ(a.r.id, b.r.id);
    ASSERT_EQ(a.r.resp, b.r.resp);
    ASSERT_EQ(a.r.last, b.r.last);
    ASSERT_EQ(std::memcmp(a.r.data.data(), b.r.data.data(), data_bytes), 0);
  }
  if (a.b_valid) {
    ASSERT_EQ(a.b, b.b);
  }
}

class AxiBridgeSeeds : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(AxiBridgeSeeds, DrivesTheWiresOfAxiMemoryWhenBurstsAreCarriedOutAtOnce) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  Setting setting(GetParam());
  AxiTraffic traffic(GetParam(), setting.traffic);
  DeviceMemory memory;
  ASSERT_TRUE(memory.add_region(0, traffic.shadow().size()));
  ASSERT_TRUE(memory.write(0, traffic.shadow()));
  Bytes bytes(traffic.shadow().size());
  bytes.bytes = traffic.shadow();
  AxiMemory axi(memory, setting.traffic.data_bytes, setting.memory);
  AxiBridge bridge(bytes, setting.traffic.data_bytes, setting.memory);
  std::uint64_t cycle = 0;
  for (; !traffic.done() && cycle < 1'000'000; ++cycle) {
    SCOPED_TRACE("cycle " + std::to_string(cycle));
    const AxiSlavePins slave = bridge.drive(cycle);
    expect_same(axi.pins(), slave, setting.traffic.data_bytes);
    if (HasFatalFailure()) return;
    bridge.step(traffic.pins());
    axi.step(traffic.pins());
    traffic.step(slave);
    ASSERT_EQ(traffic.mismatch(), "");
  }
  EXPECT_TRUE(traffic.done()) << "after " << cycle << " cycles";
  EXPECT_EQ(bytes.bytes, traffic.shadow());
  EXPECT_EQ(bridge.reads_outstanding(), 0u);
  EXPECT_EQ(bridge.writes_outstanding(), 0u);
}

TEST_P(AxiBridgeSeeds, KeepsTheRulesAndTheDataWhenBurstsAreCarriedOutLate) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  Setting setting(GetParam());
  AxiTraffic traffic(GetParam(), setting.traffic);
  Bytes bytes(traffic.shadow().size());
  bytes.bytes = traffic.shadow();
  bytes.at_once = false;
  AxiBridge bridge(bytes, setting.traffic.data_bytes, setting.memory);
  AxiChecker checker({.data_bytes = setting.traffic.data_bytes,
                      .max_outstanding_reads = setting.memory.max_outstanding_reads,
                      .max_stall = 100'000});
  std::uint64_t cycle = 0;
  for (; !traffic.done() && cycle < 1'000'000; ++cycle) {
    const AxiSlavePins slave = bridge.drive(cycle);
    ASSERT_TRUE(checker.check(traffic.pins(), slave)) << checker.violation();
    bridge.step(traffic.pins());
    traffic.step(slave);
    ASSERT_EQ(traffic.mismatch(), "") << "cycle " << cycle;
    bytes.ready_at = cycle + setting.rng.below(100);
    if (!bytes.waiting.empty() && setting.rng.percent(20)) bytes.carry_out_next();
  }
  EXPECT_TRUE(traffic.done()) << "after " << cycle << " cycles";
  EXPECT_EQ(bytes.bytes, traffic.shadow());
}

INSTANTIATE_TEST_SUITE_P(Seeds, AxiBridgeSeeds, ::testing::ValuesIn(test::seeds(12)));

constexpr AxiAddress kOneBeat{.addr = 0x40, .id = 3, .len = 0, .size = 3};

class AxiBridgeTest : public ::testing::Test {
 protected:
  AxiSlavePins cycle(const AxiMasterPins& master) {
    const AxiSlavePins slave = bridge_.drive(now_++);
    bridge_.step(master);
    return slave;
  }
  // Cycles until a read that is accepted in the first one is answered.
  unsigned read() {
    AxiMasterPins master;
    master.r_ready = master.ar_valid = true;
    master.ar = kOneBeat;
    EXPECT_TRUE(cycle(master).ar_ready);
    master.ar_valid = false;
    for (unsigned i = 1; i < 1000; ++i) {
      if (cycle(master).r_valid) return i;
    }
    ADD_FAILURE() << "no answer";
    return 0;
  }

  AxiMemoryOptions options_{.read_latency = 10, .write_latency = 5};
  Bytes bytes_{4096};
  AxiBridge bridge_{bytes_, 8, options_};
  std::uint64_t now_ = 0;
};

TEST_F(AxiBridgeTest, AnswersWithTheLatencyOrWhenTheBytesAreReady) {
  EXPECT_EQ(read(), 10u);
  bytes_.ready_at = now_ + 7;
  EXPECT_EQ(read(), 10u);
  bytes_.ready_at = now_ + 33;
  EXPECT_EQ(read(), 33u);
}

TEST_F(AxiBridgeTest, WritesTheBytesThatHaveAStrobe) {
  AxiMasterPins master;
  master.aw_valid = master.w_valid = master.b_ready = true;
  master.aw = {.addr = 0x40, .id = 1, .len = 1, .size = 3};
  master.w.data.fill(std::byte{0x11});
  master.w.strb = 0xE0;
  EXPECT_TRUE(cycle(master).w_ready);
  master.aw_valid = false;
  master.w.strb = 0x03;
  master.w.last = true;
  EXPECT_TRUE(cycle(master).w_ready);
  for (std::size_t i = 0; i < bytes_.bytes.size(); ++i) {
    EXPECT_EQ(bytes_.bytes[i], i >= 0x45 && i < 0x4A ? std::byte{0x11} : std::byte{0}) << i;
  }
  EXPECT_EQ(bridge_.writes_outstanding(), 1u);
}

TEST_F(AxiBridgeTest, ForgetsWhatIsInFlightAtAReset) {
  bytes_.at_once = false;
  AxiMasterPins master;
  master.r_ready = master.ar_valid = true;
  master.ar = kOneBeat;
  cycle(master);
  ASSERT_EQ(bridge_.reads_outstanding(), 1u);
  bridge_.reset();
  EXPECT_EQ(bridge_.reads_outstanding(), 0u);
  bytes_.carry_out_next();  // comes too late
  master.ar_valid = false;
  for (int i = 0; i < 100; ++i) ASSERT_FALSE(cycle(master).r_valid);
  bytes_.at_once = true;
  EXPECT_EQ(read(), 10u);
}

TEST_F(AxiBridgeTest, PassesErrorsOnBeatByBeat) {
  bytes_.at_once = false;
  AxiMasterPins master;
  master.r_ready = master.ar_valid = true;
  master.ar = {.addr = 0x40, .id = 2, .len = 1, .size = 3};
  cycle(master);
  bytes_.waiting.front()->resp[1] = AxiResp::kDecErr;
  bytes_.carry_out_next();
  master.ar_valid = false;
  std::vector<AxiResp> answers;
  for (int i = 0; i < 100; ++i) {
    const AxiSlavePins slave = cycle(master);
    if (slave.r_valid) answers.push_back(slave.r.resp);
  }
  EXPECT_EQ(answers, (std::vector{AxiResp::kOkay, AxiResp::kDecErr}));
}

}  // namespace
}  // namespace vta
