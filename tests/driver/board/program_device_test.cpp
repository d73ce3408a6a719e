// SPDX-License-Identifier: Apache-2.0
#include "driver/board/program_device.h"

#include <gtest/gtest.h>

#include "driver/board/fpga_loader.h"
#include "tests/driver/board/bitstream_builder.h"
#include "tests/driver/board/scripted_system.h"

namespace vta::board {
namespace {

using namespace test;

const std::string kFirmware = "/sys/class/fpga_manager/fpga0/firmware";

class ProgramDevice : public testing::Test {
 protected:
  ProgramDevice() {
    sidecar_.bitstream_sha256 = bitstream_.sha256;
    sidecar_.clock_mhz = 125;
  }
  // Verifies with a function that notes what it found.
  Result<Programmed> program(const VerifyRegisters& verify) {
    const Lease lease = Lease::take(*system_).value();
    system_->calls.clear();
    return program_device(*system_, lease, board_, bitstream_, sidecar_, verify);
  }
  [[nodiscard]] bool untouched() const { return system_->calls.empty(); }

  const Board board_ = find_board("pynq-z1").value();
  // Compressed, so that it is short.
  Bitstream bitstream_ = parse_bitstream(bit_file(configuration({.repeats = 1}))).value();
  Sidecar sidecar_;
  std::unique_ptr<ScriptedSystem> system_ = scripted_pynq();
};

TEST_F(ProgramDevice, VerifiesTheRegistersWhenTheClockRuns) {
  int verified = 0;
  const Result<Programmed> programmed = program([&](System& system, const Sidecar& sidecar) {
    ++verified;
    EXPECT_EQ(&system, system_.get());
    EXPECT_EQ(sidecar, sidecar_);
    EXPECT_EQ(read_line(system, "/sys/class/fpga_manager/fpga0/state").text, "operating");
    EXPECT_EQ(system_->slcr.values[slcr::kFpga0Clock], 0x0010'0800u);
    return ok_status();
  });
  ASSERT_TRUE(programmed.ok()) << programmed.error().message;
  EXPECT_EQ(verified, 1);
  EXPECT_TRUE(programmed.value().verified);
  EXPECT_DOUBLE_EQ(programmed.value().clock_mhz, 125);
  EXPECT_EQ(programmed.value().firmware, firmware_name(swapped_words(bitstream_)));
}

TEST_F(ProgramDevice, SaysThatNobodyVerified) {
  const Result<Programmed> programmed = program({});
  ASSERT_TRUE(programmed.ok());
  EXPECT_FALSE(programmed.value().verified);
}

TEST_F(ProgramDevice, FailsWhenTheRegistersAreOthers) {
  EXPECT_EQ(
      program([](System&, const Sidecar&) -> Status { return Error{"ID is 0"}; }).error().message,
      "ID is 0");
}

TEST_F(ProgramDevice, ChangesNothingWhenSomethingDoesNotFit) {
  const VerifyRegisters never = [](System&, const Sidecar&) {
    ADD_FAILURE() << "verified";
    return ok_status();
  };
  sidecar_.clock_mhz = 150;
  EXPECT_NE(program(never).error().message.find("150 MHz"), std::string::npos);
  EXPECT_TRUE(untouched());
  sidecar_.clock_mhz = 100;
  sidecar_.bitstream_sha256.front() ^= 1;
  EXPECT_NE(program(never).error().message.find("not of one design"), std::string::npos);
  EXPECT_TRUE(untouched());
  bitstream_ = parse_bitstream(bit_file(configuration({.idcode = kXc7a35t}))).value();
  EXPECT_EQ(program(never).error().message, "the bitstream is for xc7a35t; pynq-z1 has xc7z020");
  EXPECT_TRUE(untouched());
}

TEST_F(ProgramDevice, TouchesNoRegisterOfThePlAfterAFailedLoad) {
  const VerifyRegisters never = [](System&, const Sidecar&) {
    ADD_FAILURE() << "verified";
    return ok_status();
  };
  system_->errors = {{"write " + kFirmware, EINVAL}};
  EXPECT_FALSE(program(never).ok());
  system_ = scripted_pynq();
  system_->after_write = [](ScriptedSystem&, const std::string&) {};  // stays "unknown"
  EXPECT_FALSE(program(never).ok());
  system_ = scripted_pynq();
  system_->slcr.on_write = [](Registers&, std::size_t, std::uint32_t) {};  // no clock
  EXPECT_FALSE(program(never).ok());
}

}  // namespace
}  // namespace vta::board
