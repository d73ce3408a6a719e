// SPDX-License-Identifier: Apache-2.0
//
// The registers behind an AXI4-Lite master that orders address and data as it likes.

#ifndef VTA_TESTS_RTL_CSR_BENCH_H_
#define VTA_TESTS_RTL_CSR_BENCH_H_

#include <gtest/gtest.h>

#include <cstdint>

#include "Vvta_csr.h"
#include "hw/isa/isa_tables.h"
#include "tests/rtl/dut.h"
#include "tests/rtl/rng.h"

namespace vta {

class CsrBench {
 public:
  explicit CsrBench(std::uint32_t seed = 1) : rng(seed) {
    dut->read_idle_i = 1;
    dut->write_idle_i = 1;
    dut.reset();
  }

  // One cycle; counts the pulses.
  void tick() {
    dut.eval();
    starts += dut->start_o;
    dut.tick();
  }

  void write(std::uint32_t address, std::uint32_t data, unsigned strobes = 15) {
    // Address first, data first, or together; the answer is taken early or late.
    int address_wait = static_cast<int>(rng() % 4), data_wait = static_cast<int>(rng() % 4);
    bool address_done = false, data_done = false;
    for (int i = 0; i < 50 && !(address_done && data_done); ++i) {
      dut->s_axil_awvalid_i = !address_done && address_wait-- <= 0;
      dut->s_axil_awaddr_i = static_cast<std::uint16_t>(address);
      dut->s_axil_wvalid_i = !data_done && data_wait-- <= 0;
      dut->s_axil_wdata_i = data;
      dut->s_axil_wstrb_i = static_cast<std::uint8_t>(strobes);
      dut.eval();
      EXPECT_EQ(dut->s_axil_bvalid_o, 0) << "an answer before the question";
      address_done = address_done || (dut->s_axil_awvalid_i && dut->s_axil_awready_o);
      data_done = data_done || (dut->s_axil_wvalid_i && dut->s_axil_wready_o);
      tick();
    }
    ASSERT_TRUE(address_done && data_done) << "the write was not taken";
    dut->s_axil_awvalid_i = 0;
    dut->s_axil_awaddr_i = 0xfff;
    dut->s_axil_wvalid_i = 0;
    dut->s_axil_wdata_i = 0x5a5a5a5a;
    answer(dut->s_axil_bvalid_o, dut->s_axil_bready_i);
    EXPECT_EQ(dut->s_axil_bresp_o, 0);
  }

  [[nodiscard]] std::uint32_t read(std::uint32_t address) {
    dut->s_axil_arvalid_i = 1;
    dut->s_axil_araddr_i = static_cast<std::uint16_t>(address);
    bool taken = false;
    for (int i = 0; i < 50 && !taken; ++i) {
      dut.eval();
      taken = dut->s_axil_arready_o;
      tick();
    }
    EXPECT_TRUE(taken) << "the read was not taken";
    dut->s_axil_arvalid_i = 0;
    dut->s_axil_araddr_i = 0;
    wait_for(dut->s_axil_rvalid_o);
    const std::uint32_t data = dut->s_axil_rdata_o;
    EXPECT_EQ(dut->s_axil_rresp_o, 0);
    answer(dut->s_axil_rvalid_o, dut->s_axil_rready_i);
    return data;
  }

  void end_run(ErrorCode code, std::uint32_t index = 0) {
    dut->end_i = 1;
    dut->end_code_i = static_cast<std::uint8_t>(code);
    dut->end_index_i = index;
    tick();
    dut->end_i = 0;
    dut->end_code_i = 0;
    dut->end_index_i = 0;
  }

  Dut<Vvta_csr> dut;
  Rng rng;
  unsigned starts = 0;  // pulses of start_o

 private:
  void wait_for(const std::uint8_t& valid) {
    for (int i = 0; i < 50 && !valid; ++i) tick();
    EXPECT_EQ(valid, 1) << "no answer";
  }
  void answer(const std::uint8_t& valid, std::uint8_t& ready) {
    wait_for(valid);
    const unsigned wait = rng() % 3;
    for (unsigned i = 0; i < wait; ++i) {
      tick();
      EXPECT_EQ(valid, 1) << "the answer was not kept";
    }
    ready = 1;
    tick();
    ready = 0;
    dut.eval();
    EXPECT_EQ(valid, 0) << "a second answer";
  }
};

}  // namespace vta

#endif  // VTA_TESTS_RTL_CSR_BENCH_H_
