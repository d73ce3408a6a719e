// SPDX-License-Identifier: Apache-2.0
//
// vta_load: memory contents, tokens, statistics and errors of a stream of LOAD INP and LOAD WGT,
// against an execution one after the other.

#include <gtest/gtest.h>

#include <deque>
#include <vector>

#include VTA_TEST_HEADER
#include "tests/rtl/compute/lane_memory.h"
#include "tests/rtl/compute/read_port.h"
#include "tests/rtl/insn_index.h"

namespace vta {
namespace {

class Load : public testing::TestWithParam<std::uint32_t> {
 protected:
  Load() {
    dut_->inp_base_i = bases_.inp;
    dut_->wgt_base_i = bases_.wgt;
    dut_->insn_valid_i = 0;
    dut_->c2l_avail_i = 0;
    dut_->l2c_full_i = 0;
    port_.drive(model());
    dut_.reset();
  }

  using Model = VTA_TEST_MODEL;
  Model& model() { return *dut_.operator->(); }

  void send(const MemFields& fields, TokenFlags tokens = {}) {
    stream_.push_back(make_load(fields, tokens));
  }
  MemFields random_fields(std::uint32_t most) {
    return random_load(random_, config_, one_of(random_, MemoryType::kInp, MemoryType::kWgt), most);
  }
  // A LOAD INP of `elems` elements.
  static MemFields inp(std::uint32_t elems, std::uint32_t sram_base = 0) {
    MemFields f;
    f.memory_type = static_cast<std::uint32_t>(MemoryType::kInp);
    f.sram_base = sram_base;
    f.dram_base = 64 * sram_base;
    f.x_size = elems;
    f.y_size = 1;
    return f;
  }

  void cycle() {
    const bool offer = taken_ < stream_.size();
    dut_->insn_valid_i = offer;
    if (offer) {
      put_insn(dut_->insn_i, config_, stream_[taken_]);
      dut_->insn_index_i = index_of(taken_);
    }
    dut_->c2l_avail_i = tokens_ != 0;
    port_.drive(model());
    dut_.eval();
    port_.sample(model());
    check_levels();
    sample_writes(dut_->inp_we_o, MemoryType::kInp);
    sample_writes(dut_->wgt_we_o, MemoryType::kWgt);
    if (dut_->c2l_pop_o) {
      ASSERT_GT(tokens_, 0u) << "took a token that is not there";
      --tokens_;
      ++popped_;
    }
    if (dut_->retire_o) retire();
    EXPECT_TRUE(dut_->retire_o || !dut_->l2c_push_o);
    EXPECT_FALSE(dut_->retire_o && dut_->error_o);
    if (offer && dut_->insn_ready_o) ++taken_;
    was_busy_ = dut_->busy_o != 0;
    dut_.tick();
  }

  void check_levels() {
    EXPECT_LE(dut_->busy_o + dut_->token_wait_o + dut_->memory_wait_o, 1);
    EXPECT_FALSE(dut_->quiet_o && dut_->insn_valid_i && !dut_->token_wait_o && !dut_->error_o)
        << "quiet though it can take what is offered";
    EXPECT_FALSE(dut_->quiet_o && (dut_->busy_o || dut_->memory_wait_o || port_.owes()));
    EXPECT_EQ(dut_->head_valid_o && dut_->quiet_o && !dut_->error_o, dut_->token_wait_o);
    if (dut_->head_valid_o && !dut_->error_o) {
      EXPECT_EQ(dut_->head_index_o, index_of(retired_)) << "cycle " << dut_.cycle();
    }
  }

  void sample_writes(std::uint64_t we, MemoryType type) {
    if (we == 0) return;
    ++writes_;
    EXPECT_TRUE(was_busy_) << "a write without work";
    EXPECT_EQ(dut_->error_o, 0) << "a write of a stage that has stopped";
    LaneMemory& memory = memories_.of(static_cast<std::uint32_t>(type));
    const auto lanes = static_cast<std::uint32_t>(memory.writes(0).size());
    const Bytes data = get_bytes(dut_->wdata_o);
    for (std::uint32_t l = 0; l < lanes; ++l) {
      if ((we >> l & 1) != 0) memory.write(dut_->waddr_o, l, false, data);
    }
    // One part, or a whole element of zeros.
    const bool zeros = data == Bytes(data.size(), 0) && we == (std::uint64_t{1} << lanes) - 1;
    EXPECT_TRUE(zeros || (we & (we - 1)) == 0);
  }

