// SPDX-License-Identifier: Apache-2.0
//
// What the sub-commands of `vta` share: exit codes, option parsing, messages.

#ifndef VTA_TOOLS_COMMAND_H_
#define VTA_TOOLS_COMMAND_H_

#include <boost/program_options.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hw/isa/result.h"

namespace vta {

inline constexpr int kExitOk = 0;        // success
inline constexpr int kExitMismatch = 1;  // a result or a statistic differs from what it should be
inline constexpr int kExitUsage = 2;     // wrong usage, unreadable input, or it does not fit
inline constexpr int kExitDevice = 3;    // hang, timeout or device error

using Arguments = std::vector<std::string>;

// Each takes the words after its name and returns an exit code.
int conv2d_command(const Arguments& arguments);
int tune_command(const Arguments& arguments);
int estimate_command(const Arguments& arguments);
int replay_command(const Arguments& arguments);
int compare_command(const Arguments& arguments);
int disasm_command(const Arguments& arguments);
int info_command(const Arguments& arguments);
int fuzz_command(const Arguments& arguments);
int board_emulator_command(const Arguments& arguments);
int bitstream_command(const Arguments& arguments);
int program_command(const Arguments& arguments);
int devices_command(const Arguments& arguments);
int serve_command(const Arguments& arguments);

// How a sub-command introduces itself in --help.
struct CommandHelp {
  std::string name;         // "vta conv2d"
  std::string usage;        // "[options]"
  std::string description;  // one paragraph
  std::string epilogue;     // exit codes and the like, printed after the options
};

// Parses the arguments into `values` and adds --help. Returns the exit code when there is nothing
// left to do: help was printed, or the usage was wrong and said so on stderr.
[[nodiscard]] std::optional<int> parse_arguments(
    const CommandHelp& help, const boost::program_options::options_description& options,
    const boost::program_options::positional_options_description& positional,
    const Arguments& arguments, boost::program_options::variables_map& values);

// An option with an integer value inside [low, high]; nothing when it was not given.
[[nodiscard]] Result<std::optional<std::int64_t>> integer_option(
    const boost::program_options::variables_map& values, const char* name, std::int64_t low,
    std::int64_t high);

// The one word of the line that is not an option; `what` says what it should be.
[[nodiscard]] Result<std::string> single_argument(
    const boost::program_options::variables_map& values, const char* what);

// Prints "vta conv2d: message" on stderr and returns `code`.
int fail(const CommandHelp& help, const std::string& message, int code = kExitUsage);
// The same for a report of several lines.
int fail_with_report(const CommandHelp& help, const std::string& report, int code);

}  // namespace vta

#endif  // VTA_TOOLS_COMMAND_H_
