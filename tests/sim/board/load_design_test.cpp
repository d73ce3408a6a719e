// SPDX-License-Identifier: Apache-2.0
//
// Designs that are loaded, loaded again or left alone, and what a device learns from their
// description.

#include "driver/board/load_design.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "driver/board/loaded_design.h"
#include "driver/board/register_io.h"
#include "driver/board/wall_clock.h"
#include "hw/isa/insn.h"
#include "tests/driver/board/bitstream_builder.h"
#include "tests/sim/board/emulated_board.h"

namespace vta::board {
namespace {

using namespace test;

class LoadDesign : public EmulatedBoardTest {
 protected:
  LoadDesign() {
    design_.bitstream = parse_bitstream(bit_file(configuration({.repeats = 1}))).value();
    design_.sidecar.bitstream_sha256 = design_.bitstream.sha256;
  }
  Result<LoadReport> load_it(bool force = false) {
    return load_design(root(), find_board("pynq-z1").value(), design_, force);
  }
  // Whether it was loaded; a failure is told.
  bool loads(bool force = false) {
    const Result<LoadReport> report = load_it(force);
    if (!report) {
      ADD_FAILURE() << report.error().message;
      return false;
    }
    EXPECT_TRUE(report.value().programmed.verified);
    EXPECT_DOUBLE_EQ(report.value().programmed.clock_mhz, design_.sidecar.clock_mhz);
    EXPECT_EQ(read_loaded_design(*connect()).value(), design_.sidecar);
    return report.value().loaded;
  }
  void write_record(const std::string& text) const {
    std::ofstream(root() + kLoadedDesignPath) << text;
  }
  // Leaves the accelerator running without anybody who has the lease. As long as a hundred million
  // cycles take, it will not end by itself.
  void leave_running() {
    const pid_t child = fork();
    if (child == 0) run_for_long();
    const std::unique_ptr<System> system = connect();
    const auto registers = RegisterIo::open(*system);
    ASSERT_TRUE(registers) << registers.error().message;
    bool busy = false;
    for (int look = 0; look < 2000 && !busy; ++look) {
      busy = (registers.value()->read_register(csr::kControl).value() & csr::kControlBusy) != 0;
      host_clock()->sleep(std::chrono::milliseconds(5));
    }
    EXPECT_TRUE(busy);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  }

  Design design_;

