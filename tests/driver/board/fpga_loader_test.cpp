// SPDX-License-Identifier: Apache-2.0
#include "driver/board/fpga_loader.h"

#include <gtest/gtest.h>

#include "driver/board/sha256.h"
#include "tests/driver/board/bitstream_builder.h"
#include "tests/driver/board/scripted_system.h"

namespace vta::board {
namespace {

using namespace test;

const std::string kState = "/sys/class/fpga_manager/fpga0/state";
const std::string kFlags = "/sys/class/fpga_manager/fpga0/flags";
const std::string kFirmware = "/sys/class/fpga_manager/fpga0/firmware";

class FpgaLoader : public testing::Test {
 protected:
  [[nodiscard]] std::string refusal() {
    const Result<std::string> loaded = load_full_bitstream(*system_, bitstream_);
    return loaded.ok() ? "it was loaded" : loaded.error().message;
  }
  // Nothing with the name that a complete file has, and nothing half-written.
  [[nodiscard]] bool nothing_stored() const {
    return std::none_of(system_->files.begin(), system_->files.end(),
                        [](const auto& file) { return file.first.starts_with("/lib/"); });
  }

  const Bytes words_ = configuration();
  const Bitstream bitstream_ = parse_bitstream(bit_file(words_)).value();
  const std::string name_ = "vta-" + sha256_hex(swapped(words_)) + ".bin";
  const std::string path_ = "/lib/firmware/" + name_;
  std::unique_ptr<ScriptedSystem> system_ = scripted_pynq();
};

TEST_F(FpgaLoader, StoresTheSwappedWordsAndNamesThem) {
  const Result<std::string> loaded = load_full_bitstream(*system_, bitstream_);
  ASSERT_TRUE(loaded.ok()) << loaded.error().message;
  EXPECT_EQ(loaded.value(), name_);
  EXPECT_EQ(system_->files[path_], text_of(swapped(words_)));
  EXPECT_EQ(system_->calls,
            (std::vector<std::string>{
                "write " + path_ + ".tmp", "rename " + path_ + ".tmp " + path_,
                "write " + kFlags + " 0\n", "write " + kFirmware + " " + name_ + "\n"}));
}

TEST_F(FpgaLoader, TakesEveryFormOfTheSameBitstream) {
  for (const Bytes& form : {words_, swapped(words_)}) {
    const auto system = scripted_pynq();
    const Bitstream bitstream = parse_bitstream(form).value();
    EXPECT_EQ(load_full_bitstream(*system, bitstream).value(), name_);
    EXPECT_EQ(system->files[path_], text_of(swapped(words_)));
  }
  EXPECT_NE(firmware_name(configuration({.first_value = 2})), name_);
}

TEST_F(FpgaLoader, WritesInPartsWhenTheSystemDoes) {
  system_->most_per_write = 100;
  EXPECT_EQ(load_full_bitstream(*system_, bitstream_).value(), name_);
  EXPECT_EQ(system_->files[path_], text_of(swapped(words_)));
}

TEST_F(FpgaLoader, LeavesNothingHalfWritten) {
  struct Case {
    std::string call;
    int error;
    std::string message;
  };
  const std::string temporary = path_ + ".tmp";
  for (const Case& c : std::vector<Case>{
           {"open", EACCES, "cannot create " + path_ + ": Permission denied (root is needed)"},
           {"open", EROFS,
            "cannot create " + path_ +
                ": Read-only file system (the root file system has to be writable)"},
           {"open", ENOENT, "cannot create " + path_ + ": No such file or directory"},
           {"write", ENOSPC,
            "cannot write " + path_ + ": No space left on device (a bitstream needs 4 MB)"},
           {"write", EIO, "cannot write " + path_ + ": Input/output error"},
           {"rename", EPERM,
            "cannot name " + path_ + ": Operation not permitted (root is needed)"}}) {
    system_ = scripted_pynq();
    system_->errors = {{c.call + " " + temporary, c.error}};
    EXPECT_EQ(refusal(), c.message);
    EXPECT_TRUE(nothing_stored()) << c.message;
    EXPECT_EQ(system_->files[kFirmware], "") << c.message;
  }
  system_ = scripted_pynq();
  system_->most_per_write = 0;
  EXPECT_EQ(refusal(),
            "cannot write " + path_ + ": No space left on device (a bitstream needs 4 MB)");
}

TEST_F(FpgaLoader, ExplainsWhatTheKernelSays) {
  struct Case {
    int error;
    std::string state, message;
  };
  const std::string unknown =
      "; its state is 'unknown': nothing has been loaded since the system "
      "started";
  for (
      const Case& c : std::vector<Case>{
          {EINVAL, "write init error",
           "(Invalid argument): it does not take the file for a byte-swapped bitstream of this "
           "device; its state is 'write init error': the device could not be made ready for a "
           "bitstream"},
          {ENOENT, "firmware request error",
           "(No such file or directory): it does not find the file under /lib/firmware; does "
           "/sys/module/firmware_class/parameters/path name another folder?; its state is "
           "'firmware request error': the kernel did not get the file"},
          {ETIMEDOUT, "write complete error",
           "(Connection timed out): the device did not finish in time, as with a bitstream of "
           "another device; its state is 'write complete error': the device took the bitstream and "
           "did not start"},
          {EBUSY, "unknown",
           "(Device or resource busy): another program or a device tree overlay is using it" +
               unknown},
          {EACCES, "unknown", "(Permission denied): only root may load bitstreams" + unknown},
          {EPERM, "unknown", "(Operation not permitted): only root may load bitstreams" + unknown},
          {ENOMEM, "write",
           "(Cannot allocate memory): it has no memory for the file; close other programs that "
           "hold DMA buffers; its state is 'write': the bitstream did not reach the device whole"},
          {EIO, "write error",
           "(Input/output error): the configuration port reported an error; its state is 'write "
           "error': the bitstream did not reach the device whole"},
          {EAGAIN, "reset",
           "(Resource temporarily unavailable): it was interrupted; the bitstream has to be loaded "
           "again; its state is 'reset': the device is not ready for a bitstream"},
          {ENXIO, "else", "(No such device or address); its state is 'else'"}}) {
    system_ = scripted_pynq();
    system_->errors = {{"write " + kFirmware, c.error}};
    system_->files[kState] = c.state + "\n";
    EXPECT_EQ(refusal(), "the FPGA manager refused " + c.message);
  }
}

TEST_F(FpgaLoader, BelievesOnlyAnOperatingDevice) {
  for (const char* state : {"write error", "operating error", "Operating", "", "unknown",
                            "power off", "write complete"}) {
    system_ = scripted_pynq();
    system_->after_write = [&](ScriptedSystem& self, const std::string& path) {
      if (path == kFirmware) self.files[kState] = std::string(state) + "\n";
    };
    const std::string begin =
        "the FPGA manager reported no error, but the PL is not operating; its state is '" +
        std::string(state) + "'";
    EXPECT_EQ(refusal().substr(0, begin.size()), begin);
  }
  system_ = scripted_pynq();
  system_->after_write = [&](ScriptedSystem& self, const std::string& path) {
    if (path == kFirmware) self.errors["read " + kState] = EIO;
  };
  EXPECT_EQ(refusal(),
            "the FPGA manager reported no error, but the PL is not operating; its state cannot be "
            "read: Input/output error");
}

TEST_F(FpgaLoader, TakesAPartOfANameForAnError) {
  system_->most_per_write = 2000;  // enough for the file in parts, and for "0\n"
  system_->after_write = [&](ScriptedSystem& self, const std::string& path) {
    if (path == kFlags) self.most_per_write = 5;
  };
  EXPECT_EQ(refusal(),
            "the FPGA manager refused (Input/output error): the configuration port reported an "
            "error; its state is 'unknown': nothing has been loaded since the system started");
}

TEST_F(FpgaLoader, KnowsSystemsWithoutAnFpgaManager) {
  system_->files.erase(kState);
  EXPECT_EQ(refusal(),
            "there is no FPGA manager at /sys/class/fpga_manager/fpga0; it needs a Zynq with a "
            "Xilinx kernel, as PYNQ 2.3 and later have");
  EXPECT_TRUE(nothing_stored());
  for (const std::string& missing : {kFlags, kFirmware}) {
    system_ = scripted_pynq();
    system_->files.erase(missing);
    EXPECT_EQ(refusal(),
              "the FPGA manager of this kernel takes no bitstream by name: there is no " + missing +
                  "; Xilinx kernels have it, mainline kernels do not");
  }
  system_ = scripted_pynq();
  system_->errors = {{"open " + kState, EACCES}};
  EXPECT_EQ(refusal(), "cannot read " + kState + ": Permission denied");
}

TEST(ReadLine, StripsWhatIsAroundIt) {
  ScriptedSystem system;
  const auto line = [&system](const std::string& text) {
    system.files["/a"] = text;
    return read_line(system, "/a").text;
  };
  EXPECT_EQ(line("operating\n"), "operating");
  EXPECT_EQ(line(" \t write error \r\nmore\n"), "write error");
  EXPECT_EQ(line(""), "");
  EXPECT_EQ(line("\n"), "");
  EXPECT_EQ(line("   "), "");
  EXPECT_EQ(line(std::string(1000, 'x')), std::string(256, 'x'));
  EXPECT_EQ(read_line(system, "/none").error, ENOENT);
}

}  // namespace
}  // namespace vta::board
