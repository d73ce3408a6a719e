// SPDX-License-Identifier: Apache-2.0
//
// Runs a program with given environment variables and keeps what it prints.

#ifndef VTA_TESTS_DRIVER_ABI_RUN_PROGRAM_H_
#define VTA_TESTS_DRIVER_ABI_RUN_PROGRAM_H_

#include <string>
#include <utility>
#include <vector>

namespace vta::test::program {

struct Ran {
  int code = -1;  // exit code; negative when a signal ended it
  std::string out, err;
};

using Environment = std::vector<std::pair<std::string, std::string>>;

// VTA_DEVICE and VTA_CONFIG are unset unless they are given. A program that takes longer than a
// minute is killed.
[[nodiscard]] Ran run_program(const std::string& path, const std::vector<std::string>& arguments,
                              const Environment& environment);

// What seed_replay prints but for the cycles: the statistics that the tutorial of VTA documents.
inline constexpr const char* kSeedStatistics =
    "wrong 0\n"
    "inp_load_nbytes 114688\n"
    "wgt_load_nbytes 1179648\n"
    "acc_load_nbytes 0\n"
    "uop_load_nbytes 1144\n"
    "out_store_nbytes 50176\n"
    "gemm_counter 451584\n"
    "alu_counter 9408\n"
    "runs 1\n";
[[nodiscard]] std::string without_cycles(const std::string& printed);

}  // namespace vta::test::program

#endif  // VTA_TESTS_DRIVER_ABI_RUN_PROGRAM_H_
