// SPDX-License-Identifier: Apache-2.0

#include "tests/compiler/listing/tokens.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <limits>
#include <utility>

namespace vta::test {
namespace {

constexpr std::array<std::string_view, 7> kLongSymbols = {"//", "<=", ">=", "==", "&&", "||", "->"};
constexpr std::string_view kSymbols = "()[]{},:;=+-*%<>";

struct Width {
  std::string_view suffix, dtype;
  std::int64_t highest;
};
constexpr std::array<Width, 5> kWidths = {{
    {"", "int32", std::numeric_limits<std::int32_t>::max()},
    {"i8", "int8", std::numeric_limits<std::int8_t>::max()},
    {"i16", "int16", std::numeric_limits<std::int16_t>::max()},
    {"i32", "int32", std::numeric_limits<std::int32_t>::max()},
    {"i64", "int64", std::numeric_limits<std::int64_t>::max()},
}};

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Length of the token that `rest` begins with and its kind; kEnd if there is none.
std::pair<std::size_t, TokenKind> measure(std::string_view rest) {
  std::size_t length = 1;
  if (rest[0] == '"') {
    const std::size_t end = rest.find_first_of("\"\n", 1);
    if (end == std::string_view::npos || rest[end] == '\n') return {1, TokenKind::kEnd};
    return {end + 1, TokenKind::kString};
  }
  if (is_digit(rest[0])) {
    while (length < rest.size() && is_word(rest[length])) ++length;
    return {length, TokenKind::kNumber};
  }
  if (is_word(rest[0]) || (rest[0] == '@' && rest.size() > 1 && is_word(rest[1]))) {
    while (length < rest.size() && (is_word(rest[length]) || rest[length] == '.')) ++length;
    return {length, TokenKind::kName};
  }
  for (const std::string_view symbol : kLongSymbols) {
    if (rest.substr(0, symbol.size()) == symbol) return {symbol.size(), TokenKind::kSymbol};
  }
  const bool known = kSymbols.find(rest[0]) != std::string_view::npos;
  return {1, known ? TokenKind::kSymbol : TokenKind::kEnd};
}

}  // namespace

Result<std::vector<Token>> tokenize(const std::string& text) {
  std::vector<Token> tokens;
  std::size_t line = 1;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '#') at = std::min(text.find('\n', at), text.size());
    if (at == text.size()) break;
    if (std::isspace(static_cast<unsigned char>(text[at])) != 0) {
      if (text[at++] == '\n') ++line;
      continue;
    }
    const auto [length, kind] = measure(std::string_view(text).substr(at));
    const std::string word = text.substr(at, length);
    if (kind == TokenKind::kEnd) {
      const std::string what = word == "\"" ? "the end of a string" : "a word of the notation";
      return Error{"line " + std::to_string(line) + ": expected " + what + ", found '" + word +
                   "'"};
    }
    tokens.push_back({kind, word, line, at});
    at += length;
  }
  tokens.push_back({TokenKind::kEnd, "", line, text.size()});
  return tokens;
}

const Token& Cursor::peek(std::size_t ahead) const {
  return tokens_[std::min(position_ + ahead, tokens_.size() - 1)];
}

bool Cursor::at(std::string_view text, std::size_t ahead) const {
  const Token& token = peek(ahead);
  return token.kind != TokenKind::kEnd && token.text == text;
}

Token Cursor::next() {
  Token token = peek();
  if (position_ + 1 < tokens_.size()) ++position_;
  return token;
}

bool Cursor::accept(std::string_view text) {
  if (!at(text)) return false;
  next();
  return true;
}

bool Cursor::expect(std::string_view text) {
  if (accept(text)) return true;
  fail_expected("'" + std::string(text) + "'");
  return false;
}

std::string Cursor::expect_name(std::string_view what) {
  if (at(TokenKind::kName) && peek().text[0] != '@') return next().text;
  fail_expected(what);
  return "";
}

Number Cursor::expect_number(bool negative) {
  if (!at(TokenKind::kNumber)) {
    fail_expected("a number");
    return {0, "int32"};
  }
  const std::string& text = peek().text;
  std::int64_t value = 0;
  const auto [after, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string suffix(after, text.data() + text.size());
  for (const Width& width : kWidths) {
    if (error != std::errc() || suffix != width.suffix) continue;
    if (negative ? value - 1 > width.highest : value > width.highest) break;
    next();
    return {negative ? -value : value, std::string(width.dtype)};
  }
  fail_expected("a number that its type can hold");
  return {0, "int32"};
}

void Cursor::fail(std::size_t line, const std::string& why) {
  if (!failed()) error_ = Error{"line " + std::to_string(line) + ": " + why};
  position_ = tokens_.size() - 1;
}

void Cursor::fail_expected(std::string_view what) {
  const Token& found = peek();
  const std::string shown =
      found.kind == TokenKind::kEnd ? "the end of the text" : "'" + found.text + "'";
  fail(found.line, "expected " + std::string(what) + ", found " + shown);
}

}  // namespace vta::test
