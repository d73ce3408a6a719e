// SPDX-License-Identifier: Apache-2.0
#include "tests/tools/background.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

namespace vta::test {
namespace {

constexpr unsigned kLifetime = 100;  // seconds

[[noreturn]] void become(std::vector<char*> argv, const std::filesystem::path& folder, int out) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(out, STDOUT_FILENO);
  dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
  if (!folder.empty() && chdir(folder.c_str()) != 0) _exit(100);
  alarm(kLifetime);
  execv(argv[0], argv.data());
  _exit(101);
}

}  // namespace

Background::Background(const std::vector<std::string>& arguments,
                       const std::filesystem::path& folder) {
  std::vector<std::string> words = {VTA_BINARY};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return;
  child_ = fork();
  if (child_ == 0) become(argv, folder, ends[1]);
  close(ends[1]);
  out_ = ends[0];
}

Background::~Background() {
  if (child_ > 0) (void)end(SIGKILL);
  if (out_ >= 0) close(out_);
}

std::string Background::line() const {
  std::string text;
  char c = 0;
  while (read(out_, &c, 1) == 1 && c != '\n') text += c;
  return text;
}

int Background::end(int signal) {
  if (child_ <= 0) return -1000;
  kill(child_, signal);
  int status = 0;
  const pid_t ended = waitpid(child_, &status, 0);  // bounded by its alarm
  if (ended != child_) return -1000;
  child_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace vta::test
