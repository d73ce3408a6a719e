// SPDX-License-Identifier: Apache-2.0
//
// Runs the built command in a temporary directory of its own and keeps what it prints.

#ifndef VTA_TESTS_TOOLS_RUN_VTA_H_
#define VTA_TESTS_TOOLS_RUN_VTA_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace vta::test {

struct Ran {
  int code = -1;  // exit code; negative when a signal ended it
  std::string out, err;
};

// A test with a fresh directory, which is also where the command runs.
class VtaTest : public testing::Test {
 protected:
  VtaTest();
  ~VtaTest() override;

  // Runs `vta arguments...`; a command that takes longer than a minute is killed.
  [[nodiscard]] Ran run(const std::vector<std::string>& arguments) const;

  // The same, which must succeed and print one JSON object.
  [[nodiscard]] nlohmann::ordered_json run_json(const std::vector<std::string>& arguments) const;

  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return dir_ / name; }
  [[nodiscard]] std::string read(const std::string& name) const;
  void write(const std::string& name, const std::string& contents) const;

  // Names of everything in the directory, sorted.
  [[nodiscard]] std::vector<std::string> files() const;

  // Expects exit code 2, nothing on stdout and exactly this sentence on stderr.
  void expect_refused(const std::vector<std::string>& arguments, const std::string& message) const;

 private:
  std::filesystem::path dir_;
};

// Options of a layer that takes no time.
[[nodiscard]] std::vector<std::string> small_layer();

// `a` followed by `b`.
[[nodiscard]] std::vector<std::string> join(std::vector<std::string> a,
                                            const std::vector<std::string>& b);

}  // namespace vta::test

#endif  // VTA_TESTS_TOOLS_RUN_VTA_H_
