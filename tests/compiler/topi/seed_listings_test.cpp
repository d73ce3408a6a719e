// SPDX-License-Identifier: Apache-2.0
//
// The seed's schedule gives the seed's three listings: the same loops in the same order, extents,
// buffers, indices as functions of the loop variables, and intrinsic calls.

#include <gtest/gtest.h>

#include <cctype>
#include <string>

#include "compiler/ir/print.h"
#include "compiler/passes/lower.h"
#include "compiler/topi/conv2d.h"
#include "tests/compiler/listing/compare.h"
#include "tests/compiler/listing/listing.h"

namespace vta {
namespace {

using topi::Conv2dStage;

Result<std::string> lowered(const topi::Conv2dLayer& layer, Conv2dStage stage) {
  const Config config = Config::pynq();
  const Result<topi::Operator> op = topi::conv2d(config, layer, {}, stage);
  if (!op) return op.error();
  const Result<ir::Function> program =
      stage == Conv2dStage::kFull ? lower(op.value().schedule, op.value().args, config)
                                  : lower_to_loops(op.value().schedule, op.value().args, config);
  if (!program) return program.error();
  return ir::to_text(program.value());
}

// Why a text is not the listing of the seed, or "".
std::string difference(const std::string& text, const char* which) {
  const Result<test::Listing> expected = test::seed_listing(which);
  if (!expected) return expected.error().message;
  const Result<test::Listing> actual = test::parse_listing(text);
  if (!actual) return "not a listing: " + actual.error().message;
  return test::first_difference(expected.value(), actual.value());
}

struct Listing {
  const char* name;
  Conv2dStage stage;
};

class SeedListing : public testing::TestWithParam<Listing> {};

TEST_P(SeedListing, IsWhatTheSeedsScheduleGives) {
  const Result<std::string> text = lowered({}, GetParam().stage);
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_EQ(difference(text.value(), GetParam().name), "");
}

// With two tiles of rows the rows of padding above a tile are 1 and 0, however steep the line that
// is cut off at 0.
bool is_slope_of_clamp(const std::string& text, std::size_t at) {
  const std::string before = "max(1 - (y.outer*";
  return at >= before.size() && text.compare(at - before.size(), before.size(), before) == 0;
}

// Our text with one number in it changed is another program, wherever the number stands.
TEST_P(SeedListing, IsNoneWithAnyNumberChanged) {
  const Result<std::string> text = lowered({}, GetParam().stage);
  ASSERT_TRUE(text) << text.error().message;
  const std::string& whole = text.value();
  const std::size_t body = whole.find("} {\n");
  ASSERT_NE(body, std::string::npos);
  int changed = 0;
  for (std::size_t i = body; i < whole.size(); ++i) {
    const auto is_digit = [&](std::size_t at) {
      return std::isdigit(static_cast<unsigned char>(whole[at])) != 0;
    };
    const bool starts = is_digit(i) && whole.find_first_of(" ([,*", i - 1) == i - 1;
    if (!starts || is_slope_of_clamp(whole, i)) continue;
    std::size_t end = i;
    while (is_digit(end)) ++end;
    std::string mutant = whole;
    mutant.replace(i, end - i, std::to_string(std::stoll(whole.substr(i, end - i)) + 1));
    EXPECT_NE(difference(mutant, GetParam().name), "")
        << "number at " << i << ": " << whole.substr(whole.rfind('\n', i) + 1, 60);
    ++changed;
    i = end;
  }
  EXPECT_GT(changed, 60);
}

INSTANTIATE_TEST_SUITE_P(Listings, SeedListing,
                         testing::Values(Listing{"default", Conv2dStage::kDefault},
                                         Listing{"blocked", Conv2dStage::kThreads},
                                         Listing{"final", Conv2dStage::kFull}),
                         [](const auto& test) { return std::string(test.param.name); });

// A layer that is not the seed's gives listings that are not the seed's.
TEST(SeedListings, AreNoneOfAnotherLayer) {
  const topi::Conv2dLayer others[] = {
      {.height = 15},  {.width = 13},  {.in_channels = 240}, {.out_channels = 128}, {.kernel_h = 1},
      {.kernel_w = 5}, {.pad_h = 0},   {.pad_w = 2},         {.stride_h = 2},       {.stride_w = 2},
      {.shift = 7},    {.clip_lo = 1}, {.clip_hi = 126},     {.bias = true}};
  for (const topi::Conv2dLayer& layer : others) {
    for (const auto& [name, stage] :
         {Listing{"default", Conv2dStage::kDefault}, Listing{"final", Conv2dStage::kFull}}) {
      const Result<std::string> text = lowered(layer, stage);
      ASSERT_TRUE(text) << text.error().message;
      EXPECT_NE(difference(text.value(), name), "") << name;
    }
  }
}

TEST(SeedListings, OfTheBlockedProgramWithoutThreadsHasItsLoops) {
  const Result<std::string> text = lowered({}, Conv2dStage::kTiled);
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_NE(text.value().find("for (oc.outer: int32, 0, 2)"), std::string::npos);
  EXPECT_NE(text.value().find("for (y.outer: int32, 0, 2)"), std::string::npos);
}

}  // namespace
}  // namespace vta
