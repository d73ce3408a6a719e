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

}  // namespace vta::test::program

#endif  // VTA_TESTS_DRIVER_ABI_RUN_PROGRAM_H_
