// SPDX-License-Identifier: Apache-2.0
#include "driver/board/host_system.h"

#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "tests/driver/program_helpers.h"

namespace vta::board {
namespace {

using std::chrono::milliseconds;

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

class HostSystemTest : public testing::Test {
 protected:
  HostSystemTest() { std::filesystem::create_directories(scratch_.path() / "dev"); }
  [[nodiscard]] std::filesystem::path at(const std::string& path) const {
    return scratch_.path() / path;
  }
  ScratchDirectory scratch_;
  HostSystem system_{scratch_.path().string() + "/"};
};

TEST_F(HostSystemTest, PutsTheRootBeforeEveryPath) {
  EXPECT_EQ(system_.root(), scratch_.path().string());
  write_text(at("dev/a"), "hello");
  const System::Opened opened = system_.open("/dev/a", OpenMode::kRead);
  ASSERT_EQ(opened.error, 0);
  std::string text(16, '.');
  const CallResult read = opened.file->read(std::as_writable_bytes(std::span(text)));
  EXPECT_EQ(read.error, 0);
  EXPECT_EQ(text.substr(0, read.count), "hello");
  EXPECT_EQ(opened.file->read(std::as_writable_bytes(std::span(text))).count, 0u);
}

TEST_F(HostSystemTest, RefusesPathsThatLeaveTheRoot) {
  write_text(scratch_.path().parent_path() / "outside", "");
  for (const char* path :
       {"/../outside", "/dev/../../outside", "/dev/..", "..", "dev/a", "", "a"}) {
    EXPECT_FALSE(is_board_path(path)) << path;
    EXPECT_EQ(system_.open(path, OpenMode::kRead).error, EINVAL) << path;
    EXPECT_EQ(system_.list(path).error, EINVAL) << path;
    EXPECT_EQ(system_.remove(path).error, EINVAL) << path;
    EXPECT_EQ(system_.rename(path, "/b").error, EINVAL) << path;
    EXPECT_EQ(system_.rename("/dev", path).error, EINVAL) << path;
  }
  EXPECT_FALSE(is_board_path(std::string_view("/a\0b", 4)));
  for (const char* path : {"/", "/dev/..a", "/...", "/a..", "//dev//a/"}) {
    EXPECT_TRUE(is_board_path(path)) << path;
  }
  EXPECT_TRUE(std::filesystem::exists(scratch_.path().parent_path() / "outside"));
  std::filesystem::remove(scratch_.path().parent_path() / "outside");
}

TEST_F(HostSystemTest, ReportsTheErrnoOfTheSystem) {
  EXPECT_EQ(system_.open("/dev/none", OpenMode::kRead).error, ENOENT);
  EXPECT_EQ(system_.open("/dev/none", OpenMode::kWrite).error, ENOENT);
  EXPECT_EQ(system_.open("/dev/none", OpenMode::kReadWriteSync).error, ENOENT);
  EXPECT_EQ(system_.open("/dev", OpenMode::kWrite).error, EISDIR);
  EXPECT_EQ(system_.list("/none").error, ENOENT);
  EXPECT_EQ(system_.rename("/none", "/other").error, ENOENT);
  EXPECT_EQ(system_.remove("/none").error, ENOENT);
  EXPECT_EQ(system_.remove("/dev").error, EISDIR);
  write_text(at("dev/a"), "");
  const System::Opened opened = system_.open("/dev/a", OpenMode::kRead);
  EXPECT_EQ(opened.file->write(bytes_of("x")).error, EBADF);
  std::array<std::byte, 8> argument{};
  EXPECT_EQ(opened.file->ioctl(TIOCGWINSZ, argument).error, ENOTTY);
  EXPECT_EQ(opened.file->map(0, 0).error, EINVAL);
  EXPECT_EQ(opened.file->map(1, 4096).error, EINVAL);
  EXPECT_EQ(opened.file->map(~std::uint64_t{0}, 4096).error, EOVERFLOW);
}

TEST_F(HostSystemTest, CreatesFilesFromTheirBeginningAndKeepsLockFiles) {
  write_text(at("dev/a"), "a long old text");
  ASSERT_EQ(system_.open("/dev/a", OpenMode::kCreate).file->write(bytes_of("new")).count, 3u);
  EXPECT_EQ(read_text(at("dev/a")), "new");
  ASSERT_EQ(system_.open("/dev/a", OpenMode::kCreateLock).error, 0);
  EXPECT_EQ(read_text(at("dev/a")), "new");
  ASSERT_EQ(system_.open("/dev/b", OpenMode::kCreateLock).error, 0);
  EXPECT_EQ(read_text(at("dev/b")), "");
}

TEST_F(HostSystemTest, ListsSortsRenamesAndRemoves) {
  for (const char* name : {"dev/c", "dev/a", "dev/b"}) write_text(at(name), name);
  EXPECT_EQ(system_.list("/dev").names, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_TRUE(system_.rename("/dev/a", "/dev/c").ok());
  EXPECT_EQ(system_.list("/dev").names, (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(read_text(at("dev/c")), "dev/a");
  EXPECT_TRUE(system_.remove("/dev/b").ok());
  EXPECT_EQ(system_.list("/dev").names, (std::vector<std::string>{"c"}));
}

TEST_F(HostSystemTest, LocksOnceUntilTheFileIsClosed) {
  System::Opened first = system_.open("/dev/lock", OpenMode::kCreateLock);
  const System::Opened second = system_.open("/dev/lock", OpenMode::kCreateLock);
  EXPECT_EQ(first.file->lock().error, 0);
  EXPECT_EQ(first.file->lock().error, 0);  // its own
  EXPECT_EQ(second.file->lock().error, EWOULDBLOCK);
  first.file.reset();
  EXPECT_EQ(second.file->lock().error, 0);
}

TEST_F(HostSystemTest, PollsUntilReadableOrTheTimeIsUp) {
  ASSERT_EQ(mkfifo(at("dev/pipe").c_str(), 0600), 0);
  const System::Opened pipe = system_.open("/dev/pipe", OpenMode::kReadWrite);
  ASSERT_EQ(pipe.error, 0);
  for (const milliseconds timeout : {milliseconds(1), milliseconds(0), milliseconds(-5)}) {
    const CallResult empty = pipe.file->poll(timeout);
    EXPECT_EQ(empty.error, 0);
    EXPECT_EQ(empty.count, 0u);
  }
  ASSERT_EQ(pipe.file->write(bytes_of("x")).count, 1u);
  EXPECT_EQ(pipe.file->poll(milliseconds::max()).count, 1u);
}

TEST_F(HostSystemTest, MapsMemoryThatIsShared) {
  write_text(at("dev/memory"), std::string(8192, 'a'));
  const System::Opened opened = system_.open("/dev/memory", OpenMode::kReadWrite);
  const File::Mapped mapped = opened.file->map(4096, 4096);
  ASSERT_EQ(mapped.error, 0);
  ASSERT_EQ(mapped.mapping->bytes().size(), 4096u);
  mapped.mapping->bytes()[1] = std::byte{'b'};
  mapped.mapping->write32(4, 0x64636261);
  EXPECT_EQ(mapped.mapping->read32(0), 0x61616261u);
  EXPECT_EQ(read_text(at("dev/memory")).substr(4096, 9), "abaaabcda");
}

TEST_F(HostSystemTest, ShowsRegistersAsWordsOnly) {
  for (const char* path : {"/dev/mem", "/dev/uio0"}) {
    write_text(at(path + 1), std::string(4096, '\0'));
    const System::Opened opened = system_.open(path, OpenMode::kReadWriteSync);
    const File::Mapped mapped = opened.file->map(0, 4096);
    ASSERT_EQ(mapped.error, 0);
    EXPECT_TRUE(mapped.mapping->bytes().empty());
    mapped.mapping->write32(4092, 7);
    EXPECT_EQ(mapped.mapping->read32(4092), 7u);
  }
}

TEST_F(HostSystemTest, StopsAtAccessesThatNoMappingHas) {
  write_text(at("dev/uio0"), std::string(4096, '\0'));
  const File::Mapped mapped = system_.open("/dev/uio0", OpenMode::kReadWrite).file->map(0, 4096);
  EXPECT_DEATH(static_cast<void>(mapped.mapping->read32(4096)), "broken invariant");
  EXPECT_DEATH(static_cast<void>(mapped.mapping->read32(2)), "broken invariant");
  EXPECT_DEATH(mapped.mapping->write32(~std::size_t{3}, 0), "broken invariant");
  const File::Mapped fixed = system_.open("/dev/uio0", OpenMode::kRead).file->map(0, 4096);
  EXPECT_DEATH(fixed.mapping->write32(0, 0), "broken invariant");
}

}  // namespace
}  // namespace vta::board
