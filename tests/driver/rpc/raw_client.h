// SPDX-License-Identifier: Apache-2.0
//
// A client that may say anything, for what RemoteDevice would never do.

#ifndef VTA_TESTS_DRIVER_RPC_RAW_CLIENT_H_
#define VTA_TESTS_DRIVER_RPC_RAW_CLIENT_H_

#include <grpcpp/grpcpp.h>
#include <vta_rpc.grpc.pb.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "driver/rpc/wire.h"
#include "hw/isa/config.h"

namespace vta::rpc::test {

inline constexpr std::chrono::seconds kRawDeadline{20};

class RawClient {
 public:
  explicit RawClient(const std::string& address)
      : stub_(v1::VtaDevice::NewStub(
            grpc::CreateChannel(address, grpc::InsecureChannelCredentials()))) {}
  ~RawClient() { leave(); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  v1::VtaDevice::Stub& stub() { return *stub_; }

  static void bound(grpc::ClientContext& context) {
    context.set_deadline(std::chrono::system_clock::now() + kRawDeadline);
  }

  static v1::LeaseRequest wish(std::uint32_t ttl_ms, std::uint32_t wait_ms) {
    v1::LeaseRequest request;
    to_wire(Config::pynq(), *request.mutable_geometry());
    request.set_ttl_ms(ttl_ms);
    request.set_wait_ms(wait_ms);
    return request;
  }

  // Takes a lease that nobody renews; OK when it has it.
  grpc::Status take(const v1::LeaseRequest& request) {
    leave();
    context_ = std::make_unique<grpc::ClientContext>();
    bound(*context_);
    stream_ = stub_->Lease(context_.get());
    v1::LeaseGrant grant;
    stream_->Write(request);
    if (stream_->Read(&grant)) {
      lease = grant.lease();
      return grpc::Status::OK;
    }
    const grpc::Status status = stream_->Finish();
    stream_.reset();
    return status;
  }

  // How the lease ended, once it did.
  grpc::Status wait_for_end() {
    v1::LeaseGrant unused;
    while (stream_->Read(&unused)) {
    }
    const grpc::Status status = stream_->Finish();
    stream_.reset();
    return status;
  }

  void leave() {
    if (!stream_) return;
    context_->TryCancel();
    (void)wait_for_end();
  }

  grpc::Status add_region(std::uint64_t address, std::uint64_t size) {
    grpc::ClientContext context;
    bound(context);
    v1::Region region;
    region.set_lease(lease);
    region.set_address(address);
    region.set_size(size);
    v1::Done done;
    return stub_->AddRegion(&context, region, &done);
  }

  // Streams what `send` writes.
  template <typename Chunk>
  grpc::Status stream(std::unique_ptr<grpc::ClientWriter<Chunk>> (v1::VtaDevice::Stub::*call)(
                          grpc::ClientContext*, v1::Done*),
                      const std::function<void(grpc::ClientWriter<Chunk>&)>& send) {
    grpc::ClientContext context;
    bound(context);
    v1::Done done;
    const auto writer = (stub_.get()->*call)(&context, &done);
    send(*writer);
    writer->WritesDone();
    return writer->Finish();
  }

  grpc::Status write(const std::function<void(grpc::ClientWriter<v1::WriteChunk>&)>& send) {
    return stream<v1::WriteChunk>(&v1::VtaDevice::Stub::Write, send);
  }

  // The begin of a transfer to address 0.
  [[nodiscard]] v1::WriteChunk header(std::uint64_t size) const {
    v1::WriteChunk chunk;
    chunk.mutable_header()->set_lease(lease);
    chunk.mutable_header()->set_size(size);
    return chunk;
  }
  static v1::WriteChunk data(std::size_t size) {
    v1::WriteChunk chunk;
    chunk.set_data(std::string(size, 'x'));
    return chunk;
  }

  std::string lease;  // of take(); a test may change it

 private:
  std::unique_ptr<v1::VtaDevice::Stub> stub_;
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::LeaseRequest, v1::LeaseGrant>> stream_;
};

}  // namespace vta::rpc::test

#endif  // VTA_TESTS_DRIVER_RPC_RAW_CLIENT_H_
