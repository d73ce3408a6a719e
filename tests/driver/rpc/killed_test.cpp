// SPDX-License-Identifier: Apache-2.0
//
// One side is killed in the middle of something; the other one is told and goes on.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>

#include "driver/rpc/remote_device.h"
#include "driver/rpc/server.h"
#include "tests/driver/rpc/served.h"

namespace vta::rpc {
namespace {

// A process of peer.cpp, killed when it is destroyed.
class Peer {
 public:
  Peer(const std::string& what, const std::string& address) {
    int out[2];
    if (pipe(out) != 0) return;
    child_ = fork();
    if (child_ == 0) {
      dup2(out[1], STDOUT_FILENO);
      close(out[0]);
      close(out[1]);
      execl(VTA_RPC_PEER, VTA_RPC_PEER, what.c_str(), address.c_str(), nullptr);
      _exit(101);
    }
    close(out[1]);
    // The end of the file comes at the latest when the process ends itself.
    char c = 0;
    while (read(out[0], &c, 1) == 1 && c != '\n') says_ += c;
    close(out[0]);
  }
  ~Peer() { kill_it(); }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  [[nodiscard]] const std::string& says() const { return says_; }
  void kill_it() {
    if (child_ <= 0) return;
    EXPECT_EQ(kill(child_, SIGKILL), 0);
    EXPECT_EQ(waitpid(child_, nullptr, 0), child_);
    child_ = -1;
  }

 private:
  pid_t child_ = -1;
  std::string says_;
};

using Killed = ServedTest;

TEST_F(Killed, AClientInTheMiddleOfATransferLosesItsLeaseAndMemory) {
  start();
  {
    Peer client("transfer", server->address());
    ASSERT_EQ(client.says(), "ready");
    ASSERT_TRUE(events.wait_for("lease 1 begins"));
    client.kill_it();
    EXPECT_TRUE(events.wait_for("lease 1 ends")) << "long before its time of 60 s";
  }
  const std::unique_ptr<RemoteDevice> next = open();
  ASSERT_TRUE(next);
  std::vector<std::byte> bytes(1);
  EXPECT_FALSE(next->read(0, bytes).ok()) << "its region is gone";
  EXPECT_TRUE(next->add_region(0, 2000).ok());
}

TEST_F(Killed, TheRunOfAKilledClientIsStopped) {
  options.open = open_endless;
  start();
  Peer client("run", server->address());
  ASSERT_EQ(client.says(), "ready");
  client.kill_it();
  EXPECT_TRUE(events.wait_for("run of 1 instructions ends: "));
  EXPECT_TRUE(events.wait_for("lease 1 ends"));
  EXPECT_TRUE(open());
}

TEST_F(Killed, AClientIsToldThatItsServerIsGone) {
  const std::string address = "unix:" + path("other");
  Peer other("serve", address);
  ASSERT_EQ(other.says(), "ready");
  RemoteOptions remote;
  remote.address = address;
  const auto device = RemoteDevice::open(remote, Config::pynq());
  ASSERT_TRUE(device.ok()) << device.error().message;
  bool killed = false;
  device.value()->set_progress([&](std::uint64_t) {
    if (!killed) other.kill_it();
    killed = true;
  });
  const Result<RunReport> report = device.value()->run(instructions(7));
  EXPECT_TRUE(killed);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().message.find("remote " + address +
                                        ": no connection to a server while running 7 "
                                        "instructions: "),
            0U)
      << report.error().message;
  const Status write = device.value()->write(0, {});
  EXPECT_FALSE(write.ok());
}

TEST_F(Killed, AServerTakesThePlaceOfAKilledOne) {
  {
    Peer other("serve", options.listen);
    ASSERT_EQ(other.says(), "ready");
    EXPECT_NE(refusal(), "") << "it still listens";
    other.kill_it();
  }
  start();
  EXPECT_TRUE(open());
}

}  // namespace
}  // namespace vta::rpc
