// SPDX-License-Identifier: Apache-2.0
//
// vta board-emulator: a Pynq made of files and a process, with the Verilated RTL in its logic.

#include <signal.h>
#include <time.h>

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "hw/isa/shown.h"
#include "sim/board/emulator.h"
#include "sim/rtl/rtl_device.h"
#include "tools/command.h"

namespace vta {
namespace {

namespace po = boost::program_options;

constexpr std::int64_t kMostSeconds = 31'536'000;

std::string injections_help() {
  std::string text = "what the board does wrong, may be given several times:";
  for (const board::InjectionName& known : board::kInjections) {
    text += "\n  " + std::string(known.name) + ": " + std::string(known.help);
  }
  return text;
}

const CommandHelp kHelp = {
    "vta board-emulator", "--root DIR [options]",
    "Plays a Pynq-Z1 until it is interrupted: makes the files that a driver sees on one under DIR\n"
    "and answers for those that are not just files. A bitstream that is loaded becomes the\n"
    "Verilated RTL of the default geometry. Meanwhile, and from other processes, the device\n"
    "pynq:DIR is that board.",
    "Exit codes: 0 interrupted, or the time was up; 2 wrong usage, or DIR cannot be used; 3 the\n"
    "emulator failed.\n"};

Result<board::MachineOptions> read_options(const po::variables_map& values) {
  board::MachineOptions options;
  options.new_model = new_rtl_model;
  const auto memory = values["memory"].as<std::string>();
  if (memory != "zocl" && memory != "udmabuf") {
    return Error{"--memory is '" + memory + "'; it must be zocl or udmabuf"};
  }
  options.zocl = memory == "zocl";
  const auto port = values["port"].as<std::string>();
  if (port != "hp" && port != "acp") return Error{"--port is '" + port + "'; it must be hp or acp"};
  options.coherent = port == "acp";
  options.uio = values.count("no-uio") == 0;
  if (values.count("inject") == 0) return options;
  for (const std::string& name : values["inject"].as<std::vector<std::string>>()) {
    const std::optional<board::Injection> injection = board::find_injection(name);
    if (!injection) {
      std::string known;
      for (const board::InjectionName& k : board::kInjections) known += " " + std::string(k.name);
      return Error{"there is nothing to --inject with the name '" + name + "'; there are:" + known};
    }
    options.injections.insert(*injection);
  }
  return options;
}

// Whether somebody asked for the end; the signals for that are blocked and wait to be fetched.
bool interrupted(const sigset_t& signals) {
  constexpr timespec kNow{};
  return sigtimedwait(&signals, nullptr, &kNow) > 0;
}

int serve(board::Emulator& emulator, std::optional<std::int64_t> seconds, const sigset_t& signals) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  const Status status = emulator.serve([&] {
    if (seconds && Clock::now() - start >= std::chrono::seconds(*seconds)) return true;
    return interrupted(signals);
  });
  return status ? kExitOk : fail(kHelp, status.error().message, kExitDevice);
}

}  // namespace

int board_emulator_command(const Arguments& arguments) {
  po::options_description options("Options");
  options.add_options()("root", po::value<std::string>()->value_name("DIR"),
                        "where the files of the board are made; new, empty, or of a board before")(
      "memory", po::value<std::string>()->default_value("zocl")->value_name("M"),
      "where DMA memory comes from: zocl or udmabuf")(
      "port", po::value<std::string>()->default_value("hp")->value_name("P"),
      "how the accelerator reaches memory: hp (past the caches) or acp (through them)")(
      "no-uio", "no UIO device: registers through /dev/mem, no interrupt")(
      "inject", po::value<std::vector<std::string>>()->value_name("NAME"),
      injections_help().c_str())("seconds", po::value<std::int64_t>()->value_name("N"),
                                 "end after so long");
  po::variables_map values;
  if (const auto code = parse_arguments(kHelp, options, {}, arguments, values)) return *code;
  if (values.count("root") == 0) return fail(kHelp, "expected --root DIR, the folder of the board");
  const auto seconds = integer_option(values, "seconds", 1, kMostSeconds);
  if (!seconds) return fail(kHelp, seconds.error().message);
  const Result<board::MachineOptions> machine = read_options(values);
  if (!machine) return fail(kHelp, machine.error().message);

  // From here on the end comes between two answers, and the socket is removed.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  const auto root = values["root"].as<std::string>();
  Result<std::unique_ptr<board::Emulator>> emulator =
      board::Emulator::create(root, machine.value());
  if (!emulator) return fail(kHelp, emulator.error().message);
  std::printf("The board in %s is ready; interrupt to end it.\n", shown(root).c_str());
  if (std::fflush(stdout) != 0) return fail(kHelp, "cannot write to the standard output");
  return serve(*emulator.value(), seconds.value(), signals);
}

}  // namespace vta
