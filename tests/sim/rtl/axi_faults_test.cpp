// SPDX-License-Identifier: Apache-2.0
//
// The memory does wrong what it is told to do wrong, and nothing else.

#include "sim/rtl/axi_faults.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <vector>

#include "sim/rtl/axi_memory.h"

namespace vta {
namespace {

class AxiFaultsTest : public ::testing::Test {
 protected:
  AxiFaultsTest() {
    EXPECT_TRUE(memory_.add_region(0x1000, 0x1000));
    AxiMemoryOptions options;
    options.read_latency = options.write_latency = 1;
    options.faults = faults_;
    axi_.emplace(memory_, 8, options);
    master_.r_ready = master_.b_ready = true;
  }
  // Cycles in which the master offers what it wants until it is taken.
  void cycles(unsigned count) {
    for (; count > 0; --count) {
      const AxiSlavePins pins = axi_->pins();
      if (pins.r_valid) beats_.push_back(pins.r.resp);
      if (pins.b_valid) responses_.push_back(pins.b.resp);
      axi_->step(master_);
      if (pins.ar_ready) master_.ar_valid = false;
      if (pins.aw_ready) master_.aw_valid = false;
      if (pins.w_ready) master_.w_valid = false;
    }
  }
  void read(std::uint32_t address, std::uint8_t len) {
    master_.ar_valid = true;
    master_.ar = {.addr = address, .len = len, .size = 3};
    cycles(30);
  }
  void write(std::uint32_t address) {
    master_.aw_valid = master_.w_valid = true;
    master_.aw = {.addr = address, .size = 3};
    master_.w.strb = 0xFF;
    master_.w.last = true;
    master_.w.data.fill(std::byte{7});
    cycles(30);
  }
  std::byte at(std::uint64_t address) { return *memory_.find(address, 1); }

  DeviceMemory memory_;
  std::shared_ptr<AxiFaults> faults_ = std::make_shared<AxiFaults>();
  std::optional<AxiMemory> axi_;
  AxiMasterPins master_;
  std::vector<AxiResp> beats_, responses_;
};

constexpr AxiResp kOkay = AxiResp::kOkay, kSlvErr = AxiResp::kSlvErr, kDecErr = AxiResp::kDecErr;

TEST_F(AxiFaultsTest, NothingIsWrongUntilItIsTold) {
  read(0x1000, 1);
  write(0x1000);
  EXPECT_EQ(beats_, (std::vector{kOkay, kOkay}));
  EXPECT_EQ(responses_, (std::vector{kOkay}));
  EXPECT_EQ(at(0x1000), std::byte{7});
}

TEST_F(AxiFaultsTest, RangesErrInTheBeatsThatTouchThem) {
  faults_->ranges = {{0x100C, 1, kDecErr}};
  read(0x1000, 3);
  EXPECT_EQ(beats_, (std::vector{kOkay, kDecErr, kOkay, kOkay}));
  write(0x1008);
  write(0x1010);
  EXPECT_EQ(responses_, (std::vector{kDecErr, kOkay}));
  EXPECT_EQ(at(0x1008), std::byte{0}) << "a write that errs writes nothing";
  EXPECT_EQ(at(0x1010), std::byte{7});
}

TEST_F(AxiFaultsTest, BurstsErrByTheirNumber) {
  faults_->reads = {{1, kSlvErr, 0b100}};
  faults_->writes = {{1, kDecErr}};
  for (unsigned i = 0; i < 3; ++i) {
    read(0x1000 + 64 * i, 2);
    write(0x1100 + 8 * i);
  }
  EXPECT_EQ(beats_, (std::vector{kOkay, kOkay, kOkay, kOkay, kOkay, kSlvErr, kOkay, kOkay, kOkay}));
  EXPECT_EQ(responses_, (std::vector{kOkay, kDecErr, kOkay}));
  ASSERT_EQ(faults_->reads_seen.size(), 3u);
  EXPECT_EQ(faults_->reads_seen[1].addr, 0x1040u);
  EXPECT_EQ(faults_->writes_seen[2].addr, 0x1110u);
}

TEST_F(AxiFaultsTest, ChannelsDieAndComeBack) {
  faults_->left.r = 2;
  read(0x1000, 3);
  EXPECT_EQ(beats_.size(), 2u) << "in the middle of the burst";
  faults_->left.r = AxiFaults::kForEver;
  cycles(10);
  EXPECT_EQ(beats_.size(), 4u);
  faults_->left.ar = 0;
  cycles(1);
  read(0x1000, 0);
  EXPECT_TRUE(master_.ar_valid) << "not accepted";
  faults_->left.ar = 1;
  cycles(10);
  EXPECT_FALSE(master_.ar_valid);
  EXPECT_EQ(beats_.size(), 5u);
  faults_->left.b = 0;
  write(0x1000);
  EXPECT_EQ(responses_.size(), 0u);
  EXPECT_EQ(axi_->writes_outstanding(), 1u);
  faults_->left.b = AxiFaults::kForEver;
  faults_->left.aw = faults_->left.w = 0;
  cycles(10);
  EXPECT_EQ(responses_.size(), 1u);
  write(0x1000);
  EXPECT_TRUE(master_.aw_valid && master_.w_valid);
  EXPECT_EQ(responses_.size(), 1u);
  faults_->left = {};
  cycles(10);
  EXPECT_EQ(responses_.size(), 2u);
}

}  // namespace
}  // namespace vta
