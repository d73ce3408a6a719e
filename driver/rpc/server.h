// SPDX-License-Identifier: Apache-2.0
//
// Serves a device to clients on this machine or, with TLS and a token, on others. docs/remote.md.

#ifndef VTA_DRIVER_RPC_SERVER_H_
#define VTA_DRIVER_RPC_SERVER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "driver/device/device.h"
#include "driver/rpc/limits.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::rpc {

// What only a board can do. A function that is missing is answered with "unimplemented". They are
// called by one thread at a time, on behalf of the client that has the device.
struct BoardHooks {
  // Loads a bitstream; `sha256` is its hash in hexadecimal digits. The device is closed meanwhile
  // and opened again afterwards.
  std::function<Status(std::span<const std::byte> bitstream, const std::string& sha256)>
      load_bitstream;
  // `offset`: bytes, of a register that there is; a write never starts a run.
  std::function<Result<std::uint32_t>(std::uint32_t offset)> read_register;
  std::function<Status(std::uint32_t offset, std::uint32_t value)> write_register;
};

struct ServerOptions {
  // unix:/path (made with mode 0600) or host:port; port 0 is any that is free. Loopback or unix,
  // unless there are TLS and a token.
  std::string listen;
  std::string tls_certificate, tls_key;  // PEM files, both or none
  std::string token_file;                // empty: no token is asked for
  Limits limits = {};

  std::string device_name;         // what clients are told: "functional"
  Config config = Config::pynq();  // that clients are told to ask for
  // A fresh device for a lease, closed when the lease ends. Called by one thread at a time, and not
  // while the device of an earlier call exists.
  std::function<Result<std::unique_ptr<Device>>(const Config&)> open;
  BoardHooks hooks = {};

  // Gets every event, one line without its end, from any thread, one at a time. Must not call the
  // server.
  std::function<void(const std::string&)> log = {};
};

class Server {
 public:
  // Listens when it returns. Fails naming the option that cannot be, the file that is missing or
  // the address that others have.
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(ServerOptions options);

  virtual ~Server() = default;  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Where it listens, with the port that was free: "unix:/path", "127.0.0.1:40123".
  [[nodiscard]] virtual std::string address() const = 0;

  // Ends every lease and run, answers nobody any more, and returns when all calls have ended. That
  // takes Limits::stop_grace at most, unless a device does not heed stop requests.
  virtual void stop() = 0;

  // Calls that were begun, in all; for tests and measurements.
  [[nodiscard]] virtual std::uint64_t calls() const = 0;

 protected:
  Server() = default;
};

}  // namespace vta::rpc

#endif  // VTA_DRIVER_RPC_SERVER_H_
