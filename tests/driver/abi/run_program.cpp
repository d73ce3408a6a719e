// SPDX-License-Identifier: Apache-2.0

#include "tests/driver/abi/run_program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace vta::test::program {
namespace {

constexpr unsigned kTimeLimit = 60;  // seconds

std::string take(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  std::filesystem::remove(path);
  return text.str();
}

// In the child: becomes the program, or ends with an exit code that no program here uses.
[[noreturn]] void become(const std::string& out, const std::string& err, std::vector<char*> argv,
                         const Environment& environment) {
  const int out_fd = open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int err_fd = open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (out_fd < 0 || err_fd < 0) _exit(100);
  dup2(out_fd, STDOUT_FILENO);
  dup2(err_fd, STDERR_FILENO);
  unsetenv("VTA_DEVICE");
  unsetenv("VTA_CONFIG");
  for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
  alarm(kTimeLimit);
  execv(argv[0], argv.data());
  _exit(101);
}

}  // namespace

Ran run_program(const std::string& path, const std::vector<std::string>& arguments,
                const Environment& environment) {
  const std::string base = testing::TempDir() + "vta-abi-" + std::to_string(getpid());
  const std::string out = base + ".out";
  const std::string err = base + ".err";
  std::vector<std::string> words = {path};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) become(out, err, argv, environment);
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) {
    ADD_FAILURE() << "cannot run " << path;
    return {};
  }
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return {code, take(out), take(err)};
}

std::string without_cycles(const std::string& printed) {
  return std::regex_replace(printed, std::regex("cycles [0-9]+\n"), "");
}

}  // namespace vta::test::program
