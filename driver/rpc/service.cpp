// SPDX-License-Identifier: Apache-2.0
#include "driver/rpc/service.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include "driver/rpc/limits.h"
#include "driver/rpc/secrets.h"
#include "driver/rpc/wire.h"

namespace vta::rpc {
namespace {

using grpc::StatusCode;
using std::chrono::milliseconds;

constexpr milliseconds kProgressEvery{100};  // of a run, at most
constexpr milliseconds kLookEvery{20};       // whether the client of a run is still there
constexpr milliseconds kWatchTurn{200};      // how soon a watcher that left is noticed

grpc::Status invalid(const std::string& why) { return refused(StatusCode::INVALID_ARGUMENT, why); }

// The bytes of a streamed transfer, in order, checked against what its header announced. `Chunk` is
// a message with a `header` and `data`.
template <typename Chunk>
class Incoming {
 public:
  explicit Incoming(grpc::ServerReader<Chunk>& reader) : reader_(reader) {}

  // False when the client sent something else.
  [[nodiscard]] bool read_header() { return reader_.Read(&chunk_) && chunk_.has_header(); }
  [[nodiscard]] auto header() const { return chunk_.header(); }

  // Calls take(offset, bytes) for each chunk.
  template <typename Take>
  [[nodiscard]] grpc::Status each(std::uint64_t size, const Take& take) {
    std::uint64_t come = 0;
    while (reader_.Read(&chunk_)) {
      const std::string& data = chunk_.data();
      if (chunk_.has_header() || data.empty() || data.size() > kMaxChunkBytes) {
        return invalid("a chunk of a transfer has 1.." + std::to_string(kMaxChunkBytes) +
                       " bytes of data, not " + std::to_string(data.size()));
      }
      if (data.size() > size - come) {
        return invalid("a transfer of " + std::to_string(size) + " bytes brought more");
      }
      const grpc::Status taken = take(come, std::as_bytes(std::span(data)));
      if (!taken.ok()) return taken;
      come += data.size();
    }
    if (come != size) {
      return invalid("a transfer of " + std::to_string(size) + " bytes broke off after " +
                     std::to_string(come));
    }
    return grpc::Status::OK;
  }

 private:
  grpc::ServerReader<Chunk>& reader_;
  Chunk chunk_;
};

// What a run tells its client meanwhile, and whether the client still listens.
class RunListener {
 public:
  RunListener(grpc::ServerContext& context, grpc::ServerWriter<v1::RunEvent>& writer)
      : context_(context), writer_(writer) {}

  void progress(std::uint64_t cycles) {
    const auto now = Clock::now();
    if (now - told_ < kProgressEvery || gone_) return;
    told_ = now;
    v1::RunEvent event;
    event.set_cycles(cycles);
    if (!writer_.Write(event)) gone_ = true;
  }

  bool gone() {
    const auto now = Clock::now();
    if (now - looked_ < kLookEvery) return gone_;
    looked_ = now;
    if (context_.IsCancelled()) gone_ = true;
    return gone_;
  }

