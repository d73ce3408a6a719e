// SPDX-License-Identifier: Apache-2.0
//
// The only way to read counters out of a context is a file, so each context writes one, which is
// read and removed at once.

#include "sim/rtl/coverage.h"

#include <unistd.h>
#include <verilated_cov.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>

#include "sim/rtl/coverage_file.h"

namespace vta {
namespace {

// Two levels of a bit make one change; both directions were seen from two changes on. Changes of
// different models do not add up: each of them may have been the same one, upwards.
bool is_toggle(const std::string& point) { return point.find("v_toggle/") != std::string::npos; }

class Recorder {
 public:
  Recorder() {
    const char* directory = std::getenv("VTA_COVERAGE_DIR");
    if (directory != nullptr) directory_ = directory;
  }
  ~Recorder() {
    if (points_.empty()) return;
    const std::string path = new_coverage_file(directory_, ".dat");
    std::ofstream out(path, std::ios::binary);
    for (const auto& [point, count] : points_) out << point << ' ' << count << '\n';
    if (!out.flush()) {
      std::fprintf(stderr, "coverage: cannot write into %s\n", directory_.c_str());
    }
  }
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  void add(VerilatedCovContext& counters) {
    if (directory_.empty()) return;
    const std::string temporary = directory_ + "/" + std::to_string(getpid()) + ".part";
    counters.forcePerInstance(true);
    counters.write(temporary.c_str());
    std::ifstream in(temporary, std::ios::binary);
    for (std::string line; std::getline(in, line);) {
      const std::size_t space = line.rfind(' ');
      if (line.compare(0, 2, "C ") != 0 || space == std::string::npos) continue;
      const std::uint64_t count = std::strtoull(line.c_str() + space + 1, nullptr, 10);
      line.resize(space);
      std::uint64_t& sum = points_[line];
      sum = is_toggle(line) ? std::max(sum, count) : sum + count;
    }
    std::remove(temporary.c_str());
  }

 private:
  std::string directory_;
  std::map<std::string, std::uint64_t> points_;
};

}  // namespace

void record_coverage(VerilatedContext& context) {
  static Recorder recorder;
  recorder.add(*context.coveragep());
}

}  // namespace vta