 private:
  [[noreturn]] void run_for_long() {
    GemmFields gemm;
    gemm.loop.reset = true;
    gemm.loop.uop_end = 1;
    gemm.loop.iter_out = gemm.loop.iter_in = 10'000;
    std::vector<std::byte> program(2 * kInsnBytes);
    store_insn_word(encode(Config::pynq(), make_gemm(gemm)).value(), program.data());
    store_insn_word(encode(Config::pynq(), make_finish()).value(), program.data() + kInsnBytes);
    Result<std::unique_ptr<PynqDevice>> device = open();
    if (!device || !device.value()->add_region(0, 64) || !device.value()->write(0, program)) {
      _exit(1);
    }
    RunRequest request;
    request.insn_count = 2;
    (void)device.value()->run(request);
    _exit(1);
  }
};

TEST_F(LoadDesign, WhatIsLoadedIsVerifiedAndNotLoadedAgain) {
  start();
  EXPECT_TRUE(loads());
  const auto written = std::filesystem::last_write_time(root() + kLoadedDesignPath);
  EXPECT_FALSE(loads());
  EXPECT_EQ(std::filesystem::last_write_time(root() + kLoadedDesignPath), written);
  EXPECT_TRUE(loads(true)) << "forced";
  EXPECT_FALSE(loads());
}

TEST_F(LoadDesign, AnotherDescriptionIsAnotherDesign) {
  start();
  EXPECT_TRUE(loads());
  design_.sidecar.clock_mhz = 50;
  EXPECT_TRUE(loads());
  design_.bitstream =
      parse_bitstream(bit_file(configuration({.repeats = 1, .first_value = 9}))).value();
  design_.sidecar.bitstream_sha256 = design_.bitstream.sha256;
  EXPECT_TRUE(loads());
  EXPECT_FALSE(loads());
}

TEST_F(LoadDesign, WhatOthersLoadedMeanwhileIsNoticed) {
  start();
  EXPECT_TRUE(loads());
  EXPECT_EQ(load(small_bitstream(0x0362d093)), ETIMEDOUT);  // of another device
  EXPECT_TRUE(loads());
}

TEST_F(LoadDesign, ADescriptionIsNotBelievedWithoutTheRegisters) {
  MachineOptions options;
  options.injections = {Injection::kStaleBitstream};
  start(options);
  ASSERT_EQ(load(small_bitstream()), 0);
  ASSERT_TRUE(write_loaded_design(*connect(), design_.sidecar));
  const Result<LoadReport> report = load_it();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().message,
            "the loaded bitstream is built for another geometry: LOG_BATCH is 1 in the bitstream "
            "and 0 in the configuration");
  EXPECT_EQ(read_loaded_design(*connect()).value(), std::nullopt);
}

TEST_F(LoadDesign, ALoadThatFailsLeavesNoDescription) {
  start();
  EXPECT_TRUE(loads());
  design_.sidecar.clock_mhz = 50;
  std::filesystem::remove_all(root() + "/lib/firmware");
  const Result<LoadReport> report = load_it();
  ASSERT_FALSE(report);
  EXPECT_TRUE(report.error().message.starts_with("cannot create /lib/firmware/vta-"))
      << report.error().message;
  EXPECT_EQ(read_loaded_design(*connect()).value(), std::nullopt);
}

TEST_F(LoadDesign, ARunningAcceleratorIsNotReplacedUnlessForced) {
  start();
  EXPECT_TRUE(loads());
  leave_running();
  for (const double clock : {100.0, 50.0}) {  // the design that is there, and another one
    design_.sidecar.clock_mhz = clock;
    const Result<LoadReport> report = load_it();
    ASSERT_FALSE(report);
    const std::string& error = report.error().message;
    EXPECT_TRUE(error.starts_with("the accelerator is running (fetch ")) << error;
    EXPECT_TRUE(
        error.ends_with("wait for the end of the run, or use vta program --force, which "
                        "resets it first"))
        << error;
  }
  EXPECT_EQ(state(), "operating");
  EXPECT_TRUE(loads(true));
  EXPECT_FALSE(loads());
}

TEST_F(LoadDesign, ASpoiltDescriptionStopsDevicesAndNotLoads) {
  start();
  EXPECT_TRUE(loads());
  write_record("{}");
  const Result<std::unique_ptr<PynqDevice>> device = open();
  ASSERT_FALSE(device);
  EXPECT_EQ(device.error().message,
            "/run/vta-design.json, which describes the loaded design: format is missing; load the "
            "bitstream again with vta program --force");
  EXPECT_TRUE(loads());
  EXPECT_TRUE(open());
}

TEST_F(LoadDesign, ADescriptionDoesNotOutliveTheSystem) {
  start();
  EXPECT_TRUE(loads());
  kill_emulator();
  start();
  EXPECT_EQ(read_loaded_design(*connect()).value(), std::nullopt);
}

TEST_F(LoadDesign, AnotherProcessWithTheLeaseIsLeftInPeace) {
  start();
  EXPECT_TRUE(loads());
  const Result<std::unique_ptr<PynqDevice>> device = open();
  ASSERT_TRUE(device) << device.error().message;
  for (const bool force : {false, true}) {
    const Result<LoadReport> report = load_it(force);
    ASSERT_FALSE(report);
    EXPECT_TRUE(report.error().message.starts_with("the device is in use by another process"))
        << report.error().message;
  }
}

}  // namespace
}  // namespace vta::board
