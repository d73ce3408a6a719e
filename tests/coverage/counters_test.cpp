// SPDX-License-Identifier: Apache-2.0
//
// The counters of a Verilated model count what was executed, in functions as well.

#include <gtest/gtest.h>
#include <unistd.h>
#include <verilated_cov.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "Vcounted_function.h"

namespace vta {
namespace {

// Line of counted_function.sv -> how often the item of `case` there was executed.
std::map<unsigned, std::uint64_t> counts_of_items(VerilatedContext& context) {
  const std::string path = testing::TempDir() + "counters_test." + std::to_string(getpid());
  context.coveragep()->write(path.c_str());
  std::map<unsigned, std::uint64_t> counts;
  std::ifstream in(path);
  for (std::string point; std::getline(in, point);) {
    const std::size_t line = point.find("\001l\002"), count = point.rfind(' ');
    if (point.find("\001o\002case") == std::string::npos || line == std::string::npos) continue;
    counts[static_cast<unsigned>(std::stoul(point.substr(line + 3)))] +=
        std::stoull(point.substr(count + 1));
  }
  std::filesystem::remove(path);
  return counts;
}

TEST(Counters, OfAFunctionCountItsArgumentsOfTheSameCycle) {
  VerilatedContext context;
  const auto model = std::make_unique<Vcounted_function>(&context);
  model->clk_i = 0;
  model->rst_ni = 1;
  model->eval();
  for (const unsigned op : {0u, 1u, 1u, 2u, 2u, 2u, 3u, 3u, 3u, 3u}) {
    model->op_i = static_cast<std::uint8_t>(op);
    model->data_i = 0x0341;
    for (const unsigned level : {1u, 0u}) {
      model->clk_i = static_cast<std::uint8_t>(level);
      model->eval();
    }
  }
  EXPECT_EQ(model->data_o, 0xfcbe);  // the last one inverts
  std::vector<std::uint64_t> counts;
  for (const auto& [line, count] : counts_of_items(context)) counts.push_back(count);
  EXPECT_EQ(counts, (std::vector<std::uint64_t>{2, 4, 6, 8}));  // each in two lanes
}

}  // namespace
}  // namespace vta
