// SPDX-License-Identifier: Apache-2.0
//
// What hw/fpga/sidecar.py writes beside a bitstream is what the driver reads there.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "driver/board/sha256.h"
#include "driver/board/sidecar.h"
#include "hw/isa/config.h"

namespace vta::board {
namespace {

namespace fs = std::filesystem;

constexpr const char* kContent = "what somebody may call a bitstream";

struct Output {
  int exit_code = -1;
  std::string text;  // standard output and error
};

class SidecarScript : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("vta_sidecar_script_" + std::to_string(getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    std::ofstream(bitstream()) << kContent;
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] fs::path bitstream() const { return folder_ / "design.bit"; }
  [[nodiscard]] fs::path sidecar() const { return folder_ / "design.json"; }
  [[nodiscard]] static fs::path config(const std::string& name) {
    return fs::path(VTA_SOURCE_DIR) / "hw/config" / (name + ".json");
  }

  // `rest` follows the options that say which files, and may replace them.
  [[nodiscard]] Output run(const fs::path& config, const std::string& rest) const {
    const std::string command = std::string("\"" VTA_PYTHON "\" \"" VTA_SOURCE_DIR) +
                                "/hw/fpga/sidecar.py\" --bitstream \"" + bitstream().string() +
                                "\" --config \"" + config.string() +
                                "\" --clock-mhz 100 --base 0x40000000 --span 65536 --interrupt 0 " +
                                rest + " 2>&1";
    Output output;
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return output;
    std::array<char, 256> chunk{};
    while (std::fgets(chunk.data(), chunk.size(), pipe) != nullptr) output.text += chunk.data();
    const int status = pclose(pipe);
    output.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return output;
  }

  void expect_refusal(const Output& output, int code, const std::string& sentence) const {
    EXPECT_EQ(output.exit_code, code) << output.text;
    EXPECT_NE(output.text.find(sentence), std::string::npos) << output.text;
    EXPECT_EQ(output.text.find("Traceback"), std::string::npos) << output.text;
    EXPECT_FALSE(fs::exists(sidecar()));
    EXPECT_FALSE(fs::exists(sidecar().string() + ".partial"));
  }

  fs::path folder_;
};

TEST_F(SidecarScript, WritesWhatTheDriverWouldForEveryGeometry) {
  int geometries = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(VTA_SOURCE_DIR) / "hw/config")) {
    SCOPED_TRACE(entry.path());
    const Output output = run(entry.path(), "--port hp --coherent false");
    ASSERT_EQ(output.exit_code, 0) << output.text;
    EXPECT_EQ(output.text, "");
    const Result<Sidecar> read = read_sidecar(sidecar().string());
    ASSERT_TRUE(read.ok()) << read.error().message;
    Sidecar expected;  // a board with the defaults of the driver
    expected.config = Config::from_file(entry.path().string()).value();
    expected.bitstream_sha256 = read.value().bitstream_sha256;
    EXPECT_EQ(read.value(), expected);

    std::ostringstream text;
    text << std::ifstream(sidecar()).rdbuf();
    EXPECT_EQ(text.str(), sidecar_to_json(expected).value());
    ++geometries;
  }
  EXPECT_GT(geometries, 1);
}

TEST_F(SidecarScript, NamesTheBitstreamByItsHash) {
  ASSERT_EQ(run(config("pynq"), "--port hp --coherent false").exit_code, 0);
  Bitstream bitstream;
  const std::string content = kContent;
  bitstream.sha256 = sha256_hex(std::as_bytes(std::span(content)));
  const Status status = check_belongs(read_sidecar(sidecar().string()).value(), bitstream);
  EXPECT_TRUE(status.ok()) << status.error().message;
}

TEST_F(SidecarScript, CarriesPortClockAndRegisters) {
  const Output output = run(config("pynq"),
                            "--port acp --coherent true --clock-mhz 142.5 --base 0x43c00000 "
                            "--span 4096 --interrupt 15");
  ASSERT_EQ(output.exit_code, 0) << output.text;
  const Result<Sidecar> read = read_sidecar(sidecar().string());
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read.value().port, PortKind::kAcp);
  EXPECT_TRUE(read.value().coherent);
  EXPECT_EQ(read.value().clock_mhz, 142.5);
  EXPECT_EQ(read.value().register_base, 0x43c00000u);
  EXPECT_EQ(read.value().register_span, 4096u);
  EXPECT_EQ(read.value().interrupt, 15u);
}

TEST_F(SidecarScript, RefusesFilesThatAreNotThere) {
  expect_refusal(run(folder_ / "gone.json", "--port hp --coherent false"), 1,
                 "sidecar: cannot read the geometry '");
  fs::remove(bitstream());
  expect_refusal(run(config("pynq"), "--port hp --coherent false"), 1,
                 "sidecar: cannot read the bitstream '");
}

TEST_F(SidecarScript, RefusesWhatIsNoGeometry) {
  const fs::path broken = folder_ / "broken.json";
  for (const auto& [text, sentence] :
       {std::pair{"{", "is no geometry: "}, std::pair{"[]", "is no geometry: "},
        std::pair{"{\"LOG_INP_WIDTH\": 3}", "has no LOG_WGT_WIDTH"}}) {
    std::ofstream(broken) << text;
    expect_refusal(run(broken, "--port hp --coherent false"), 1, sentence);
  }
}

TEST_F(SidecarScript, RefusesOptionsThatTheDriverWouldRefuse) {
  for (const auto& [options, sentence] :
       {std::pair{"--port hp --coherent true", "an hp port does not see the caches"},
        std::pair{"--port gp --coherent false", "invalid choice: 'gp'"},
        std::pair{"--port hp --coherent false --clock-mhz 0", "invalid clock value: '0'"},
        std::pair{"--port hp --coherent false --clock-mhz nan", "invalid clock value: 'nan'"},
        std::pair{"--port hp --coherent false --interrupt 16", "invalid choice: 16"}}) {
    expect_refusal(run(config("pynq"), options), 2, sentence);
  }
}

}  // namespace
}  // namespace vta::board
