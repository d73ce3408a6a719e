// SPDX-License-Identifier: Apache-2.0
//
// The fixed timing of AxiMemory, cycle by cycle, and what it answers where.

#include "sim/rtl/axi_memory.h"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

namespace vta {
namespace {

AxiAddress address(std::uint32_t addr, std::uint8_t len, std::uint8_t id = 0) {
  return {.addr = addr, .id = id, .len = len, .size = 3};
}

// What happened on R and B, by cycle. Cycle 0 is the first.
struct ReadEvent {
  std::uint64_t cycle;
  unsigned id;
  bool last;
  AxiResp resp;
  std::uint64_t data;
};
struct WriteEvent {
  std::uint64_t cycle;
  unsigned id;
  AxiResp resp;
};

class AxiMemoryTest : public ::testing::Test {
 protected:
  AxiMemoryTest() {
    EXPECT_TRUE(memory_.add_region(0x1000, 0x4000));
    std::vector<std::byte> bytes(0x4000);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i / 8 + i);
    EXPECT_TRUE(memory_.write(0x1000, bytes));
    master_.r_ready = master_.b_ready = true;
  }

  void make(const AxiMemoryOptions& options) { axi_.emplace(memory_, 8, options); }

  // One cycle with the master pins as they are; then nothing is offered any more.
  void cycle() {
    const AxiSlavePins& s = axi_->pins();
    if (s.r_valid && master_.r_ready) {
      std::uint64_t data = 0;
      std::memcpy(&data, s.r.data.data(), 8);
      reads_.push_back({now_, s.r.id, s.r.last, s.r.resp, data});
    }
    if (s.b_valid && master_.b_ready) writes_.push_back({now_, s.b.id, s.b.resp});
    axi_->step(master_);
    ++now_;
    master_.ar_valid = master_.aw_valid = master_.w_valid = false;
  }
  void cycles(unsigned n) {
    while (n-- > 0) cycle();
  }
  void offer_read(const AxiAddress& a) {
    master_.ar_valid = true;
    master_.ar = a;
  }
  void offer_write(const AxiAddress& a) {
    master_.aw_valid = true;
    master_.aw = a;
  }
  void offer_beat(std::uint64_t data, bool last, std::uint64_t strb = 0xFF) {
    master_.w_valid = true;
    master_.w.strb = strb;
    master_.w.last = last;
    std::memcpy(master_.w.data.data(), &data, 8);
  }
  std::uint64_t word(std::uint64_t at) {
    std::uint64_t value = 0;
    EXPECT_TRUE(memory_.read(at, std::as_writable_bytes(std::span(&value, 1))));
    return value;
  }

