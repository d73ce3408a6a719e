// SPDX-License-Identifier: Apache-2.0
//
// The calls of vta_rpc.proto, each on a thread of the server.

#ifndef VTA_DRIVER_RPC_SERVICE_H_
#define VTA_DRIVER_RPC_SERVICE_H_

#include <vta_rpc.grpc.pb.h>

#include <atomic>
#include <memory>
#include <string>

#include "driver/rpc/leases.h"

namespace vta::rpc {

class Service final : public v1::VtaDevice::Service {
 public:
  // No token: none is asked for.
  Service(const ServerOptions& options, std::string token)
      : options_(options),
        token_(std::move(token)),
        log_(options.limits.events_kept, options.limits.watchers, options.log),
        leases_(options, log_) {}

  // Ends leases, runs and watchers.
  void shut_down();

  [[nodiscard]] std::uint64_t calls() const { return calls_; }

  grpc::Status GetInfo(grpc::ServerContext* context, const v1::InfoRequest* request,
                       v1::Info* info) override;
  grpc::Status Lease(grpc::ServerContext* context,
                     grpc::ServerReaderWriter<v1::LeaseGrant, v1::LeaseRequest>* stream) override;
  grpc::Status AddRegion(grpc::ServerContext* context, const v1::Region* request,
                         v1::Done* done) override;
  grpc::Status Write(grpc::ServerContext* context, grpc::ServerReader<v1::WriteChunk>* reader,
                     v1::Done* done) override;
  grpc::Status Read(grpc::ServerContext* context, const v1::ReadRequest* request,
                    grpc::ServerWriter<v1::ReadChunk>* writer) override;
  grpc::Status Run(grpc::ServerContext* context, const v1::RunRequest* request,
                   grpc::ServerWriter<v1::RunEvent>* writer) override;
  grpc::Status Reset(grpc::ServerContext* context, const v1::ResetRequest* request,
                     v1::Done* done) override;
  grpc::Status LoadBitstream(grpc::ServerContext* context,
                             grpc::ServerReader<v1::BitstreamChunk>* reader,
                             v1::Done* done) override;
  grpc::Status ReadRegister(grpc::ServerContext* context, const v1::RegisterRequest* request,
                            v1::RegisterValue* value) override;
  grpc::Status WriteRegister(grpc::ServerContext* context, const v1::RegisterRequest* request,
                             v1::Done* done) override;
  grpc::Status Watch(grpc::ServerContext* context, const v1::WatchRequest* request,
                     grpc::ServerWriter<v1::Event>* writer) override;

 private:
  // A call that uses the device of a lease.
  struct Use {
    std::unique_ptr<Session::Call> call;
    grpc::Status status;
    [[nodiscard]] Session& session() { return call->session(); }
  };
  enum class Needs { kDevice, kLease };

  // Whether the client may call at all.
  [[nodiscard]] grpc::Status admit(const grpc::ServerContext& context);
  [[nodiscard]] Use use(grpc::ServerContext* context, const std::string& lease, Needs needs);
  [[nodiscard]] grpc::Status no_registers() const;
  [[nodiscard]] grpc::Status check_wish(const v1::LeaseRequest& request, LeaseWish& wish) const;

  const ServerOptions& options_;
  const std::string token_;
  std::atomic<std::uint64_t> calls_{0};
  std::atomic<bool> stopping_{false};
  EventLog log_;
  Leases leases_;
};

}  // namespace vta::rpc

#endif  // VTA_DRIVER_RPC_SERVICE_H_
