// SPDX-License-Identifier: Apache-2.0
//
// make_fixtures DIR: writes what armhf_test.py needs into DIR: design.bit, a small bitstream that
// the emulated board takes, and calls.txt, the calls of the seed's convolution.

#include <cstdio>
#include <fstream>
#include <string>

#include "tests/driver/board/bitstream_builder.h"
#include "tests/driver/seed_calls.h"

namespace {

bool write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  return file.flush().good();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: make_fixtures DIR\n", stderr);
    return 2;
  }
  const std::string folder = std::string(argv[1]) + "/";
  using namespace vta::board::test;
  const std::string design = text_of(bit_file(configuration({.repeats = 1})));
  const vta::Result<std::string> calls = vta::seed_calls_text();
  if (!calls || !write(folder + "design.bit", design) ||
      !write(folder + "calls.txt", calls.value())) {
    std::fprintf(stderr, "make_fixtures: cannot write into %s\n", argv[1]);
    return 1;
  }
  return 0;
}
