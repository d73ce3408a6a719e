// SPDX-License-Identifier: Apache-2.0
#include "driver/board/lease.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "driver/board/host_system.h"
#include "tests/driver/board/scripted_system.h"
#include "tests/driver/program_helpers.h"

namespace vta::board {
namespace {

using test::ScriptedSystem;

TEST(Lease, WritesDownWhoHasIt) {
  ScriptedSystem system;
  system.files[kLeasePath] = " 1234567890\n";  // of a holder that has ended
  const Result<Lease> lease = Lease::take(system);
  ASSERT_TRUE(lease.ok());
  std::string pid = std::to_string(getpid());
  EXPECT_EQ(system.files[kLeasePath], std::string(11 - pid.size(), ' ') + pid + "\n");
}

TEST(Lease, NamesTheProcessThatHasIt) {
  const auto refusal = [](const std::string& record) {
    ScriptedSystem system;
    system.files[kLeasePath] = record;
    system.locked_by_another = kLeasePath;
    return Lease::take(system).error().message;
  };
  const std::string end = ", which has the lease /run/lock/vta.lease; try again when it has ended";
  const std::string begin = "the device is in use by another process";
  EXPECT_EQ(refusal("       1234\n"), begin + " (process 1234)" + end);
  for (const char* record : {"", "\n", "         -1\n", "          0\n", "junk\n", "1234", "12x4\n",
                             "99999999999999999999\n", "             \n"}) {
    EXPECT_EQ(refusal(record), begin + end) << record;
  }
  ScriptedSystem unreadable;
  unreadable.locked_by_another = kLeasePath;
  unreadable.errors = {{"read /run/lock/vta.lease", EIO}};
  EXPECT_EQ(Lease::take(unreadable).error().message, begin + end);
}

TEST(Lease, SaysWhyItCannotBeTaken) {
  const auto refusal = [](const std::string& call, int error) {
    ScriptedSystem system;
    system.errors = {{call + " /run/lock/vta.lease", error}};
    return Lease::take(system).error().message;
  };
  const std::string cannot =
      "cannot open /run/lock/vta.lease, by which programs take turns at the device: ";
  EXPECT_EQ(refusal("open", ENOENT), cannot + "No such file or directory");
  EXPECT_EQ(refusal("open", EACCES),
            cannot + "Permission denied (another user made it, or root is needed)");
  EXPECT_EQ(refusal("lock", ENOLCK), "cannot lock /run/lock/vta.lease: No locks available");
  ScriptedSystem full;
  full.errors = {{"write /run/lock/vta.lease", ENOSPC}};
  EXPECT_TRUE(Lease::take(full).ok());  // the record is for others to read
}

TEST(Lease, IsOneAtATimeOnAHost) {
  const ScratchDirectory scratch;
  std::filesystem::create_directories(scratch.path() / "run/lock");
  HostSystem first(scratch.path().string()), second(scratch.path().string());
  {
    const Result<Lease> lease = Lease::take(first);
    ASSERT_TRUE(lease.ok());
    const Result<Lease> other = Lease::take(second);
    ASSERT_FALSE(other.ok());
    EXPECT_NE(other.error().message.find("(process " + std::to_string(getpid()) + ")"),
              std::string::npos)
        << other.error().message;
  }
  EXPECT_TRUE(Lease::take(second).ok());
}

}  // namespace
}  // namespace vta::board
