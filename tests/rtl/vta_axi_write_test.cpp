// SPDX-License-Identifier: Apache-2.0
//
// vta_axi_write alone: how many bursts may wait for their responses. What it does for the store
// stage is tested with that (vta_store_test.cpp), the protocol is proved
// (tests/formal/vta_axi_write_fv.sv).

#include <gtest/gtest.h>

#include "Vvta_axi_write.h"
#include "tests/rtl/dut.h"

namespace vta {
namespace {

constexpr unsigned kMost = VTA_TEST_OUTSTANDING;

class AxiWrite : public testing::Test {
 protected:
  AxiWrite() {
    dut_->burst_valid_i = dut_->go_taken_i = dut_->beat_valid_i = dut_->flush_i = 0;
    dut_->m_axi_bvalid_i = 0;
    dut_->burst_beats_i = 1;
    dut_->beat_last_i = 1;
    dut_->m_axi_awready_i = dut_->m_axi_wready_i = dut_->done_ready_i = 1;
    dut_.reset();
  }

  // A burst of one beat is offered, and data follow as soon as they may. Is it taken?
  bool cycle(bool response = false) {
    dut_->burst_valid_i = 1;
    dut_->m_axi_bvalid_i = response;
    dut_.eval();
    const bool go = dut_->go_o != 0 && begun_ < taken_ && dut_->beat_ready_o != 0;
    dut_->go_taken_i = dut_->beat_valid_i = go;
    dut_.eval();
    const bool taken = dut_->burst_ready_o != 0;
    begun_ += go;
    taken_ += taken;
    dut_.tick();
    dut_.eval();
    return taken;
  }

  Dut<Vvta_axi_write> dut_;
  unsigned taken_ = 0, begun_ = 0;
};

// Verifies: axi.requests
TEST_F(AxiWrite, NoMoreBurstsThanItMayHaveWaitForResponses) {
  for (unsigned i = 0; i < 4 * kMost; ++i) cycle();
  EXPECT_EQ(taken_, kMost);
  EXPECT_EQ(dut_->outstanding_o, kMost);
  for (unsigned responses = 1; responses <= 3 * kMost; ++responses) {
    cycle(true);
    for (unsigned i = 0; i < 4; ++i) cycle();
    ASSERT_EQ(taken_, kMost + responses) << "each response makes room for one";
    ASSERT_EQ(dut_->outstanding_o, kMost);
  }
}

// Verifies: axi.requests
TEST_F(AxiWrite, AFlushTakesNoNewBurst) {
  cycle();
  dut_->flush_i = 1;
  for (unsigned i = 0; i < 10; ++i) EXPECT_FALSE(cycle());
  dut_->flush_i = 0;
  EXPECT_TRUE(cycle());
}

}  // namespace
}  // namespace vta
