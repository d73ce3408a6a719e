// SPDX-License-Identifier: Apache-2.0
//
// vta serve for a board: clients load bitstreams, look at registers and run programs, and the board
// is an emulated one in a third process.

#include <signal.h>

#include <memory>

#include "driver/device/host_registers.h"
#include "driver/rpc/remote_device.h"
#include "hw/isa/insn.h"
#include "tests/driver/board/bitstream_builder.h"
#include "tests/tools/background.h"
#include "tests/tools/run_vta.h"

namespace vta::test {
namespace {

using namespace board::test;

std::string message(const Status& status) { return status ? "" : status.error().message; }

class ServeBoard : public VtaTest {
 protected:
  ServeBoard() { write("x.bit", text_of(design_)); }

  void start(const std::vector<std::string>& board = {},
             const std::vector<std::string>& server = {}) {
    emulator_ =
        std::make_unique<Background>(join({"board-emulator", "--root", "root"}, board), path(""));
    ASSERT_EQ(emulator_->line(), "The board in root is ready; interrupt to end it.");
    server_ = std::make_unique<Background>(
        join({"serve", "--device", "pynq:root", "--listen", address()}, server), path(""));
    ASSERT_EQ(server_->line(), "serving pynq at " + address());
  }
  [[nodiscard]] std::string address() const { return "unix:" + path("socket").string(); }
  [[nodiscard]] std::string target() const { return "remote:" + address(); }

  // A client with the device, or with the reason why there is none yet.
  [[nodiscard]] std::unique_ptr<rpc::RemoteDevice> client() const {
    rpc::RemoteOptions options;
    options.address = address();
    Result<std::unique_ptr<rpc::RemoteDevice>> device =
        rpc::RemoteDevice::open(options, Config::pynq());
    if (!device) {
      ADD_FAILURE() << device.error().message;
      return nullptr;
    }
    return std::move(device).value();
  }
  [[nodiscard]] std::string said(const std::string& sentence) const {
    return "remote " + address() + ": " + sentence;
  }

  // In a region of its own at address 0.
  [[nodiscard]] static Result<RunReport> run_program(Device& device,
                                                     const std::vector<Insn>& insns) {
    std::vector<std::byte> program(insns.size() * kInsnBytes);
    for (std::size_t i = 0; i < insns.size(); ++i) {
      store_insn_word(encode(Config::pynq(), insns[i]).value(), program.data() + i * kInsnBytes);
    }
    EXPECT_EQ(message(device.add_region(0, program.size())), "");
    EXPECT_EQ(message(device.write(0, program)), "");
    RunRequest request;
    request.insn_count = static_cast<std::uint32_t>(insns.size());
    return device.run(request);
  }

