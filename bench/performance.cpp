// SPDX-License-Identifier: Apache-2.0
//
// The performance of the machine and of its simulators: tables, JSON and a roofline.
//
//   make bench      builds and runs this, and draws the roofline into build/bench/
//
// Fails when a result differs from the definition of the convolution.

#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "bench/anchors.h"
#include "bench/runs.h"
#include "bench/speed.h"
#include "bench/tables.h"
#include "vta_rtl_bus128.h"

namespace vta::bench {
namespace {

constexpr const char* kUsage =
    "usage: bench_performance [--quick] [--output DIR]\n\n"
    "Writes exact.md, timed.md, performance.json and roofline.dat into DIR (default .).\n"
    "--quick: the seed's program, the bias, C2, C5 and C9 alone, so no totals; each time is taken "
    "once.\n";

struct Options {
  bool quick = false;
  std::string output = ".";
};

std::vector<std::string> layers_of(bool quick) {
  if (quick) return {"seed", "C2", "C5", "C9"};
  std::vector<std::string> layers = {"seed"};
  for (const Anchor& anchor : kAnchors) layers.emplace_back(anchor.layer);
  return layers;
}

// "model name : X" of the first processor, and how many there are.
std::string machine_name() {
  std::ifstream info("/proc/cpuinfo");
  std::string line, name = "an unknown processor";
  while (std::getline(info, line)) {
    if (!line.starts_with("model name")) continue;
    name = line.substr(line.find(':') + 2);
    break;
  }
  return name + ", " + std::to_string(sysconf(_SC_NPROCESSORS_ONLN)) + " processors";
}

Result<Measurements> measure_all(const Options& options) {
  const std::vector<std::string> layers = layers_of(options.quick);
  std::vector<std::string> programs = layers;  // those that are run: one is not compiled
  programs.insert(programs.begin() + 1, "bias");
  const int repeat = options.quick ? 1 : 3;
  Measurements m;
  m.machine = machine_name();
  const Result<Config> wide = Config::from_file(VTA_BENCH_BUS128);
  if (!wide) return wide.error();
  for (const auto& [setups, results] :
       {std::pair{memory_setups(wide.value(), make_vta_rtl_bus128), &m.memories},
        std::pair{feature_setups(), &m.features}}) {
    for (const Setup& setup : setups) {
      Result<Results> done = measure(setup, programs);
      if (!done) return done.error();
      results->push_back(std::move(done).value());
    }
  }
  Result<Speeds> speeds = measure_speeds(repeat, options.output);
  if (!speeds) return speeds.error();
  m.speeds = std::move(speeds).value();
  Result<std::vector<CompileTime>> compiler = measure_compiler(repeat, layers);
  if (!compiler) return compiler.error();
  m.compiler = std::move(compiler).value();
  return m;
}

bool write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  file.close();
  if (!file) std::fprintf(stderr, "bench: cannot write '%s'\n", path.c_str());
  return bool(file);
}

int run(const Options& options) {
  std::error_code error;
  std::filesystem::create_directories(options.output, error);
  const Result<Measurements> m = measure_all(options);
  if (!m) {
    std::fprintf(stderr, "bench: %s\n", m.error().message.c_str());
    return 1;
  }
  const std::string exact = exact_markdown(m.value()), timed = timed_markdown(m.value());
  std::printf("%s\n%s", exact.c_str(), timed.c_str());
  const bool written =
      write_file(options.output + "/exact.md", exact) &&
      write_file(options.output + "/timed.md", timed) &&
      write_file(options.output + "/performance.json", to_json(m.value()).dump(2) + "\n") &&
      write_file(options.output + "/roofline.dat", roofline_points(m.value().memories[0]));
  return written ? 0 : 1;
}

}  // namespace
}  // namespace vta::bench

int main(int argc, char** argv) {
  vta::bench::Options options;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--quick") == 0) {
      options.quick = true;
    } else if (std::strcmp(argv[i], "--output") == 0 && i + 1 < argc) {
      options.output = argv[++i];
    } else {
      std::fputs(vta::bench::kUsage, std::strcmp(argv[i], "--help") == 0 ? stdout : stderr);
      return std::strcmp(argv[i], "--help") == 0 ? 0 : 2;
    }
  }
  return vta::bench::run(options);
}
