// SPDX-License-Identifier: Apache-2.0
//
// What every device shares: names of the statistics, checks of a request, text of an error.

#include "driver/device/device.h"

#include <cinttypes>
#include <cstdio>
#include <utility>

#include "hw/isa/insn.h"

namespace vta {
namespace {

constexpr std::uint32_t kMaxInsnCount = 1u << 28;  // as many fill the 32-bit address space
constexpr std::uint64_t kAddressSpace = std::uint64_t{1} << 32;

std::string hex(std::uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%" PRIx64, value);
  return text;
}

}  // namespace

const std::array<StatisticsKey, 7>& statistics_keys() {
  static constexpr std::array<StatisticsKey, 7> kKeys = {{
      {"inp_load_nbytes", &Statistics::inp_load_nbytes},
      {"wgt_load_nbytes", &Statistics::wgt_load_nbytes},
      {"acc_load_nbytes", &Statistics::acc_load_nbytes},
      {"uop_load_nbytes", &Statistics::uop_load_nbytes},
      {"out_store_nbytes", &Statistics::out_store_nbytes},
      {"gemm_counter", &Statistics::gemm_counter},
      {"alu_counter", &Statistics::alu_counter},
  }};
  return kKeys;
}

Status Device::check_request(const RunRequest& request) {
  if (request.insn_address % kInsnBytes != 0) {
    return Error{"instruction address " + hex(request.insn_address) + " is not a multiple of 16"};
  }
  if (request.insn_count > kMaxInsnCount) {
    return Error{"a run has at most " + std::to_string(kMaxInsnCount) + " instructions, not " +
                 std::to_string(request.insn_count)};
  }
  const std::uint64_t bytes = std::uint64_t{request.insn_count} * kInsnBytes;
  if (request.insn_address >= kAddressSpace || bytes > kAddressSpace - request.insn_address) {
    return Error{std::to_string(request.insn_count) + " instructions at address " +
                 hex(request.insn_address) + " end beyond the 32-bit address space"};
  }
  for (std::size_t i = 0; i < request.base.size(); ++i) {
    if (request.base[i] % kBaseAlignment != 0) {
      return Error{"base register of " + std::string(kMemoryTypeNames[i]) + " is " +
                   hex(request.base[i]) + ", which is not a multiple of " +
                   std::to_string(kBaseAlignment)};
    }
  }
  return ok_status();
}

std::string describe_error(ErrorCode code, std::uint64_t insn) {
  if (code == ErrorCode::kNone) return "";
  return std::string(to_string(code)) + " (" + std::to_string(static_cast<unsigned>(code)) +
         ") at instruction " + std::to_string(insn);
}

}  // namespace vta
