// SPDX-License-Identifier: Apache-2.0
//
// The registers of a Verilated vta_top as they stand in its signals: what vta_csr.sv would answer.
// The adapter of every geometry includes this once, behind the header of its root.

#ifndef VTA_SIM_RTL_REGISTER_LOOK_H_
#define VTA_SIM_RTL_REGISTER_LOOK_H_

#include <cstdint>
#include <optional>

#include "driver/device/host_registers.h"
#include "hw/isa/isa_tables.h"

namespace vta {

// Bits [lsb, lsb + 32) of a signal of several words.
template <typename Wide>
std::uint32_t word_at(const Wide& signal, unsigned lsb) {
  const std::uint64_t low = signal.at(lsb / 32) >> (lsb % 32);
  if (lsb % 32 == 0) return static_cast<std::uint32_t>(low);
  return static_cast<std::uint32_t>(low | std::uint64_t{signal.at(lsb / 32 + 1)}
                                              << (32 - lsb % 32));
}

// A word of the two rows of counters of 48 bits, from the first register of a row on.
template <typename Root>
std::uint32_t look_at_counter(const Root& root, unsigned first_counter, std::uint32_t distance) {
  constexpr unsigned kBits = 48;  // vta_pkg::StatW
  const unsigned lsb = kBits * (first_counter + distance / 8);
  if ((distance & 4) == 0) return word_at(root.vta_top__DOT__counters, lsb);
  return word_at(root.vta_top__DOT__counters, lsb + kBits - 32) >> (64 - kBits);
}

// Nothing for the geometry and the transactions outstanding, which are no signals.
template <typename Root>
std::optional<std::uint32_t> look_at(const Root& root, std::uint32_t offset) {
  const auto halves = [&](unsigned low) {  // two of the four token counters of 10 bits
    const auto count = [&](unsigned c) {
      return static_cast<std::uint32_t>(root.vta_top__DOT__tokens >> (10 * c) & kTokenMax);
    };
    return count(low) | count(low + 1) << 16;
  };
  const auto head = [&](unsigned stage) {  // of load, compute, store
    return (root.vta_top__DOT__head_valid >> stage & 1) != 0
               ? word_at(root.vta_top__DOT__u_core__DOT__head_index, 32 * (stage + 1))
               : ~std::uint32_t{0};
  };
  const auto base = [&](MemoryType type) {
    return word_at(root.vta_top__DOT__bases, 32 * static_cast<unsigned>(type));
  };
  switch (offset) {
    case csr::kControl:
      return (root.vta_top__DOT__u_csr__DOT__running_q ? csr::kControlBusy : 0u) |
             (root.vta_top__DOT__u_csr__DOT__done_q ? csr::kControlDone : 0u) |
             (root.vta_top__DOT__u_csr__DOT__error_q ? csr::kControlError : 0u) |
             (root.vta_top__DOT__u_csr__DOT__resetting ? csr::kControlResetting : 0u) |
             (root.vta_top__DOT__u_csr__DOT__ignored_q ? csr::kControlStartIgnored : 0u);
    case csr::kCycles:
      return static_cast<std::uint32_t>(root.vta_top__DOT__cycles);
    case csr::kCyclesHi:
      return static_cast<std::uint32_t>(root.vta_top__DOT__cycles >> 32);
    case csr::kInsnCount:
      return root.vta_top__DOT__insn_count;
    case csr::kInsnAddr:
      return root.vta_top__DOT__insn_addr;
    case csr::kUopBase:
      return base(MemoryType::kUop);
    case csr::kInpBase:
      return base(MemoryType::kInp);
    case csr::kWgtBase:
      return base(MemoryType::kWgt);
    case csr::kAccBase:
      return base(MemoryType::kAcc);
    case csr::kOutBase:
      return base(MemoryType::kOut);
    case csr::kAcc8Base:
      return base(MemoryType::kAcc8bit);
    case csr::kAccWrites:
      return root.vta_top__DOT__acc_writes;
    case csr::kIrqEnable:
      return root.vta_top__DOT__u_csr__DOT__irq_enable_q;
    case csr::kIrqStatus:
      return root.vta_top__DOT__u_csr__DOT__irq_q;
    case csr::kErrorCode:
      return root.vta_top__DOT__u_csr__DOT__code_q;
    case csr::kErrorInsn:
      return root.vta_top__DOT__u_csr__DOT__index_q;
    case csr::kId:
      return kIdValue;
    case csr::kVersion:
      return kIsaVersion;
    case csr::kIsaHash:
      return kIsaHash;
    case csr::kTokensLoad:
      return halves(0);
    case csr::kTokensStore:
      return halves(2);
    case csr::kHeadFetch:
      return word_at(root.vta_top__DOT__u_core__DOT__head_index, 0);
    case csr::kHeadLoad:
      return head(0);
    case csr::kHeadCompute:
      return head(1);
    case csr::kHeadStore:
      return head(2);
    case csr::kFeatures:
      return root.vta_top__DOT__features;
    case csr::kGeometry0:
    case csr::kGeometry1:
    case csr::kGeometry2:
    case csr::kOutstanding:
      return std::nullopt;
    default:
      break;
  }
  constexpr std::uint32_t kEndOfStatistics = csr::kAluCounter + 8;
  constexpr std::uint32_t kEndOfCycles = csr::kStoreMemoryWait + 8;
  if (offset >= csr::kInpLoadNbytes && offset < kEndOfStatistics) {
    return look_at_counter(root, 0, offset - csr::kInpLoadNbytes);
  }
  if (offset >= csr::kFetchBusy && offset < kEndOfCycles) {
    return look_at_counter(root, 7, offset - csr::kFetchBusy);
  }
  return 0;
}

}  // namespace vta

#endif  // VTA_SIM_RTL_REGISTER_LOOK_H_
