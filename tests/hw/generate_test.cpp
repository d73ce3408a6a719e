// SPDX-License-Identifier: Apache-2.0
//
// The generator: it notices stale files, and its geometry constants are those of Config.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>

#include "hw/isa/config.h"

namespace vta {
namespace {

namespace fs = std::filesystem;

struct Output {
  int exit_code;
  std::string text;  // standard output and error
};

Output run(const std::string& command) {
  Output output{-1, ""};
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return output;
  std::array<char, 256> chunk{};
  while (std::fgets(chunk.data(), chunk.size(), pipe) != nullptr) output.text += chunk.data();
  const int status = pclose(pipe);
  output.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return output;
}

std::string generate(const fs::path& root, const std::string& arguments) {
  return std::string("\"" VTA_PYTHON "\" \"") + (root / "hw/isa/generate.py").string() + "\" " +
         arguments;
}

std::string contents(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// A directory that goes away with the test.
class Scratch {
 public:
  explicit Scratch(const std::string& name)
      : path_(fs::path(::testing::TempDir()) /
              ("vta_generate_test_" + name + "_" + std::to_string(getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Scratch() { fs::remove_all(path_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void copy_inputs(const fs::path& to) {
  for (const char* file : {"hw/isa/generate.py", "hw/isa/isa.json", "hw/config/pynq.json"}) {
    fs::create_directories((to / file).parent_path());
    fs::copy_file(fs::path(VTA_SOURCE_DIR) / file, to / file);
  }
}

constexpr std::array<const char*, 4> kGenerated = {"hw/isa/isa_tables.h", "rtl/vta_isa.svh",
                                                   "rtl/vta_config.svh", "docs/isa_tables.md"};

TEST(Generate, WritesTheCommittedFiles) {
  const Scratch scratch("writes");
  copy_inputs(scratch.path());
  const Output output = run(generate(scratch.path(), ""));
  ASSERT_EQ(output.exit_code, 0) << output.text;
  for (const char* file : kGenerated) {
    EXPECT_EQ(contents(scratch.path() / file), contents(fs::path(VTA_SOURCE_DIR) / file)) << file;
  }
}

TEST(Generate, CheckNamesEveryStaleFile) {
  const Scratch scratch("check");
  copy_inputs(scratch.path());
  ASSERT_EQ(run(generate(scratch.path(), "")).exit_code, 0);
  ASSERT_EQ(run(generate(scratch.path(), "--check")).exit_code, 0);
  for (const char* file : kGenerated) {
    const std::string before = contents(scratch.path() / file);
    std::ofstream(scratch.path() / file, std::ios::app) << "// by hand\n";
    const Output output = run(generate(scratch.path(), "--check"));
    EXPECT_EQ(output.exit_code, 1) << file;
    EXPECT_NE(output.text.find(file), std::string::npos) << output.text;
    EXPECT_NE(output.text.find("run hw/isa/generate.py"), std::string::npos) << output.text;
    std::ofstream(scratch.path() / file) << before;
  }
}

// Verifies: input.refused
TEST(Generate, RefusesAGeometryInOneSentenceAndWritesNothing) {
  const Scratch scratch("refuses");
  const auto keys = [](const std::string& more, const std::string& block = "4") {
    return R"({"LOG_INP_WIDTH": 3, "LOG_WGT_WIDTH": 3, "LOG_ACC_WIDTH": 5, "LOG_BATCH": 0,
               "LOG_UOP_BUFF_SIZE": 15, "LOG_INP_BUFF_SIZE": 15, "LOG_WGT_BUFF_SIZE": 18,
               "LOG_ACC_BUFF_SIZE": 17, "LOG_BLOCK": )" +
           block + more + "}";
  };
  const fs::path json = scratch.path() / "mine.json", svh = scratch.path() / "out/vta_config.svh";
  const std::string command =
      generate(VTA_SOURCE_DIR, "--config \"" + json.string() + "\" --svh \"" + svh.string() + "\"");
  const std::pair<std::string, std::string> refused[] = {
      {keys(R"(, "LOG_BLOCK_IN": 5)"),
       "LOG_BLOCK_IN is 5; it must equal LOG_BLOCK, which is 4: BLOCK_IN and BLOCK_OUT that differ "
       "are not supported"},
      {keys(R"(, "LOG_BLOCK_IN": 4, "LOG_BLOCK_OUT": 3)"), "LOG_BLOCK_OUT is 3; it must equal"},
      {keys("", "\"4\""), "LOG_BLOCK is '4'; it must be an integer, 0..31"},
      {keys("", "-4"), "LOG_BLOCK is -4; it must be an integer, 0..31"},
      {R"({"LOG_BLOCK": 4})", "missing key LOG_INP_WIDTH"},
      {"[4]", "a geometry is a JSON object"},
      {"{", "malformed JSON: "}};
  for (const auto& [text, sentence] : refused) {
    std::ofstream(json) << text;
    const Output output = run(command);
    EXPECT_EQ(output.exit_code, 1) << text;
    EXPECT_EQ(output.text.rfind("generate: " + json.string() + ": ", 0), 0u) << output.text;
    EXPECT_NE(output.text.find(sentence), std::string::npos) << output.text;
    EXPECT_EQ(output.text.find('\n'), output.text.size() - 1) << output.text;
    EXPECT_FALSE(fs::exists(svh.parent_path()));
  }
  fs::remove(json);
  EXPECT_NE(run(command).text.find("mine.json: cannot be read: "), std::string::npos);
  std::ofstream(json) << keys(R"(, "LOG_BLOCK_IN": 4, "LOG_BLOCK_OUT": 4)");
  EXPECT_EQ(run(command).exit_code, 0);
  EXPECT_TRUE(fs::exists(svh));
}

// "localparam int Name = 3;" for every line of that form.
std::map<std::string, int> localparams(const std::string& svh) {
  std::map<std::string, int> result;
  std::istringstream lines(svh);
  for (std::string line; std::getline(lines, line);) {
    std::array<char, 64> name{};
    int value = 0;
    if (std::sscanf(line.c_str(), "localparam int %63s = %d;", name.data(), &value) == 2) {
      result[name.data()] = value;
    }
  }
  return result;
}

TEST(Generate, GeometryConstantsAreThoseOfConfig) {
  const Scratch scratch("geometry");
  for (const auto& entry : fs::directory_iterator(VTA_SOURCE_DIR "/hw/config")) {
    SCOPED_TRACE(entry.path().string());
    const Config config = Config::from_file(entry.path().string()).value();
    const fs::path svh = scratch.path() / "vta_config.svh";
    const Output output = run(generate(VTA_SOURCE_DIR, "--config \"" + entry.path().string() +
                                                           "\" --svh \"" + svh.string() + "\""));
    ASSERT_EQ(output.exit_code, 0) << output.text;
    const std::map<std::string, int> expected = {{"LogInpWidth", config.log_inp_width()},
                                                 {"LogWgtWidth", config.log_wgt_width()},
                                                 {"LogAccWidth", config.log_acc_width()},
                                                 {"LogOutWidth", config.log_out_width()},
                                                 {"LogBatch", config.log_batch()},
                                                 {"LogBlock", config.log_block()},
                                                 {"LogUopBuffSize", config.log_uop_buff_size()},
                                                 {"LogInpBuffSize", config.log_inp_buff_size()},
                                                 {"LogWgtBuffSize", config.log_wgt_buff_size()},
                                                 {"LogAccBuffSize", config.log_acc_buff_size()},
                                                 {"LogBusWidth", config.log_bus_width()},
                                                 {"UopAddrW", config.log_depth(MemoryType::kUop)},
                                                 {"InpAddrW", config.log_depth(MemoryType::kInp)},
                                                 {"WgtAddrW", config.log_depth(MemoryType::kWgt)},
                                                 {"AccAddrW", config.log_depth(MemoryType::kAcc)}};
    EXPECT_EQ(localparams(contents(svh)), expected);
  }
}

}  // namespace
}  // namespace vta
