// SPDX-License-Identifier: Apache-2.0
//
// A directory of this process, in memory where the system has such a file system.

#ifndef VTA_TESTS_FUZZ_SCRATCH_H_
#define VTA_TESTS_FUZZ_SCRATCH_H_

#include <filesystem>
#include <string>
#include <string_view>

namespace vta::fuzz {

class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  void write(const std::string& name, std::string_view contents) const;
  void clear() const;  // everything in it

 private:
  std::filesystem::path path_;
};

}  // namespace vta::fuzz

#endif  // VTA_TESTS_FUZZ_SCRATCH_H_
