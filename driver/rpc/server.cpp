// SPDX-License-Identifier: Apache-2.0
#include "driver/rpc/server.h"

#include <grpc/support/log.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/resource_quota.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <utility>

#include "driver/rpc/address.h"
#include "driver/rpc/grpc_log.h"
#include "driver/rpc/secrets.h"
#include "driver/rpc/service.h"
#include "hw/isa/shown.h"

namespace vta::rpc {
namespace {

std::string in_quotes(const std::string& text) { return "'" + shown(text) + "'"; }

// Leaves only the owner's rights to files that are made while it lives. The mask is that of the
// whole process, so it lives shortly.
class PrivateFiles {
 public:
  PrivateFiles() : before_(umask(0177)) {}
  ~PrivateFiles() { umask(before_); }
  PrivateFiles(const PrivateFiles&) = delete;
  PrivateFiles& operator=(const PrivateFiles&) = delete;

 private:
  mode_t before_;
};

// Whether somebody listens at a unix socket.
bool answers(const std::string& path) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return true;  // unknown: leave what is there alone
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  const int result = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  const int error = errno;
  ::close(fd);
  return result == 0 || error != ECONNREFUSED;
}

// Makes room for the socket: what a server that was killed left behind goes, anything else stays.
Status clear_path(const std::string& path) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) {
    if (errno != ENOENT) {
      return Error{"cannot listen at " + in_quotes(path) + ": " + std::strerror(errno)};
    }
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    if (access(folder.c_str(), W_OK | X_OK) == 0) return ok_status();
    return Error{"cannot listen at " + in_quotes(path) + ": " + std::strerror(errno) + " (folder " +
                 in_quotes(folder.string()) + ")"};
  }
  if (!S_ISSOCK(status.st_mode)) {
    return Error{"cannot listen at " + in_quotes(path) + ": there is a file that is no socket"};
  }
  if (answers(path)) {
    return Error{"cannot listen at " + in_quotes(path) + ": another server listens there"};
  }
  if (unlink(path.c_str()) != 0) {
    return Error{"cannot listen at " + in_quotes(path) + ": " + std::strerror(errno)};
  }
  return ok_status();
}

// What has to hold for an address that others than this machine reach.
Status check_exposure(const ServerOptions& options, const Address& address) {
  if (options.tls_certificate.empty() != options.tls_key.empty()) {
    return Error{"TLS needs both a certificate and its key; one of them is missing"};
  }
  if (address.is_unix() && !options.tls_certificate.empty()) {
    return Error{"TLS is for host:port; a unix socket is protected by its file mode"};
  }
  if (address.is_unix() || address.is_loopback()) return ok_status();
  if (!options.tls_certificate.empty() && !options.token_file.empty()) return ok_status();
  return Error{"listening at " + in_quotes(address.text()) +
               " lets other machines in, which needs TLS and a token (--tls-cert, --tls-key and "
               "--token-file); without them listen at unix:/path or 127.0.0.1:port and use ssh -L"};
}

class GrpcServer final : public Server {
 public:
  GrpcServer(ServerOptions options, Address address, std::string token)
      : options_(std::move(options)),
        address_(std::move(address)),
        service_(options_, std::move(token)) {}

  ~GrpcServer() override { stop(); }

  Status listen(const std::shared_ptr<grpc::ServerCredentials>& credentials) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort(address_.target(), credentials, &port);
    builder.RegisterService(&service_);
    builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
    builder.SetMaxSendMessageSize(kMaxMessageBytes);
    builder.SetResourceQuota(grpc::ResourceQuota("vta").SetMaxThreads(kMaxThreads));
    const int keepalive = static_cast<int>(kKeepalive.count());
    // Otherwise a second server on the same port would share its clients.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreams);
    builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, keepalive);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, keepalive);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                               keepalive / 2);
    builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, keepalive);
    {
      const PrivateFiles only_ours;
      server_ = builder.BuildAndStart();
    }
    if (!server_ || (!address_.is_unix() && port <= 0)) {
      return Error{"cannot listen at " + in_quotes(address_.text()) +
                   "; is the address one of this machine, and free?"};
    }
    if (address_.is_unix()) return check_mode();
    address_.port = static_cast<std::uint16_t>(port);
    return ok_status();
  }

  std::string address() const override { return address_.text(); }
  std::uint64_t calls() const override { return service_.calls(); }

  void stop() override {
    const std::lock_guard lock(stopping_);
    if (stopped_) return;
    stopped_ = true;
    service_.shut_down();
    if (server_) {
      server_->Shutdown(std::chrono::system_clock::now() + options_.limits.stop_grace);
      server_->Wait();
    }
  }

 private:
  Status check_mode() {
    struct stat status {};
    const bool there = lstat(address_.path.c_str(), &status) == 0;
    if (there && (status.st_mode & 0777) == 0600) return ok_status();
    return Error{"the socket " + in_quotes(address_.path) + " could not be made private"};
  }

  const ServerOptions options_;
  Address address_;
  Service service_;
  std::unique_ptr<grpc::Server> server_;  // goes before the service that it calls
  std::mutex stopping_;
  bool stopped_ = false;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(ServerOptions options) {
  VTA_CHECK(options.open);
  quiet_grpc();
  Result<Address> address = parse_address(options.listen, true);
  if (!address) return address.error();
  if (Status s = check_exposure(options, address.value()); !s) return s.error();
  std::string token;
  if (!options.token_file.empty()) {
    Result<std::string> read = read_token(options.token_file);
    if (!read) return read.error();
    token = std::move(read).value();
  }
  std::shared_ptr<grpc::ServerCredentials> credentials = grpc::InsecureServerCredentials();
  if (!options.tls_certificate.empty()) {
    Result<KeyPair> pair = read_key_pair(options.tls_certificate, options.tls_key);
    if (!pair) return pair.error();
    grpc::SslServerCredentialsOptions tls;
    tls.pem_key_cert_pairs.push_back({pair.value().key, pair.value().certificate});
    credentials = grpc::SslServerCredentials(tls);
  }
  if (address.value().is_unix()) {
    if (Status s = clear_path(address.value().path); !s) return s.error();
  }
  auto server = std::make_unique<GrpcServer>(std::move(options), std::move(address).value(),
                                             std::move(token));
  if (Status s = server->listen(credentials); !s) return s.error();
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace vta::rpc
