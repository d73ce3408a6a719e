// SPDX-License-Identifier: Apache-2.0

#include "driver/device/device.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace vta {
namespace {

// Only there to reach what Device gives to its heirs.
class Checker : public Device {
 public:
  static Status check(const RunRequest& request) { return check_request(request); }
};

std::string refusal(const RunRequest& request) {
  const Status status = Checker::check(request);
  return status.ok() ? "" : status.error().message;
}

TEST(Device, StatisticsHaveTheirNamesInTheOrderOfTheReport) {
  std::vector<std::string> names;
  for (const StatisticsKey& key : statistics_keys()) names.emplace_back(key.name);
  EXPECT_EQ(names, (std::vector<std::string>{"inp_load_nbytes", "wgt_load_nbytes",
                                             "acc_load_nbytes", "uop_load_nbytes",
                                             "out_store_nbytes", "gemm_counter", "alu_counter"}));
}

TEST(Device, EveryStatisticHasAFieldOfItsOwn) {
  Statistics statistics;
  std::uint64_t value = 0;
  for (const StatisticsKey& key : statistics_keys()) statistics.*key.field = ++value;
  EXPECT_EQ(statistics, (Statistics{1, 2, 3, 4, 5, 6, 7}));
}

TEST(Device, AcceptsARequestThatFillsTheAddressSpace) {
  RunRequest request;
  request.insn_count = 1u << 28;
  EXPECT_EQ(refusal(request), "");
  request.insn_address = 0xfffffff0;
  request.insn_count = 1;
  request.base[2] = 64;
  EXPECT_EQ(refusal(request), "");
}

TEST(Device, RefusesAMisalignedInstructionAddress) {
  RunRequest request;
  request.insn_address = 0x1008;
  EXPECT_EQ(refusal(request), "instruction address 0x1008 is not a multiple of 16");
}

TEST(Device, RefusesInstructionsBeyondTheAddressSpace) {
  RunRequest request;
  request.insn_count = (1u << 28) + 1;
  EXPECT_EQ(refusal(request), "a run has at most 268435456 instructions, not 268435457");
  request.insn_count = 2;
  request.insn_address = 0xfffffff0;
  EXPECT_EQ(refusal(request),
            "2 instructions at address 0xfffffff0 end beyond the 32-bit address space");
  request.insn_count = 0;
  request.insn_address = std::uint64_t{1} << 32;
  EXPECT_EQ(refusal(request),
            "0 instructions at address 0x100000000 end beyond the 32-bit address space");
}

TEST(Device, RefusesAMisalignedBaseRegister) {
  RunRequest request;
  request.base[static_cast<std::size_t>(MemoryType::kAcc)] = 32;
  EXPECT_EQ(refusal(request), "base register of ACC is 0x20, which is not a multiple of 64");
}

TEST(Device, DescribesErrorsByNameCodeAndInstruction) {
  EXPECT_EQ(describe_error(ErrorCode::kIllegalOpcode, 12), "illegal_opcode (1) at instruction 12");
  EXPECT_EQ(describe_error(ErrorCode::kMissingFinish, 0), "missing_finish (9) at instruction 0");
  EXPECT_EQ(describe_error(ErrorCode::kNone, 3), "");
}

}  // namespace
}  // namespace vta