  // The oldest instruction is done: the memories hold what it and all before it have loaded.
  void retire() {
    ASSERT_LT(retired_, stream_.size());
    const Insn& insn = stream_[retired_++];
    const MemFields& f = insn.mem();
    const Desc d = describe(config_, insn, 0, bases_);
    EXPECT_EQ(d.error, ErrorCode::kNone);
    EXPECT_EQ(dut_->l2c_push_o, insn.tokens.push_next);
    EXPECT_FALSE(dut_->l2c_push_o && dut_->l2c_full_i);
    const bool is_inp = f.memory_type == static_cast<std::uint32_t>(MemoryType::kInp);
    const std::uint64_t bytes =
        std::uint64_t{d.elems} * config_.elem_bytes(static_cast<MemoryType>(f.memory_type));
    EXPECT_EQ(dut_->stat_inp_o, is_inp ? bytes : 0);
    EXPECT_EQ(dut_->stat_wgt_o, is_inp ? 0 : bytes);
    auto& want = expected_.of(f.memory_type).elements();
    std::size_t at = f.sram_base;
    for (const Bytes& e : elements_of(config_, f, bases_.of(f.memory_type), dram_)) want[at++] = e;
    for (const std::uint32_t type : {1u, 2u}) {
      ASSERT_TRUE(memories_.of(type).elements() == expected_.of(type).elements())
          << "instruction " << retired_ - 1;
    }
  }

  void run(std::uint64_t bound = 200'000) {
    while (retired_ < stream_.size() && !HasFailure()) {
      ASSERT_GT(bound--, 0u) << retired_ << " of " << stream_.size() << " retired";
      cycle();
    }
  }

  // Runs until the stage is quiet for good; it must have stopped with this.
  void expect_error(ErrorCode code, std::size_t position) {
    for (int i = 0; i < 3000; ++i) cycle();
    EXPECT_EQ(dut_->error_o, 1);
    EXPECT_EQ(dut_->error_code_o, static_cast<unsigned>(code));
    EXPECT_EQ(dut_->error_index_o, index_of(position));
    EXPECT_EQ(dut_->quiet_o, 1);
    EXPECT_EQ(retired_, position);
    EXPECT_EQ(dut_->busy_o + dut_->token_wait_o + dut_->memory_wait_o, 0);
  }

  const Config config_ = test_config();
  const Bases bases_ = {0, 0xffff'fc00, 0x1'0040, 0, 0};
  Random random_{GetParam()};
  Dram dram_ = hashed_dram(GetParam());
  static constexpr std::uint32_t kPartBytes = 16;  // where an element has as many
  LaneMemories memories_{config_, kPartBytes}, expected_{config_};
  Dut<Model> dut_;
  ReadPort<Model> port_{config_, GetParam(), dram_};
  std::vector<Insn> stream_;
  std::size_t taken_ = 0, retired_ = 0, writes_ = 0;
  std::uint32_t tokens_ = 0, popped_ = 0;
  bool was_busy_ = false;  // in the cycle before: then come the writes
};

// Verifies: load.types, load.pads
TEST_P(Load, EqualsExecutionOneByOne) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  std::uint32_t pops = 0;
  for (int phase = 0; phase < 10; ++phase) {
    port_.timing = random_timing(random_);
    std::uint32_t owed = 0;
    for (int i = 0; i < 30; ++i) {
      const TokenFlags tokens = {random_.percent(20), random_.percent(40), random_.percent(20),
                                 random_.percent(40)};  // prev: no neighbour, ignored
      send(random_fields(80), tokens);
      owed += tokens.pop_next;
    }
    pops += owed;
    for (int i = 0; i < 200'000 && retired_ < stream_.size() && !HasFailure(); ++i) {
      if (owed > 0 && random_.percent(4)) ++tokens_, --owed;
      cycle();
    }
    ASSERT_EQ(retired_, stream_.size());
    EXPECT_EQ(popped_, pops);
    cycle();
    dut_.eval();
    EXPECT_EQ(dut_->quiet_o, 1);
    EXPECT_EQ(dut_->head_valid_o, 0);
  }
}

TEST_P(Load, WaitsForItsTokenAndAsksForNothing) {
  send(inp(4), {.pop_next = true});
  send(inp(4));
  for (int i = 0; i < 30; ++i) cycle();
  EXPECT_TRUE(port_.requests().empty());
  EXPECT_EQ(dut_->quiet_o, 1);
  EXPECT_EQ(dut_->token_wait_o, 1);
  EXPECT_EQ(dut_->head_valid_o, 1);
  EXPECT_EQ(dut_->head_index_o, index_of(0));
  tokens_ = 3;
  cycle();
  EXPECT_EQ(popped_, 1u);
  run();
  EXPECT_EQ(popped_, 1u);
}

TEST_P(Load, AddressesRunAheadOfDataAcrossInstructions) {
  port_.timing.latency = 200;
  tokens_ = 2;
  for (std::uint32_t i = 0; i < 4; ++i) send(inp(16, 16 * i), {.pop_next = i < 2});
  for (int i = 0; i < 100; ++i) cycle();
  EXPECT_EQ(port_.requests().size(), 8u) << "each begins in the middle of a burst";
  EXPECT_EQ(port_.beats(), 0u);
  EXPECT_EQ(dut_->memory_wait_o, 1);
  EXPECT_EQ(popped_, 2u);
  run();
  EXPECT_EQ(writes_, 64u);
}

TEST_P(Load, ATransferInFlightIsNotATokenWait) {
  port_.timing.latency = 100;
  send(inp(4));
  send(inp(4), {.pop_next = true});
  for (int i = 0; i < 50; ++i) cycle();
  EXPECT_EQ(dut_->memory_wait_o, 1);
  EXPECT_EQ(dut_->token_wait_o, 0);
  EXPECT_EQ(dut_->quiet_o, 0);
  for (int i = 0; i < 100; ++i) cycle();
  EXPECT_EQ(dut_->token_wait_o, 1);
  EXPECT_EQ(dut_->quiet_o, 1);
}

TEST_P(Load, NopsMoveTokensOnly) {
  MemFields nop;
  nop.memory_type = static_cast<std::uint32_t>(MemoryType::kInp);
  nop.sram_base = 0xffff;
  nop.y_size = 0xffff;
  nop.y_pad_0 = nop.x_pad_0 = 15;
  tokens_ = 1;
  send(nop, {.pop_next = true, .push_next = true});
  send(nop);
  run();
  EXPECT_EQ(popped_, 1u);
  EXPECT_EQ(writes_, 0u);
  EXPECT_TRUE(port_.requests().empty());
}

// Verifies: tokens.capacity
TEST_P(Load, ATokenThatDoesNotFitStopsTheStage) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  port_.timing = random_timing(random_);
  dut_->l2c_full_i = 1;
  for (std::uint32_t i = 0; i < 8; ++i) send(inp(5, 5 * i), {.push_next = i == 3});
  expect_error(ErrorCode::kTokenOverflow, 3);
  EXPECT_EQ(writes_, 20u) << "its data are there, those of younger ones are not";
}

