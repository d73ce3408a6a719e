// SPDX-License-Identifier: Apache-2.0
//
// A good bundle on disk, for tests that make it bad.

#ifndef VTA_TESTS_DRIVER_BUNDLE_ON_DISK_H_
#define VTA_TESTS_DRIVER_BUNDLE_ON_DISK_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "driver/program/bundle.h"
#include "tests/driver/program_helpers.h"

namespace vta {

inline constexpr const char* kGood = R"({
  "format": "vta-program", "version": 1, "name": "n",
  "config": {"LOG_INP_WIDTH": 3, "LOG_WGT_WIDTH": 3, "LOG_ACC_WIDTH": 5, "LOG_BATCH": 0,
             "LOG_BLOCK": 4, "LOG_UOP_BUFF_SIZE": 15, "LOG_INP_BUFF_SIZE": 15,
             "LOG_WGT_BUFF_SIZE": 18, "LOG_ACC_BUFF_SIZE": 17},
  "regions": [{"address": 4096, "size": 4096}],
  "runs": [{
    "instructions": {"address": 4096, "count": 2},
    "memory": [{"address": 4096, "file": "insn.bin"}, {"address": 4224, "file": "inp.bin"}],
    "expect": [{"address": 8176, "file": "out.bin"}],
    "stats": {"gemm_counter": 16}, "error": "deadlock", "max_cycles": 5
  }]
})";

class BundleOnDisk {
 public:
  BundleOnDisk() {
    std::filesystem::create_directory(path());
    write_text(path() / "program.json", kGood);
    write_text(path() / "insn.bin", std::string(32, 'i'));
    write_text(path() / "inp.bin", std::string(16, 'd'));
    write_text(path() / "out.bin", std::string(16, 'o'));
  }
  [[nodiscard]] std::filesystem::path path() const { return scratch_.path() / "bundle"; }
  [[nodiscard]] std::filesystem::path outside() const { return scratch_.path(); }

  // Replaces text in program.json; it must be there.
  void replace(const std::string& from, const std::string& to) const {
    std::string text = read_text(path() / "program.json");
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    write_text(path() / "program.json", text.replace(at, from.size(), to));
  }

  // What read_bundle says, without the path of the bundle.
  [[nodiscard]] std::string refusal() const {
    const Result<Program> read = read_bundle(path().string());
    if (read.ok()) return "";
    std::string message = read.error().message;
    for (std::size_t at; (at = message.find(path().string() + "/")) != std::string::npos;) {
      message.erase(at, path().string().size() + 1);
    }
    return message;
  }

 private:
  ScratchDirectory scratch_;
};

struct BadText {
  std::string from, to, message;
};

}  // namespace vta

#endif  // VTA_TESTS_DRIVER_BUNDLE_ON_DISK_H_
