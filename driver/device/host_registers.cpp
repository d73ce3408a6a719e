// SPDX-License-Identifier: Apache-2.0

#include "driver/device/host_registers.h"

#include <array>
#include <cstdio>

#include "driver/device/register_tables.h"

namespace vta {
namespace {

constexpr std::uint32_t kWriteStart = 1u << 0;
constexpr std::uint32_t kWriteSoftReset = 1u << 3;
constexpr std::uint32_t kNone = ~std::uint32_t{0};  // in a head register: the stage is empty

std::string hex(std::uint32_t value) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "0x%08x", value);
  return text.data();
}

// Three counters each: busy, waiting for a token or a queue, waiting for memory.
struct StageRegisters {
  std::uint32_t offset;
  StageCycles CycleReport::*stage;
};
constexpr std::array<StageRegisters, 4> kStages = {{
    {csr::kFetchBusy, &CycleReport::fetch},
    {csr::kLoadBusy, &CycleReport::load},
    {csr::kComputeBusy, &CycleReport::compute},
    {csr::kStoreBusy, &CycleReport::store},
}};
static_assert(csr::kFetchQueueWait == csr::kFetchBusy + 8 &&
              csr::kFetchMemoryWait == csr::kFetchBusy + 16);

// Reads registers one after the other and remembers the first failure.
class Reader {
 public:
  explicit Reader(RegisterPort& port) : port_(port) {}
  std::uint32_t get(std::uint32_t offset) {
    return static_cast<std::uint32_t>(keep(status_ ? port_.read_register(offset) : 0u));
  }
  std::uint64_t get64(std::uint32_t offset) {
    const std::uint64_t low = get(offset);
    return low | std::uint64_t{get(offset + 4)} << 32;
  }
  [[nodiscard]] const Status& status() const { return status_; }

 private:
  std::uint32_t keep(const Result<std::uint32_t>& result) {
    if (result) return result.value();
    status_ = result.error();
    return 0;
  }
  RegisterPort& port_;
  Status status_ = ok_status();
};

CycleReport read_cycles(Reader& reader) {
  CycleReport report;
  const std::uint64_t low = reader.get(csr::kCycles);
  report.cycles = low | std::uint64_t{reader.get(csr::kCyclesHi)} << 32;
  for (const StageRegisters& s : kStages) {
    StageCycles& stage = report.*s.stage;
    stage.busy = reader.get64(s.offset);
    stage.token_wait = reader.get64(s.offset + 8);
    stage.memory_wait = reader.get64(s.offset + 16);
  }
  return report;
}

}  // namespace

Status check_identity(RegisterPort& port, const Config& config, const Subject& subject) {
  Reader reader(port);
  const std::uint32_t id = reader.get(csr::kId);
  const std::uint32_t version = reader.get(csr::kVersion);
  const std::uint32_t hash = reader.get(csr::kIsaHash);
  std::string differences;
  for (const GeometryByte& g : kGeometryBytes) {
    const int model = static_cast<int>(reader.get(g.offset) >> (8 * g.byte) & 0xFF);
    const int wanted = (config.*g.value)();
    if (model == wanted) continue;
    if (!differences.empty()) differences += ", ";
    differences += std::string(g.key) + " is " + std::to_string(model) + " in the " + subject.noun +
                   " and " + std::to_string(wanted) + " in the configuration";
  }
  if (!reader.status()) return reader.status();
  if (id != kIdValue) {
    return Error{"the " + subject.name + " is no VTA: its id register reads " + hex(id) +
                 " instead of " + hex(kIdValue)};
  }
  if (version != kIsaVersion || hash != kIsaHash) {
    return Error{"the " + subject.name + " is built from another ISA description: version " +
                 hex(version) + " and hash " + hex(hash) + " instead of " + hex(kIsaVersion) +
                 " and " + hex(kIsaHash)};
  }
  if (!differences.empty()) {
    return Error{"the " + subject.name + " is built for another geometry: " + differences};
  }
  return ok_status();
}

