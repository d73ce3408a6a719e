// SPDX-License-Identifier: Apache-2.0
//
// Where a process leaves what it has counted, for `make coverage`.

#ifndef VTA_SIM_RTL_COVERAGE_FILE_H_
#define VTA_SIM_RTL_COVERAGE_FILE_H_

#include <string>

namespace vta {

// Creates an empty file of a name that no file of the directory has and that ends in `suffix`;
// returns its path, or nothing when it cannot be created. The number of the process would be no
// such name: the tests start so many of them that numbers come again.
[[nodiscard]] std::string new_coverage_file(const std::string& directory,
                                            const std::string& suffix);

}  // namespace vta

#endif  // VTA_SIM_RTL_COVERAGE_FILE_H_
