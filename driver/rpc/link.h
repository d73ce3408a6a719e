// SPDX-License-Identifier: Apache-2.0
//
// A client's connection to a server: credentials, deadlines, sentences for what goes wrong.

#ifndef VTA_DRIVER_RPC_LINK_H_
#define VTA_DRIVER_RPC_LINK_H_

#include <grpcpp/grpcpp.h>
#include <vta_rpc.grpc.pb.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "driver/rpc/remote_device.h"

namespace vta::rpc {

class Connection {
 public:
  // Reads the files that the options name; does not talk to anybody yet.
  [[nodiscard]] static Result<std::unique_ptr<Connection>> make(const RemoteOptions& options);

  // For make().
  Connection(RemoteOptions options, std::string token)
      : options_(std::move(options)), token_(std::move(token)) {}

  [[nodiscard]] v1::VtaDevice::Stub& stub() const { return *stub_; }
  [[nodiscard]] const RemoteOptions& options() const { return options_; }

  // Deadline and token of a call; without `time` no deadline.
  void prepare(grpc::ClientContext& context, std::chrono::milliseconds time) const;
  void prepare(grpc::ClientContext& context) const;

  // One sentence. `doing`: "writing 5 bytes"; `time`: the deadline that it had.
  [[nodiscard]] Error error(const grpc::Status& status, const std::string& doing,
                            std::chrono::milliseconds time) const;
  // The same for an answer that makes no sense.
  [[nodiscard]] Error nonsense(const std::string& what) const;

 private:
  RemoteOptions options_;
  std::string token_;
  std::unique_ptr<v1::VtaDevice::Stub> stub_;
};

// The lease of the device, renewed by a thread until it is destroyed.
class LeaseKeeper {
 public:
  [[nodiscard]] static Result<std::unique_ptr<LeaseKeeper>> take(const Connection& connection,
                                                                 const Config& config);

  LeaseKeeper() = default;  // for take()
  ~LeaseKeeper();
  LeaseKeeper(const LeaseKeeper&) = delete;
  LeaseKeeper& operator=(const LeaseKeeper&) = delete;

  [[nodiscard]] const v1::LeaseGrant& grant() const { return grant_; }

 private:
  void keep(std::chrono::milliseconds grant_time, std::chrono::milliseconds every);
  void enter(int phase);
  [[nodiscard]] grpc::Status finish();

  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::LeaseRequest, v1::LeaseGrant>> stream_;
  v1::LeaseGrant grant_;

  std::mutex mutex_;
  std::condition_variable changed_;
  int phase_ = 0;  // waiting for the grant, having it, giving it back, done
  std::thread thread_;
};

}  // namespace vta::rpc

#endif  // VTA_DRIVER_RPC_LINK_H_
