// SPDX-License-Identifier: Apache-2.0
//
// The Verilated vta_top as a device: a small program that uses every stage, and everything a host
// can do wrong or has to recover from.

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "hw/isa/insn.h"
#include "sim/rtl/host_registers.h"
#include "sim/rtl/rtl_device.h"
#include "sim/rtl/rtl_system.h"
#include "vta_rtl_pynq.h"

namespace vta {
namespace {

constexpr std::uint32_t kInsns = 0x1000, kUops = 0x2000, kInp = 0x3000, kWgt = 0x4000,
                        kOut = 0x5000, kEnd = 0x6000;
constexpr std::uint32_t kElements = 4;  // INP elements multiplied with one WGT element

MemFields mem(MemoryType type, std::uint32_t address, std::uint32_t elements) {
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(type);
  f.dram_base = address / Config::pynq().elem_bytes(type);
  f.y_size = 1;
  f.x_size = f.x_stride = elements;
  return f;
}

// out[i] = wgt * inp[i] + 3, for four elements.
std::vector<Insn> multiply_program() {
  LoopFields loop;
  loop.uop_end = 1;
  loop.iter_out = 1;
  loop.iter_in = kElements;
  loop.dst_factor_in = loop.src_factor_in = 1;
  LoopFields reset = loop;
  reset.reset = true;
  AluFields add = {.loop = loop, .alu_opcode = static_cast<std::uint32_t>(AluOpcode::kAdd)};
  add.use_imm = true;
  add.imm = 3;
  return {make_load(mem(MemoryType::kUop, kUops, 1)),
          make_load(mem(MemoryType::kInp, kInp, kElements)),
          make_load(mem(MemoryType::kWgt, kWgt, 1), {.push_next = true}),
          make_gemm({.loop = reset}, {.pop_prev = true}),
          make_gemm({.loop = loop}),
          make_alu(add, {.push_next = true}),
          make_store(mem(MemoryType::kOut, kOut, kElements), {.pop_prev = true, .push_prev = true}),
          make_finish({.pop_next = true})};
}

// Works on a Device as on the memory of an RtlSystem.
template <typename Memory>
RunRequest put_program(Memory& memory, const std::vector<Insn>& insns) {
  std::vector<std::byte> image(insns.size() * kInsnBytes);
  for (std::size_t i = 0; i < insns.size(); ++i) {
    const Result<InsnWord> word = encode(Config::pynq(), insns[i]);
    EXPECT_TRUE(word) << word.error().message;
    store_insn_word(word.value(), &image[i * kInsnBytes]);
  }
  EXPECT_TRUE(memory.write(kInsns, image));
  RunRequest request;
  request.insn_address = kInsns;
  request.insn_count = static_cast<std::uint32_t>(insns.size());
  return request;
}

std::int8_t inp_value(std::size_t i) { return static_cast<std::int8_t>(i * 7 % 11) - 5; }
std::int8_t wgt_value(std::size_t i) { return static_cast<std::int8_t>(i * 5 % 13) - 6; }

template <typename Memory>
void put_data(Memory& memory) {
  EXPECT_TRUE(memory.add_region(kInsns, kEnd - kInsns));
  std::vector<std::int8_t> inp(16 * kElements), wgt(256);
  for (std::size_t i = 0; i < inp.size(); ++i) inp[i] = inp_value(i);
  for (std::size_t i = 0; i < wgt.size(); ++i) wgt[i] = wgt_value(i);
  EXPECT_TRUE(memory.write(kInp, std::as_bytes(std::span(inp))));
  EXPECT_TRUE(memory.write(kWgt, std::as_bytes(std::span(wgt))));
}

template <typename Memory>
void expect_result(Memory& memory) {
  std::vector<std::int8_t> out(16 * kElements);
  ASSERT_TRUE(memory.read(kOut, std::as_writable_bytes(std::span(out))));
  for (std::size_t e = 0; e < kElements; ++e) {
    for (std::size_t o = 0; o < 16; ++o) {
      int sum = 3;
      for (std::size_t k = 0; k < 16; ++k) sum += inp_value(16 * e + k) * wgt_value(16 * o + k);
      ASSERT_EQ(out[16 * e + o], static_cast<std::int8_t>(sum)) << "element " << e << " lane " << o;
    }
  }
}

class VtaTopTest : public ::testing::Test {
 protected:
  void make(const RtlOptions& options = {}) {
    Result<std::unique_ptr<Device>> made = make_rtl(Config::pynq(), options);
    ASSERT_TRUE(made) << made.error().message;
    device_ = std::move(made).value();
    put_data(*device_);
  }
  RunReport run(const std::vector<Insn>& insns, std::optional<std::uint64_t> max_cycles = {}) {
    RunRequest request = put_program(*device_, insns);
    request.max_cycles = max_cycles;
    const Result<RunReport> report = device_->run(request);
    EXPECT_TRUE(report) << report.error().message;
    return report ? report.value() : RunReport{};
  }
  void expect_usable() {
    const std::vector<std::byte> nothing(16 * kElements);
    ASSERT_TRUE(device_->write(kOut, nothing));
    const RunReport report = run(multiply_program());
    EXPECT_EQ(report.outcome, RunOutcome::kFinished) << report.detail;
    expect_result(*device_);
  }

