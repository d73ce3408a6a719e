// SPDX-License-Identifier: Apache-2.0
//
// What the driver says when a board misbehaves, one way at a time.

#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "driver/board/identity.h"
#include "driver/board/open_system.h"
#include "driver/board/small_file.h"
#include "hw/isa/insn.h"
#include "sim/board/emulator.h"
#include "sim/rtl/rtl_device.h"
#include "tests/sim/board/emulated_board.h"

namespace vta::board {
namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class BoardFailures : public EmulatedBoardTest {
 protected:
  void start_with(Injection injection) {
    MachineOptions options;
    options.injections = {injection};
    start(options);
  }
  std::string error_of_open(const PynqOptions& options = {},
                            const Config& config = Config::pynq()) {
    const Result<std::unique_ptr<PynqDevice>> device = open(options, config);
    return device ? "no error" : device.error().message;
  }
  // A device with these instructions at address 0.
  std::unique_ptr<PynqDevice> device_with(const std::vector<Insn>& insns,
                                          const PynqOptions& options = {}) {
    Result<std::unique_ptr<PynqDevice>> device = open(options);
    EXPECT_TRUE(device) << device.error().message;
    if (!device) return nullptr;
    EXPECT_TRUE(device.value()->add_region(0, 65'536));
    std::vector<std::byte> bytes(insns.size() * kInsnBytes);
    for (std::size_t i = 0; i < insns.size(); ++i) {
      const Result<InsnWord> word = encode(Config::pynq(), insns[i]);
      EXPECT_TRUE(word);
      store_insn_word(word.value(), bytes.data() + i * kInsnBytes);
    }
    EXPECT_TRUE(device.value()->write(0, bytes));
    return std::move(device).value();
  }
  static MemFields inp(std::uint32_t dram_base, std::uint32_t count) {
    MemFields fields;
    fields.memory_type = static_cast<std::uint32_t>(MemoryType::kInp);
    fields.dram_base = dram_base;
    fields.y_size = 1;
    fields.x_size = fields.x_stride = count;
    return fields;
  }
  static RunRequest request(std::size_t count) {
    RunRequest run;
    run.insn_count = static_cast<std::uint32_t>(count);
    return run;
  }
  // As many as keep the accelerator busy for two million cycles.
  static std::vector<Insn> long_program() {
    GemmFields gemm;
    gemm.loop.reset = true;
    gemm.loop.uop_end = 1;
    gemm.loop.iter_out = gemm.loop.iter_in = 1000;
    return {make_gemm(gemm), make_gemm(gemm), make_finish()};
  }
};

TEST_F(BoardFailures, WithoutABitstreamNoRegisterIsTouched) {
  start();
  EXPECT_EQ(error_of_open(),
            "no bitstream is loaded: the state in /sys/class/fpga_manager/fpga0 is 'unknown' "
            "instead of 'operating'; load one with vta program --bitstream FILE");
}

TEST_F(BoardFailures, TheManagerRefusesWhatTheKernelRefuses) {
  start();
  std::vector<std::byte> unswapped = small_bitstream();
  for (std::size_t i = 0; i + 3 < unswapped.size(); i += 4) {
    std::swap(unswapped[i], unswapped[i + 3]);
    std::swap(unswapped[i + 1], unswapped[i + 2]);
  }
  EXPECT_EQ(load(unswapped), EINVAL);
  EXPECT_EQ(state(), "write init error");

  std::vector<std::byte> late(128, std::byte{0xff});  // the sync word lies behind 128 bytes
  const std::vector<std::byte> good = small_bitstream();
  late.insert(late.end(), good.begin(), good.end());
  EXPECT_EQ(load(late), EINVAL);

  std::vector<std::byte> ragged = good;
  ragged.pop_back();
  EXPECT_EQ(load(ragged), EINVAL);
  EXPECT_EQ(state(), "write error");

  EXPECT_EQ(load(small_bitstream(0x0362d093)), ETIMEDOUT);  // of an xc7a35t
  EXPECT_EQ(state(), "write complete error");

  const std::unique_ptr<System> system = connect();
  const Status missing =
      write_small_file(*system, "/sys/class/fpga_manager/fpga0/firmware", "nowhere.bin\n");
  EXPECT_EQ(missing.error().message,
            "cannot write to /sys/class/fpga_manager/fpga0/firmware: No such file or directory");
  EXPECT_EQ(state(), "firmware request error");

  EXPECT_EQ(load(good), 0);
  EXPECT_EQ(state(), "operating");
}

TEST_F(BoardFailures, InjectedRefusal) {
  start_with(Injection::kRefuseLoad);
  EXPECT_EQ(load(small_bitstream()), EINVAL);
  EXPECT_EQ(state(), "write init error");
  EXPECT_TRUE(has(error_of_open(), "is 'write init error' instead of 'operating'"));
}

TEST_F(BoardFailures, InjectedWriteError) {
  start_with(Injection::kWriteError);
  EXPECT_EQ(load(small_bitstream()), EIO);
  EXPECT_EQ(state(), "write error");
  EXPECT_TRUE(has(error_of_open(), "is 'write error' instead of 'operating'"));
}

TEST_F(BoardFailures, AStaleBitstreamIsRefusedByItsGeometry) {
  start_with(Injection::kStaleBitstream);
  ASSERT_EQ(load(small_bitstream()), 0);
  EXPECT_EQ(error_of_open(),
            "the loaded bitstream is built for another geometry: LOG_BATCH is 1 in the bitstream "
            "and 0 in the configuration");
}

TEST_F(BoardFailures, AnotherGeometryIsRefusedNamingEachKey) {
  start();
  ASSERT_EQ(load(small_bitstream()), 0);
  const Result<Config> other = Config::from_file(VTA_SOURCE_DIR "/hw/config/1x8x8.json");
  ASSERT_TRUE(other);
  const std::string error = error_of_open({}, other.value());
  EXPECT_TRUE(has(error, "LOG_BLOCK is 4 in the bitstream and 3 in the configuration")) << error;
}

TEST_F(BoardFailures, AStoppedClockIsAnErrorInsteadOfAHang) {
  start_with(Injection::kStoppedClock);
  ASSERT_EQ(load(small_bitstream()), 0);
  const std::string error = error_of_open();
  EXPECT_TRUE(has(error,
                  "cannot read register 0x00000100 through /dev/uio1: the bus does not "
                  "answer"))
      << error;
}

TEST_F(BoardFailures, AClockThatIsTooFastDoesNotAnswerUntilItIsSet) {
  MachineOptions options;
  options.fclk0_divisors[0] = 4;  // 250 MHz
  options.fclk0_divisors[1] = 1;
  start(options);
  ASSERT_EQ(load(small_bitstream()), 0);
  EXPECT_TRUE(has(error_of_open(), "the bus does not answer"));
  const std::unique_ptr<System> system = connect();
  const System::Opened memory = system->open("/dev/mem", OpenMode::kReadWriteSync);
  ASSERT_TRUE(memory.file);
  const File::Mapped slcr = memory.file->map(0xf8000000, 4096);
  ASSERT_TRUE(slcr.mapping);
  slcr.mapping->write32(0x170, 1u << 20 | 10u << 8);  // locked: nothing happens
  EXPECT_EQ(slcr.mapping->read32(0x170), 1u << 20 | 4u << 8);
  slcr.mapping->write32(0x008, 0xdf0d);
  slcr.mapping->write32(0x170, 1u << 20 | 10u << 8);  // 100 MHz
  EXPECT_EQ(error_of_open(), "no error");
}

TEST_F(BoardFailures, ExhaustedMemoryNamesCmaAndWhatIsLeft) {
  start_with(Injection::kExhaustedCma);
  ASSERT_EQ(load(small_bitstream()), 0);
  const std::string error = error_of_open();
  EXPECT_TRUE(has(error,
                  "zocl (/dev/dri/renderD128) has no 33554432 bytes of contiguous memory: "
                  "CMA has 64 of 131072 kB free"))
      << error;
  PynqOptions little;
  little.arena.size = 32'768;
  EXPECT_EQ(error_of_open(little), "no error");
}

TEST_F(BoardFailures, AProgramThatDoesNotFitIntoTheArenaIsToldSo) {
  start();
  ASSERT_EQ(load(small_bitstream()), 0);
  PynqOptions options;
  options.arena.size = 65'536;
  Result<std::unique_ptr<PynqDevice>> device = open(options);
  ASSERT_TRUE(device) << device.error().message;
  ASSERT_TRUE(device.value()->add_region(0x1000, 4096));
  const Status status = device.value()->add_region(0x10000, 4097);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message,
            "the memory regions span 69632 bytes from 0x00001000 to 0x00012000, but the arena has "
            "65536 bytes, of which 65536 are free in one piece; open the device with a larger "
            "arena (arena=BYTES)");
}

TEST_F(BoardFailures, TheLeaseOfAnotherProcessIsRespected) {
  start_with(Injection::kHeldLease);
  ASSERT_EQ(load(small_bitstream()), 0);
  const std::string error = error_of_open();
  EXPECT_TRUE(has(error, "the device is in use by another process (process ")) << error;
}

TEST_F(BoardFailures, TwoDevicesAtOnceAreOneTooMany) {
  start();
  ASSERT_EQ(load(small_bitstream()), 0);
  Result<std::unique_ptr<PynqDevice>> first = open();
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_TRUE(has(error_of_open(), "the device is in use by another process"));
  first.value().reset();
  EXPECT_EQ(error_of_open(), "no error");
}

TEST_F(BoardFailures, AnErrorOfTheProgramTellsWhereEveryStageStands) {
  start();
  ASSERT_EQ(load(small_bitstream()), 0);
  MemFields beyond = inp(0, 1);
  beyond.sram_base = 2048;
  const auto device = device_with({make_load(beyond), make_finish()});
  ASSERT_TRUE(device);
  const Result<RunReport> report = device->run(request(2));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report.value().outcome, RunOutcome::kError);
  EXPECT_EQ(report.value().error, ErrorCode::kSramOutOfRange);
  EXPECT_EQ(report.value().error_insn, 0u);
  for (const char* part :
       {"sram_out_of_range (5) at instruction 0: fetch at instruction ", ", load ", ", compute ",
        ", store ", "; tokens: ", "; AXI transactions outstanding: reads 0, writes 0"}) {
    EXPECT_TRUE(has(report.value().detail, part)) << report.value().detail;
  }
  // And the device is as good as new.
  const Result<RunReport> again = device->run(request(2));
  ASSERT_TRUE(again);
  EXPECT_EQ(again.value().detail, report.value().detail);
}

TEST_F(BoardFailures, ARunBeyondItsBoundIsATimeoutAndTheNextOneRuns) {
  start();
  ASSERT_EQ(load(small_bitstream()), 0);
  const std::vector<Insn> program = long_program();
  const auto device = device_with(program);
  ASSERT_TRUE(device);
  RunRequest bounded = request(program.size());
  bounded.max_cycles = 1000;
  const Result<RunReport> report = device->run(bounded);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report.value().outcome, RunOutcome::kTimeout);
  EXPECT_TRUE(has(report.value().detail, "the run did not end within 1000 cycles: fetch "))
      << report.value().detail;
  RunRequest finish = request(1);
  finish.insn_address = 2 * kInsnBytes;
  const Result<RunReport> next = device->run(finish);
  ASSERT_TRUE(next) << next.error().message;
  EXPECT_EQ(next.value().outcome, RunOutcome::kFinished) << next.value().detail;
}

