// SPDX-License-Identifier: Apache-2.0
//
// The calls are recorded one by one; what needs all of them - addresses - is done by finish().

#include "driver/program/command_stream.h"

#include <cctype>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "driver/program/layout.h"
#include "driver/program/micro_kernel.h"
#include "driver/program/record_list.h"
#include "driver/program/transfer.h"
#include "driver/program/uop_cache.h"

namespace vta {
namespace {

constexpr std::uint64_t kMaxBufferBytes = std::uint64_t{1} << 32;

// A name ends up in the text form of calls, where blanks separate words.
bool is_word(const std::string& name) {
  if (name.empty()) return false;
  for (const char c : name) {
    if (std::isgraph(static_cast<unsigned char>(c)) == 0) return false;
  }
  return true;
}

// Of elements [begin, end) of the micro-op memory, from the same place of the image.
MemFields uop_load(std::uint32_t begin, std::uint32_t end) {
  MemFields fields;
  fields.memory_type = static_cast<std::uint32_t>(MemoryType::kUop);
  fields.sram_base = begin;
  fields.dram_base = begin;
  fields.y_size = 1;
  fields.x_size = end - begin;
  fields.x_stride = fields.x_size;
  return fields;
}

}  // namespace

struct CommandStream::State {
  struct Applier;

  State(const Config& c, UopLoads uop_loads)
      : config(c), loads(uop_loads), recorder(c), cache(c.depth(MemoryType::kUop)) {}

  Config config;
  UopLoads loads;
  std::vector<TransferBuffer> buffers;
  KernelRecorder recorder;
  UopCache cache;
  RecordList records;
  std::uint64_t calls = 0;
  std::optional<std::size_t> open_load;  // kAhead: the record that loads what is new
  bool multiplied = false;               // kAhead: there was a product
  bool synced = false;
  bool serialized = false;
  bool finished = false;
  std::string failure;  // of the first call that failed

  // Runs one call unless the stream is past accepting any, and remembers its failure.
  template <typename Action>
  Status call(std::string_view name, Action&& action);
  // The same for calls that make no sense between the begin and the end of a micro-kernel.
  template <typename Action>
  Status call_outside_kernel(std::string_view name, Action&& action);

