// SPDX-License-Identifier: Apache-2.0
//
// Where the instructions of a convolution come from: all of them say it, and what the stores say
// they store is the result, all of it once.

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <vector>

#include "compiler/topi/conv2d.h"
#include "compiler/topi/operator.h"
#include "tests/compiler/property/random_conv2d.h"
#include "tests/compiler/topi/conv2d_cases.h"
#include "tests/hw/geometries.h"

namespace vta {
namespace {

Result<topi::Compiled> compile(const Config& config, const topi::Conv2dLayer& layer,
                               const topi::Conv2dSchedule& schedule) {
  Result<topi::Operator> op = topi::conv2d(config, layer, schedule);
  if (!op) return op.error();
  return topi::compile(config, op.value());
}

// Moves nothing and computes nothing.
bool is_nop(const Insn& insn) {
  const auto opcode = static_cast<Opcode>(insn.opcode);
  return (opcode == Opcode::kLoad || opcode == Opcode::kStore) && insn.mem().rows() == 0;
}

// What the calls make has an origin; tokens alone, also those of the epilogue, and FINISH have
// none.
void expect_origins(const CommandStream::Finished& finished) {
  ASSERT_EQ(finished.origins.size(), finished.insns.size());
  for (std::size_t i = 0; i < finished.insns.size(); ++i) {
    const Insn& insn = finished.insns[i];
    const bool finish = static_cast<Opcode>(insn.opcode) == Opcode::kFinish;
    EXPECT_EQ(finish, i + 1 == finished.insns.size());
    EXPECT_EQ(finished.origins[i] == nullptr, finish || is_nop(insn)) << "instruction " << i;
    if (!finished.origins[i]) continue;
    const Status status = check_provenance(*finished.origins[i]);
    EXPECT_TRUE(status) << "instruction " << i << ": " << status.error().message;
  }
}

// The ranges of "res[0:1, 8:16]".
std::vector<std::pair<std::int64_t, std::int64_t>> ranges_of(const std::string& slice) {
  std::vector<std::int64_t> numbers;
  for (std::size_t i = slice.find('['); i < slice.size(); ++i) {
    if (std::isdigit(static_cast<unsigned char>(slice[i])) == 0) continue;
    std::size_t length = 0;
    numbers.push_back(std::stoll(slice.substr(i), &length));
    i += length;
  }
  std::vector<std::pair<std::int64_t, std::int64_t>> ranges;
  for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) {
    ranges.emplace_back(numbers[i], numbers[i + 1]);
  }
  return ranges;
}

std::size_t volume(const std::vector<std::pair<std::int64_t, std::int64_t>>& ranges) {
  std::size_t product = 1;
  for (const auto& [first, end] : ranges) product *= static_cast<std::size_t>(end - first);
  return product;
}

// Every store names its part of the result. Stores of one origin share a part, which they store
// once; the parts are disjoint and all of the result.
void expect_exact_cover(const Config& config, const topi::Conv2dLayer& layer,
                        const CommandStream::Finished& finished) {
  const std::int64_t channel_blocks =
      (layer.out_channels + config.block() - 1) / config.block() / layer.groups;
  std::vector<std::int64_t> shape = {(layer.batch + config.batch() - 1) / config.batch()};
  if (layer.groups > 1) shape.push_back(layer.groups);
  for (const std::int64_t extent : {channel_blocks, layer.out_height(), layer.out_width(),
                                    std::int64_t{config.batch()}, std::int64_t{config.block()}}) {
    shape.push_back(extent);
  }
  std::size_t size = 1;
  for (const std::int64_t extent : shape) size *= static_cast<std::size_t>(extent);
  std::vector<int> times(size);  // that an element is stored

  const auto lanes =
      static_cast<std::size_t>(config.batch()) * static_cast<std::size_t>(config.block());
  std::map<std::string, std::size_t> stored;  // numbers, by slice
  for (std::size_t i = 0; i < finished.insns.size(); ++i) {
    const Insn& insn = finished.insns[i];
    if (static_cast<Opcode>(insn.opcode) != Opcode::kStore || is_nop(insn)) continue;
    ASSERT_TRUE(finished.origins[i]);
    EXPECT_EQ(finished.origins[i]->stage, "res");
    stored[finished.origins[i]->slice] +=
        std::size_t{insn.mem().x_size} * insn.mem().y_size * lanes;
  }
  for (const auto& [slice, numbers] : stored) {
    const auto ranges = ranges_of(slice);
    ASSERT_EQ(ranges.size(), shape.size()) << slice;
    EXPECT_EQ(numbers, volume(ranges)) << slice;
    for (std::size_t k = 0; k < volume(ranges); ++k) {
      std::size_t rest = k, element = 0, step = 1;
      for (std::size_t d = shape.size(); d-- > 0;) {
        const auto extent = static_cast<std::size_t>(ranges[d].second - ranges[d].first);
        const std::size_t index = static_cast<std::size_t>(ranges[d].first) + rest % extent;
        ASSERT_LT(index, static_cast<std::size_t>(shape[d])) << slice;
        rest /= extent;
        element += index * step;
        step *= static_cast<std::size_t>(shape[d]);
      }
      ++times[element];
    }
  }
  EXPECT_EQ(std::count(times.begin(), times.end(), 1), static_cast<std::ptrdiff_t>(size));
}

void expect_traceable(const Config& config, const topi::Conv2dLayer& layer,
                      const topi::Conv2dSchedule& schedule) {
  const Result<topi::Compiled> compiled = compile(config, layer, schedule);
  ASSERT_TRUE(compiled) << compiled.error().message;
  expect_origins(compiled.value().finished);
  expect_exact_cover(config, layer, compiled.value().finished);
}

TEST(Traceability, OfTheSeed) { expect_traceable(Config::pynq(), {}, {}); }

TEST(Traceability, OfSmallCases) {
  for (const test::Conv2dCase& c : test::small_conv2d_cases()) {
    SCOPED_TRACE(c.name);
    expect_traceable(Config::pynq(), c.layer, c.schedule);
  }
  for (const test::Conv2dCase& c : test::batch2_conv2d_cases()) {
    SCOPED_TRACE(c.name);
    expect_traceable(test::legal({{"LOG_BATCH", 1}}), c.layer, c.schedule);
  }
}

TEST(Traceability, OfRandomConvolutions) {
  for (std::uint32_t seed = 1; seed <= 100; ++seed) {
    fuzz::Dice dice(seed);
    const Config config = test::random_config(dice);
    const topi::Conv2dLayer layer = test::random_layer(config, dice);
    const topi::Conv2dSchedule schedule = test::random_schedule(config, dice);
    if (!compile(config, layer, schedule)) continue;
    SCOPED_TRACE("seed " + std::to_string(seed) + ", " + test::to_text(layer) + ", " +
                 test::to_text(schedule));
    expect_traceable(config, layer, schedule);
  }
}

// Texts of the instructions with this opcode, in their order.
std::vector<std::string> texts(const CommandStream::Finished& finished, Opcode opcode) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < finished.insns.size(); ++i) {
    if (static_cast<Opcode>(finished.insns[i].opcode) != opcode || !finished.origins[i]) continue;
    all.push_back(to_string(*finished.origins[i]));
  }
  return all;
}

TEST(Traceability, GemmOfTheSeedNamesItsTile) {
  const Result<topi::Compiled> compiled = compile(Config::pynq(), {}, {});
  ASSERT_TRUE(compiled);
  const std::vector<std::string> gemms = texts(compiled.value().finished, Opcode::kGemm);
  std::vector<std::string> expected;
  const auto tile = [](int oc, int y) {
    return "conv2d tile oc " + std::to_string(oc) + "/2, y " + std::to_string(y) + "/2";
  };
  for (int y = 0; y < 2; ++y) {
    for (int oc = 0; oc < 2; ++oc) expected.push_back(tile(oc, y));  // resets
    for (int ic = 0; ic < 16; ++ic) {
      for (int oc = 0; oc < 2; ++oc) {
        expected.push_back(tile(oc, y) + ", ic " + std::to_string(ic) + "/16");
      }
    }
  }
  EXPECT_EQ(gemms, expected);
}

}  // namespace
}  // namespace vta