  DeviceMemory memory_;
  std::optional<AxiMemory> axi_;
  AxiMasterPins master_;
  std::uint64_t now_ = 0;
  std::vector<ReadEvent> reads_;
  std::vector<WriteEvent> writes_;
};

TEST_F(AxiMemoryTest, FirstBeatComesLatencyCyclesAfterArThenOnePerCycle) {
  for (const std::uint32_t latency : {1u, 2u, 40u, 100u}) {
    SCOPED_TRACE(latency);
    make({.read_latency = latency});
    cycles(5);
    reads_.clear();
    const std::uint64_t t = now_;
    ASSERT_TRUE(axi_->pins().ar_ready);
    offer_read(address(0x1040, 3, 2));
    cycles(latency + 10);
    ASSERT_EQ(reads_.size(), 4u);
    for (unsigned i = 0; i < 4; ++i) {
      EXPECT_EQ(reads_[i].cycle, t + latency + i);
      EXPECT_EQ(reads_[i].id, 2u);
      EXPECT_EQ(reads_[i].last, i == 3);
      EXPECT_EQ(reads_[i].resp, AxiResp::kOkay);
      EXPECT_EQ(reads_[i].data, word(0x1040 + 8 * i));
    }
  }
}

TEST_F(AxiMemoryTest, BackToBackReadsFillTheDataChannel) {
  make({});
  for (unsigned i = 0; i < 4; ++i) {
    offer_read(address(0x1000 + 128 * i, 15, static_cast<std::uint8_t>(i)));
    cycle();
  }
  cycles(200);
  ASSERT_EQ(reads_.size(), 64u);
  for (unsigned i = 0; i < 64; ++i) {
    EXPECT_EQ(reads_[i].cycle, 40 + i);  // AR in cycle 0; no bubble between the bursts
    EXPECT_EQ(reads_[i].id, i / 16);
    EXPECT_EQ(reads_[i].data, word(0x1000 + 8 * i));
  }
}

TEST_F(AxiMemoryTest, StalledBeatWaitsAndDelaysTheNextBurst) {
  make({.read_latency = 10});
  offer_read(address(0x1000, 0));
  cycle();
  offer_read(address(0x2000, 0));
  cycle();
  master_.r_ready = false;
  while (now_ < 20) {
    cycle();
    ASSERT_EQ(axi_->pins().r_valid, now_ >= 10) << now_;
  }
  EXPECT_TRUE(reads_.empty());
  master_.r_ready = true;
  cycles(5);
  ASSERT_EQ(reads_.size(), 2u);
  EXPECT_EQ(reads_[0].cycle, 20u);
  EXPECT_EQ(reads_[1].cycle, 21u);  // due in 11, the channel is free from 21 on
  EXPECT_EQ(reads_[1].data, word(0x2000));
}

TEST_F(AxiMemoryTest, ArReadyFallsAtTheLimitAndRisesAfterTheLastBeat) {
  make({});
  unsigned accepted = 0;
  while (now_ < 40) {
    accepted += axi_->pins().ar_ready;
    offer_read(address(0x1000, 1));
    cycle();
  }
  EXPECT_EQ(accepted, 16u);
  EXPECT_FALSE(axi_->pins().ar_ready);
  cycle();  // 40: first beat
  EXPECT_FALSE(axi_->pins().ar_ready);
  cycle();  // 41: last beat of the first burst
  EXPECT_TRUE(axi_->pins().ar_ready);
  cycles(100);
  EXPECT_EQ(reads_.size(), 32u);
  EXPECT_EQ(axi_->reads_outstanding(), 0u);
}

TEST_F(AxiMemoryTest, ResponseComesLatencyCyclesAfterTheLastBeat) {
  for (const std::uint32_t latency : {1u, 20u, 33u}) {
    SCOPED_TRACE(latency);
    make({.write_latency = latency});
    cycles(3);
    writes_.clear();
    const std::uint64_t t = now_;
    offer_write(address(0x1100, 3, 1));
    for (unsigned i = 0; i < 4; ++i) {
      ASSERT_TRUE(axi_->pins().w_ready);
      offer_beat(0x1111111111111111u * (i + 1), i == 3);
      cycle();
    }
    cycles(latency + 5);
    ASSERT_EQ(writes_.size(), 1u);
    EXPECT_EQ(writes_[0].cycle, t + 3 + latency);
    EXPECT_EQ(writes_[0].id, 1u);
    EXPECT_EQ(writes_[0].resp, AxiResp::kOkay);
    for (unsigned i = 0; i < 4; ++i) {
      EXPECT_EQ(word(0x1100 + 8 * i), 0x1111111111111111u * (i + 1));
    }
  }
}

TEST_F(AxiMemoryTest, SingleBeatWritesRunAtOnePerCycle) {
  make({});
  for (unsigned i = 0; i < 50; ++i) {
    ASSERT_TRUE(axi_->pins().aw_ready && axi_->pins().w_ready) << i;
    offer_write(address(0x1000 + 8 * i, 0));
    offer_beat(i, true);
    cycle();
  }
  cycles(30);
  ASSERT_EQ(writes_.size(), 50u);
  for (unsigned i = 0; i < 50; ++i) EXPECT_EQ(writes_[i].cycle, 20 + i);
}

// Verifies: tokens.push
TEST_F(AxiMemoryTest, WriteTakesEffectWithItsResponseAndReadSeesTheMomentOfItsAr) {
  make({});
  const std::uint64_t old = word(0x1000);
  offer_write(address(0x1000, 0));
  offer_beat(77, true);
  cycle();  // 0
  while (now_ < 19) cycle();
  offer_read(address(0x1000, 0));
  cycle();  // 19: the response is driven from 20 on
  EXPECT_EQ(word(0x1000), 77u);
  offer_read(address(0x1000, 0));
  cycle();  // 20
  cycles(60);
  ASSERT_EQ(reads_.size(), 2u);
  EXPECT_EQ(reads_[0].data, old);
  EXPECT_EQ(reads_[1].data, 77u);
}

TEST_F(AxiMemoryTest, StrobesSelectBytes) {
  make({});
  const std::uint64_t first = word(0x1000), second = word(0x1008);
  offer_write(address(0x1000, 1));
  offer_beat(0xAAAAAAAAAAAAAAAA, false, 0xF8);
  cycle();
  offer_beat(0xBBBBBBBBBBBBBBBB, true, 0x03);
  cycles(30);
  EXPECT_EQ(word(0x1000), (first & 0xFFFFFF) | 0xAAAAAAAAAA000000);
  EXPECT_EQ(word(0x1008), (second & ~std::uint64_t{0xFFFF}) | 0xBBBB);
}

TEST_F(AxiMemoryTest, BeatsOutsideEveryRegionAnswerDecerrAndNeverZero) {
  make({.read_latency = 1});
  offer_read(address(0x4FF0, 3));  // the region ends at 0x5000
  cycles(10);
  ASSERT_EQ(reads_.size(), 4u);
  EXPECT_EQ(reads_[0].resp, AxiResp::kOkay);
  EXPECT_EQ(reads_[1].resp, AxiResp::kOkay);
  EXPECT_EQ(reads_[1].data, word(0x4FF8));
  for (unsigned i : {2u, 3u}) {
    EXPECT_EQ(reads_[i].resp, AxiResp::kDecErr);
    EXPECT_EQ(reads_[i].data, 0xDBDBDBDBDBDBDBDBu);
  }
}

TEST_F(AxiMemoryTest, BeatPartlyInARegionReadsAndWritesTheBytesThatExist) {
  ASSERT_TRUE(memory_.add_region(0x8004, 4));
  const std::vector<std::byte> bytes(4, std::byte{0x55});
  ASSERT_TRUE(memory_.write(0x8004, bytes));
  make({.read_latency = 1, .write_latency = 1});
  offer_read(address(0x8000, 0));
  cycles(5);
  ASSERT_EQ(reads_.size(), 1u);
  EXPECT_EQ(reads_[0].resp, AxiResp::kOkay);
  EXPECT_EQ(reads_[0].data, 0x55555555DBDBDBDBu);
  offer_write(address(0x8000, 0));
  offer_beat(~std::uint64_t{0}, true, 0xF0);
  cycles(5);
  offer_write(address(0x8000, 0));
  offer_beat(0, true, 0xF8);
  cycles(5);
  ASSERT_EQ(writes_.size(), 2u);
  EXPECT_EQ(writes_[0].resp, AxiResp::kOkay);
  EXPECT_EQ(writes_[1].resp, AxiResp::kDecErr);
  std::vector<std::byte> now(4);
  ASSERT_TRUE(memory_.read(0x8004, now));
  EXPECT_EQ(now, std::vector<std::byte>(4, std::byte{0xFF}));
}

TEST_F(AxiMemoryTest, FailingWriteBurstWritesNothing) {
  make({.write_latency = 1});
  const std::uint64_t before = word(0x4FF8);
  offer_write(address(0x4FF8, 1, 3));
  offer_beat(1, false);
  cycle();
  offer_beat(2, true);
  cycles(5);
  ASSERT_EQ(writes_.size(), 1u);
  EXPECT_EQ(writes_[0].resp, AxiResp::kDecErr);
  EXPECT_EQ(writes_[0].id, 3u);
  EXPECT_EQ(word(0x4FF8), before);
}

TEST_F(AxiMemoryTest, BurstAcrossTouchingRegionsWorks) {
  ASSERT_TRUE(memory_.add_region(0x5000, 0x100));
  make({.read_latency = 1, .write_latency = 1});
  // A burst may not cross 4 KiB, so regions touch in the middle of a page here.
  ASSERT_TRUE(memory_.add_region(0x5100, 0x100));
  offer_write(address(0x50F8, 1));
  offer_beat(11, false);
  cycle();
  offer_beat(12, true);
  cycles(5);
  ASSERT_EQ(writes_.size(), 1u);
  EXPECT_EQ(writes_[0].resp, AxiResp::kOkay);
  offer_read(address(0x50F8, 1));
  cycles(5);
  ASSERT_EQ(reads_.size(), 2u);
  EXPECT_EQ(reads_[0].data, 11u);
  EXPECT_EQ(reads_[1].data, 12u);
  EXPECT_EQ(reads_[1].resp, AxiResp::kOkay);
}

TEST_F(AxiMemoryTest, ErrorRangeAnswersSlverr) {
  const auto faults = std::make_shared<AxiFaults>();
  faults->ranges.push_back({0x1010, 8});
  make({.read_latency = 1, .write_latency = 1, .faults = faults});
  const std::uint64_t before = word(0x1010);
  offer_read(address(0x1008, 2));
  cycles(6);
  ASSERT_EQ(reads_.size(), 3u);
  EXPECT_EQ(reads_[0].resp, AxiResp::kOkay);
  EXPECT_EQ(reads_[1].resp, AxiResp::kSlvErr);
  EXPECT_EQ(reads_[2].resp, AxiResp::kOkay);
  offer_write(address(0x1010, 0));
  offer_beat(5, true);
  cycles(5);
  ASSERT_EQ(writes_.size(), 1u);
  EXPECT_EQ(writes_[0].resp, AxiResp::kSlvErr);
  EXPECT_EQ(word(0x1010), before);
}

TEST_F(AxiMemoryTest, ResetForgetsEverythingInFlight) {
  make({});
  offer_read(address(0x1000, 15));
  offer_write(address(0x1000, 1));
  offer_beat(1, false);
  cycles(45);
  EXPECT_TRUE(axi_->pins().r_valid);
  axi_->reset();
  EXPECT_FALSE(axi_->pins().r_valid);
  EXPECT_EQ(axi_->reads_outstanding(), 0u);
  EXPECT_EQ(axi_->writes_outstanding(), 0u);
  reads_.clear();
  const std::uint64_t t = now_;
  offer_read(address(0x1000, 0));
  cycles(60);
  ASSERT_EQ(reads_.size(), 1u);
  EXPECT_EQ(reads_[0].cycle, t + 40);
}

TEST(AxiMemoryOptionsTest, OutOfRangeIsRefusedByName) {
  const auto message = [](const AxiMemoryOptions& o) { return check_options(o).error().message; };
  EXPECT_NE(message({.read_latency = 0}).find("read latency is 0"), std::string::npos);
  EXPECT_NE(message({.write_latency = 2'000'000}).find("write latency is 2000000"),
            std::string::npos);
  EXPECT_NE(message({.max_outstanding_reads = 65}).find("1 to 64"), std::string::npos);
  EXPECT_TRUE(check_options({}).ok());
}

}  // namespace
}  // namespace vta
