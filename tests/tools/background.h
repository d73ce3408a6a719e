// SPDX-License-Identifier: Apache-2.0
//
// The built command beside a test: a server, an emulated board, a client.

#ifndef VTA_TESTS_TOOLS_BACKGROUND_H_
#define VTA_TESTS_TOOLS_BACKGROUND_H_

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace vta::test {

// Killed when it is destroyed. It ends by itself when a test forgets it, and with the test.
class Background {
 public:
  // Runs `vta arguments...` in the folder, if one is given. Its stderr is not kept.
  explicit Background(const std::vector<std::string>& arguments,
                      const std::filesystem::path& folder = {});
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  // The next line that it prints; empty when it ends first.
  [[nodiscard]] std::string line() const;

  // Sends the signal, if it is one, waits and returns the exit code, negative for the signal that
  // ended it.
  int end(int signal = 0);

 private:
  pid_t child_ = -1;
  int out_ = -1;
};

}  // namespace vta::test

#endif  // VTA_TESTS_TOOLS_BACKGROUND_H_
