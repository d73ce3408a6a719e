// SPDX-License-Identifier: Apache-2.0
//
// The words of a printed loop nest, and a cursor that walks over them.

#ifndef VTA_TESTS_COMPILER_LISTING_TOKENS_H_
#define VTA_TESTS_COMPILER_LISTING_TOKENS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hw/isa/result.h"

namespace vta::test {

enum class TokenKind { kName, kNumber, kString, kSymbol, kEnd };

// Text is as written: "i2.outer", "@tir.shift_right", "127i8", "\"VTAUopLoopEnd\"", "&&".
struct Token {
  TokenKind kind;
  std::string text;
  std::size_t line;    // the first is 1
  std::size_t offset;  // of its first character in the text
};

// The tokens of a text; the last one is kEnd. "#" begins a comment. Fails naming the line.
[[nodiscard]] Result<std::vector<Token>> tokenize(const std::string& text);

// A number as written, without and with its type: 127i8 is 127 and "int8", 14 is 14 and "int32".
struct Number {
  std::int64_t value;
  std::string dtype;
};

// Walks over tokens. The first failure stays; from then on there is nothing but kEnd.
class Cursor {
 public:
  explicit Cursor(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  [[nodiscard]] const Token& peek(std::size_t ahead = 0) const;
  // Whether the next token is this name or symbol.
  [[nodiscard]] bool at(std::string_view text, std::size_t ahead = 0) const;
  [[nodiscard]] bool at(TokenKind kind) const { return peek().kind == kind; }
  Token next();
  bool accept(std::string_view text);  // at() and then next()

  // The next token, which fails unless it is what the function says.
  bool expect(std::string_view text);
  std::string expect_name(std::string_view what);
  Number expect_number(bool negative = false);

  void fail(std::size_t line, const std::string& why);
  void fail_expected(std::string_view what);  // "line 3: expected WHAT, found 'x'"
  [[nodiscard]] bool failed() const { return error_.has_value(); }
  [[nodiscard]] const Error& error() const { return *error_; }

 private:
  std::vector<Token> tokens_;
  std::size_t position_ = 0;
  std::optional<Error> error_;
};

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_LISTING_TOKENS_H_