  Status closed() const;
  Result<std::size_t> find(const std::string& name) const;
  Status declare(const std::string& name, std::uint64_t bytes,
                 std::optional<std::uint64_t> address);
  Status use(const MicroKernel& kernel);
  Status emit(const MicroKernel& kernel);
  Status emit_ahead(const MicroKernel& kernel);
  Status epilogue();
};

Status CommandStream::State::closed() const {
  if (!failure.empty()) return Error{"the stream has failed before: " + failure};
  if (finished) return Error{"the stream is finished already"};
  return ok_status();
}

template <typename Action>
Status CommandStream::State::call(std::string_view name, Action&& action) {
  if (Status status = closed(); !status) return status;
  ++calls;
  Status status = synced ? Status(Error{"comes behind sync, which ends the stream"}) : action();
  if (status) return status;
  failure =
      "call " + std::to_string(calls) + " (" + std::string(name) + "): " + status.error().message;
  return Error{failure};
}

template <typename Action>
Status CommandStream::State::call_outside_kernel(std::string_view name, Action&& action) {
  return call(name, [&]() -> Status {
    if (recorder.open()) return Error{"a micro-kernel is still open"};
    return action();
  });
}

Result<std::size_t> CommandStream::State::find(const std::string& name) const {
  for (std::size_t i = 0; i < buffers.size(); ++i) {
    if (buffers[i].name == name) return i;
  }
  return Error{"buffer '" + name + "' was never declared"};
}

Status CommandStream::State::use(const MicroKernel& kernel) {
  return loads == UopLoads::kAhead ? emit_ahead(kernel) : emit(kernel);
}

// The load of the micro-ops comes first and therefore takes the pending pops. Both run in the
// compute stage, in order: the load overwrites micro-ops only when their users are done.
Status CommandStream::State::emit(const MicroKernel& kernel) {
  Result<UopCache::Use> use = cache.use(kernel);
  if (!use) return use.error();
  const UopCache::Use& place = use.value();
  if (place.load) {
    if (place.image_index > std::numeric_limits<std::uint32_t>::max()) {
      return Error{"the micro-op image exceeds the 32-bit address space"};
    }
    MemFields fields = uop_load(place.begin, place.end);
    fields.dram_base = static_cast<std::uint32_t>(place.image_index);
    records.append(Queue::kCompute, make_load(fields), kUopImage);
  }
  records.append(Queue::kCompute, kernel.insn(place.begin, place.end));
  return ok_status();
}

// Nothing is evicted, so that a micro-op lies in the memory where it lies in the image.
Status CommandStream::State::emit_ahead(const MicroKernel& kernel) {
  MicroKernel content;
  content.uops = kernel.uops;
  Result<UopCache::Use> use = cache.use(content);
  if (!use) return use.error();
  const UopCache::Use& place = use.value();
  const std::uint32_t depth = config.depth(MemoryType::kUop);
  if (cache.image().size() > depth) {
    return Error{"the micro-op memory holds " + std::to_string(depth) +
                 " micro-ops, which is not enough for all kernels at once"};
  }
  if (place.load) {
    const MemFields fields = uop_load(place.begin, place.begin);
    if (!open_load) open_load = records.append_without_pops(make_load(fields), kUopImage);
    records.widen(*open_load, place.end - place.begin);
  }
  records.append(Queue::kCompute, kernel.insn(place.begin, place.end));
  if (kernel.mode == UopMode::kGemm && !kernel.reset && !multiplied) {
    multiplied = true;
    open_load.reset();
  }
  return ok_status();
}

// Compute waits for the last store and the last load, so that FINISH retires behind everything.
Status CommandStream::State::epilogue() {
  records.set_origin(nullptr);
  if (serialized) {
    records.append(Queue::kCompute, make_finish());
    return ok_status();
  }
  for (const Queue stage : {Queue::kStore, Queue::kLoad}) {
    if (Status status = records.push(stage, Queue::kCompute); !status) return status;
  }
  for (const Queue stage : {Queue::kStore, Queue::kLoad}) {
    if (Status status = records.pop(stage, Queue::kCompute); !status) return status;
  }
  records.commit_pops(Queue::kCompute);
  VTA_CHECK(!records.pops_pending());
  records.append(Queue::kCompute, make_finish());
  return ok_status();
}

CommandStream::CommandStream(const Config& config, UopLoads loads)
    : state_(std::make_unique<State>(config, loads)) {}
CommandStream::~CommandStream() = default;
CommandStream::CommandStream(CommandStream&&) noexcept = default;
CommandStream& CommandStream::operator=(CommandStream&&) noexcept = default;

Status CommandStream::State::declare(const std::string& name, std::uint64_t bytes,
                                     std::optional<std::uint64_t> address) {
  if (Status status = closed(); !status) return status;
  if (!is_word(name)) {
    return Error{"'" + name + "' does not name a buffer; a name has printing characters only"};
  }
  if (find(name).ok()) return Error{"buffer '" + name + "' is declared twice"};
  if (bytes == 0 || bytes > kMaxBufferBytes) {
    return Error{"buffer '" + name + "' has " + std::to_string(bytes) +
                 " bytes; expected 1 to 2^32"};
  }
  if (address && (*address >= kMaxBufferBytes || bytes > kMaxBufferBytes - *address)) {
    return Error{"buffer '" + name + "' of " + std::to_string(bytes) + " bytes at address " +
                 std::to_string(*address) + " ends beyond the 32-bit address space"};
  }
  buffers.push_back({name, bytes, address});
  return ok_status();
}

Status CommandStream::declare_buffer(const std::string& name, std::uint64_t bytes) {
  return state_->declare(name, bytes, std::nullopt);
}

Status CommandStream::declare_buffer_at(const std::string& name, std::uint64_t bytes,
                                        std::uint64_t address) {
  return state_->declare(name, bytes, address);
}

void CommandStream::set_origin(Origin origin) { state_->records.set_origin(std::move(origin)); }

Status CommandStream::dep_push(Queue from, Queue to) {
  return state_->call_outside_kernel("dep_push", [&] { return state_->records.push(from, to); });
}

Status CommandStream::dep_pop(Queue from, Queue to) {
  return state_->call_outside_kernel("dep_pop", [&] { return state_->records.pop(from, to); });
}

Status CommandStream::uop_begin(UopMode mode) {
  return state_->call("uop_scope", [&] { return state_->recorder.begin(mode); });
}

Status CommandStream::uop_loop_begin(std::uint32_t extent, std::uint32_t dst_factor,
                                     std::uint32_t src_factor, std::uint32_t wgt_factor) {
  return state_->call("loop_begin", [&] {
    return state_->recorder.loop_begin({extent, dst_factor, src_factor, wgt_factor});
  });
}

Status CommandStream::uop_push(const UopPush& uop) {
  return state_->call("uop_push", [&] { return state_->recorder.push(uop); });
}

Status CommandStream::uop_loop_end() {
  return state_->call("loop_end", [&] { return state_->recorder.loop_end(); });
}

Status CommandStream::uop_end() {
  return state_->call("uop_scope_end", [&]() -> Status {
    Result<MicroKernel> kernel = state_->recorder.end();
    if (!kernel) return kernel.error();
    return state_->use(kernel.value());
  });
}

Status CommandStream::uop_kernel(const MicroKernel& kernel) {
  return state_->call_outside_kernel("uop_kernel", [&] { return state_->use(kernel); });
}

Status CommandStream::load_2d(const Load2d& load) {
  State& s = *state_;
  return s.call_outside_kernel("load2d", [&]() -> Status {
    Result<std::size_t> buffer = s.find(load.buffer);
    if (!buffer) return buffer.error();
    Result<Insn> insn = load_insn(s.config, load, s.buffers[buffer.value()]);
    if (!insn) return insn.error();
    const bool to_load =
        load.memory_type == MemoryType::kInp || load.memory_type == MemoryType::kWgt;
    s.records.append(to_load ? Queue::kLoad : Queue::kCompute, insn.value(), buffer.value());
    return ok_status();
  });
}

Status CommandStream::store_2d(const Store2d& store) {
  State& s = *state_;
  return s.call_outside_kernel("store2d", [&]() -> Status {
    Result<std::size_t> buffer = s.find(store.buffer);
    if (!buffer) return buffer.error();
    Result<Insn> insn = store_insn(s.config, store, s.buffers[buffer.value()]);
    if (!insn) return insn.error();
    s.records.append(Queue::kStore, insn.value(), buffer.value());
    return ok_status();
  });
}

// One overload per kind of call.
struct CommandStream::State::Applier {
  CommandStream& stream;
  State& state;
  Status operator()(const DepPush& c) const { return stream.dep_push(c.from, c.to); }
  Status operator()(const DepPop& c) const { return stream.dep_pop(c.from, c.to); }
  Status operator()(const Scope&) const {
    return state.call_outside_kernel("scope", [] { return ok_status(); });
  }
  Status operator()(const UopScopeBegin& c) const { return stream.uop_begin(c.mode); }
  Status operator()(const UopLoopBegin& c) const {
    return stream.uop_loop_begin(c.extent, c.dst_factor, c.src_factor, c.wgt_factor);
  }
  Status operator()(const UopPush& c) const { return stream.uop_push(c); }
  Status operator()(const UopLoopEnd&) const { return stream.uop_loop_end(); }
  Status operator()(const UopScopeEnd&) const { return stream.uop_end(); }
  Status operator()(const Load2d& c) const { return stream.load_2d(c); }
  Status operator()(const Store2d& c) const { return stream.store_2d(c); }
  Status operator()(const Sync&) const {
    return state.call_outside_kernel("sync", [this] {
      state.synced = true;
      return ok_status();
    });
  }
};

Status CommandStream::apply(const Call& call) {
  return std::visit(State::Applier{*this, *state_}, call);
}

std::size_t CommandStream::insn_count() const { return state_->records.records().size(); }

std::size_t CommandStream::uop_count() const { return state_->cache.image().size(); }

Status CommandStream::serialize() {
  return state_->call_outside_kernel("serialize", [this]() -> Status {
    state_->records.set_origin(nullptr);
    state_->records.serialize();
    state_->serialized = true;
    state_->synced = true;
    return ok_status();
  });
}

Result<CommandStream::Finished> CommandStream::finish(const PlaceImages& place) {
  State& s = *state_;
  if (Status status = s.closed(); !status) return status.error();
  s.finished = true;
  if (s.recorder.open()) return Error{"the stream ends with a micro-kernel still open"};
  if (Status status = s.epilogue(); !status) return status.error();
  return lay_out(s.config, s.buffers, s.records.records(), s.cache.image(), place);
}

}  // namespace vta