  std::unique_ptr<Device> device_;
};

TEST_F(VtaTopTest, FinishAloneIsAProgram) {
  make();
  const RunReport report = run({make_finish()});
  EXPECT_EQ(report.outcome, RunOutcome::kFinished) << report.detail;
  EXPECT_EQ(report.statistics, Statistics{});
  ASSERT_TRUE(report.cycle_report);
  // One read of the default latency, and little else.
  EXPECT_GT(report.cycle_report->cycles, 40u);
  EXPECT_LT(report.cycle_report->cycles, 100u);
}

TEST_F(VtaTopTest, EveryStageWorksAndIsCounted) {
  make();
  const RunReport report = run(multiply_program());
  EXPECT_EQ(report.outcome, RunOutcome::kFinished) << report.detail;
  expect_result(*device_);
  const Statistics expected = {.inp_load_nbytes = 64,
                               .wgt_load_nbytes = 256,
                               .acc_load_nbytes = 0,
                               .uop_load_nbytes = 4,
                               .out_store_nbytes = 64,
                               .gemm_counter = 4,
                               .alu_counter = 4};
  EXPECT_EQ(report.statistics, expected);
  ASSERT_TRUE(report.cycle_report);
  const CycleReport& cycles = *report.cycle_report;
  EXPECT_GT(cycles.cycles, 150u);  // read, read, compute, write: at least three latencies
  EXPECT_LT(cycles.cycles, 1000u);
  for (const StageCycles& stage : {cycles.fetch, cycles.load, cycles.compute, cycles.store}) {
    EXPECT_LE(stage.busy + stage.token_wait + stage.memory_wait, cycles.cycles);
  }
  EXPECT_GT(cycles.compute.busy, 0u);
  EXPECT_GT(cycles.store.token_wait, 0u);
}

TEST_F(VtaTopTest, RunsTakeTheSameCyclesEveryTime) {
  make();
  const std::uint64_t first = run(multiply_program()).cycle_report->cycles;
  EXPECT_EQ(run(multiply_program()).cycle_report->cycles, first);
  make();
  EXPECT_EQ(run(multiply_program()).cycle_report->cycles, first);
}

TEST_F(VtaTopTest, MemoryLatencyShowsInTheCycles) {
  make();
  const std::uint64_t base = run(multiply_program()).cycle_report->cycles;
  make({.read_latency = 140});
  EXPECT_GE(run(multiply_program()).cycle_report->cycles, base + 200);
  make({.write_latency = 120});
  EXPECT_EQ(run(multiply_program()).cycle_report->cycles, base + 100);
}

class VtaTopRandomTest : public VtaTopTest, public ::testing::WithParamInterface<std::uint32_t> {};

TEST_P(VtaTopRandomTest, RandomTimingChangesCyclesOnly) {
  SCOPED_TRACE(GetParam());
  make({.random_seed = GetParam()});
  for (unsigned i = 0; i < 3; ++i) {
    expect_usable();
    const RunReport failed = run({make_store(mem(MemoryType::kOut, kEnd - 32, 4)), make_finish()});
    EXPECT_EQ(failed.error, ErrorCode::kAxiError);
    EXPECT_EQ(failed.error_insn, 0u);
    expect_usable();
    const RunReport late = run(multiply_program(), 100);
    EXPECT_NE(late.outcome, RunOutcome::kError) << late.detail;
  }
  expect_usable();
}
INSTANTIATE_TEST_SUITE_P(Seeds, VtaTopRandomTest, ::testing::Range(0u, 40u));

TEST_F(VtaTopTest, AnotherGeometryIsRefused) {
  std::ifstream file(VTA_SOURCE_DIR "/hw/config/pynq.json");
  std::string json((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::string key = "\"LOG_INP_BUFF_SIZE\": 15";
  const std::size_t at = json.find(key);
  ASSERT_NE(at, std::string::npos);
  json.replace(at, key.size(), "\"LOG_INP_BUFF_SIZE\": 14");
  const Result<Config> other = Config::from_json(json, "the test");
  ASSERT_TRUE(other) << other.error().message;
  const Result<std::unique_ptr<Device>> made = make_rtl(other.value(), {});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message,
            "the RTL model is built for another geometry: LOG_INP_BUFF_SIZE is 15 in the model and "
            "14 in the configuration");
}

TEST_F(VtaTopTest, TimeoutAtAnyCycleLeavesAUsableDevice) {
  make();
  for (std::uint64_t bound = 1; bound < 400; bound += 13) {
    SCOPED_TRACE(bound);
    const RunReport report = run(multiply_program(), bound);
    if (report.outcome == RunOutcome::kTimeout) {
      EXPECT_NE(report.detail.find("did not end within " + std::to_string(bound) + " cycles: "),
                std::string::npos)
          << report.detail;
      EXPECT_NE(report.detail.find("fetch at instruction "), std::string::npos);
    }
    expect_usable();
  }
}

TEST_F(VtaTopTest, DeadlockIsDetectedAndClearedByTheNextRun) {
  make();
  const RunReport report = run({make_finish({.pop_prev = true})});
  EXPECT_EQ(report.outcome, RunOutcome::kError);
  EXPECT_EQ(report.error, ErrorCode::kDeadlock);
  EXPECT_EQ(report.error_insn, 0u);
  expect_usable();
}

TEST_F(VtaTopTest, MissingFinishHasTheIndexOfTheEnd) {
  make();
  const RunReport report = run({make_load(mem(MemoryType::kInp, kInp, 1))});
  EXPECT_EQ(report.error, ErrorCode::kMissingFinish);
  EXPECT_EQ(report.error_insn, 1u);
  EXPECT_EQ(run({}).error, ErrorCode::kMissingFinish);
  expect_usable();
}

TEST_F(VtaTopTest, AccessesOutsideTheMemoryAreAxiErrors) {
  make();
  RunReport report = run({make_load(mem(MemoryType::kWgt, kEnd, 1)), make_finish()});
  EXPECT_EQ(report.error, ErrorCode::kAxiError);
  EXPECT_EQ(report.error_insn, 0u);
  report = run({make_finish(), make_store(mem(MemoryType::kOut, kEnd - 16, 2))});
  EXPECT_EQ(report.error, ErrorCode::kAxiError);
  EXPECT_EQ(report.error_insn, 1u);
  RunRequest request;  // instructions that do not exist
  request.insn_address = kEnd - 16;
  request.insn_count = 3;
  std::vector<std::byte> finish(16);
  store_insn_word(encode(Config::pynq(), make_finish()).value(), finish.data());
  ASSERT_TRUE(device_->write(kEnd - 16, finish));
  const Result<RunReport> fetch = device_->run(request);
  ASSERT_TRUE(fetch);
  EXPECT_EQ(fetch.value().error, ErrorCode::kAxiError);
  EXPECT_EQ(fetch.value().error_insn, 1u);
  expect_usable();
}

TEST_F(VtaTopTest, TheTraceIsWritten) {
  const std::string path =
      ::testing::TempDir() + "vta_top_test_" + std::to_string(::getpid()) + ".fst";
  make({.trace_file = path});
  expect_usable();
  device_.reset();
  EXPECT_GT(std::filesystem::file_size(path), 10'000u);
  std::filesystem::remove(path);
  const Result<std::unique_ptr<Device>> made =
      make_rtl(Config::pynq(), {.trace_file = "/nonexistent/directory/x.fst"});
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().message.find("cannot write the trace file /nonexistent/directory/x.fst"),
            std::string::npos);
}

TEST_F(VtaTopTest, DevicesDoNotDisturbEachOther) {
  make();
  std::unique_ptr<Device> first = std::move(device_);
  make({.random_seed = 5});
  expect_usable();
  std::swap(first, device_);
  expect_usable();
  device_.reset();
  std::swap(first, device_);
  expect_usable();
}

// Below the device: the registers themselves.
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

TEST_F(VtaTopRegisterTest, RegistersHoldWhatTheirBitsAllow) {
  for (const CsrSpec& csr : kCsrs) {
    if (csr.access != CsrAccess::kReadWrite || csr.name == "control") continue;
    SCOPED_TRACE(csr.name);
    EXPECT_EQ(get(csr.offset), 0u) << "after reset";
    set(csr.offset, 0xFFFFFFFF);
    const bool base = csr.name.find("base") != std::string_view::npos;
    const std::uint32_t bits = base                       ? 0xFFFFFFC0
                               : csr.name == "insn_addr"  ? 0xFFFFFFF0
                               : csr.name == "irq_enable" ? 1
                                                          : 0xFFFFFFFF;
    EXPECT_EQ(get(csr.offset), bits);
    set(csr.offset, 0x12345680);
    EXPECT_EQ(get(csr.offset), 0x12345680 & bits);
  }
}

TEST_F(VtaTopRegisterTest, ReadOnlyRegistersIgnoreWrites) {
  for (const CsrSpec& csr : kCsrs) {
    if (csr.access != CsrAccess::kReadOnly) continue;
    SCOPED_TRACE(csr.name);
    const std::uint32_t before = get(csr.offset);
    set(csr.offset, ~before);
    EXPECT_EQ(get(csr.offset), before);
  }
}

TEST_F(VtaTopRegisterTest, UndefinedAddressesReadZeroAndIgnoreWrites) {
  for (const std::uint32_t offset : {0x078u, 0x0E0u, 0x118u, 0x13Cu, 0x200u, 0x800u, 0xFFCu}) {
    SCOPED_TRACE(offset);
    set(offset, 0xFFFFFFFF);
    EXPECT_EQ(get(offset), 0u);
  }
  EXPECT_EQ(get(csr::kInsnCount), 0u);
}

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

TEST_F(VtaTopRegisterTest, ErrorResponsesOfTheBusAreAxiErrors) {
  const auto expect_error = [&](std::uint32_t address, std::uint32_t insn) {
    SCOPED_TRACE(address);
    RtlSystem system(new_vta_rtl_pynq_model(), {});
    put_data(system.memory());
    system.axi().add_error_range(address, 1);
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
