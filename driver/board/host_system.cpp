// SPDX-License-Identifier: Apache-2.0

#include "driver/board/host_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <limits>
#include <utility>

namespace vta::board {
namespace {

static_assert(sizeof(off_t) == 8, "SLCR and DMA memory lie beyond 2^31");

// Makes the call again while a signal keeps it from starting; -1 and errno as the call leaves them.
template <typename Call>
auto uninterrupted(Call call) {
  decltype(call()) result = -1;
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

template <typename Count>
CallResult result_of(Count returned) {
  if (returned < 0) return {0, errno};
  return {static_cast<std::size_t>(returned), 0};
}

class HostMapping final : public Mapping {
 public:
  HostMapping(void* start, std::size_t size, bool writable, bool registers)
      : start_(static_cast<std::byte*>(start)),
        size_(size),
        writable_(writable),
        registers_(registers) {}
  ~HostMapping() override { munmap(start_, size_); }

  std::uint32_t read32(std::size_t offset) override { return *word(offset); }
  void write32(std::size_t offset, std::uint32_t value) override {
    VTA_CHECK(writable_);
    *word(offset) = value;
  }
  std::span<std::byte> bytes() override {
    return registers_ ? std::span<std::byte>() : std::span(start_, size_);
  }

 private:
  [[nodiscard]] volatile std::uint32_t* word(std::size_t offset) const {
    VTA_CHECK(offset % sizeof(std::uint32_t) == 0 && offset < size_ &&
              size_ - offset >= sizeof(std::uint32_t));
    return reinterpret_cast<volatile std::uint32_t*>(start_ + offset);
  }

  std::byte* start_;
  std::size_t size_;
  bool writable_, registers_;
};

class HostFile final : public File {
 public:
  HostFile(int fd, OpenMode mode, bool registers) : fd_(fd), mode_(mode), registers_(registers) {}
  ~HostFile() override { close(fd_); }

  CallResult read(std::span<std::byte> to) override {
    return result_of(uninterrupted([&] { return ::read(fd_, to.data(), to.size()); }));
  }
  CallResult write(std::span<const std::byte> from) override {
    return result_of(uninterrupted([&] { return ::write(fd_, from.data(), from.size()); }));
  }
  CallResult ioctl(unsigned long request, std::span<std::byte> argument) override {
    return result_of(uninterrupted([&] { return ::ioctl(fd_, request, argument.data()); }));
  }
  CallResult poll(std::chrono::milliseconds timeout) override;
  CallResult lock() override {
    return result_of(uninterrupted([&] { return flock(fd_, LOCK_EX | LOCK_NB); }));
  }
  Mapped map(std::uint64_t offset, std::size_t size) override;

 private:
  int fd_;
  OpenMode mode_;
  bool registers_;
};

CallResult HostFile::poll(std::chrono::milliseconds timeout) {
  using Clock = std::chrono::steady_clock;
  using std::chrono::milliseconds;
  // As long as poll(2) can wait; also keeps the sum of now and the timeout from wrapping.
  const milliseconds most(std::numeric_limits<int>::max());
  timeout = std::clamp(timeout, milliseconds(0), most);
  const Clock::time_point end = Clock::now() + timeout;
  while (true) {
    pollfd entry{fd_, POLLIN, 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(timeout.count()));
    if (ready < 0 && errno != EINTR) return {0, errno};
    if (ready == 0) return {0, 0};
    if (ready > 0) {
      if ((entry.revents & POLLNVAL) != 0) return {0, EBADF};
      if ((entry.revents & POLLERR) != 0) return {0, EIO};
      return {1, 0};
    }
    timeout = std::max(std::chrono::ceil<milliseconds>(end - Clock::now()), milliseconds(0));
  }
}

File::Mapped HostFile::map(std::uint64_t offset, std::size_t size) {
  if (offset > static_cast<std::uint64_t>(std::numeric_limits<off_t>::max())) {
    return {nullptr, EOVERFLOW};
  }
  const bool writable = mode_ != OpenMode::kRead;
  void* start = mmap(nullptr, size, PROT_READ | (writable ? PROT_WRITE : 0), MAP_SHARED, fd_,
                     static_cast<off_t>(offset));
  if (start == MAP_FAILED) return {nullptr, errno};
  return {std::make_unique<HostMapping>(start, size, writable, registers_), 0};
}

int flags_of(OpenMode mode) {
  switch (mode) {
    case OpenMode::kRead:
      return O_RDONLY;
    case OpenMode::kWrite:
      return O_WRONLY;
    case OpenMode::kReadWrite:
      return O_RDWR;
    case OpenMode::kReadWriteSync:
      return O_RDWR | O_SYNC;
    case OpenMode::kCreate:
      return O_WRONLY | O_CREAT | O_TRUNC;
    case OpenMode::kCreateLock:
      return O_RDWR | O_CREAT;
  }
  return O_RDONLY;
}

}  // namespace

bool is_board_path(std::string_view path) {
  if (path.empty() || path.front() != '/' || path.find('\0') != path.npos) return false;
  while (!path.empty()) {
    path.remove_prefix(1);  // '/'
    const std::size_t end = std::min(path.find('/'), path.size());
    if (path.substr(0, end) == "..") return false;
    path.remove_prefix(end);
  }
  return true;
}

HostSystem::HostSystem(std::string root) : root_(std::move(root)) {
  while (!root_.empty() && root_.back() == '/') root_.pop_back();
}

System::Opened HostSystem::open(const std::string& path, OpenMode mode) {
  if (!is_board_path(path)) return {nullptr, EINVAL};
  const std::string full = root_ + path;
  const int flags = flags_of(mode) | O_CLOEXEC | O_NOCTTY;
  const int fd = uninterrupted([&] { return ::open(full.c_str(), flags, 0644); });
  if (fd < 0) return {nullptr, errno};
  const bool registers = path == "/dev/mem" || path.starts_with("/dev/uio");
  return {std::make_unique<HostFile>(fd, mode, registers), 0};
}

System::Listing HostSystem::list(const std::string& path) {
  if (!is_board_path(path)) return {{}, EINVAL};
  DIR* folder = opendir((root_ + path).c_str());
  if (folder == nullptr) return {{}, errno};
  Listing listing;
  while (true) {
    errno = 0;
    const dirent* entry = readdir(folder);  // NOLINT(concurrency-mt-unsafe): a stream of our own
    if (entry == nullptr) break;
    const std::string name = entry->d_name;
    if (name != "." && name != "..") listing.names.push_back(name);
  }
  listing.error = errno;
  closedir(folder);
  if (listing.error != 0) listing.names.clear();
  std::sort(listing.names.begin(), listing.names.end());
  return listing;
}

CallResult HostSystem::rename(const std::string& from, const std::string& to) {
  if (!is_board_path(from) || !is_board_path(to)) return {0, EINVAL};
  return result_of(::rename((root_ + from).c_str(), (root_ + to).c_str()));
}

CallResult HostSystem::remove(const std::string& path) {
  if (!is_board_path(path)) return {0, EINVAL};
  return result_of(unlink((root_ + path).c_str()));
}

}  // namespace vta::board
