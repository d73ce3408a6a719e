// SPDX-License-Identifier: Apache-2.0
#include "driver/rpc/remote_device.h"

#include <algorithm>
#include <utility>

#include "driver/rpc/limits.h"
#include "driver/rpc/link.h"
#include "driver/rpc/secrets.h"
#include "driver/rpc/wire.h"
#include "hw/isa/shown.h"

namespace vta::rpc {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kSlowest = std::size_t{1} << 20;  // bytes in a second that are expected
constexpr std::int64_t kMaxRunSeconds = 2'592'000;      // 30 days

std::string bytes_text(std::size_t size, std::uint64_t address) {
  return std::to_string(size) + " bytes at address " + std::to_string(address);
}

// Sends the bytes behind their header, as long as the other side listens.
template <typename Chunk, typename Writer>
void send_chunks(Writer& writer, std::span<const std::byte> data) {
  while (!data.empty()) {
    Chunk chunk;
    const std::span<const std::byte> here = data.first(std::min(kChunkBytes, data.size()));
    chunk.set_data(here.data(), here.size());
    if (!writer.Write(chunk)) return;
    data = data.subspan(here.size());
  }
}

}  // namespace

// The connection and the lease; gone with the device.
class RemoteDevice::Link {
 public:
  std::unique_ptr<Connection> connection;
  std::unique_ptr<LeaseKeeper> keeper;  // goes first
  std::string target;

  [[nodiscard]] const std::string& lease() const { return keeper->grant().lease(); }
  [[nodiscard]] v1::VtaDevice::Stub& stub() const { return connection->stub(); }
  // Of a call that moves so many bytes.
  [[nodiscard]] milliseconds time(std::size_t bytes = 0) const {
    return connection->options().timeout + seconds(bytes / kSlowest);
  }

  // A call with one message each way.
  template <typename Request, typename Answer>
  [[nodiscard]] Status simple(grpc::Status (v1::VtaDevice::Stub::*call)(grpc::ClientContext*,
                                                                        const Request&, Answer*),
                              const Request& request, Answer& answer, const std::string& doing) {
    grpc::ClientContext context;
    connection->prepare(context, time());
    const grpc::Status status = (stub().*call)(&context, request, &answer);
    if (!status.ok()) return connection->error(status, doing, time());
    return ok_status();
  }
};

RemoteDevice::RemoteDevice(std::unique_ptr<Link> link, const Config& config)
    : link_(std::move(link)), config_(config) {}

RemoteDevice::~RemoteDevice() = default;

Result<std::unique_ptr<RemoteDevice>> RemoteDevice::open(const RemoteOptions& options,
                                                         const Config& config) {
  auto link = std::make_unique<Link>();
  Result<std::unique_ptr<Connection>> connection = Connection::make(options);
  if (!connection) return connection.error();
  link->connection = std::move(connection).value();
  Result<std::unique_ptr<LeaseKeeper>> keeper = LeaseKeeper::take(*link->connection, config);
  if (!keeper) return keeper.error();
  link->keeper = std::move(keeper).value();
  link->target = "remote " + shown(link->keeper->grant().target());
  return std::make_unique<RemoteDevice>(std::move(link), config);
}

std::string_view RemoteDevice::target() const { return link_->target; }

const std::string& RemoteDevice::problem() const { return link_->keeper->grant().problem(); }

Status RemoteDevice::add_region(std::uint64_t address, std::uint64_t size) {
  v1::Region region;
  region.set_lease(link_->lease());
  region.set_address(address);
  region.set_size(size);
  v1::Done done;
  return link_->simple(&v1::VtaDevice::Stub::AddRegion, region, done, "adding a memory region");
}

Status RemoteDevice::write(std::uint64_t address, std::span<const std::byte> data) {
  grpc::ClientContext context;
  link_->connection->prepare(context, link_->time(data.size()));
  v1::Done done;
  const auto writer = link_->stub().Write(&context, &done);
  v1::WriteChunk first;
  first.mutable_header()->set_lease(link_->lease());
  first.mutable_header()->set_address(address);
  first.mutable_header()->set_size(data.size());
  if (writer->Write(first)) send_chunks<v1::WriteChunk>(*writer, data);
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (status.ok()) return ok_status();
  return link_->connection->error(status, "writing " + bytes_text(data.size(), address),
                                  link_->time(data.size()));
}

