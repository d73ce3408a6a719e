// SPDX-License-Identifier: Apache-2.0

#include "driver/board/emulation_protocol.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace vta::board::emulation {
namespace {

// Waits until the socket can be read or written; false when the time is up. A broken socket can.
bool wait_for(int socket, short events, std::chrono::milliseconds timeout) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point end = Clock::now() + timeout;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    pollfd entry{socket, events, 0};
    const int ready = poll(&entry, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

// Room for one file descriptor beside a message.
struct Control {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> bytes{};
};

// Takes the file descriptors out of the control data: keeps the first, closes what is too many.
int take_fd(msghdr& packet) {
  int kept = -1;
  for (cmsghdr* c = CMSG_FIRSTHDR(&packet); c != nullptr; c = CMSG_NXTHDR(&packet, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof fd);
      if (kept < 0) {
        kept = fd;
      } else {
        close(fd);
      }
    }
  }
  return kept;
}

}  // namespace

bool is_special(std::string_view path) {
  constexpr std::string_view kManager = "/sys/class/fpga_manager/fpga0/";
  if (path.starts_with(kManager)) {
    const std::string_view name = path.substr(kManager.size());
    return name == "firmware" || name == "flags" || name == "state";
  }
  if (path.starts_with("/sys/class/u-dma-buf/") || path.starts_with("/sys/class/udmabuf/")) {
    return path.ends_with("/sync_for_device") || path.ends_with("/sync_for_cpu");
  }
  return path == "/dev/mem" || path.starts_with("/dev/uio") || path.starts_with("/dev/dri/") ||
         path.starts_with("/dev/udmabuf");
}

int send_message(int socket, const Message& message, std::chrono::milliseconds timeout) {
  if (message.bytes.size() > kMaxPayload) return EMSGSIZE;
  Header header;
  header.kind = static_cast<std::uint16_t>(message.kind);
  header.length = static_cast<std::uint32_t>(message.bytes.size());
  header.error = message.error;
  header.a = message.a;
  header.b = message.b;
  std::array<iovec, 2> parts = {
      {{&header, sizeof header},
       {const_cast<std::byte*>(message.bytes.data()), message.bytes.size()}}};
  msghdr packet{};
  packet.msg_iov = parts.data();
  packet.msg_iovlen = parts.size();
  Control control;
  if (message.fd >= 0) {
    packet.msg_control = control.bytes.data();
    packet.msg_controllen = control.bytes.size();
    cmsghdr* c = CMSG_FIRSTHDR(&packet);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(c), &message.fd, sizeof(int));
  }
  if (!wait_for(socket, POLLOUT, timeout)) return ETIMEDOUT;
  for (;;) {
    if (sendmsg(socket, &packet, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0) return 0;
    if (errno != EINTR) return errno;
  }
}

Received receive_message(int socket, Message& message, std::chrono::milliseconds timeout) {
  if (!wait_for(socket, POLLIN, timeout)) return Received::kNothing;
  Header header;
  message.bytes.resize(kMaxPayload);
  std::array<iovec, 2> parts = {
      {{&header, sizeof header}, {message.bytes.data(), message.bytes.size()}}};
  Control control;
  msghdr packet{};
  packet.msg_iov = parts.data();
  packet.msg_iovlen = parts.size();
  packet.msg_control = control.bytes.data();
  packet.msg_controllen = control.bytes.size();
  ssize_t count = -1;
  do {
    count = recvmsg(socket, &packet, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  } while (count < 0 && errno == EINTR);
  if (count <= 0) return Received::kClosed;
  message.fd = take_fd(packet);
  const bool whole = (packet.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0 &&
                     static_cast<std::size_t>(count) >= sizeof header &&
                     static_cast<std::size_t>(count) == sizeof header + header.length;
  if (!whole || header.magic != kMagic || header.version != kVersion) {
    if (message.fd >= 0) close(message.fd);
    message.fd = -1;
    return Received::kBad;
  }
  message.kind = static_cast<Kind>(header.kind);
  message.error = header.error;
  message.a = header.a;
  message.b = header.b;
  message.bytes.resize(header.length);
  return Received::kMessage;
}

Result<std::string> socket_path(const std::string& root) {
  std::string path = root + "/" + kSocketName;
  if (path.size() >= sizeof(sockaddr_un::sun_path)) {
    return Error{"the path " + path + " is too long for a socket; an emulated board needs a root " +
                 "of at most " +
                 std::to_string(sizeof(sockaddr_un::sun_path) - std::strlen(kSocketName) - 2) +
                 " characters"};
  }
  return path;
}

}  // namespace vta::board::emulation