TEST_F(BoardFailures, ARunBeyondItsTimeIsATimeout) {
  start();
  ASSERT_EQ(load(small_bitstream()), 0);
  PynqOptions options;
  options.timeout = std::chrono::milliseconds(1);
  const std::vector<Insn> program = long_program();
  const auto device = device_with(program, options);
  ASSERT_TRUE(device);
  const Result<RunReport> report = device->run(request(program.size()));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report.value().outcome, RunOutcome::kTimeout);
  EXPECT_TRUE(has(report.value().detail, "the run did not end within 0.001 seconds: fetch "))
      << report.value().detail;
}

// As when the client of a server is gone.
TEST_F(BoardFailures, ARunThatNobodyWantsAnyMoreIsStopped) {
  start();
  ASSERT_EQ(load(small_bitstream()), 0);
  const std::vector<Insn> program = long_program();
  const auto device = device_with(program);
  ASSERT_TRUE(device);
  device->set_stop_request([] { return true; });
  const Result<RunReport> report = device->run(request(program.size()));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report.value().outcome, RunOutcome::kTimeout);
  EXPECT_TRUE(has(report.value().detail, "the run was stopped on request: fetch "))
      << report.value().detail;
  device->set_stop_request({});
  RunRequest finish = request(1);
  finish.insn_address = 2 * kInsnBytes;
  const Result<RunReport> next = device->run(finish);
  ASSERT_TRUE(next) << next.error().message;
  EXPECT_EQ(next.value().outcome, RunOutcome::kFinished) << next.value().detail;
}

