// SPDX-License-Identifier: Apache-2.0
//
// Waves, read back by the reader that comes with the simulator's FST writer.

#ifndef VTA_TESTS_TOOLS_FST_FILE_H_
#define VTA_TESTS_TOOLS_FST_FILE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace vta::test {

struct FstSignal {
  unsigned bits = 0;
  std::vector<std::pair<std::uint64_t, std::string>> changes;  // time in ns, binary digits

  // At this time; empty before the first change.
  [[nodiscard]] std::string at(std::uint64_t time) const;
  // The same as a number; the signal must have at most 64 bits.
  [[nodiscard]] std::uint64_t number(std::uint64_t time) const;
  // Characters of 8 bits, without the zeros before them.
  [[nodiscard]] std::string text(std::uint64_t time) const;
};

struct FstFile {
  std::uint64_t begin = 0, end = 0;          // times of the first and the last dump
  std::map<std::string, FstSignal> signals;  // by name, as in "top.inner.x[7:0]" or "top.clk"

  [[nodiscard]] const FstSignal& at(const std::string& name) const;
};

// Fails the test when the file cannot be read.
[[nodiscard]] FstFile read_fst(const std::string& path);

}  // namespace vta::test

#endif  // VTA_TESTS_TOOLS_FST_FILE_H_