Status start_run(RegisterPort& port, const RunRequest& request, std::uint32_t features) {
  Status status = port.write_register(csr::kInsnCount, request.insn_count);
  const auto write = [&](std::uint32_t offset, std::uint32_t value) {
    if (status) status = port.write_register(offset, value);
  };
  write(csr::kInsnAddr, static_cast<std::uint32_t>(request.insn_address));
  for (const BaseRegister& base : kBaseRegisters) {
    write(base.offset, request.base[static_cast<std::size_t>(base.type)]);
  }
  if (features != kAllFeatures) write(csr::kFeatures, features);
  write(csr::kIrqStatus, 1);
  write(csr::kIrqEnable, 1);
  write(csr::kControl, kWriteStart);
  if (!status) return status;
  const Result<std::uint32_t> control = port.read_register(csr::kControl);
  if (!control) return control.error();
  if ((control.value() & csr::kControlStartIgnored) != 0) {
    return Error{"the device ignored the start of the run: control reads " + hex(control.value())};
  }
  return ok_status();
}

Result<RunReport> read_report(RegisterPort& port) {
  Reader reader(port);
  const std::uint32_t control = reader.get(csr::kControl);
  const std::uint32_t code = reader.get(csr::kErrorCode);
  const std::uint32_t insn = reader.get(csr::kErrorInsn);
  RunReport report;
  for (const StatisticRegister& s : kStatisticRegisters)
    report.statistics.*s.field = reader.get64(s.offset);
  report.cycle_report = read_cycles(reader);
  if (!reader.status()) return reader.status().error();
  if (const Status status = port.write_register(csr::kIrqStatus, 1); !status) {
    return status.error();
  }
  const bool done = (control & csr::kControlDone) != 0;
  const bool error = (control & csr::kControlError) != 0;
  if ((control & csr::kControlBusy) != 0 || done == error || error != (code != 0) ||
      code >= kErrorCodeCount) {
    return Error{"the registers contradict each other after a run: control " + hex(control) +
                 ", error code " + std::to_string(code)};
  }
  if (error) {
    report.outcome = RunOutcome::kError;
    report.error = static_cast<ErrorCode>(code);
    report.error_insn = insn;
    report.detail = describe_error(report.error, insn);
  }
  return report;
}

Result<bool> soft_reset(RegisterPort& port, const std::function<bool()>& in_time) {
  if (const Status status = port.write_register(csr::kControl, kWriteSoftReset); !status) {
    return status.error();
  }
  do {
    const Result<std::uint32_t> control = port.read_register(csr::kControl);
    if (!control) return control.error();
    if ((control.value() & (csr::kControlResetting | csr::kControlBusy)) == 0) return true;
  } while (in_time());
  return false;
}

Result<std::string> describe_state(RegisterPort& port) {
  Reader reader(port);
  const auto head = [&](std::uint32_t offset) {
    const std::uint32_t index = reader.get(offset);
    return index == kNone ? std::string("empty") : "at instruction " + std::to_string(index);
  };
  const auto halves = [&](std::uint32_t offset, const char* low, const char* high) {
    const std::uint32_t value = reader.get(offset);
    return std::string(low) + " " + std::to_string(value & 0xFFFF) + ", " + high + " " +
           std::to_string(value >> 16);
  };
  std::string text = "fetch " + head(csr::kHeadFetch);
  text += ", load " + head(csr::kHeadLoad);
  text += ", compute " + head(csr::kHeadCompute);
  text += ", store " + head(csr::kHeadStore);
  text += "; tokens: " + halves(csr::kTokensLoad, "compute to load", "load to compute");
  text += ", " + halves(csr::kTokensStore, "compute to store", "store to compute");
  text += "; AXI transactions outstanding: " + halves(csr::kOutstanding, "reads", "writes");
  if (!reader.status()) return reader.status().error();
  return text;
}

}  // namespace vta
