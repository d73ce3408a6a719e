// SPDX-License-Identifier: Apache-2.0
//
// Runs every file of a directory through a fuzz target, without a fuzzer: the seeds hold whatever
// compiler made the target.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/property.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("expected a directory of seeds\n", stderr);
    return 2;
  }
  std::vector<std::filesystem::path> seeds;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1], error)) {
    if (entry.is_regular_file()) seeds.push_back(std::filesystem::absolute(entry.path()));
  }
  std::sort(seeds.begin(), seeds.end());
  if (error || seeds.size() < 5) {
    std::fprintf(stderr, "%s has only %zu seeds\n", argv[1], seeds.size());
    return 1;
  }
  for (const std::filesystem::path& seed : seeds) {
    std::ifstream file(seed, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    std::printf("%s (%zu bytes)\n", seed.filename().c_str(), bytes.size());
    std::fflush(stdout);
    if (LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()) !=
        0) {
      return 1;
    }
  }
  std::printf("%zu seeds\n", seeds.size());
  return 0;
}
