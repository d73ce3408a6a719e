// SPDX-License-Identifier: Apache-2.0
//
// A device that `vta serve` has, as if it were here.

#ifndef VTA_DRIVER_RPC_REMOTE_DEVICE_H_
#define VTA_DRIVER_RPC_REMOTE_DEVICE_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "driver/device/device.h"
#include "driver/device/registry.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::rpc {

struct RemoteOptions {
  std::string address;                        // unix:/path or host:port
  std::string token_file;                     // empty: no token is sent
  std::string ca_certificate;                 // PEM file; empty: no TLS, on this machine only
  std::chrono::milliseconds wait{60'000};     // for the device while others have it
  std::chrono::milliseconds timeout{30'000};  // of a call; a transfer has 1 s per MiB more
  std::chrono::milliseconds run_timeout{86'400'000};  // of a run
  // The server drops the lease when it hears nothing of this client for so long.
  std::chrono::milliseconds ttl{15'000};
};

// One call for each function: a transfer or a run is one round trip, however large it is. Every
// call has a deadline. A call that fails for the connection or the lease leaves a device of no use.
class RemoteDevice final : public Device {
 public:
  // Connects, waits for the device and takes it. Fails when there is no server, it wants another
  // token, the device stays in use, or it has another geometry.
  [[nodiscard]] static Result<std::unique_ptr<RemoteDevice>> open(const RemoteOptions& options,
                                                                  const Config& config);
  ~RemoteDevice() override;  // gives the device back; takes seconds at most

  class Link;
  RemoteDevice(std::unique_ptr<Link> link, const Config& config);  // for open()

  // "remote functional", after what the server has.
  [[nodiscard]] std::string_view target() const override;
  [[nodiscard]] const Config& config() const override { return config_; }
  Status add_region(std::uint64_t address, std::uint64_t size) override;
  Status write(std::uint64_t address, std::span<const std::byte> data) override;
  Status read(std::uint64_t address, std::span<std::byte> data) const override;
  Result<RunReport> run(const RunRequest& request) override;

  // Gives up the memory and the state of the device, and begins with a fresh one.
  Status reset();
  // Boards: loads a bitstream, then opens the device again. Memory and state are lost.
  Status load_bitstream(std::span<const std::byte> bitstream);
  // Boards: a register of docs/isa_tables.md. What starts a run cannot be written.
  Result<std::uint32_t> read_register(std::uint32_t offset);
  Status write_register(std::uint32_t offset, std::uint32_t value);

  // Why the server could not open the device (yet); empty when it did. Only a server that takes
  // bitstreams grants a lease of such a device.
  [[nodiscard]] const std::string& problem() const;

 private:
  std::unique_ptr<Link> link_;
  Config config_;
};

// What a server says of itself, and whether it is in use, without taking the device.
struct ServerState {
  std::string device;  // scheme of its device URI
  Config config = Config::pynq();
  std::uint64_t memory_bytes = 0;     // that a client may have
  std::uint64_t bitstream_bytes = 0;  // 0: it takes none
  bool leased = false;
  std::chrono::milliseconds lease_age{};
  std::uint32_t waiting = 0;
};
[[nodiscard]] Result<ServerState> ask_server(const RemoteOptions& options);

// Calls `event` for what happens on the server, until it returns false or the server goes down,
// which is no error. `listening` is called once, when nothing is missed any more.
[[nodiscard]] Status watch_server(const RemoteOptions& options,
                                  const std::function<void()>& listening,
                                  const std::function<bool(const std::string& what)>& event);

// The options of a URI remote:ADDRESS?token-file=FILE&ca-cert=FILE&wait=S&timeout=S&run-timeout=S.
[[nodiscard]] Result<RemoteOptions> read_remote_uri(const DeviceUri& uri);

// The scheme `remote`.
[[nodiscard]] BackEnd remote_back_end();

}  // namespace vta::rpc

#endif  // VTA_DRIVER_RPC_REMOTE_DEVICE_H_
