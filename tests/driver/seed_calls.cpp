// SPDX-License-Identifier: Apache-2.0

#include "tests/driver/seed_calls.h"

#include <cctype>
#include <charconv>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <vector>

namespace vta {
namespace {

using Variables = std::map<std::string, std::int64_t>;

struct Line {
  std::size_t number;
  std::vector<std::string> words;
};

std::vector<Line> split(const std::string& text) {
  std::vector<Line> lines;
  std::istringstream stream(text);
  std::string content;
  for (std::size_t number = 1; std::getline(stream, content); ++number) {
    std::istringstream words(content.substr(0, content.find('#')));
    Line line{number, {}};
    for (std::string word; words >> word;) line.words.push_back(word);
    if (!line.words.empty()) lines.push_back(line);
  }
  return lines;
}

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

// "84h+196c", "1-1h", "7": a sum of numbers, each times a variable if one follows.
std::optional<std::int64_t> evaluate(const std::string& text, const Variables& variables) {
  std::int64_t sum = 0;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  while (at != end) {
    if (*at == '+') ++at;
    std::int64_t number = 0;
    const auto [after, error] = std::from_chars(at, end, number);
    if (error != std::errc()) return std::nullopt;
    at = after;
    if (at != end && is_letter(*at)) {
      const auto variable = variables.find(std::string(1, *at++));
      if (variable == variables.end()) return std::nullopt;
      number *= variable->second;
    }
    sum += number;
  }
  return sum;
}

class Expander {
 public:
  explicit Expander(std::vector<Line> lines) : lines_(std::move(lines)) {}

  Result<std::string> run() {
    if (Status status = run_block(0, lines_.size()); !status) return status.error();
    return text_;
  }

 private:
  Status fail(const Line& line, const std::string& why) const {
    return Error{"line " + std::to_string(line.number) + ": " + why};
  }

  // The "end" of the "repeat" at `begin`.
  [[nodiscard]] std::optional<std::size_t> find_end(std::size_t begin) const {
    std::size_t depth = 0;
    for (std::size_t i = begin; i < lines_.size(); ++i) {
      if (lines_[i].words[0] == "repeat") ++depth;
      if (lines_[i].words[0] == "end" && --depth == 0) return i;
    }
    return std::nullopt;
  }

  Status run_block(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const Line& line = lines_[i];
      if (line.words[0] == "end") return fail(line, "end without repeat");
      if (line.words[0] != "repeat") {
        if (Status status = write(line); !status) return status;
        continue;
      }
      const auto last = find_end(i);
      if (!last) return fail(line, "repeat without end");
      if (Status status = repeat(i, *last); !status) return status;
      i = *last;
    }
    return ok_status();
  }

  Status repeat(std::size_t begin, std::size_t end) {
    const Line& line = lines_[begin];
    const auto count = line.words.size() == 3 ? evaluate(line.words[2], {}) : std::nullopt;
    if (!count || line.words[1].size() != 1) return fail(line, "expected: repeat LETTER COUNT");
    for (std::int64_t i = 0; i < *count; ++i) {
      variables_[line.words[1]] = i;
      if (Status status = run_block(begin + 1, end); !status) return status;
    }
    variables_.erase(line.words[1]);
    return ok_status();
  }

  Status write(const Line& line) {
    std::string separator;
    for (const std::string& word : line.words) {
      std::string shown = word;
      if (!is_letter(word[0])) {
        const auto value = evaluate(word, variables_);
        if (!value) return fail(line, "'" + word + "' is no sum of numbers and variables");
        shown = std::to_string(*value);
      }
      text_ += separator + shown;
      separator = " ";
    }
    text_ += "\n";
    return ok_status();
  }

  std::vector<Line> lines_;
  Variables variables_;
  std::string text_;
};

}  // namespace

Result<std::string> expand_calls(const std::string& compact) {
  return Expander(split(compact)).run();
}

Result<std::string> seed_calls_text() {
  const std::string path = VTA_TEST_DATA "/seed_conv2d.calls";
  std::ifstream file(path);
  if (!file) return Error{path + ": cannot be opened"};
  std::ostringstream text;
  text << file.rdbuf();
  Result<std::string> expanded = expand_calls(text.str());
  if (!expanded) return Error{path + ": " + expanded.error().message};
  return expanded;
}

Result<CallList> seed_calls() {
  Result<std::string> text = seed_calls_text();
  if (!text) return text.error();
  std::istringstream stream(text.value());
  return parse_calls(stream);
}

}  // namespace vta