  const Bytes design_ = bit_file(configuration({.repeats = 1}));
  std::unique_ptr<Background> emulator_, server_;
};

TEST_F(ServeBoard, AClientLoadsABitstreamAndRunsTheSeedsConvolution) {
  start();
  const Ran before = run(join({"conv2d", "--target", target()}, small_layer()));
  EXPECT_EQ(before.code, 2);
  EXPECT_NE(before.err.find("no bitstream is loaded"), std::string::npos) << before.err;

  const Ran loaded = run({"program", "--bitstream", "x.bit", "--target", target()});
  EXPECT_EQ(loaded.code, 0) << loaded.err;
  EXPECT_EQ(loaded.out, "loaded by " + target() + "\n");
  const auto json = run_json({"conv2d", "--json", "--target", target()});
  EXPECT_EQ(json["success"], true);
  const std::vector<std::pair<std::string, std::uint64_t>> documented = {
      {"inp_load_nbytes", 114'688}, {"wgt_load_nbytes", 1'179'648}, {"acc_load_nbytes", 0},
      {"uop_load_nbytes", 1'144},   {"out_store_nbytes", 50'176},   {"gemm_counter", 451'584},
      {"alu_counter", 9'408}};
  for (const auto& [key, value] : documented) {
    ASSERT_TRUE(json.contains(key)) << key;
    EXPECT_EQ(json[key], value) << key;
  }
  EXPECT_GT(json["cycles"], 0);
  // And another process of this host sees what the server has loaded.
  EXPECT_EQ(run({"devices", "pynq:root"}).code, 0);
}

TEST_F(ServeBoard, WhatIsNoBitstreamForTheBoardIsRefusedAndTheNextOneIsNot) {
  start();
  const std::unique_ptr<rpc::RemoteDevice> device = client();
  ASSERT_TRUE(device);
  EXPECT_NE(device->problem().find("no bitstream is loaded"), std::string::npos);
  const auto refusal = [&](const Bytes& bytes) { return message(device->load_bitstream(bytes)); };
  EXPECT_EQ(refusal(bit_file(configuration({.idcode = kXc7a35t}))),
            said("the bitstream is for xc7a35t; pynq-z1 has xc7z020"));
  EXPECT_EQ(refusal(bit_file(configuration())),
            said("the bitstream is partial: it has 202 configuration words of 1010808; expected a "
                 "full bitstream, which configures the whole device"));
  Bytes cut = design_;
  cut.resize(cut.size() - 8);
  EXPECT_TRUE(refusal(cut).starts_with(said("the bitstream is truncated"))) << refusal(cut);
  const Bytes garbage(5'000, std::byte{0x5A});
  EXPECT_TRUE(refusal(garbage).starts_with(said("the bitstream "))) << refusal(garbage);
  EXPECT_NE(message(device->add_region(0, 64)), "");
  EXPECT_EQ(message(device->load_bitstream(design_)), "");
  EXPECT_EQ(message(device->add_region(0, 64)), "");
}

TEST_F(ServeBoard, ADesignOfAnotherGeometryIsToldApart) {
  start({"--inject", "stale-bitstream"});
  const std::unique_ptr<rpc::RemoteDevice> device = client();
  ASSERT_TRUE(device);
  EXPECT_EQ(message(device->load_bitstream(design_)),
            said("the loaded bitstream is built for another geometry: LOG_BATCH is 1 in the "
                 "bitstream and 0 in the configuration"));
  EXPECT_NE(message(device->add_region(0, 64)), "");
}

TEST_F(ServeBoard, RegistersAreReadAndWrittenWithinTheirBounds) {
  start();
  const std::unique_ptr<rpc::RemoteDevice> device = client();
  ASSERT_TRUE(device);
  EXPECT_NE(device->read_register(csr::kId).error().message.find("no bitstream is loaded"),
            std::string::npos);
  ASSERT_EQ(message(device->load_bitstream(design_)), "");
  EXPECT_EQ(device->read_register(csr::kId).value(), kIdValue);
  EXPECT_EQ(device->read_register(csr::kVersion).value(), kIsaVersion);
  EXPECT_EQ(message(device->write_register(csr::kInpBase, 0x1234'5640)), "");
  EXPECT_EQ(device->read_register(csr::kInpBase).value(), 0x1234'5640u);
  EXPECT_NE(message(device->write_register(csr::kId, 1)), "");
  EXPECT_NE(message(device->write_register(csr::kControl, 1)), "");
  EXPECT_FALSE(device->read_register(0x1'0000).ok());
  EXPECT_FALSE(device->read_register(csr::kId + 1).ok());
  // What a client wrote there does not reach its next run.
  const Result<RunReport> report = run_program(*device, {make_finish()});
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report.value().outcome, RunOutcome::kFinished) << report.value().detail;
  EXPECT_EQ(device->read_register(csr::kInpBase).value() % 4096, 0u);
  // A reset gives a device without memory; the design stays.
  ASSERT_EQ(message(device->reset()), "");
  EXPECT_EQ(device->read_register(csr::kId).value(), kIdValue);
  EXPECT_EQ(run_program(*device, {make_finish()}).value().outcome, RunOutcome::kFinished);
}

// It would take a hundred million cycles, longer than the next client waits.
TEST_F(ServeBoard, TheRunOfAClientThatLeavesIsStopped) {
  start();
  {
    const std::unique_ptr<rpc::RemoteDevice> device = client();
    ASSERT_TRUE(device);
    ASSERT_EQ(message(device->load_bitstream(design_)), "");
    GemmFields gemm;
    gemm.loop.reset = true;
    gemm.loop.uop_end = 1;
    gemm.loop.iter_out = gemm.loop.iter_in = 10'000;
    device->set_stop_request([] { return true; });  // asked at the first progress
    const Result<RunReport> report = run_program(*device, {make_gemm(gemm), make_finish()});
    ASSERT_FALSE(report);
    EXPECT_NE(report.error().message.find("while running 2 instructions"), std::string::npos)
        << report.error().message;
  }
  EXPECT_EQ(run(join({"conv2d", "--target", target() + "?wait=20"}, small_layer())).code, 0);
}

TEST_F(ServeBoard, TheMemoryPortOfTheDeviceIsThatOfEveryBitstream) {
  emulator_ = std::make_unique<Background>(
      std::vector<std::string>{"board-emulator", "--root", "root", "--port", "acp"}, path(""));
  ASSERT_NE(emulator_->line(), "");
  server_ = std::make_unique<Background>(
      std::vector<std::string>{"serve", "--device", "pynq:root?port=acp", "--listen", address()},
      path(""));
  ASSERT_EQ(server_->line(), "serving pynq at " + address());
  ASSERT_EQ(run({"program", "--bitstream", "x.bit", "--target", target()}).code, 0);
  EXPECT_EQ(run(join({"conv2d", "--target", target()}, small_layer())).code, 0);
  // Nobody has to say it again.
  EXPECT_EQ(run(join({"conv2d", "--target", "pynq:root"}, small_layer())).code, 0);
}

TEST_F(ServeBoard, BadOptionsAreRefused) {
  expect_refused({"serve", "--device", "pynq:none", "--listen", address()},
                 "vta serve: 'none' is no folder; the root of a board is one, made by vta "
                 "board-emulator --root DIR");
  std::filesystem::create_directory(path("empty"));
  expect_refused({"serve", "--device", "pynq:empty", "--listen", address()},
                 "vta serve: there is no board that takes bitstreams: cannot read "
                 "/sys/class/fpga_manager/fpga0/state: No such file or directory");
  expect_refused(
      {"serve", "--device", "pynq:empty", "--clock-mhz", "0"},
      "vta serve: --clock-mhz: clock_mhz is 0.0, expected a clock above 0 and up to 250 MHz");
  expect_refused({"serve", "--device", "pynq:empty", "--board", "ultra96"},
                 "vta serve: there is no board 'ultra96'; there are: pynq-z1, pynq-z2");
  expect_refused({"serve", "--clock-mhz", "50"},
                 "vta serve: --clock-mhz is for --device pynq, not functional");
  const std::vector<std::string> program = {"program", "--bitstream", "x.bit", "--target"};
  expect_refused(join(program, {"pynq:root"}),
                 "vta program: --target is 'pynq:root'; it must be remote:ADDRESS, the server of a "
                 "board");
  expect_refused(join(program, {target(), "--root", "root"}),
                 "vta program: --root is for a board of this host, not --target");
  Background simulator({"serve", "--listen", address()});
  ASSERT_NE(simulator.line(), "");
  const Ran ran = run(join(program, {target()}));
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.err, "vta program: the server at " + address() +
                         " has a device 'functional', which takes no bitstream\n");
}

}  // namespace
}  // namespace vta::test
