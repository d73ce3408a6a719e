// SPDX-License-Identifier: Apache-2.0

#include "sim/board/emulator.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "driver/board/emulation_protocol.h"
#include "driver/board/lease.h"
#include "driver/board/small_file.h"
#include "sim/board/node.h"
#include "sim/board/tree.h"

namespace vta::board {
namespace {

using emulation::Kind;
using emulation::Message;
using emulation::Received;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostFiles = 256;  // open at the same time
constexpr std::chrono::milliseconds kIdle{100};
constexpr std::chrono::milliseconds kSendPatience{1'000};
constexpr std::chrono::milliseconds kLongestPoll{3'600'000};

// A file descriptor that closes itself.
class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  ~Fd() {
    if (fd_ >= 0) close(fd_);
  }
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

// An open file of a driver.
struct Client {
  Fd socket;
  std::unique_ptr<Node> node;                 // null: nothing was opened yet
  std::optional<Clock::time_point> poll_end;  // it waits for the file to become readable
};

// Answers a question about an open file. A poll that has to wait is left without an answer.
std::optional<Message> answer(Client& client, Message& question) {
  Node& node = *client.node;
  Message reply;
  reply.kind = question.kind;
  std::uint32_t value = 0;
  Node::Map map;
  switch (question.kind) {
    case Kind::kRead:
      reply.error =
          node.read(std::min<std::uint64_t>(question.a, emulation::kMaxPayload), reply.bytes);
      return reply;
    case Kind::kWrite:
      reply.error = node.write(question.bytes);
      if (reply.error == 0) reply.a = question.bytes.size();
      return reply;
    case Kind::kIoctl:
      reply.error = node.ioctl(question.a, question.bytes);
      if (reply.error == 0) reply.bytes = std::move(question.bytes);
      return reply;
    case Kind::kPoll: {
      const auto wait = std::chrono::milliseconds(
          std::min<std::uint64_t>(question.a, static_cast<std::uint64_t>(kLongestPoll.count())));
      client.poll_end = Clock::now() + wait;
      return std::nullopt;
    }
    case Kind::kMap:
      reply.error = node.map(question.a, question.b, map);
      reply.a = static_cast<std::uint64_t>(map.kind);
      reply.b = map.offset;
      reply.fd = map.fd;
      return reply;
    case Kind::kReadRegister:
      reply.error = node.read_register(question.a, value);
      reply.a = value;
      return reply;
    case Kind::kWriteRegister:
      reply.error = node.write_register(question.a, static_cast<std::uint32_t>(question.b));
      return reply;
    case Kind::kOpen:
      break;
  }
  reply.error = EPROTO;
  return reply;
}

Message open_file(Machine& machine, Client& client, const Message& question) {
  Message reply;
  if (question.kind != Kind::kOpen || question.a > static_cast<unsigned>(OpenMode::kCreateLock)) {
    reply.error = EPROTO;
    return reply;
  }
  const std::string path(reinterpret_cast<const char*>(question.bytes.data()),
                         question.bytes.size());
  OpenedNode opened = open_node(machine, path, static_cast<OpenMode>(question.a));
  reply.error = opened.error;
  client.node = std::move(opened.node);
  return reply;
}

class EmulatorAtWork final : public Emulator {
 public:
  EmulatorAtWork(std::string root, std::unique_ptr<Machine> machine, Fd listener,
                 std::string socket, Fd lease)
      : root_(std::move(root)),
        machine_(std::move(machine)),
        listener_(std::move(listener)),
        socket_(std::move(socket)),
        lease_(std::move(lease)) {}
  ~EmulatorAtWork() override { unlink(socket_.c_str()); }

  Status serve(const std::function<bool()>& stop) override;

 private:
  void accept_client();
  [[nodiscard]] bool attend(Client& client);  // false: it is gone
  [[nodiscard]] bool finish_poll(Client& client);
  [[nodiscard]] int pause() const;

  std::string root_;
  std::unique_ptr<Machine> machine_;
  Fd listener_;
  std::string socket_;
  Fd lease_;  // held when another process is to have it
  std::vector<Client> clients_;
};

Status EmulatorAtWork::serve(const std::function<bool()>& stop) {
  std::uint64_t free = machine_->memory->free_bytes();
  while (!stop()) {
    std::vector<pollfd> entries = {{listener_.get(), POLLIN, 0}};
    for (const Client& client : clients_) entries.push_back({client.socket.get(), POLLIN, 0});
    const int ready = poll(entries.data(), entries.size(), pause());
    if (ready < 0 && errno != EINTR) {
      return Error{"the emulated board cannot wait for its drivers: " + errno_text(errno)};
    }
    std::vector<Client> left;
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      const bool asks = ready > 0 && entries[i + 1].revents != 0;
      if (!asks || attend(clients_[i])) left.push_back(std::move(clients_[i]));
    }
    clients_ = std::move(left);
    if (ready > 0 && entries[0].revents != 0) accept_client();
    if (machine_->logic.busy()) {
      machine_->logic.step();
      machine_->deliver_interrupt();
    }
    std::erase_if(clients_, [&](Client& client) { return !finish_poll(client); });
    if (free != machine_->memory->free_bytes()) {
      free = machine_->memory->free_bytes();
      if (Status status = write_meminfo(root_, *machine_->memory); !status) return status;
    }
  }
  return ok_status();
}

// Milliseconds until something is to be done, if nobody asks.
int EmulatorAtWork::pause() const {
  if (machine_->logic.busy()) return 0;
  auto wait = kIdle;
  for (const Client& client : clients_) {
    if (!client.poll_end) continue;
    if (client.node->readable()) return 0;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*client.poll_end - Clock::now());
    wait = std::clamp(left, std::chrono::milliseconds(0), wait);
  }
  return static_cast<int>(wait.count());
}

void EmulatorAtWork::accept_client() {
  Fd fd(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (fd.get() < 0 || clients_.size() >= kMostFiles) return;  // closed at once
  clients_.push_back({std::move(fd), nullptr, std::nullopt});
}

bool EmulatorAtWork::attend(Client& client) {
  Message question;
  const Received received =
      emulation::receive_message(client.socket.get(), question, std::chrono::milliseconds(0));
  const Fd passed(question.fd);  // nobody has a use for it
  if (received == Received::kNothing) return true;
  if (received != Received::kMessage || client.poll_end) return false;
  std::optional<Message> reply =
      client.node ? answer(client, question) : open_file(*machine_, client, question);
  if (!reply) return true;
  return emulation::send_message(client.socket.get(), *reply, kSendPatience) == 0;
}

bool EmulatorAtWork::finish_poll(Client& client) {
  if (!client.poll_end) return true;
  const bool readable = client.node->readable();
  if (!readable && Clock::now() < *client.poll_end) return true;
  client.poll_end.reset();
  Message reply;
  reply.kind = Kind::kPoll;
  reply.a = readable ? 1 : 0;
  return emulation::send_message(client.socket.get(), reply, kSendPatience) == 0;
}

// The socket, in a root that no other emulator has.
Result<Fd> listen_at(const std::string& root, const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(path.begin(), path.end(), address.sun_path);
  const auto* name = reinterpret_cast<const sockaddr*>(&address);
  const Fd probe(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  if (connect(probe.get(), name, sizeof address) == 0) {
    return Error{"another emulator has the board in '" + root + "'"};
  }
  unlink(path.c_str());  // of one that ended without notice
  Fd fd(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (fd.get() < 0 || bind(fd.get(), name, sizeof address) != 0 || listen(fd.get(), 64) != 0) {
    return Error{"cannot listen at " + path + ": " + errno_text(errno)};
  }
  return fd;
}

// The lease of the device, taken as the driver does it (driver/board/lease.h), or nothing.
Result<Fd> hold_lease(const std::string& root, const Injections& injections) {
  if (!injections.contains(Injection::kHeldLease)) return Fd();
  const std::string path = root + kLeasePath;
  Fd fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (fd.get() < 0 || flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    return Error{"cannot take the lease " + path + ": " + errno_text(errno)};
  }
  std::array<char, 16> record{};
  const int size = std::snprintf(record.data(), record.size(), "%11d\n", getpid());
  if (write(fd.get(), record.data(), static_cast<std::size_t>(size)) != size) {
    return Error{"cannot write to the lease " + path + ": " + errno_text(errno)};
  }
  return fd;
}

}  // namespace

Result<std::unique_ptr<Emulator>> Emulator::create(const std::string& root,
                                                   const MachineOptions& options) {
  const Result<std::string> path = emulation::socket_path(root);
  if (!path) return path.error();
  auto machine = std::make_unique<Machine>(root, options);
  if (Status status = make_tree(root, *machine); !status) return status.error();
  Result<Fd> lease = hold_lease(root, options.injections);
  if (!lease) return lease.error();
  Result<Fd> listener = listen_at(root, path.value());
  if (!listener) return listener.error();
  return std::unique_ptr<Emulator>(
      std::make_unique<EmulatorAtWork>(root, std::move(machine), std::move(listener).value(),
                                       path.value(), std::move(lease).value()));
}

}  // namespace vta::board
