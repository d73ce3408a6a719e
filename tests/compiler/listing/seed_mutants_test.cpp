// SPDX-License-Identifier: Apache-2.0
//
// The seed's three listings: equal to themselves in other words, different with any other number.

#include <gtest/gtest.h>

#include <cctype>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/compiler/listing/compare.h"
#include "tests/compiler/listing/listing.h"
#include "tests/compiler/listing/tokens.h"

namespace vta::test {
namespace {

std::string text_of(const std::string& which) {
  Result<std::string> text = seed_listing_text(which);
  EXPECT_TRUE(text) << text.error().message;
  return text ? text.value() : "";
}

Listing parsed(const std::string& text) {
  Result<Listing> listing = parse_listing(text);
  EXPECT_TRUE(listing) << listing.error().message;
  return listing ? std::move(listing).value() : Listing{};
}

std::vector<Token> tokens_of(const std::string& text) {
  Result<std::vector<Token>> tokens = tokenize(text);
  EXPECT_TRUE(tokens) << tokens.error().message;
  return tokens ? tokens.value() : std::vector<Token>{};
}

// The tokens from `first` on are these; "NAME" and "NUMBER" stand for any name and number.
bool matches(const std::vector<Token>& tokens, std::size_t first, const std::string& pattern) {
  std::istringstream words(pattern);
  for (std::string word; words >> word; ++first) {
    if (first >= tokens.size()) return false;
    const Token& token = tokens[first];
    const bool any = (word == "NAME" && token.kind == TokenKind::kName) ||
                     (word == "NUMBER" && token.kind == TokenKind::kNumber);
    if (!any && token.text != word) return false;
  }
  return true;
}

const std::string kView = ": Buffer ( NAME , NAME , [ NUMBER ] , [ ] )";
constexpr std::size_t kViewTokens = 14;
constexpr std::size_t kViewExtent = 8;

// The tokens with `replace` applied to every name, one per line.
std::string with_names(const std::vector<Token>& tokens,
                       const std::map<std::string, std::string>& replace) {
  std::string text;
  for (const Token& token : tokens) {
    const auto found = replace.find(token.text);
    text += (found == replace.end() ? token.text : found->second) + "\n";
  }
  return text;
}

// Every loop variable gets a new name. `use` takes its place in expressions, "%" being the new
// name.
std::string with_loops(const std::string& text, const std::string& use) {
  std::vector<Token> tokens = tokens_of(text);
  std::map<std::string, std::string> names;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (!matches(tokens, i, "for ( NAME :")) continue;
    const std::string name = "loop" + std::to_string(names.size());
    std::string used = use;
    names[tokens[i + 2].text] = used.replace(use.find('%'), 1, name);
    tokens[i + 2].text = name;
  }
  return with_names(tokens, names);
}

// Every let is replaced by its value. A let is a line of its own.
std::string without_lets(const std::string& text) {
  std::map<std::string, std::string> lets;
  std::istringstream lines(text);
  std::string result;
  for (std::string line; std::getline(lines, line);) {
    const std::vector<Token> tokens = tokens_of(line);
    if (!matches(tokens, 0, "let NAME : int32 =")) {
      result += with_names(tokens, lets);
      continue;
    }
    const std::vector<Token> value(tokens.begin() + 5, tokens.end());
    lets[tokens[1].text] = "(" + with_names(value, lets) + ")";
  }
  return result;
}

std::string without_views(const std::string& text) {
  std::vector<Token> kept;
  const std::vector<Token> tokens = tokens_of(text);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (matches(tokens, i, kView)) i += kViewTokens;
    kept.push_back(tokens[i]);
  }
  return with_names(kept, {});
}

struct Seed {
  std::string which;
  std::size_t numbers, statements;        // that are changed below
  std::vector<std::string> view_extents;  // data_buf_1, kernel_buf_1, res_conv_1 to res_conv_4
};

const std::vector<Seed> kSeeds = {
    {"default", 121, 8, {"65536", "589824", "50176", "50176", "50176", "50176"}},
    {"blocked", 146, 14, {"65536", "589824", "157351936", "157351936", "157351936", "157351936"}},
    {"final", 186, 42, {}},
};

class SeedListing : public testing::TestWithParam<Seed> {
 protected:
  const std::string text_ = text_of(GetParam().which);
  const Listing seed_ = parsed(text_);
};

TEST_P(SeedListing, EqualsItselfInOtherWords) {
  EXPECT_EQ(first_difference(seed_, seed_), "");
  const std::string renamed = with_loops(text_, "%");
  for (const std::string& other : {renamed, with_loops(text_, "(7 + % - 7)"), without_lets(text_),
                                   without_views(text_), without_views(without_lets(renamed))}) {
    EXPECT_EQ(first_difference(seed_, parsed(other)), "");
  }
}

// All numbers but the extents of views, which say nothing: see parse_view.
TEST_P(SeedListing, EveryNumberCounts) {
  const std::vector<Token> tokens = tokens_of(text_);
  std::set<std::size_t> skipped;
  std::vector<std::string> view_extents;
  std::size_t numbers = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (matches(tokens, i, kView)) {
      skipped.insert(i + kViewExtent);
      view_extents.push_back(tokens[i + kViewExtent].text);
    }
    if (tokens[i].kind != TokenKind::kNumber || skipped.contains(i)) continue;
    ++numbers;
    std::size_t digits = 0;
    const std::int64_t number = std::stoll(tokens[i].text, &digits);
    for (const std::int64_t other : {number + 1, number - 1}) {
      std::string changed = text_;
      changed.replace(tokens[i].offset, digits, std::to_string(other));
      EXPECT_NE(first_difference(seed_, parsed(changed)), "")
          << "line " << tokens[i].line << ": " << number << " -> " << other;
    }
  }
  EXPECT_EQ(view_extents, GetParam().view_extents);
  EXPECT_EQ(numbers, GetParam().numbers);
}

// A statement that is left out, and one that stands twice.
TEST_P(SeedListing, EveryStatementCounts) {
  std::size_t statements = 0;
  std::size_t end = 0;
  for (std::size_t begin = 0; begin < text_.size(); begin = end + 1) {
    end = text_.find('\n', begin);
    const std::string line = text_.substr(begin, end - begin);
    const std::vector<Token> tokens = tokens_of(line);
    const bool call = matches(tokens, 0, "NAME (") && tokens[0].text[0] == '@';
    const bool store = matches(tokens, 0, "NAME [") && tokens[0].text != "attr";
    if (!call && !store && !matches(tokens, 0, "NAME " + kView)) continue;
    ++statements;
    for (const std::string& other : {std::string(), line + "\n" + line}) {
      std::string changed = text_;
      changed.replace(begin, end - begin, other);
      EXPECT_NE(first_difference(seed_, parsed(changed)), "") << line;
    }
  }
  EXPECT_EQ(statements, GetParam().statements);
}

INSTANTIATE_TEST_SUITE_P(Seed, SeedListing, testing::ValuesIn(kSeeds));

}  // namespace
}  // namespace vta::test
