// SPDX-License-Identifier: Apache-2.0
//
// vta serve, and commands that run on what it serves.

#include <pty.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/tools/background.h"
#include "tests/tools/run_vta.h"

namespace vta::test {
namespace {

using Json = nlohmann::ordered_json;

class RemoteCommand : public VtaTest {
 protected:
  [[nodiscard]] std::string address() const { return "unix:" + path("socket").string(); }
  [[nodiscard]] std::string target() const { return "remote:" + address(); }
  [[nodiscard]] std::vector<std::string> conv2d(const std::string& target) const {
    return join({"conv2d", "--json", "--target", target}, small_layer());
  }
};

// What does not depend on where it ran.
Json result_of(Json json) {
  for (const char* key : {"target", "host_seconds", "cycles_per_second"}) json.erase(key);
  return json;
}

TEST_F(RemoteCommand, AConvolutionRunsLikeALocalOne) {
  Background server({"serve", "--device", "functional", "--listen", address()});
  ASSERT_EQ(server.line(), "serving functional at " + address());
  const Json there = run_json(conv2d(target()));
  EXPECT_EQ(there["target"], target());
  EXPECT_EQ(there["success"], true);
  EXPECT_EQ(result_of(there), result_of(run_json(conv2d("functional"))));
  const Ran text = run(join({"conv2d", "--target", target()}, small_layer()));
  EXPECT_EQ(text.code, 0) << text.err;
  EXPECT_EQ(text.out, run(join({"conv2d", "--target", "functional"}, small_layer())).out);
  EXPECT_EQ(server.end(SIGTERM), 0);
  EXPECT_FALSE(std::filesystem::exists(path("socket")));
}

TEST_F(RemoteCommand, TheRtlTakesAsManyCyclesAsHere) {
  Background server({"serve", "--device", "rtl:?latency=7", "--listen", address()});
  ASSERT_EQ(server.line(), "serving rtl at " + address());
  const Json there = run_json(conv2d(target()));
  const Json here = run_json(conv2d("rtl:?latency=7"));
  EXPECT_GT(there["cycles"], 0);
  EXPECT_EQ(there["cycles"], here["cycles"]);
  EXPECT_EQ(there["stages"], here["stages"]);
  EXPECT_EQ(server.end(SIGINT), 0);
}

// What the command writes to a terminal.
std::string on_terminal(const std::vector<std::string>& arguments) {
  std::vector<std::string> words = join({VTA_BINARY}, arguments);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, nullptr);
  if (child == 0) {
    alarm(60);
    execv(argv[0], argv.data());
    _exit(101);
  }
  std::string text;
  char c = 0;
  while (child > 0 && read(terminal, &c, 1) == 1) text += c;  // fails when the child has ended
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << text;
  close(terminal);
  return text;
}

TEST_F(RemoteCommand, ProgressIsShownAsOfALocalRun) {
  Background server({"serve", "--device", "rtl", "--listen", address()});
  ASSERT_NE(server.line(), "");
  // Many times as long as it takes until there is something to show.
  const std::vector<std::string> layer = {"--height",      "14",  "--width",        "14",
                                          "--in-channels", "256", "--out-channels", "256",
                                          "--kernel",      "3",   "--pad",          "1"};
  const std::string there = on_terminal(join({"conv2d", "--target", target()}, layer));
  EXPECT_NE(there.find("\rremote rtl:  "), std::string::npos) << there;
  EXPECT_NE(there.find("\r\033[K"), std::string::npos) << "it is wiped out at the end: " << there;
  const std::string here = on_terminal(join({"conv2d", "--target", "rtl"}, layer));
  EXPECT_NE(here.find("\rrtl:  "), std::string::npos) << here;
}

TEST_F(RemoteCommand, ABundleIsReplayedOnARemoteDevice) {
  ASSERT_EQ(
      run(join({"conv2d", "--target", "golden", "--save-bundle", "bundle"}, small_layer())).code,
      0);
  Background server({"serve", "--listen", address()});
  ASSERT_NE(server.line(), "");
  const Ran ran = run({"replay", "bundle", "--target", target()});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, run({"replay", "bundle", "--target", "functional"}).out);
  expect_refused({"replay", "bundle", "--target", target(), "--jobs", "2"},
                 "vta replay: --jobs needs --target golden or functional; target remote runs one "
                 "bundle at a time");
}