Status RemoteDevice::read(std::uint64_t address, std::span<std::byte> data) const {
  const std::string doing = "reading " + bytes_text(data.size(), address);
  grpc::ClientContext context;
  link_->connection->prepare(context, link_->time(data.size()));
  v1::ReadRequest request;
  request.set_lease(link_->lease());
  request.set_address(address);
  request.set_size(data.size());
  const auto reader = link_->stub().Read(&context, request);
  v1::ReadChunk chunk;
  std::size_t come = 0;
  bool too_much = false;
  while (!too_much && reader->Read(&chunk)) {
    const auto bytes = std::as_bytes(std::span(chunk.data()));
    too_much = bytes.size() > data.size() - come;
    if (too_much) continue;
    std::ranges::copy(bytes, data.begin() + static_cast<std::ptrdiff_t>(come));
    come += bytes.size();
  }
  if (too_much) context.TryCancel();
  const grpc::Status status = reader->Finish();
  if (too_much) return link_->connection->nonsense("more bytes than were asked for");
  if (!status.ok()) return link_->connection->error(status, doing, link_->time(data.size()));
  if (come != data.size()) {
    return link_->connection->nonsense(std::to_string(come) + " bytes instead of " +
                                       std::to_string(data.size()));
  }
  return ok_status();
}

Result<RunReport> RemoteDevice::run(const RunRequest& request) {
  if (Status status = check_request(request); !status) return status.error();
  const milliseconds time = link_->connection->options().run_timeout;
  grpc::ClientContext context;
  link_->connection->prepare(context, time);
  v1::RunRequest message;
  to_wire(request, message);
  message.set_lease(link_->lease());
  const auto reader = link_->stub().Run(&context, message);
  v1::RunEvent event;
  v1::RunReport answer;
  bool reported = false;
  while (reader->Read(&event)) {
    if (event.has_report()) {
      answer = event.report();
      reported = true;
    } else if (progress_) {
      progress_(event.cycles());
    }
    if (stop_requested()) context.TryCancel();
  }
  const grpc::Status status = reader->Finish();
  if (!status.ok()) {
    return link_->connection->error(
        status, "running " + std::to_string(request.insn_count) + " instructions", time);
  }
  if (!reported) return link_->connection->nonsense("no report of the run");
  Result<RunReport> report = from_wire(answer);
  if (!report) return link_->connection->nonsense(report.error().message);
  return report;
}

Status RemoteDevice::reset() {
  v1::ResetRequest request;
  request.set_lease(link_->lease());
  v1::Done done;
  return link_->simple(&v1::VtaDevice::Stub::Reset, request, done, "resetting the device");
}

Status RemoteDevice::load_bitstream(std::span<const std::byte> bitstream) {
  grpc::ClientContext context;
  link_->connection->prepare(context, link_->time(bitstream.size()));
  v1::Done done;
  const auto writer = link_->stub().LoadBitstream(&context, &done);
  const Sha256 digest = sha256(bitstream);
  v1::BitstreamChunk first;
  first.mutable_header()->set_lease(link_->lease());
  first.mutable_header()->set_size(bitstream.size());
  first.mutable_header()->set_sha256(digest.data(), digest.size());
  if (writer->Write(first)) send_chunks<v1::BitstreamChunk>(*writer, bitstream);
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (status.ok()) return ok_status();
  return link_->connection->error(
      status, "loading a bitstream of " + std::to_string(bitstream.size()) + " bytes",
      link_->time(bitstream.size()));
}

Result<std::uint32_t> RemoteDevice::read_register(std::uint32_t offset) {
  v1::RegisterRequest request;
  request.set_lease(link_->lease());
  request.set_offset(offset);
  v1::RegisterValue value;
  if (Status s =
          link_->simple(&v1::VtaDevice::Stub::ReadRegister, request, value, "reading a register");
      !s) {
    return s.error();
  }
  return value.value();
}

Status RemoteDevice::write_register(std::uint32_t offset, std::uint32_t value) {
  v1::RegisterRequest request;
  request.set_lease(link_->lease());
  request.set_offset(offset);
  request.set_value(value);
  v1::Done done;
  return link_->simple(&v1::VtaDevice::Stub::WriteRegister, request, done, "writing a register");
}

