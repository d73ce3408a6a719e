// SPDX-License-Identifier: Apache-2.0

#include "tests/compiler/listing/listing.h"

#include <fstream>
#include <sstream>
#include <utility>

#include "tests/compiler/listing/expr_parser.h"
#include "tests/compiler/listing/tokens.h"

namespace vta::test {
namespace {

class ListingParser {
 public:
  explicit ListingParser(std::vector<Token> tokens)
      : cursor_(std::move(tokens)), expressions_(cursor_, names_) {}

  Result<Listing> run() {
    parse_header();
    listing_.body = parse_block();
    if (!cursor_.at(TokenKind::kEnd)) cursor_.fail_expected("a statement");
    if (cursor_.failed()) return cursor_.error();
    return std::move(listing_);
  }

 private:
  void parse_header() {
    if (cursor_.accept("@main")) {
      cursor_.expect("=");
      cursor_.expect("primfn");
      skip_group();
      for (const char* symbol : {"->", "(", ")"}) cursor_.expect(symbol);
    }
    while (cursor_.at("=", 1) && cursor_.at("{", 2)) {
      const Token key = cursor_.next();
      cursor_.next();
      if (key.text == "buffers") {
        parse_parameters();
      } else if (key.text == "attr" || key.text == "buffer_map" ||
                 key.text == "preflattened_buffer_map") {
        skip_group();
      } else {
        cursor_.fail(key.line, "expected 'buffers', found '" + key.text + "'");
      }
    }
  }

  // What begins with a bracket, up to the one that closes it.
  void skip_group() {
    std::size_t depth = 0;
    do {
      if (cursor_.at(TokenKind::kEnd)) return cursor_.fail_expected("a closing bracket");
      if (cursor_.at("(") || cursor_.at("{") || cursor_.at("[")) ++depth;
      if (cursor_.at(")") || cursor_.at("}") || cursor_.at("]")) --depth;
      cursor_.next();
    } while (depth > 0);
  }

  void parse_parameters() {
    cursor_.expect("{");
    for (bool first = true; !cursor_.failed() && !cursor_.accept("}"); first = false) {
      if (!first) cursor_.expect(",");
      const Token token = cursor_.peek();
      const std::string name = cursor_.expect_name("the name of a buffer");
      for (const char* symbol : {":", "Buffer", "("}) cursor_.expect(symbol);
      const std::string variable = cursor_.expect_name("the variable of a buffer");
      const Buffer buffer = parse_buffer();
      for (const char* symbol : {",", "[", "]", ")"}) cursor_.expect(symbol);
      add(token.line, name, buffer, listing_.parameters);
      if (variable != name && !names_.add_handle(variable, name)) taken(token.line, variable);
    }
  }

  // ": Pointer(SCOPE TYPE), TYPE, [N]"
  Buffer parse_buffer() {
    for (const char* symbol : {":", "Pointer", "("}) cursor_.expect(symbol);
    std::string scope = "global";
    std::string dtype = cursor_.expect_name("a type");
    if (!cursor_.at(")")) scope = std::exchange(dtype, cursor_.expect_name("a type"));
    for (const char* symbol : {")", ","}) cursor_.expect(symbol);
    cursor_.expect(dtype);
    cursor_.expect(",");
    const std::size_t line = cursor_.peek().line;
    const std::vector<std::int64_t> shape = expressions_.parse_shape();
    if (shape.size() != 1 || shape[0] < 1) cursor_.fail(line, "expected one positive size");
    return {scope, dtype, cursor_.failed() ? 0 : shape[0]};
  }

  void add(std::size_t line, const std::string& name, const Buffer& buffer,
           std::map<std::string, Buffer>& buffers) {
    if (!names_.add_buffer(name, buffer)) taken(line, name);
    buffers.emplace(name, buffer);
  }

  void taken(std::size_t line, const std::string& name) {
    cursor_.fail(line, "expected another name, '" + name + "' is taken");
  }

  // Statements up to the bracket that closes the block, which stays.
  std::vector<Statement> parse_block() {
    std::vector<Statement> statements;
    std::vector<std::string> lets;
    while (!cursor_.at("}") && !cursor_.at(TokenKind::kEnd)) {
      if (cursor_.at("{")) {
        append(statements, parse_braces());
      } else if (cursor_.at("allocate") && cursor_.at("(", 1)) {
        parse_allocation();
        if (cursor_.at("{")) append(statements, parse_braces());
        cursor_.accept(";");
      } else if (cursor_.at("let") && !cursor_.at("[", 1)) {
        lets.push_back(parse_let());
      } else {
        statements.push_back(parse_statement());
      }
    }
    for (const std::string& let : lets) names_.remove_value(let);
    return statements;
  }

  std::vector<Statement> parse_braces() {
    cursor_.expect("{");
    std::vector<Statement> statements = parse_block();
    cursor_.expect("}");
    return statements;
  }