TEST_F(RemoteCommand, ClientsThatComeTogetherAllGetTheirTurn) {
  Background server({"serve", "--listen", address()});
  ASSERT_NE(server.line(), "");
  std::vector<std::unique_ptr<Background>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(
        std::make_unique<Background>(join({"conv2d", "--target", target()}, small_layer())));
  }
  for (const std::unique_ptr<Background>& client : clients) EXPECT_EQ(client->end(), 0);
}

TEST_F(RemoteCommand, AServerTakesThePlaceOfAKilledOne) {
  Background server({"serve", "--listen", address()});
  ASSERT_NE(server.line(), "");
  EXPECT_EQ(run(conv2d(target())).code, 0);
  EXPECT_EQ(server.end(SIGKILL), -SIGKILL);
  EXPECT_EQ(run(conv2d(target())).code, 2) << "the socket is there, but nobody answers";
  Background next({"serve", "--listen", address()});
  ASSERT_NE(next.line(), "");
  EXPECT_EQ(run(conv2d(target())).code, 0);
}

TEST_F(RemoteCommand, AServerThatIsNotThereIsSaidSo) {
  const Ran ran = run(conv2d(target()));
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err.find("vta conv2d: remote " + address() + ": no connection to a server while"),
            0U)
      << ran.err;
  EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
  const Ran devices = run({"devices", target()});
  EXPECT_EQ(devices.code, 3);
  EXPECT_NE(devices.out.find("not usable"), std::string::npos);
}

TEST_F(RemoteCommand, WhatCannotBeServedIsRefused) {
  expect_refused({"serve", "--listen", "0.0.0.0:9091"},
                 "vta serve: listening at '0.0.0.0:9091' lets other machines in, which needs TLS "
                 "and a token (--tls-cert, --tls-key and --token-file); without them listen at "
                 "unix:/path or 127.0.0.1:port and use ssh -L");
  expect_refused({"serve", "--listen", address(), "--device", "rtl:?latency=0"},
                 "vta serve: device 'rtl:?latency=0': latency is '0'; it must be a whole number in "
                 "1..1000000");
  expect_refused({"serve", "--listen", address(), "--max-memory", "0"},
                 "vta serve: --max-memory is 0; it must lie in 1..2048");
  expect_refused({"serve", "--listen", address(), "--max-lease", "0"},
                 "vta serve: --max-lease is 0; it must lie in 1..2592000");
  expect_refused({"serve", "--listen", address(), "--token-file", "none"},
                 "vta serve: cannot read the token file 'none': No such file or directory");
  EXPECT_EQ(files(), std::vector<std::string>{});
}

TEST_F(RemoteCommand, ATokenIsKnownOrNot) {
  write("token", "0123456789abcdef\n");
  write("other", "fedcba9876543210\n");
  for (const char* name : {"token", "other"}) ASSERT_EQ(chmod(path(name).c_str(), 0600), 0);
  Background server({"serve", "--listen", "127.0.0.1:0", "--token-file", path("token").string()});
  const std::string line = server.line();
  ASSERT_EQ(line.find("serving functional at 127.0.0.1:"), 0U) << line;
  const std::string there = "remote:" + line.substr(line.find("127."));
  EXPECT_EQ(run(conv2d(there + "?token-file=token")).code, 0);
  const Ran ran = run(conv2d(there + "?token-file=other"));
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("the token is not that of this server"), std::string::npos) << ran.err;
}

TEST_F(RemoteCommand, MoreMemoryThanTheServerGrantsIsADeviceError) {
  Background server({"serve", "--listen", address(), "--max-memory", "1"});
  ASSERT_NE(server.line(), "");
  EXPECT_EQ(run(conv2d(target())).code, 0) << "a small layer fits";
  const Ran ran =
      run({"conv2d", "--target", target(), "--height", "64", "--width", "64", "--in-channels",
           "256", "--out-channels", "16", "--kernel", "1", "--pad", "0"});
  EXPECT_EQ(ran.code, 3);
  EXPECT_NE(ran.err.find("at most 1048576 bytes are served to one client"), std::string::npos)
      << ran.err;
}

}  // namespace
}  // namespace vta::test
