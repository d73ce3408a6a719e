// SPDX-License-Identifier: Apache-2.0
#include "tools/command.h"

#include <algorithm>
#include <cstdio>
#include <sstream>

#include "hw/isa/shown.h"

namespace vta {

namespace po = boost::program_options;

namespace {

constexpr std::size_t kMaxMessage = 1500;  // bytes; words of the command line may be repeated in it

// What the library says about a command line that it refuses. It puts the words where its messages
// have %value% and the like, and again where the words have such a thing, without end: so it never
// gets to see the sign.
template <typename Parse>
std::string usage_error(Arguments words, Parse parse) {
  constexpr char kStandIn = '\x1f';
  for (std::string& word : words) std::replace(word.begin(), word.end(), '%', kStandIn);
  try {
    po::variables_map unused;
    parse(words, unused);
  } catch (const po::error& error) {
    std::string text = error.what();
    std::replace(text.begin(), text.end(), kStandIn, '%');
    return text;
  }
  return "wrong usage";
}

}  // namespace

int fail(const CommandHelp& help, const std::string& message, int code) {
  std::fprintf(stderr, "%s: %s\n", help.name.c_str(), shown(message, kMaxMessage).c_str());
  return code;
}

int fail_with_report(const CommandHelp& help, const std::string& report, int code) {
  std::string text = help.name + ": ";
  for (std::size_t begin = 0, end; begin < report.size(); begin = end + 1) {
    end = std::min(report.find('\n', begin), report.size());
    text += one_line(report.substr(begin, end - begin)) + "\n";
  }
  std::fputs(text.c_str(), stderr);
  return code;
}

std::optional<int> parse_arguments(const CommandHelp& help, const po::options_description& options,
                                   const po::positional_options_description& positional,
                                   const Arguments& arguments, po::variables_map& values) {
  po::options_description hidden;
  hidden.add_options()("argument", po::value<std::vector<std::string>>());
  po::options_description visible(options);
  visible.add_options()("help,h", "print this and exit");
  po::options_description all;
  all.add(visible).add(hidden);
  // Options are never guessed from abbreviations: scripts would break when options are added.
  const int style =
      po::command_line_style::default_style & ~int{po::command_line_style::allow_guessing};
  const auto parse = [&](const Arguments& words, po::variables_map& into) {
    po::store(po::command_line_parser(words).options(all).positional(positional).style(style).run(),
              into);
    po::notify(into);
  };
  // The library takes what stands behind the sign for an argument like any other.
  for (const std::string& word : arguments) {
    if (word == "--") break;
    if (word.rfind("--=", 0) == 0) {
      return fail(help, "'" + word + "' has no name of an option (see " + help.name + " --help)");
    }
  }
  try {
    parse(arguments, values);
  } catch (const po::error&) {
    return fail(help, usage_error(arguments, parse) + " (see " + help.name + " --help)");
  }
  if (values.count("help") != 0) {
    std::ostringstream text;
    text << "Usage: " << help.name << " " << help.usage << "\n\n"
         << help.description << "\n\n"
         << visible << "\n"
         << help.epilogue;
    std::fputs(text.str().c_str(), stdout);
    return kExitOk;
  }
  return std::nullopt;
}

Result<std::optional<std::int64_t>> integer_option(const po::variables_map& values,
                                                   const char* name, std::int64_t low,
                                                   std::int64_t high) {
  if (values.count(name) == 0) return std::optional<std::int64_t>();
  const auto value = values[name].as<std::int64_t>();
  if (value < low || value > high) {
    return Error{"--" + std::string(name) + " is " + std::to_string(value) + "; it must lie in " +
                 std::to_string(low) + ".." + std::to_string(high)};
  }
  return std::optional(value);
}

Result<std::string> single_argument(const po::variables_map& values, const char* what) {
  if (values.count("argument") == 0) return Error{"expected " + std::string(what)};
  const auto& words = values["argument"].as<std::vector<std::string>>();
  if (words.size() > 1) {
    return Error{"expected only " + std::string(what) + ", got also '" + words[1] + "'"};
  }
  return words.front();
}

}  // namespace vta