 private:
  grpc::ServerContext& context_;
  grpc::ServerWriter<v1::RunEvent>& writer_;
  Clock::time_point told_ = Clock::now(), looked_{};
  bool gone_ = false;
};

std::string outcome_text(const RunReport& report) {
  switch (report.outcome) {
    case RunOutcome::kFinished:
      return "finished";
    case RunOutcome::kError:
      return describe_error(report.error, report.error_insn);
    case RunOutcome::kTimeout:
      break;
  }
  return "timeout";
}

}  // namespace

void Service::shut_down() {
  stopping_ = true;
  leases_.shut_down();
  log_.add("the server goes down");
  log_.close();
}

grpc::Status Service::admit(const grpc::ServerContext& context) {
  ++calls_;
  if (stopping_) return refused(StatusCode::UNAVAILABLE, "the server is going down");
  if (token_.empty()) return grpc::Status::OK;
  constexpr std::string_view kBearer = "Bearer ";
  const auto range = context.client_metadata().equal_range("authorization");
  for (auto entry = range.first; entry != range.second; ++entry) {
    const std::string_view given(entry->second.data(), entry->second.size());
    if (given.starts_with(kBearer) && same_token(given.substr(kBearer.size()), token_)) {
      return grpc::Status::OK;
    }
  }
  return refused(StatusCode::UNAUTHENTICATED, range.first == range.second
                                                  ? "this server wants a token (token-file=FILE)"
                                                  : "the token is not that of this server");
}

Service::Use Service::use(grpc::ServerContext* context, const std::string& lease, Needs needs) {
  Use use;
  std::shared_ptr<Session> session;
  use.status = leases_.find(lease, session);
  if (!use.status.ok()) return use;
  use.call = std::make_unique<Session::Call>(session, [context] { context->TryCancel(); });
  use.status = use.call->status();
  if (use.status.ok() && needs == Needs::kDevice && !session->has_device()) {
    use.status = refused(StatusCode::FAILED_PRECONDITION, session->problem());
  }
  return use;
}

grpc::Status Service::GetInfo(grpc::ServerContext* context, const v1::InfoRequest*,
                              v1::Info* info) {
  if (grpc::Status s = admit(*context); !s.ok()) return s;
  const Limits& limits = options_.limits;
  info->set_protocol(kProtocol);
  info->set_device(options_.device_name);
  to_wire(options_.config, *info->mutable_geometry());
  info->set_memory_bytes(limits.memory_bytes);
  info->set_bitstream_bytes(options_.hooks.load_bitstream ? limits.bitstream_bytes : 0);
  info->set_chunk_bytes(kMaxChunkBytes);
  info->set_min_ttl_ms(static_cast<std::uint32_t>(limits.min_ttl.count()));
  info->set_max_ttl_ms(static_cast<std::uint32_t>(limits.max_ttl.count()));
  info->set_max_wait_ms(static_cast<std::uint32_t>(limits.max_wait.count()));
  info->set_max_lease_ms(static_cast<std::uint64_t>(limits.max_lease.count()));
  const Leases::State state = leases_.state();
  info->set_leased(state.leased);
  info->set_lease_age_ms(static_cast<std::uint64_t>(state.age.count()));
  info->set_waiting(static_cast<std::uint32_t>(state.waiting));
  return grpc::Status::OK;
}

grpc::Status Service::check_wish(const v1::LeaseRequest& request, LeaseWish& wish) const {
  const Limits& limits = options_.limits;
  const Result<Config> config = from_wire(request.geometry());
  if (!config) return invalid(config.error().message);
  wish.config = config.value();
  wish.ttl = milliseconds(request.ttl_ms());
  wish.wait = milliseconds(request.wait_ms());
  if (wish.ttl < limits.min_ttl || wish.ttl > limits.max_ttl) {
    return invalid("a lease of " + seconds_text(wish.ttl) + "; it must lie in " +
                   seconds_text(limits.min_ttl) + ".." + seconds_text(limits.max_ttl));
  }
  if (wish.wait > limits.max_wait) {
    return invalid("waiting " + seconds_text(wish.wait) + " for the device; at most " +
                   seconds_text(limits.max_wait));
  }
  return grpc::Status::OK;
}

grpc::Status Service::Lease(grpc::ServerContext* context,
                            grpc::ServerReaderWriter<v1::LeaseGrant, v1::LeaseRequest>* stream) {
  if (grpc::Status s = admit(*context); !s.ok()) return s;
  v1::LeaseRequest request;
  if (!stream->Read(&request)) return invalid("a lease begins with what is asked for");
  LeaseWish wish;
  if (grpc::Status s = check_wish(request, wish); !s.ok()) return s;
  std::shared_ptr<Session> session;
  const grpc::Status begun = leases_.begin(
      wish, [context] { return context->IsCancelled(); }, [context] { context->TryCancel(); },
      session);
  if (!begun.ok()) return begun;
  v1::LeaseGrant grant;
  grant.set_lease(session->name());
  grant.set_target(session->target());
  grant.set_chunk_bytes(kChunkBytes);
  if (!session->has_device()) grant.set_problem(session->problem());
  if (stream->Write(grant)) {
    while (stream->Read(&request)) leases_.renew(*session);
  }
  const bool gone = context->IsCancelled();
  const std::string why =
      leases_.end(*session, gone ? "its client is gone" : "its client gave it back");
  return gone ? refused(StatusCode::ABORTED, "the lease has ended: " + why) : grpc::Status::OK;
}

grpc::Status Service::AddRegion(grpc::ServerContext* context, const v1::Region* request,
                                v1::Done*) {
  if (grpc::Status s = admit(*context); !s.ok()) return s;
  Use used = use(context, request->lease(), Needs::kDevice);
  if (!used.status.ok()) return used.status;
  return used.session().add_region(request->address(), request->size());
}

grpc::Status Service::Write(grpc::ServerContext* context,
                            grpc::ServerReader<v1::WriteChunk>* reader, v1::Done*) {
  if (grpc::Status s = admit(*context); !s.ok()) return s;
  Incoming<v1::WriteChunk> incoming(*reader);
  if (!incoming.read_header()) return invalid("a transfer begins with its header");
  const v1::WriteChunk::Header header = incoming.header();
  Use used = use(context, header.lease(), Needs::kDevice);
  if (!used.status.ok()) return used.status;
  Session& session = used.session();
  if (grpc::Status s = session.check_range(header.address(), header.size()); !s.ok()) return s;
  return incoming.each(header.size(), [&](std::uint64_t offset, std::span<const std::byte> data) {
    return session.write(header.address() + offset, data);
  });
}

grpc::Status Service::Read(grpc::ServerContext* context, const v1::ReadRequest* request,
                           grpc::ServerWriter<v1::ReadChunk>* writer) {
  if (grpc::Status s = admit(*context); !s.ok()) return s;
  Use used = use(context, request->lease(), Needs::kDevice);
  if (!used.status.ok()) return used.status;
  Session& session = used.session();
  if (grpc::Status s = session.check_range(request->address(), request->size()); !s.ok()) return s;
  v1::ReadChunk chunk;
  for (std::uint64_t done = 0; done < request->size();) {
    const auto here =
        static_cast<std::size_t>(std::min<std::uint64_t>(kChunkBytes, request->size() - done));
    std::string& data = *chunk.mutable_data();
    data.resize(here);
    if (grpc::Status s =
            session.read(request->address() + done, std::as_writable_bytes(std::span(data)));
        !s.ok()) {
      return s;
    }
    if (!writer->Write(chunk)) return refused(StatusCode::CANCELLED, "the client left");
    done += here;
  }
  return grpc::Status::OK;
}

grpc::Status Service::Run(grpc::ServerContext* context, const v1::RunRequest* request,
                          grpc::ServerWriter<v1::RunEvent>* writer) {
  if (grpc::Status s = admit(*context); !s.ok()) return s;
  const Result<RunRequest> wanted = from_wire(*request);
  if (!wanted) return invalid(wanted.error().message);
  Use used = use(context, request->lease(), Needs::kDevice);
  if (!used.status.ok()) return used.status;
  const std::string name = "lease " + std::to_string(used.session().number()) + ": run of " +
                           std::to_string(request->insn_count()) + " instructions ";
  log_.add(name + "begins");
  RunListener listener(*context, *writer);
  RunReport report;
  const grpc::Status ran = used.session().run(
      wanted.value(), [&listener](std::uint64_t cycles) { listener.progress(cycles); },
      [&listener] { return listener.gone(); }, report);
  log_.add(name + "ends: " + (ran.ok() ? outcome_text(report) : ran.error_message()));
  if (!ran.ok()) return ran;
  v1::RunEvent event;
  to_wire(report, *event.mutable_report());
  return writer->Write(event) ? grpc::Status::OK
                              : refused(StatusCode::CANCELLED, "the client left");
}

grpc::Status Service::Reset(grpc::ServerContext* context, const v1::ResetRequest* request,
                            v1::Done*) {
  if (grpc::Status s = admit(*context); !s.ok()) return s;
  Use used = use(context, request->lease(), Needs::kLease);
  return used.status.ok() ? used.session().reset() : used.status;
}

grpc::Status Service::LoadBitstream(grpc::ServerContext* context,
                                    grpc::ServerReader<v1::BitstreamChunk>* reader, v1::Done*) {
  if (grpc::Status s = admit(*context); !s.ok()) return s;
  if (!options_.hooks.load_bitstream) {
    return refused(StatusCode::UNIMPLEMENTED,
                   "the device of this server (" + options_.device_name + ") takes no bitstream");
  }
  Incoming<v1::BitstreamChunk> incoming(*reader);
  if (!incoming.read_header()) return invalid("a transfer begins with its header");
  const v1::BitstreamChunk::Header header = incoming.header();
  Use used = use(context, header.lease(), Needs::kLease);
  if (!used.status.ok()) return used.status;
  if (header.size() == 0 || header.size() > options_.limits.bitstream_bytes) {
    return refused(StatusCode::RESOURCE_EXHAUSTED,
                   "a bitstream of " + std::to_string(header.size()) + " bytes; it must have 1.." +
                       std::to_string(options_.limits.bitstream_bytes));
  }
  std::vector<std::byte> bytes;
  const grpc::Status come =
      incoming.each(header.size(), [&](std::uint64_t, std::span<const std::byte> data) {
        bytes.insert(bytes.end(), data.begin(), data.end());
        return grpc::Status::OK;
      });
  if (!come.ok()) return come;
  const Sha256 digest = sha256(bytes);
  const std::string_view announced = header.sha256();
  if (!std::ranges::equal(digest, announced, {}, {},
                          [](char c) { return static_cast<std::uint8_t>(c); })) {
    return invalid("the bitstream arrived with sha256 " + hex_text(digest) +
                   ", which is not the one that was announced");
  }
  const grpc::Status loaded = used.session().load_bitstream(bytes, hex_text(digest));
  log_.add("lease " + std::to_string(used.session().number()) + ": bitstream " + hex_text(digest) +
           (loaded.ok() ? " is loaded" : ": " + loaded.error_message()));
  return loaded;
}

grpc::Status Service::ReadRegister(grpc::ServerContext* context, const v1::RegisterRequest* request,
                                   v1::RegisterValue* value) {
  if (grpc::Status s = admit(*context); !s.ok()) return s;
  if (!options_.hooks.read_register) return no_registers();
  if (grpc::Status s = check_register(request->offset(), false); !s.ok()) return s;
  Use used = use(context, request->lease(), Needs::kDevice);
  if (!used.status.ok()) return used.status;
  const Result<std::uint32_t> read = options_.hooks.read_register(request->offset());
  if (!read) return refused(StatusCode::FAILED_PRECONDITION, read.error().message);
  value->set_value(read.value());
  return grpc::Status::OK;
}

grpc::Status Service::WriteRegister(grpc::ServerContext* context,
                                    const v1::RegisterRequest* request, v1::Done*) {
  if (grpc::Status s = admit(*context); !s.ok()) return s;
  if (!options_.hooks.write_register) return no_registers();
  if (grpc::Status s = check_register(request->offset(), true); !s.ok()) return s;
  Use used = use(context, request->lease(), Needs::kDevice);
  if (!used.status.ok()) return used.status;
  const Status wrote = options_.hooks.write_register(request->offset(), request->value());
  if (!wrote) return refused(StatusCode::FAILED_PRECONDITION, wrote.error().message);
  return grpc::Status::OK;
}

grpc::Status Service::no_registers() const {
  return refused(StatusCode::UNIMPLEMENTED, "the device of this server (" + options_.device_name +
                                                ") has no registers that clients can reach");
}

grpc::Status Service::Watch(grpc::ServerContext* context, const v1::WatchRequest*,
                            grpc::ServerWriter<v1::Event>* writer) {
  if (grpc::Status s = admit(*context); !s.ok()) return s;
  EventLog::Watcher watcher(log_);
  if (!watcher.admitted()) {
    return refused(StatusCode::RESOURCE_EXHAUSTED,
                   "at most " + std::to_string(options_.limits.watchers) +
                       " clients may watch, and so many do already");
  }
  // The client knows from it that it misses nothing from now on.
  writer->SendInitialMetadata();
  while (!context->IsCancelled() && !watcher.closed()) {
    for (const LoggedEvent& happened : watcher.take(kWatchTurn)) {
      v1::Event event;
      event.set_time_ms(static_cast<std::uint64_t>(happened.time.count()));
      event.set_what(happened.what);
      event.set_missed(happened.missed);
      if (!writer->Write(event)) return grpc::Status::OK;
    }
  }
  return grpc::Status::OK;
}

}  // namespace vta::rpc
