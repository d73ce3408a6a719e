// SPDX-License-Identifier: Apache-2.0

#include "sim/rtl/coverage_file.h"

#include <stdlib.h>  // mkstemps() is of POSIX systems, not of C++
#include <unistd.h>

namespace vta {

std::string new_coverage_file(const std::string& directory, const std::string& suffix) {
  std::string path = directory + "/XXXXXX" + suffix;
  const int file = ::mkstemps(path.data(), static_cast<int>(suffix.size()));
  if (file < 0) return {};
  ::close(file);
  return path;
}

}  // namespace vta