  static void append(std::vector<Statement>& to, std::vector<Statement> from) {
    for (Statement& statement : from) to.push_back(std::move(statement));
  }

  void parse_allocation() {
    const std::size_t line = cursor_.next().line;
    cursor_.expect("(");
    const std::string name = cursor_.expect_name("the name of a buffer");
    const Buffer buffer = parse_buffer();
    for (const char* symbol : {")", ",", "storage_scope", "="}) cursor_.expect(symbol);
    cursor_.expect(buffer.scope);
    add(line, name, buffer, listing_.allocations);
  }

  // The value may not read a buffer: it takes the place of the name, which may be behind a store.
  std::string parse_let() {
    cursor_.next();
    const Token token = cursor_.peek();
    std::string name = cursor_.expect_name("the name of a let");
    for (const char* symbol : {":", "int32", "="}) cursor_.expect(symbol);
    const ExprPtr value = expressions_.parse();
    if (!value->pure || value->dtype != "int32") {
      cursor_.fail(token.line, "expected an int32 that reads no buffer in a let");
    }
    if (!names_.add_value(name, value)) taken(token.line, name);
    return name;
  }

  Statement parse_statement() {
    if (cursor_.at("for") && cursor_.at("(", 1)) return parse_loop();
    if (cursor_.at("attr") && cursor_.at("[", 1)) return parse_attribute();
    const std::size_t line = cursor_.peek().line;
    if (cursor_.at(TokenKind::kName) && cursor_.peek().text[0] == '@') {
      ExprPtr call = expressions_.parse();
      if (call->op != Op::kCall) cursor_.fail(line, "expected a call that has an effect");
      return {Statement::Kind::kEvaluate, line, call->name, 0, 0, nullptr, call};
    }
    if (!cursor_.at(TokenKind::kName)) cursor_.fail_expected("a statement");
    Statement store{Statement::Kind::kStore, line, expressions_.parse_view()};
    store.index = expressions_.parse_index();
    cursor_.expect("=");
    store.value = expressions_.parse();
    if (cursor_.failed()) return store;
    const std::string& dtype = names_.buffer(store.name).dtype;
    if (store.value->dtype != dtype) {
      cursor_.fail(line,
                   "expected " + dtype + " for " + store.name + ", found " + store.value->dtype);
    }
    return store;
  }

  Statement parse_loop() {
    const std::size_t line = cursor_.next().line;
    cursor_.expect("(");
    Statement loop{Statement::Kind::kLoop, line, cursor_.expect_name("a loop variable")};
    for (const char* symbol : {":", "int32", ","}) cursor_.expect(symbol);
    loop.minimum = expressions_.parse_constant();
    cursor_.expect(",");
    loop.extent = expressions_.parse_constant();
    cursor_.expect(")");
    if (loop.extent < 1) cursor_.fail(line, "expected a positive extent");
    if (!names_.add_value(loop.name, make_variable(depth_))) taken(line, loop.name);
    ++depth_;
    loop.body = parse_braces();
    --depth_;
    names_.remove_value(loop.name);
    return loop;
  }

  // attr [IterVar(vta: int32, (nullptr), "ThreadIndex", "vta")] "KEY" = VALUE {
  Statement parse_attribute() {
    const std::size_t line = cursor_.next().line;
    for (const char* symbol : {"[", "IterVar", "(", "vta"}) cursor_.expect(symbol);
    if (cursor_.accept(":")) cursor_.expect("int32");
    for (const char* symbol : {",", "(", "nullptr", ")", ",", "\"ThreadIndex\"", ",", "\"vta\""}) {
      cursor_.expect(symbol);
    }
    for (const char* symbol : {")", "]"}) cursor_.expect(symbol);
    if (!cursor_.at(TokenKind::kString)) cursor_.fail_expected("the key of an attribute");
    const ExprPtr key = expressions_.parse();
    Statement attribute{Statement::Kind::kAttribute, line, key->name};
    cursor_.expect("=");
    attribute.value = expressions_.parse();
    attribute.body = parse_braces();
    return attribute;
  }

  Cursor cursor_;
  Names names_;
  ExprParser expressions_;
  Listing listing_;
  std::size_t depth_ = 0;  // loops around the current place
};

}  // namespace

Result<Listing> parse_listing(const std::string& text) {
  Result<std::vector<Token>> tokens = tokenize(text);
  if (!tokens) return tokens.error();
  return ListingParser(std::move(tokens).value()).run();
}

Result<std::string> seed_listing_text(std::string_view which) {
  const std::string path = VTA_TEST_DATA "/seed_" + std::string(which) + ".tir";
  std::ifstream file(path);
  if (!file) return Error{path + ": cannot be opened"};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Result<Listing> seed_listing(std::string_view which) {
  Result<std::string> text = seed_listing_text(which);
  if (!text) return text.error();
  Result<Listing> listing = parse_listing(text.value());
  if (!listing) return Error{"seed_" + std::string(which) + ".tir: " + listing.error().message};
  return listing;
}

}  // namespace vta::test
