// SPDX-License-Identifier: Apache-2.0
//
// A small program and a directory to put it in, for tests of programs and bundles.

#ifndef VTA_TESTS_DRIVER_PROGRAM_HELPERS_H_
#define VTA_TESTS_DRIVER_PROGRAM_HELPERS_H_

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "driver/program/program.h"

namespace vta {

inline std::vector<std::byte> filled(std::size_t size, unsigned value) {
  return std::vector<std::byte>(size, static_cast<std::byte>(value));
}

// Two runs; the second has every optional part.
inline Program small_program() {
  Program program;
  program.name = "small";
  program.regions = {{0x1000, 0x1000}, {0x2000, 0x100}, {0x8000, 16}};
  ProgramRun first;
  first.insn_address = 0x1000;
  first.insn_count = 2;
  first.memory = {{0x1000, "insn.bin", filled(32, 1)}, {0x1f80, "inp.bin", filled(256, 2)}};
  first.expect = {{0x8000, "out.bin", filled(16, 3)}};
  program.runs.push_back(first);
  ProgramRun second;
  second.insn_address = 0x1010;
  second.insn_count = 1;
  second.memory = {{0x8000, "second/acc.bin", filled(8, 4)}};
  second.expect = {{0x8008, "second/out.bin", filled(8, 5)}};
  second.stats = {{"gemm_counter", 16}, {"alu_counter", ~std::uint64_t{0}}};
  second.error = "deadlock";
  second.error_insn = 1;
  second.base = {0, 64, 0, 0xffffffc0, 0, 128};
  second.max_cycles = 1000;
  program.runs.push_back(second);
  return program;
}

// A directory of this test alone, removed at its end.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string(info->test_suite_name()) + "." + info->name();
    for (char& c : name) c = c == '/' ? '_' : c;
    path_ = std::filesystem::path(testing::TempDir()) / (name + "." + std::to_string(getpid()));
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::string operator/(const std::string& name) const {
    return (path_ / name).string();
  }

 private:
  std::filesystem::path path_;
};

inline void write_text(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

inline std::string read_text(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// Names of everything below a directory, relative to it.
inline std::set<std::string> listing(const std::filesystem::path& directory) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    names.insert(std::filesystem::relative(entry.path(), directory).string());
  }
  return names;
}

}  // namespace vta

#endif  // VTA_TESTS_DRIVER_PROGRAM_HELPERS_H_