TEST_P(Load, ALaterErrorDoesNotOvertake) {
  port_.timing.latency = 100;
  send(inp(20));
  send(inp(2, config_.depth(MemoryType::kInp) - 1));
  send(inp(20, 40));
  for (int i = 0; i < 60; ++i) cycle();
  EXPECT_EQ(dut_->error_o, 0);
  EXPECT_EQ(dut_->quiet_o, 0);
  expect_error(ErrorCode::kSramOutOfRange, 1);
  EXPECT_EQ(writes_, 20u);
  EXPECT_EQ(port_.beats(), 20u) << "the one behind the error asks for nothing";
}

// Verifies: error.order
TEST_P(Load, TheOlderOfTwoErrorsCounts) {
  port_.timing.latency = 50;
  port_.fails = [](std::uint32_t) { return true; };
  send(inp(20));
  send(inp(2, config_.depth(MemoryType::kInp) - 1));
  expect_error(ErrorCode::kAxiError, 0);
  EXPECT_EQ(writes_, 0u);
}

TEST_P(Load, AnAxiErrorStopsTheStageAndTheRestIsThrownAway) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  port_.timing = random_timing(random_);
  const std::size_t bad = random_.below(6);
  for (std::uint32_t i = 0; i < 10; ++i) send(inp(20, 20 * i), {.push_next = true});
  const std::uint32_t elem = stream_[bad].mem().dram_base + random_.below(20);
  const std::uint32_t bytes = config_.elem_bytes(MemoryType::kInp);
  ASSERT_EQ(bytes, 8u) << "one beat";
  port_.fails = [this, elem, bytes](std::uint32_t a) { return a == bases_.inp + elem * bytes; };
  expect_error(ErrorCode::kAxiError, bad);
  EXPECT_EQ(writes_, 20 * bad + 19);
  EXPECT_FALSE(port_.owes());
}

// The registers promise "the oldest instruction that has not retired", and that is the offender.
TEST_P(Load, TheHeadIsTheOffender) {
  send(inp(2));
  send(inp(2, config_.depth(MemoryType::kInp) - 1));
  if (GetParam() % 2 == 0) send(inp(2));
  expect_error(ErrorCode::kSramOutOfRange, 1);
  EXPECT_EQ(dut_->head_valid_o, 1);
  EXPECT_EQ(dut_->head_index_o, index_of(1));
}

TEST_P(Load, AnErrorTakesItsTokens) {
  tokens_ = 2;
  send(inp(2, config_.depth(MemoryType::kInp) - 1), {.pop_next = true});
  send(inp(1), {.pop_next = true});
  expect_error(ErrorCode::kSramOutOfRange, 0);
  EXPECT_EQ(popped_, 1u);
}

// What has stopped waits for nothing, though the next instruction lacks its token.
TEST_P(Load, AStoppedStageDoesNotWaitForAToken) {
  send(inp(2, config_.depth(MemoryType::kInp) - 1));
  send(inp(1), {.pop_next = true});
  expect_error(ErrorCode::kSramOutOfRange, 0);
  EXPECT_EQ(popped_, 0u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Load, testing::Range(0u, 6u));

}  // namespace
}  // namespace vta