// The reset waits for what memory still owes, for ever, so the driver gives up.
TEST_F(BoardFailures, MemoryThatFallsSilentEndsTheRunAndNeedsTheBitstreamAgain) {
  start_with(Injection::kStuckRun);
  ASSERT_EQ(load(small_bitstream()), 0);
  PynqOptions options;
  options.timeout = std::chrono::milliseconds(200);
  std::vector<Insn> program(8, make_load(inp(0, 1000)));
  program.push_back(make_finish());
  const auto device = device_with(program, options);
  ASSERT_TRUE(device);
  const Result<RunReport> report = device->run(request(program.size()));
  ASSERT_FALSE(report);
  EXPECT_TRUE(has(report.error().message, "the soft reset has not come to its end within a second"))
      << report.error().message;
}

TEST_F(BoardFailures, ABitstreamThatIsReplacedUnderARunningProgramIsNoticed) {
  start();
  ASSERT_EQ(load(small_bitstream()), 0);
  const auto device = device_with({make_finish()});
  ASSERT_TRUE(device);
  EXPECT_EQ(load(small_bitstream(0x0362d093)), ETIMEDOUT);  // and now there is nothing
  const Result<RunReport> report = device->run(request(1));
  ASSERT_FALSE(report);
  EXPECT_TRUE(has(report.error().message, "the bus does not answer")) << report.error().message;
}

