// SPDX-License-Identifier: Apache-2.0
#include "tests/tools/run_vta.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace vta::test {
namespace {

constexpr unsigned kTimeLimit = 60;  // seconds

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// In the child: becomes the command, or ends with an exit code that the command never uses.
[[noreturn]] void become(const std::filesystem::path& dir, const std::string& out,
                         const std::string& err, std::vector<char*> argv) {
  const int out_fd = open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int err_fd = open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (out_fd < 0 || err_fd < 0 || chdir(dir.c_str()) != 0) _exit(100);
  dup2(out_fd, STDOUT_FILENO);
  dup2(err_fd, STDERR_FILENO);
  alarm(kTimeLimit);
  execv(argv[0], argv.data());
  _exit(101);
}

}  // namespace

VtaTest::VtaTest() {
  std::string pattern = (std::filesystem::temp_directory_path() / "vta-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) ADD_FAILURE() << "cannot make a directory";
  dir_ = pattern;
}

VtaTest::~VtaTest() {
  std::error_code ignored;
  std::filesystem::remove_all(dir_, ignored);
}

Ran VtaTest::run(const std::vector<std::string>& arguments) const {
  const std::string out = dir_.string() + ".out";
  const std::string err = dir_.string() + ".err";
  std::vector<std::string> words = {VTA_BINARY};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  const pid_t child = fork();
  if (child == 0) become(dir_, out, err, argv);
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) {
    ADD_FAILURE() << "cannot run " << VTA_BINARY;
    return {};
  }
  Ran ran{WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), contents(out),
          contents(err)};
  std::filesystem::remove(out);
  std::filesystem::remove(err);
  return ran;
}

nlohmann::ordered_json VtaTest::run_json(const std::vector<std::string>& arguments) const {
  const Ran ran = run(arguments);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.err, "");
  auto json = nlohmann::ordered_json::parse(ran.out, nullptr, false);
  EXPECT_FALSE(json.is_discarded()) << "no JSON: " << ran.out;
  return json;
}

std::string VtaTest::read(const std::string& name) const {
  EXPECT_TRUE(std::filesystem::exists(path(name))) << name;
  return contents(path(name));
}

void VtaTest::write(const std::string& name, const std::string& text) const {
  std::ofstream file(path(name), std::ios::binary);
  file << text;
  EXPECT_TRUE(file.flush().good()) << name;
}

std::vector<std::string> VtaTest::files() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(dir_)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

void VtaTest::expect_refused(const std::vector<std::string>& arguments,
                             const std::string& message) const {
  const Ran ran = run(arguments);
  EXPECT_EQ(ran.code, 2) << message;
  EXPECT_EQ(ran.out, "") << message;
  EXPECT_EQ(ran.err, message + "\n");
}

std::vector<std::string> small_layer() {
  return {"--height",       "5",  "--width",  "4", "--in-channels", "32",
          "--out-channels", "32", "--kernel", "3", "--pad",         "1"};
}

std::vector<std::string> join(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace vta::test
