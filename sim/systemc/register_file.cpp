// SPDX-License-Identifier: Apache-2.0

#include "sim/systemc/register_file.h"

#include "driver/device/host_registers.h"
#include "driver/device/register_tables.h"

namespace vta {
namespace {

constexpr std::uint32_t kWriteStart = 1u << 0, kWriteSoftReset = 1u << 3;
constexpr std::uint32_t kInsnAddressBits = ~std::uint32_t{15};
constexpr std::uint32_t kBaseBits = ~(kBaseAlignment - 1);

// The base register at an offset, as a memory type, or kMemoryTypeCount.
std::size_t base_at(std::uint32_t offset) {
  for (const BaseRegister& base : kBaseRegisters) {
    if (base.offset == offset) return static_cast<std::size_t>(base.type);
  }
  return kMemoryTypeCount;
}

std::uint32_t halves(std::uint32_t low, std::uint32_t high) { return low | high << 16; }

std::uint32_t word(std::uint64_t value, bool high) {
  return static_cast<std::uint32_t>(high ? value >> 32 : value);
}

}  // namespace

RegisterFile::Action RegisterFile::write(std::uint32_t offset, std::uint32_t value) {
  if (const std::size_t base = base_at(offset); base != kMemoryTypeCount) {
    base_[base] = value & kBaseBits;
    return Action::kNone;
  }
  switch (offset) {
    case csr::kInsnCount:
      insn_count_ = value;
      break;
    case csr::kInsnAddr:
      insn_address_ = value & kInsnAddressBits;
      break;
    case csr::kIrqEnable:
      irq_enable_ = (value & 1) != 0;
      break;
    case csr::kIrqStatus:
      if ((value & 1) != 0) irq_ = false;
      break;
    case csr::kFeatures:
      if (!running_) features_ = value & kAllFeatures;
      break;
    case csr::kControl: {
      const bool start = (value & kWriteStart) != 0;
      if ((value & kWriteSoftReset) != 0) {
        running_ = done_ = error_ = false;
        ignored_ = start;
        error_code_ = error_insn_ = 0;
        resetting_ = true;
        return Action::kSoftReset;
      }
      if (!start) break;
      if (running_ || error_ || resetting_) {
        ignored_ = true;
        break;
      }
      running_ = true;
      done_ = ignored_ = false;
      error_code_ = error_insn_ = acc_writes_ = 0;
      cycles_ = 0;
      statistics_ = {};
      return Action::kStart;
    }
    default:
      break;  // read only, or nothing
  }
  return Action::kNone;
}

std::uint32_t RegisterFile::control() const {
  return (running_ ? csr::kControlBusy : 0u) | (done_ ? csr::kControlDone : 0u) |
         (error_ ? csr::kControlError : 0u) | (resetting_ ? csr::kControlResetting : 0u) |
         (ignored_ ? csr::kControlStartIgnored : 0u);
}

std::uint32_t RegisterFile::geometry(std::uint32_t offset) const {
  std::uint32_t value = 0;
  for (const GeometryByte& g : kGeometryBytes) {
    if (g.offset == offset) value |= static_cast<std::uint32_t>((config_.*g.value)()) << 8 * g.byte;
  }
  return value;
}

std::uint32_t RegisterFile::statistic(std::uint32_t offset) const {
  for (const StatisticRegister& r : kStatisticRegisters) {
    if ((offset & ~4u) == r.offset) return word(statistics_.*r.field, (offset & 4) != 0);
  }
  return 0;
}

std::uint32_t RegisterFile::read(std::uint32_t offset) const {
  if (const std::size_t base = base_at(offset); base != kMemoryTypeCount) return base_[base];
  switch (offset) {
    case csr::kControl:
      return control();
    case csr::kCycles:
      return word(cycles_, false);
    case csr::kCyclesHi:
      return word(cycles_, true);
    case csr::kInsnCount:
      return insn_count_;
    case csr::kInsnAddr:
      return insn_address_;
    case csr::kAccWrites:
      return acc_writes_;
    case csr::kIrqEnable:
      return irq_enable_ ? 1 : 0;
    case csr::kIrqStatus:
      return irq_ ? 1 : 0;
    case csr::kErrorCode:
      return error_code_;
    case csr::kErrorInsn:
      return error_insn_;
    case csr::kId:
      return kIdValue;
    case csr::kVersion:
      return kIsaVersion;
    case csr::kIsaHash:
      return kIsaHash;
    case csr::kGeometry0:
    case csr::kGeometry1:
    case csr::kGeometry2:
      return geometry(offset);
    case csr::kTokensLoad:
      return halves(tokens_.compute_to_load, tokens_.load_to_compute);
    case csr::kTokensStore:
      return halves(tokens_.compute_to_store, tokens_.store_to_compute);
    case csr::kHeadLoad:
    case csr::kHeadCompute:
    case csr::kHeadStore:
      return ~std::uint32_t{0};  // empty
    case csr::kFeatures:
      return features_;
    default:
      return statistic(offset);
  }
}

RunRequest RegisterFile::request() const {
  RunRequest request;
  request.insn_address = insn_address_;
  request.insn_count = insn_count_;
  request.base = base_;
  return request;
}

void RegisterFile::end_run(const RunReport& report, std::uint64_t acc_writes,
                           const Tokens& tokens) {
  running_ = false;
  done_ = report.outcome == RunOutcome::kFinished;
  error_ = !done_;
  error_code_ = static_cast<std::uint32_t>(report.error);
  error_insn_ = static_cast<std::uint32_t>(report.error_insn);
  irq_ = true;
  acc_writes_ = static_cast<std::uint32_t>(acc_writes);
  statistics_ = report.statistics;
  tokens_ = tokens;
}

}  // namespace vta