TEST_F(BoardFailures, ADeadEmulatorIsNamed) {
  start();
  ASSERT_EQ(load(small_bitstream()), 0);
  const auto device = device_with({make_finish()});
  ASSERT_TRUE(device);
  kill_emulator();
  const Result<RunReport> report = device->run(request(1));
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().message,
            "cannot read register 0x00000100 through /dev/uio1: the emulated board has stopped "
            "answering (Connection reset by peer)");
  const Result<std::unique_ptr<System>> system = open_system(root());
  ASSERT_FALSE(system);
  EXPECT_EQ(system.error().message,
            "the emulated board in '" + root() +
                "' does not answer (Connection refused); start it with vta board-emulator --root " +
                root());
}

TEST_F(BoardFailures, ARootHasOneEmulatorAndNothingElse) {
  start();
  MachineOptions options;
  options.new_model = new_rtl_model;
  const Result<std::unique_ptr<Emulator>> second = Emulator::create(root(), options);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message, "another emulator has the board in '" + root() + "'");
  kill_emulator();
  EXPECT_TRUE(Emulator::create(root(), options));  // after a crash

  const std::string full = root() + "/tmp/full";
  ASSERT_TRUE(std::filesystem::create_directory(full));
  std::ofstream(full + "/letter") << "mine";
  const Result<std::unique_ptr<Emulator>> elsewhere = Emulator::create(full, options);
  ASSERT_FALSE(elsewhere);
  EXPECT_EQ(elsewhere.error().message, "the folder '" + full +
                                           "' holds something else; an emulated board needs a new "
                                           "or an empty one");
}

}  // namespace
}  // namespace vta::board
