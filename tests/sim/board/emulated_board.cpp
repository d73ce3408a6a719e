// SPDX-License-Identifier: Apache-2.0

#include "tests/sim/board/emulated_board.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <span>

#include "driver/board/open_system.h"
#include "driver/board/small_file.h"
#include "sim/board/emulator.h"
#include "sim/rtl/rtl_device.h"

namespace vta::board {
namespace {

// The emulator, in a process of its own; never returns. Writes "." or an error to `ready`.
[[noreturn]] void emulate(const std::string& root, const MachineOptions& options, int ready) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  Result<std::unique_ptr<Emulator>> emulator = Emulator::create(root, options);
  const std::string text = emulator ? "." : emulator.error().message;
  if (write(ready, text.data(), text.size()) < 0) _exit(1);
  close(ready);
  if (!emulator) _exit(1);
  const Status status = emulator.value()->serve([] { return false; });
  _exit(status ? 0 : 1);
}

}  // namespace

std::vector<std::byte> small_bitstream(std::uint32_t idcode) {
  std::vector<std::uint32_t> words(16, 0xffffffff);
  words.insert(words.end(), {0x000000bb, 0x11220044, 0xffffffff, 0xffffffff});
  words.insert(words.end(), {0xaa995566, 0x20000000});  // sync, no operation
  words.insert(words.end(), {0x30018001, idcode});      // IDCODE
  words.insert(words.end(), {0x30008001, 0x00000001});  // CMD: WCFG
  words.insert(words.end(), {0x30004000, 0x50000008});  // FDRI, 8 words
  words.insert(words.end(), 8, 0x12345678);
  words.insert(words.end(), {0x30008001, 0x0000000d});  // CMD: DESYNC
  words.insert(words.end(), 4, 0x20000000);
  std::vector<std::byte> bytes(words.size() * 4);
  std::memcpy(bytes.data(), words.data(), bytes.size());  // little endian: swapped
  return bytes;
}

EmulatedBoardTest::EmulatedBoardTest() {
  std::string name = "/tmp/vta-board-XXXXXX";
  VTA_CHECK(mkdtemp(name.data()) != nullptr);
  root_ = name;
}

EmulatedBoardTest::~EmulatedBoardTest() {
  kill_emulator();
  std::filesystem::remove_all(root_);
}

void EmulatedBoardTest::start(MachineOptions options) {
  if (!options.new_model) options.new_model = new_rtl_model;
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  emulator_ = fork();
  ASSERT_GE(emulator_, 0);
  if (emulator_ == 0) {
    close(ends[0]);
    emulate(root_, options, ends[1]);
  }
  close(ends[1]);
  std::array<char, 512> text{};
  const ssize_t count = read(ends[0], text.data(), text.size());
  close(ends[0]);
  ASSERT_GT(count, 0) << "the emulator ended";
  ASSERT_EQ(std::string(text.data(), static_cast<std::size_t>(count)), ".");
}

void EmulatedBoardTest::kill_emulator() {
  if (emulator_ <= 0) return;
  kill(emulator_, SIGKILL);
  waitpid(emulator_, nullptr, 0);
  emulator_ = -1;
}

std::unique_ptr<System> EmulatedBoardTest::connect() const {
  Result<std::unique_ptr<System>> system = open_system(root_);
  VTA_CHECK(system.ok());
  return std::move(system).value();
}

int EmulatedBoardTest::load(const std::vector<std::byte>& file, const std::string& name) {
  const std::unique_ptr<System> system = connect();
  const System::Opened firmware = system->open("/lib/firmware/" + name, OpenMode::kCreate);
  if (!firmware.file) return firmware.error;
  if (const CallResult written = firmware.file->write(file); !written.ok()) return written.error;
  const System::Opened attribute =
      system->open("/sys/class/fpga_manager/fpga0/firmware", OpenMode::kWrite);
  if (!attribute.file) return attribute.error;
  const std::string line = name + "\n";
  return attribute.file->write(std::as_bytes(std::span(line))).error;
}

std::string EmulatedBoardTest::state() const {
  const Result<std::string> text =
      read_small_file(*connect(), "/sys/class/fpga_manager/fpga0/state");
  return text ? text.value() : text.error().message;
}

Result<std::unique_ptr<PynqDevice>> EmulatedBoardTest::open(const PynqOptions& options,
                                                            const Config& config) {
  return open_pynq(connect(), config, options);
}

}  // namespace vta::board
