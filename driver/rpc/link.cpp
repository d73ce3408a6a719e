// SPDX-License-Identifier: Apache-2.0
#include "driver/rpc/link.h"

#include <grpc/grpc.h>

#include <utility>

#include "driver/rpc/address.h"
#include "driver/rpc/grpc_log.h"
#include "driver/rpc/limits.h"
#include "driver/rpc/secrets.h"
#include "driver/rpc/wire.h"
#include "hw/isa/shown.h"

namespace vta::rpc {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFarewell{5'000};  // that giving the lease back may take
enum Phase { kAsking, kHaving, kLeaving, kDone };

std::string said_by(const grpc::Status& status) {
  return shown(status.error_message(), kMaxSentence);
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::make(const RemoteOptions& options) {
  quiet_grpc();
  const Result<Address> address = parse_address(options.address, false);
  if (!address) return address.error();
  const bool here = address.value().is_unix() || address.value().is_loopback();
  if (!here && options.ca_certificate.empty()) {
    return Error{"remote " + shown(options.address) +
                 " is another machine, which needs TLS: give ca-cert=FILE with the certificate "
                 "that it is to be believed by, or use ssh -L and 127.0.0.1"};
  }
  if (address.value().is_unix() && !options.ca_certificate.empty()) {
    return Error{"ca-cert is for host:port; a unix socket has no TLS"};
  }
  std::string token;
  if (!options.token_file.empty()) {
    Result<std::string> read = read_token(options.token_file);
    if (!read) return read.error();
    token = std::move(read).value();
  }
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  if (!options.ca_certificate.empty()) {
    Result<std::string> roots = read_certificates(options.ca_certificate);
    if (!roots) return roots.error();
    credentials = grpc::SslCredentials({std::move(roots).value(), "", ""});
  }
  grpc::ChannelArguments arguments;
  const int keepalive = static_cast<int>(kKeepalive.count());
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetMaxSendMessageSize(kMaxMessageBytes);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, keepalive);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, keepalive);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // A connection of its own, so that one device does not share the fate of another.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  auto connection = std::make_unique<Connection>(options, std::move(token));
  connection->stub_ = v1::VtaDevice::NewStub(
      grpc::CreateCustomChannel(address.value().target(), credentials, arguments));
  return connection;
}

void Connection::prepare(grpc::ClientContext& context) const {
  if (!token_.empty()) context.AddMetadata("authorization", "Bearer " + token_);
}

void Connection::prepare(grpc::ClientContext& context, milliseconds time) const {
  prepare(context);
  context.set_deadline(std::chrono::system_clock::now() + time);
}

Error Connection::error(const grpc::Status& status, const std::string& doing,
                        milliseconds time) const {
  const std::string where = "remote " + shown(options_.address) + ": ";
  switch (status.error_code()) {
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return Error{where + "no answer within " + seconds_text(time) + " while " + doing};
    case grpc::StatusCode::UNAVAILABLE:
      return Error{where + "no connection to a server while " + doing + ": " + said_by(status)};
    case grpc::StatusCode::CANCELLED:
      return Error{where + "the server broke off while " + doing +
                   "; the lease may have expired, or the server went down"};
    case grpc::StatusCode::UNIMPLEMENTED:
      if (status.error_message().empty()) {
        return Error{where + "what answers there is no vta serve of this version (" + doing + ")"};
      }
      break;
    default:
      break;
  }
  return Error{where + said_by(status)};
}

Error Connection::nonsense(const std::string& what) const {
  return Error{"remote " + shown(options_.address) + ": the server answered with " + what};
}

Result<std::unique_ptr<LeaseKeeper>> LeaseKeeper::take(const Connection& connection,
                                                       const Config& config) {
  const RemoteOptions& options = connection.options();
  auto keeper = std::make_unique<LeaseKeeper>();
  connection.prepare(keeper->context_);
  const milliseconds grant_time = options.wait + options.timeout;
  keeper->stream_ = connection.stub().Lease(&keeper->context_);
  LeaseKeeper* const raw = keeper.get();
  keeper->thread_ =
      std::thread([raw, grant_time, every = options.ttl / 3] { raw->keep(grant_time, every); });
  v1::LeaseRequest request;
  to_wire(config, *request.mutable_geometry());
  request.set_ttl_ms(static_cast<std::uint32_t>(options.ttl.count()));
  request.set_wait_ms(static_cast<std::uint32_t>(options.wait.count()));
  const bool granted = keeper->stream_->Write(request) && keeper->stream_->Read(&keeper->grant_);
  if (granted) {
    keeper->enter(kHaving);
    return keeper;
  }
  grpc::Status status = keeper->finish();
  if (status.ok()) status = grpc::Status(grpc::StatusCode::INTERNAL, "the server granted nothing");
  if (status.error_code() == grpc::StatusCode::CANCELLED) {
    status = grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "");
  }
  return connection.error(status, "asking for the device", grant_time);
}

LeaseKeeper::~LeaseKeeper() {
  if (stream_) (void)finish();
}

// The thread is the only one that waits with a bound, so it bounds what the others wait for.
void LeaseKeeper::keep(milliseconds grant_time, milliseconds every) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, grant_time, [this] { return phase_ != kAsking; })) {
    context_.TryCancel();
    changed_.wait(lock, [this] { return phase_ != kAsking; });
  }
  while (!changed_.wait_for(lock, every, [this] { return phase_ != kHaving; })) {
    // Under the lock: nobody else may write to the stream meanwhile.
    if (!stream_->Write({})) changed_.wait(lock, [this] { return phase_ != kHaving; });
  }
  if (!changed_.wait_for(lock, kFarewell, [this] { return phase_ == kDone; })) {
    context_.TryCancel();
  }
}

void LeaseKeeper::enter(int phase) {
  const std::lock_guard lock(mutex_);
  phase_ = phase;
  changed_.notify_all();
}

grpc::Status LeaseKeeper::finish() {
  enter(kLeaving);
  // The thread renews in phase kHaving only, so nobody else writes now.
  stream_->WritesDone();
  v1::LeaseGrant unused;
  while (stream_->Read(&unused)) {
  }
  const grpc::Status status = stream_->Finish();
  enter(kDone);
  thread_.join();
  stream_.reset();
  return status;
}

}  // namespace vta::rpc
