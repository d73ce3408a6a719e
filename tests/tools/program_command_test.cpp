// SPDX-License-Identifier: Apache-2.0
//
// vta program, into a folder with the files that a Pynq has. A file cannot refuse what is written
// into it: driver/board has tests for what the kernel says.

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "driver/board/pl_clock.h"
#include "driver/board/sha256.h"
#include "hw/isa/config.h"
#include "hw/isa/isa_tables.h"
#include "tests/driver/board/bitstream_builder.h"
#include "tests/tools/run_vta.h"

namespace vta::test {
namespace {

using namespace board::test;
using Json = nlohmann::ordered_json;
namespace slcr = board::slcr;

class ProgramCommand : public VtaTest {
 protected:
  ProgramCommand() {
    for (const char* folder :
         {"root/sys/class/fpga_manager/fpga0", "root/lib/firmware", "root/dev", "root/run/lock"}) {
      std::filesystem::create_directories(path(folder));
    }
    write(manager_ + "state", "operating\n");
    write(manager_ + "flags", "");
    write(manager_ + "firmware", "");
    write("root/dev/mem", "");
    set_register(slcr::kIoPllControl, 20u << 12);
    set_register(slcr::kPllStatus, 0x3f);
    set_register(slcr::kFpga0Clock, 0x0020'0500);
    set_register(slcr::kSize - 4, 0);
    set_identity(Config::pynq());
    write("x.bit", text_of(bit_file(words_)));
    describe("x.bit", "125");
  }
  // The registers of a design with this geometry.
  void set_identity(const Config& c) {
    const auto pack = [](int a, int b, int c2, int d) {
      return static_cast<std::uint32_t>(a | b << 8 | c2 << 16 | d << 24);
    };
    set_word(kRegisters + csr::kId, 0x56544131);
    set_word(kRegisters + csr::kVersion, kIsaVersion);
    set_word(kRegisters + csr::kIsaHash, kIsaHash);
    set_word(kRegisters + csr::kGeometry0,
             pack(c.log_inp_width(), c.log_wgt_width(), c.log_acc_width(), c.log_out_width()));
    set_word(kRegisters + csr::kGeometry1,
             pack(c.log_batch(), c.log_block(), c.log_uop_buff_size(), c.log_inp_buff_size()));
    set_word(kRegisters + csr::kGeometry2,
             pack(c.log_wgt_buff_size(), c.log_acc_buff_size(), c.log_bus_width(), 0));
  }
  // A sparse file stands for the address space.
  void set_word(std::uint64_t address, std::uint32_t value) {
    const int fd = open(path("root/dev/mem").c_str(), O_WRONLY);
    EXPECT_EQ(pwrite(fd, &value, sizeof value, static_cast<off_t>(address)), 4);
    close(fd);
  }
  void set_register(std::size_t offset, std::uint32_t value) {
    set_word(slcr::kBase + offset, value);
  }
  [[nodiscard]] std::uint32_t get_register(std::size_t offset) const {
    std::uint32_t value = 0;
    const int fd = open(path("root/dev/mem").c_str(), O_RDONLY);
    EXPECT_EQ(pread(fd, &value, sizeof value, static_cast<off_t>(slcr::kBase + offset)), 4);
    close(fd);
    return value;
  }
  void describe(const std::string& file, const std::string& clock) const {
    ASSERT_EQ(run({"bitstream", file, "--describe", "--clock-mhz", clock}).code, 0);
  }
  [[nodiscard]] std::vector<std::string> program(const std::string& file) const {
    return {"program", "--bitstream", file, "--root", "root"};
  }
  [[nodiscard]] bool nothing_stored() const {
    return std::filesystem::is_empty(path("root/lib/firmware")) &&
           read(manager_ + "firmware").empty();
  }

  static constexpr std::uint64_t kRegisters = 0x4000'0000;
  const Bytes words_ = configuration({.repeats = 1});
  const std::string manager_ = "root/sys/class/fpga_manager/fpga0/";
};

TEST_F(ProgramCommand, LoadsTheDesignAndSetsItsClock) {
  const std::string name = "vta-" + board::sha256_hex(swapped(words_)) + ".bin";
  const Ran ran = run(program("x.bit"));
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, "loaded " + name +
                         " into the xc7z020 of a pynq-z1\n"
                         "geometry 1x16_i8w8a32_15_15_18_17, PL clock 125 MHz\n"
                         "registers verified\n");
  EXPECT_EQ(read("root/lib/firmware/" + name), text_of(swapped(words_)));
  EXPECT_EQ(read(manager_ + "flags"), "0\n");
  EXPECT_EQ(read(manager_ + "firmware"), name + "\n");
  EXPECT_EQ(get_register(slcr::kFpga0Clock), 0x0010'0800u);

  const Json json = run_json(join(program("x.bit"), {"--json", "--board", "pynq-z2"}));
  EXPECT_EQ(json["board"], "pynq-z2");
  EXPECT_EQ(json["firmware"], name);
  EXPECT_EQ(json["clock_mhz"], 125.0);
  EXPECT_EQ(json["registers_verified"], true);
}

TEST_F(ProgramCommand, ADesignThatIsNotTheOneDescribedIsRefused) {
  set_word(kRegisters + csr::kGeometry1, 1);
  const Ran other = run(program("x.bit"));
  EXPECT_EQ(other.code, 3);
  EXPECT_TRUE(
      other.err.starts_with("vta program: the loaded bitstream is built for another "
                            "geometry: LOG_BATCH is 1 in the bitstream and 0 in the "
                            "configuration, "))
      << other.err;
  set_word(kRegisters + csr::kId, 0);
  EXPECT_EQ(run(program("x.bit")).err,
            "vta program: the loaded bitstream is no VTA: its id register reads 0x00000000 instead "
            "of 0x56544131\n");
}

TEST_F(ProgramCommand, BadInputIsRefused) {
  const std::string vta = "vta program: ";
  expect_refused({"program"}, vta + "expected --bitstream FILE");
  expect_refused({"program", "--bitstream", "x.bit", "--root", "none"},
                 vta + "--root is 'none', which is no directory");
  expect_refused(join(program("x.bit"), {"--board", "ultra96"}),
                 vta + "there is no board 'ultra96'; there are: pynq-z1, pynq-z2");
  expect_refused(program("none.bit"), vta + "'none.bit' cannot be read: there is no file");
  write("y.bit", text_of(bit_file(words_)));
  expect_refused(
      program("y.bit"),
      vta + "'y.json' is missing; it would describe the design of the bitstream beside it");
  std::filesystem::copy(path("x.json"), path("y.json"));
  const Bytes other = bit_file(configuration({.repeats = 1, .first_value = 2}));
  write("y.bit", text_of(other));
  expect_refused(program("y.bit"),
                 vta + "'y.json': bitstream_sha256 is " + board::sha256_hex(bit_file(words_)) +
                     ", but the bitstream beside it has " + board::sha256_hex(other) +
                     "; the two are not of one design");
  write("small.bit", text_of(bit_file(configuration())));
  expect_refused(
      program("small.bit"),
      vta +
          "'small.bit' is partial: it has 202 configuration words of 1010808; expected a "
          "full bitstream, which configures the whole device");
  write("artix.bit", text_of(bit_file(configuration({.idcode = kXc7a35t}))));
  expect_refused(program("artix.bit"), vta + "'artix.bit' is for xc7a35t; pynq-z1 has xc7z020");
  EXPECT_TRUE(nothing_stored());
}

TEST_F(ProgramCommand, ChangesNothingWhileAnotherProcessHasTheDevice) {
  const int lock = open(path("root/run/lock/vta.lease").c_str(), O_RDWR | O_CREAT, 0644);
  ASSERT_EQ(flock(lock, LOCK_EX), 0);
  ASSERT_EQ(::write(lock, "         77\n", 12), 12);
  const Ran ran = run(program("x.bit"));
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(
      ran.err,
      "vta program: the device is in use by another process (process 77), which has the lease "
      "/run/lock/vta.lease; try again when it has ended\n");
  EXPECT_TRUE(nothing_stored());
  close(lock);
  EXPECT_EQ(run(program("x.bit")).code, 0);
}

TEST_F(ProgramCommand, ChangesNothingForAClockThatCannotBeHad) {
  describe("x.bit", "150");
  const Ran ran = run(program("x.bit"));
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.err,
            "vta program: the design was built for a PL clock of 150 MHz, which the IO PLL of 1000 "
            "MHz cannot be divided into; the closest that is not faster is 142.857 MHz\n");
  EXPECT_TRUE(nothing_stored());
  EXPECT_EQ(get_register(slcr::kFpga0Clock), 0x0020'0500u);
}

TEST_F(ProgramCommand, ReportsWhatTheSystemRefuses) {
  write(manager_ + "state", "write error\n");
  Ran ran = run(program("x.bit"));
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.err,
            "vta program: the FPGA manager reported no error, but the PL is not operating; its "
            "state is 'write error': the bitstream did not reach the device whole\n");
  std::filesystem::remove(path(manager_ + "state"));
  ran = run(program("x.bit"));
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.err,
            "vta program: there is no FPGA manager at /sys/class/fpga_manager/fpga0; it needs a "
            "Zynq with a Xilinx kernel, as PYNQ 2.3 and later have\n");
  std::filesystem::remove_all(path("root/run/lock"));
  EXPECT_EQ(run(program("x.bit")).err,
            "vta program: cannot open /run/lock/vta.lease, by which programs take turns at the "
            "device: No such file or directory\n");
}

}  // namespace
}  // namespace vta::test
