// SPDX-License-Identifier: Apache-2.0
//
// vta board-emulator and vta program, from the bitstream to registers that are verified, and what
// the user is told when the board misbehaves.

#include <signal.h>

#include <memory>

#include "tests/driver/board/bitstream_builder.h"
#include "tests/tools/background.h"
#include "tests/tools/run_vta.h"

namespace vta::test {
namespace {

using namespace board::test;

class BoardEmulatorCommand : public VtaTest {
 protected:
  BoardEmulatorCommand() {
    write("x.bit", text_of(bit_file(configuration({.repeats = 1}))));
    EXPECT_EQ(run({"bitstream", "x.bit", "--describe", "--clock-mhz", "100"}).code, 0);
  }
  void emulate(const std::vector<std::string>& options = {}) {
    emulator_ = std::make_unique<Background>(
        join({"board-emulator", "--root", "root", "--seconds", "100"}, options), path(""));
    EXPECT_EQ(emulator_->line(), "The board in root is ready; interrupt to end it.");
  }
  [[nodiscard]] Ran program() const {
    return run({"program", "--bitstream", "x.bit", "--root", "root"});
  }
  // What is said when the board fails in this way.
  std::string refusal(const std::string& injection) {
    emulate({"--inject", injection});
    const Ran ran = program();
    EXPECT_EQ(ran.code, 3) << ran.out;
    emulator_->end(SIGTERM);
    return ran.err;
  }
  static void expect_has(const std::string& text, const std::string& part) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
  }

  std::unique_ptr<Background> emulator_;
};

TEST_F(BoardEmulatorCommand, TakesADesignAndItsRegistersAreVerified) {
  emulate();
  const Ran ran = program();
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(ran.out.starts_with("loaded vta-")) << ran.out;
  expect_has(ran.out, "PL clock 100 MHz\nregisters verified\n");
  const Ran again = program();
  EXPECT_TRUE(again.out.starts_with("found vta-")) << again.out;
  expect_has(again.out, " in the xc7z020 of a pynq-z1\n");
  expect_has(again.out, "registers verified\n");
  const Ran forced = run({"program", "--bitstream", "x.bit", "--root", "root", "--force"});
  EXPECT_EQ(forced.out, ran.out);
  EXPECT_EQ(emulator_->end(SIGTERM), 0);
  EXPECT_FALSE(std::filesystem::exists(path("root/board.socket")));
}

TEST_F(BoardEmulatorCommand, RunsALayerLikeTheRtl) {
  emulate();
  const Ran before = run(join({"conv2d", "--target", "pynq:root"}, small_layer()));
  EXPECT_NE(before.code, 0);
  expect_has(before.err, "no bitstream is loaded");
  ASSERT_EQ(program().code, 0);
  EXPECT_EQ(run({"devices", "pynq:root"}).code, 0);
  const auto report = [this](const std::string& target) {
    auto json = run_json(join({"conv2d", "--json", "--target", target}, small_layer()));
    // The same but for who did it, how long that took on the wall, and the memory of the simulator,
    // which a board does not tell.
    for (const char* key : {"target", "machine", "host_seconds", "cycles_per_second"}) {
      json.erase(key);
    }
    return json;
  };
  const auto rtl = report("rtl");
  ASSERT_TRUE(rtl.contains("cycles") && rtl.contains("stages")) << rtl;
  EXPECT_EQ(rtl["success"], true);
  EXPECT_EQ(report("pynq:root"), rtl);
  const Ran little = run(join({"conv2d", "--target", "pynq:root?arena=4096"}, small_layer()));
  EXPECT_NE(little.code, 0);
  expect_has(little.err, "open the device with a larger arena (arena=BYTES)");
}

TEST_F(BoardEmulatorCommand, EveryFailureOfTheBoardIsOneSentence) {
  expect_has(refusal("refuse-load"),
             "the FPGA manager refused (Invalid argument): it does not take the file for a "
             "byte-swapped bitstream of this device; its state is 'write init error'");
  expect_has(refusal("write-error"), "its state is 'write error'");
  expect_has(refusal("stale-bitstream"),
             "vta program: the loaded bitstream is built for another geometry: LOG_BATCH is 1 in "
             "the bitstream and 0 in the configuration\n");
  expect_has(refusal("stopped-clock"), "the bus does not answer");
  expect_has(refusal("held-lease"), "the device is in use by another process (process ");
}

TEST_F(BoardEmulatorCommand, BadInputIsRefused) {
  const std::string name = "vta board-emulator: ";
  expect_refused({"board-emulator"}, name + "expected --root DIR, the folder of the board");
  const std::vector<std::string> root = {"board-emulator", "--root", "root"};
  expect_refused(join(root, {"--inject", "rust"}),
                 name +
                     "there is nothing to --inject with the name 'rust'; there are: refuse-load "
                     "write-error stale-bitstream missing-interrupt stopped-clock exhausted-cma "
                     "held-lease stuck-run");
  expect_refused(join(root, {"--memory", "xlnk"}),
                 name + "--memory is 'xlnk'; it must be zocl or udmabuf");
  expect_refused(join(root, {"--port", "gp"}), name + "--port is 'gp'; it must be hp or acp");
  expect_refused(join(root, {"--seconds", "0"}),
                 name + "--seconds is 0; it must lie in 1..31536000");
  EXPECT_FALSE(std::filesystem::exists(path("root")));
  std::filesystem::create_directory(path("full"));
  write("full/letter", "mine");
  expect_refused({"board-emulator", "--root", "full"},
                 name +
                     "the folder 'full' holds something else; an emulated board needs a new or "
                     "an empty one");
}

}  // namespace
}  // namespace vta::test
