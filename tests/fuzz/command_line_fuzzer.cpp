// SPDX-License-Identifier: Apache-2.0
//
// Any words behind `vta`: the command returns one of its exit codes, and wrong usage is one
// sentence on stderr and nothing on stdout. One word per line; the first names the sub-command.
//
// The commands are the real ones, behind which nothing compiles a layer and there is no RTL
// (stand_ins.cpp). They run in a directory with a bundle "b", a geometry "c.json", statistics
// "s.json", a file of instructions "i.bin" and a bitstream "x.bit".

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "driver/program/bundle.h"
#include "hw/isa/insn.h"
#include "tests/driver/board/bitstream_builder.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/scratch.h"
#include "tools/command.h"

namespace vta::fuzz {
namespace {

struct Command {
  std::string_view name;
  int (*run)(const Arguments&);
};
constexpr std::array<Command, 8> kCommands = {{{"conv2d", conv2d_command},
                                               {"tune", tune_command},
                                               {"replay", replay_command},
                                               {"compare", compare_command},
                                               {"disasm", disasm_command},
                                               {"info", info_command},
                                               {"devices", devices_command},
                                               {"bitstream", bitstream_command}}};

// Catches what is printed to a stream. stdout and stderr are variables in the GNU library; what a
// sanitizer or the fuzzer has to say goes to the file descriptors and is not caught.
class Capture {
 public:
  explicit Capture(std::FILE*& stream) : stream_(stream), saved_(stream) {
    stream_ = ::open_memstream(&text_, &size_);
    require(stream_ != nullptr, "a stream can be caught");
  }
  ~Capture() {
    std::fclose(stream_);
    stream_ = saved_;
    std::free(text_);
  }
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  [[nodiscard]] std::string text() const {
    std::fflush(stream_);
    return {text_, size_};
  }

 private:
  std::FILE*& stream_;
  std::FILE* saved_;
  char* text_ = nullptr;  // owned by the stream, then by us
  std::size_t size_ = 0;
};

// FINISH alone.
Program smallest_program() {
  Program program;
  program.name = "smallest";
  program.regions = {{0x1000, 64}};
  ProgramRun run;
  run.insn_address = 0x1000;
  run.insn_count = 1;
  std::vector<std::byte> bytes(kInsnBytes);
  store_insn_word(encode(program.config, make_finish()).value(), bytes.data());
  run.memory = {{0x1000, "insn.bin", bytes}};
  run.stats["gemm_counter"] = 0;
  program.runs.push_back(run);
  return program;
}

void furnish(const Scratch& scratch) {
  scratch.clear();
  require(write_bundle(smallest_program(), (scratch.path() / "b").string()).ok(),
          "the bundle of the directory can be written");
  std::string json;
  for (const auto& [key, value] : Config::pynq().bundle_keys()) {
    json += (json.empty() ? "{\"" : ", \"") + key + "\": " + std::to_string(value);
  }
  scratch.write("c.json", json + "}");
  scratch.write("s.json", R"({"outcome": "finished", "cycles": 7})");
  scratch.write("i.bin", std::string(32, '\3'));
  scratch.write("x.bit", board::test::text_of(board::test::bit_file(board::test::configuration())));
}

Arguments words(std::string_view text) {
  Arguments result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string word(text.substr(0, end));
    word = word.substr(0, word.find('\0'));  // which no word of a command line can have
    result.push_back(std::move(word));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

// vta replay may have several bundles: then each that is refused has its line. Behind a "--" every
// word is one.
bool may_have_several(std::string_view command, const Arguments& arguments) {
  const auto rest = std::find(arguments.begin(), arguments.end(), "--");
  const auto is_word = [](const std::string& word) {
    return word == "-" || word.rfind('-', 0) != 0;
  };
  const auto words = std::count_if(arguments.begin(), rest, is_word);
  const auto behind = rest == arguments.end() ? 0 : arguments.end() - rest - 1;
  return command == "replay" && words + behind > 1;
}

void require_refusal(std::string_view command, const std::string& line) {
  require_sentence(line);
  require(line.rfind("vta " + std::string(command) + ": ", 0) == 0,
          "the sentence begins with the command", line);
}

void try_command(Arguments arguments) {
  // Nothing is written outside of the directory.
  for (const std::string& word : arguments) {
    if (word.find('/') != std::string::npos || word.find("..") != std::string::npos) return;
  }
  if (arguments.empty() || arguments.size() > 40) return;
  const auto* command = std::find_if(kCommands.begin(), kCommands.end(),
                                     [&](const Command& c) { return c.name == arguments.front(); });
  if (command == kCommands.end()) return;
  arguments.erase(arguments.begin());
  int code = 0;
  std::string out, err;
  {
    const Capture out_capture(stdout), err_capture(stderr);
    code = command->run(arguments);
    out = out_capture.text();
    err = err_capture.text();
  }
  require(code >= 0 && code <= 3, "exit codes are 0 to 3", std::to_string(code));
  if (code == kExitOk) return require(!out.empty() || !err.empty(), "success prints something");
  require(!err.empty() && err.back() == '\n', "a failure is a sentence on stderr", err);
  if (code != kExitUsage) return;
  err.pop_back();
  if (!may_have_several(command->name, arguments)) {
    require_refusal(command->name, err);
    return require(out.empty(), "wrong usage prints nothing on stdout", out);
  }
  std::istringstream lines(err);
  for (std::string line; std::getline(lines, line);) require_refusal(command->name, line);
}

}  // namespace
}  // namespace vta::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const vta::fuzz::Scratch scratch;
  vta::fuzz::furnish(scratch);
  std::filesystem::current_path(scratch.path());
  vta::fuzz::try_command(vta::fuzz::words(vta::fuzz::text_of(data, size)));
  return 0;
}
