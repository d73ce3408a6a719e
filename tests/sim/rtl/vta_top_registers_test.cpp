// SPDX-License-Identifier: Apache-2.0
//
// The registers of the Verilated vta_top, and what a host can do wrong or has to recover from.

#include <gtest/gtest.h>

#include "driver/device/host_registers.h"
#include "sim/rtl/rtl_system.h"
#include "tests/sim/rtl/vta_top_program.h"
#include "vta_rtl_pynq.h"

namespace vta {
namespace {

class VtaTopRegisterTest : public ::testing::Test {
 protected:
  VtaTopRegisterTest() { put_data(system_.memory()); }
  std::uint32_t get(std::uint32_t offset) {
    const Result<std::uint32_t> value = system_.read_register(offset);
    EXPECT_TRUE(value) << value.error().message;
    return value ? value.value() : 0;
  }
  void set(std::uint32_t offset, std::uint32_t value) {
    const Status status = system_.write_register(offset, value);
    EXPECT_TRUE(status) << status.error().message;
  }
  void start() { ASSERT_TRUE(start_run(system_, put_program(system_.memory(), program_))); }
  void wait() {
    const Result<bool> ended = system_.run_until_irq(10'000);
    ASSERT_TRUE(ended) << ended.error().message;
    ASSERT_TRUE(ended.value());
  }

  std::vector<Insn> program_ = multiply_program();
  RtlSystem system_{new_vta_rtl_pynq_model(), {}};
};

// Verifies: registers.access
TEST_F(VtaTopRegisterTest, RegistersHoldWhatTheirBitsAllow) {
  for (const CsrSpec& csr : kCsrs) {
    if (csr.access != CsrAccess::kReadWrite || csr.name == "control") continue;
    SCOPED_TRACE(csr.name);
    EXPECT_EQ(get(csr.offset), csr.name == "features" ? kAllFeatures : 0u) << "after reset";
    set(csr.offset, 0xFFFFFFFF);
    const bool base = csr.name.find("base") != std::string_view::npos;
    const std::uint32_t bits = base                       ? 0xFFFFFFC0
                               : csr.name == "insn_addr"  ? 0xFFFFFFF0
                               : csr.name == "irq_enable" ? 1
                               : csr.name == "features"   ? kAllFeatures
                                                          : 0xFFFFFFFF;
    EXPECT_EQ(get(csr.offset), bits);
    set(csr.offset, 0x12345680);
    EXPECT_EQ(get(csr.offset), 0x12345680 & bits);
  }
}

// Verifies: registers.access
TEST_F(VtaTopRegisterTest, ReadOnlyRegistersIgnoreWrites) {
  for (const CsrSpec& csr : kCsrs) {
    if (csr.access != CsrAccess::kReadOnly) continue;
    SCOPED_TRACE(csr.name);
    const std::uint32_t before = get(csr.offset);
    set(csr.offset, ~before);
    EXPECT_EQ(get(csr.offset), before);
  }
}

// A reset, a GEMM and an addition write four accumulators each; so does what joins the addition.
TEST_F(VtaTopRegisterTest, AccWritesCountsTheResultsOfGemmAndAlu) {
  start();
  wait();
  EXPECT_EQ(get(csr::kAccWrites), 3 * kElements);
  AluFields max = program_.at(5).alu();
  max.alu_opcode = static_cast<std::uint32_t>(AluOpcode::kMax);
  program_.insert(program_.begin() + 6, make_alu(max, {.push_next = true}));
  program_.at(5).tokens = {};
  set(csr::kIrqStatus, 1);
  start();
  wait();
  EXPECT_EQ(get(csr::kAccWrites), 4 * kElements);
}

// Verifies: registers.access
TEST_F(VtaTopRegisterTest, UndefinedAddressesReadZeroAndIgnoreWrites) {
  for (const std::uint32_t offset : {0x078u, 0x0E0u, 0x118u, 0x13Cu, 0x200u, 0x800u, 0xFFCu}) {
    SCOPED_TRACE(offset);
    set(offset, 0xFFFFFFFF);
    EXPECT_EQ(get(offset), 0u);
  }
  EXPECT_EQ(get(csr::kInsnCount), 0u);
}

// Three instructions that wait for tokens which never come, one in each stage.
TEST_F(VtaTopRegisterTest, HeadsNameTheOldestInstructionOfEachStage) {
  for (const std::uint32_t head : {csr::kHeadLoad, csr::kHeadCompute, csr::kHeadStore}) {
    EXPECT_EQ(get(head), 0xFFFFFFFF) << "none";
  }
  MemFields one;
  one.x_size = one.y_size = one.x_stride = 1;
  MemFields inp = one, out = one;
  inp.memory_type = static_cast<std::uint32_t>(MemoryType::kInp);
  out.memory_type = static_cast<std::uint32_t>(MemoryType::kOut);
  program_ = {make_finish(), make_store(out, {.pop_prev = true}),
              make_load(inp, {.pop_next = true}), make_finish({.pop_prev = true})};
  start();
  wait();
  EXPECT_EQ(get(csr::kErrorCode), static_cast<std::uint32_t>(ErrorCode::kDeadlock));
  EXPECT_EQ(get(csr::kErrorInsn), 1u);
  EXPECT_EQ(get(csr::kHeadFetch), 4u);
  EXPECT_EQ(get(csr::kHeadStore), 1u);
  EXPECT_EQ(get(csr::kHeadLoad), 2u);
  EXPECT_EQ(get(csr::kHeadCompute), 3u);
}

// Verifies: registers.access
TEST_F(VtaTopRegisterTest, StartWhileBusyIsIgnoredAndFlagged) {
  start();
  EXPECT_EQ(get(csr::kControl), csr::kControlBusy);
  set(csr::kControl, 1);
  EXPECT_EQ(get(csr::kControl), csr::kControlBusy | csr::kControlStartIgnored);
  wait();
  EXPECT_EQ(get(csr::kControl), csr::kControlDone | csr::kControlStartIgnored);
  expect_result(system_.memory());
  EXPECT_EQ(system_.read_register64(csr::kGemmCounter).value(), 4u);
  set(csr::kIrqStatus, 1);
  start();
  EXPECT_EQ(get(csr::kControl), csr::kControlBusy);
  wait();
}

TEST_F(VtaTopRegisterTest, InterruptFollowsEnableAndStatus) {
  start();
  set(csr::kIrqEnable, 0);
  EXPECT_FALSE(system_.run_until_irq(5000).value());
  EXPECT_EQ(get(csr::kControl), csr::kControlDone);
  EXPECT_EQ(get(csr::kIrqStatus), 1u);
  set(csr::kIrqEnable, 1);
  EXPECT_TRUE(system_.run_until_irq(2).value());
  set(csr::kIrqStatus, 0);
  EXPECT_TRUE(system_.run_until_irq(2).value());
  set(csr::kIrqStatus, 1);
  EXPECT_FALSE(system_.run_until_irq(100).value());
  EXPECT_EQ(get(csr::kIrqStatus), 0u);
}

// Verifies: reset.soft
TEST_F(VtaTopRegisterTest, SoftResetAtAnyMomentStopsTheRun) {
  for (std::uint64_t cycles = 0; cycles < 300; cycles += 7) {
    SCOPED_TRACE(cycles);
    start();
    ASSERT_TRUE(system_.run_cycles(cycles));
    const Result<bool> reset = soft_reset(system_);
    ASSERT_TRUE(reset) << reset.error().message;
    ASSERT_TRUE(reset.value());
    EXPECT_EQ(get(csr::kControl), 0u);
    EXPECT_EQ(get(csr::kErrorCode), 0u);
    EXPECT_EQ(get(csr::kTokensLoad), 0u);
    EXPECT_EQ(get(csr::kTokensStore), 0u);
    EXPECT_EQ(get(csr::kOutstanding), 0u);
    EXPECT_EQ(system_.axi().reads_outstanding(), 0u);
    EXPECT_EQ(system_.axi().writes_outstanding(), 0u);
    set(csr::kIrqStatus, 1);
    start();
    wait();
    EXPECT_EQ(get(csr::kControl), csr::kControlDone);
    expect_result(system_.memory());
  }
}

// Verifies: reset.soft
TEST_F(VtaTopRegisterTest, SoftResetDoesNotWaitForTransfersThatHaveNotBegun) {
  constexpr std::uint32_t kFrom = 0x10000, kElems = 2048, kBeats = 2 * kElems;
  ASSERT_TRUE(system_.memory().add_region(kFrom, 16 * kElems));
  program_ = {make_load(mem(MemoryType::kInp, kFrom, kElems)), make_finish()};
  start();
  ASSERT_TRUE(system_.run_cycles(200));
  const std::uint64_t before = system_.cycle();
  ASSERT_TRUE(soft_reset(system_).value());
  EXPECT_LT(system_.cycle() - before, kBeats / 4);
}

// Verifies: reset.soft
TEST_F(VtaTopRegisterTest, AfterAnErrorStartNeedsASoftReset) {
  program_ = {make_finish({.pop_next = true})};
  start();
  wait();
  EXPECT_EQ(get(csr::kControl), csr::kControlError);
  EXPECT_EQ(get(csr::kErrorCode), static_cast<std::uint32_t>(ErrorCode::kDeadlock));
  set(csr::kControl, 1);
  EXPECT_EQ(get(csr::kControl), csr::kControlError | csr::kControlStartIgnored);
  ASSERT_TRUE(soft_reset(system_).value());
  EXPECT_EQ(get(csr::kErrorCode), 0u);
  program_ = multiply_program();
  set(csr::kIrqStatus, 1);
  start();
  wait();
  EXPECT_EQ(get(csr::kControl), csr::kControlDone);
}

// Verifies: error.axi
TEST_F(VtaTopRegisterTest, ErrorResponsesOfTheBusAreAxiErrors) {
  const auto expect_error = [&](std::uint32_t address, std::uint32_t insn) {
    SCOPED_TRACE(address);
    const auto faults = std::make_shared<AxiFaults>();
    faults->ranges.push_back({address, 1});
    RtlSystem system(new_vta_rtl_pynq_model(), {.faults = faults});
    put_data(system.memory());
    ASSERT_TRUE(start_run(system, put_program(system.memory(), program_)));
    ASSERT_TRUE(system.run_until_irq(10'000).value());
    const Result<RunReport> report = read_report(system);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report.value().error, ErrorCode::kAxiError);
    EXPECT_EQ(report.value().error_insn, insn);
  };
  expect_error(kUops, 0);
  expect_error(kInp + 63, 1);
  expect_error(kWgt + 200, 2);
  expect_error(kOut, 6);
  expect_error(kInsns + 5 * 16, 5);
}

TEST_F(VtaTopRegisterTest, PowerOnStopsEverything) {
  start();
  ASSERT_TRUE(system_.run_cycles(80));
  system_.power_on();
  EXPECT_EQ(get(csr::kControl), 0u);
  EXPECT_EQ(get(csr::kInsnCount), 0u);
  start();
  wait();
  expect_result(system_.memory());
}

}  // namespace
}  // namespace vta