Result<ServerState> ask_server(const RemoteOptions& options) {
  const Result<std::unique_ptr<Connection>> connection = Connection::make(options);
  if (!connection) return connection.error();
  grpc::ClientContext context;
  connection.value()->prepare(context, options.timeout);
  v1::Info info;
  const grpc::Status status = connection.value()->stub().GetInfo(&context, {}, &info);
  if (!status.ok()) {
    return connection.value()->error(status, "asking the server what it has", options.timeout);
  }
  if (info.protocol() != kProtocol) {
    return connection.value()->nonsense("protocol " + std::to_string(info.protocol()) +
                                        "; this program speaks " + std::to_string(kProtocol));
  }
  const Result<Config> config = from_wire(info.geometry());
  if (!config) return connection.value()->nonsense(config.error().message);
  return ServerState{.device = shown(info.device()),
                     .config = config.value(),
                     .memory_bytes = info.memory_bytes(),
                     .bitstream_bytes = info.bitstream_bytes(),
                     .leased = info.leased(),
                     .lease_age = milliseconds(info.lease_age_ms()),
                     .waiting = info.waiting()};
}

Status watch_server(const RemoteOptions& options, const std::function<void()>& listening,
                    const std::function<bool(const std::string&)>& event) {
  const Result<std::unique_ptr<Connection>> connection = Connection::make(options);
  if (!connection) return connection.error();
  grpc::ClientContext context;
  connection.value()->prepare(context, options.run_timeout);
  const auto reader = connection.value()->stub().Watch(&context, {});
  reader->WaitForInitialMetadata();
  listening();
  v1::Event happened;
  bool enough = false;
  while (!enough && reader->Read(&happened)) {
    if (happened.missed() != 0) {
      enough = !event("(" + std::to_string(happened.missed()) + " events were missed)");
    }
    enough = enough || !event(shown(happened.what(), kMaxSentence));
  }
  if (enough) context.TryCancel();
  const grpc::Status status = reader->Finish();
  if (status.ok() || enough) return ok_status();
  return connection.value()->error(status, "watching", options.run_timeout);
}

Result<RemoteOptions> read_remote_uri(const DeviceUri& uri) {
  if (Status s =
          check_device_uri(uri, true, {"token-file", "ca-cert", "wait", "timeout", "run-timeout"});
      !s) {
    return s.error();
  }
  RemoteOptions options;
  options.address = uri.place;
  const auto text = [&uri](const char* key) {
    const auto option = uri.options.find(key);
    return option == uri.options.end() ? std::string() : option->second;
  };
  options.token_file = text("token-file");
  options.ca_certificate = text("ca-cert");
  const struct {
    const char* key;
    std::int64_t low, high;
    milliseconds RemoteOptions::*field;
  } times[] = {{"wait", 0, 600, &RemoteOptions::wait},
               {"timeout", 1, 3600, &RemoteOptions::timeout},
               {"run-timeout", 1, kMaxRunSeconds, &RemoteOptions::run_timeout}};
  for (const auto& time : times) {
    const auto value = device_uri_integer(uri, time.key, time.low, time.high);
    if (!value) return value.error();
    if (value.value()) options.*time.field = seconds(*value.value());
  }
  return options;
}

BackEnd remote_back_end() {
  return {
      .scheme = "remote",
      .help =
          "what vta serve has at unix:/path or host:port; options token-file, ca-cert, "
          "wait, timeout, run-timeout",
      .unusable = {},
      .open = [](const DeviceUri& uri, const Config& config) -> Result<std::unique_ptr<Device>> {
        const Result<RemoteOptions> options = read_remote_uri(uri);
        if (!options) return options.error();
        Result<std::unique_ptr<RemoteDevice>> device = RemoteDevice::open(options.value(), config);
        if (!device) return device.error();
        if (const std::string& problem = device.value()->problem(); !problem.empty()) {
          return Error{"remote " + shown(options.value().address) + ": " +
                       shown(problem, kMaxSentence)};
        }
        return std::unique_ptr<Device>(std::move(device).value());
      }};
}

}  // namespace vta::rpc
