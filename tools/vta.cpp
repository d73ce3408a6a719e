// SPDX-License-Identifier: Apache-2.0
//
// The `vta` command: finds the sub-command and hands it the rest of the line.

#include <cstdio>
#include <string>
#include <string_view>

#include "hw/isa/shown.h"
#include "tools/command.h"

namespace vta {
namespace {

struct Command {
  std::string_view name;
  std::string_view summary;
  int (*run)(const Arguments&);
};

constexpr Command kCommands[] = {
    {"conv2d", "compile a convolution, run it and check the result", conv2d_command},
    {"tune", "rank the schedules of a convolution", tune_command},
    {"estimate", "tell the cycles of a program, and where they go, without running it",
     estimate_command},
    {"replay", "run a program bundle and check what it leaves behind", replay_command},
    {"compare", "put two runs side by side: where did the cycles go?", compare_command},
    {"disasm", "list the instructions of a bundle or of a binary file", disasm_command},
    {"fuzz", "compare targets on random programs", fuzz_command},
    {"devices", "list the devices that --target can name, and which are usable here",
     devices_command},
    {"serve", "let other programs and machines use a device of this one", serve_command},
    {"info", "describe a geometry: buffers, instruction fields, peak rates", info_command},
    {"bitstream", "tell what a bitstream is, and convert it", bitstream_command},
    {"program", "load a bitstream into a board", program_command},
    {"board-emulator", "play a Pynq board with the RTL in it, for its driver",
     board_emulator_command},
};

std::string usage() {
  std::string text =
      "Usage: vta COMMAND [options]\n\n"
      "A deep-learning accelerator that stands alone: compile, run, inspect.\n\nCommands:\n";
  for (const Command& command : kCommands) {
    text += "  " + std::string(command.name) + std::string(16 - command.name.size(), ' ') +
            std::string(command.summary) + "\n";
  }
  text +=
      "\n  vta COMMAND --help   options of a command\n"
      "  vta --version        version of this program\n\n"
      "Exit codes: 0 success, 1 mismatch, 2 wrong usage or bad input, 3 hang, timeout or device "
      "error.\n";
  return text;
}

int dispatch(const Arguments& arguments) {
  if (arguments.empty()) {
    std::fputs(usage().c_str(), stderr);
    return kExitUsage;
  }
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h" || name == "help") {
    std::fputs(usage().c_str(), stdout);
    return kExitOk;
  }
  if (name == "--version") {
    std::puts("vta " VTA_VERSION);
    return kExitOk;
  }
  for (const Command& command : kCommands) {
    if (command.name == name) return command.run({arguments.begin() + 1, arguments.end()});
  }
  std::string known;
  for (const Command& command : kCommands) known += " " + std::string(command.name);
  std::fprintf(stderr, "vta: there is no command '%s'; there are:%s (see vta --help)\n",
               shown(name).c_str(), known.c_str());
  return kExitUsage;
}

}  // namespace
}  // namespace vta

int main(int argc, char** argv) {
  const int code = vta::dispatch({argv + 1, argv + argc});
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    std::fputs("vta: cannot write to the standard output\n", stderr);
    return code == vta::kExitOk ? vta::kExitUsage : code;
  }
  return code;
}
