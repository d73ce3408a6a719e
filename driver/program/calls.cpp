// SPDX-License-Identifier: Apache-2.0
//
// Calls as text, one per line: a word that names the call, then its arguments in the order of the
// C runtime interface.

#include "driver/program/calls.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <istream>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>

#include "hw/isa/shown.h"

namespace vta {
namespace {

// ---- printing ----

template <typename T>
std::string word(const T& value) {
  if constexpr (std::is_same_v<T, std::string>) {
    return value;
  } else if constexpr (std::is_enum_v<T>) {
    return std::to_string(static_cast<unsigned>(value));
  } else if constexpr (std::is_same_v<T, bool>) {
    return value ? "1" : "0";
  } else {
    return std::to_string(value);
  }
}

template <typename... Args>
std::string line(std::string_view name, const Args&... args) {
  std::string text(name);
  ((text += ' ', text += word(args)), ...);
  return text;
}

struct Printer {
  std::string operator()(const DepPush& c) const { return line("dep_push", c.from, c.to); }
  std::string operator()(const DepPop& c) const { return line("dep_pop", c.from, c.to); }
  std::string operator()(const Scope& c) const { return line("scope", c.queue); }
  std::string operator()(const UopScopeBegin& c) const {
    return c.mode == UopMode::kGemm ? "uop_scope gemm" : "uop_scope alu";
  }
  std::string operator()(const UopLoopBegin& c) const {
    return line("loop_begin", c.extent, c.dst_factor, c.src_factor, c.wgt_factor);
  }
  std::string operator()(const UopPush& c) const {
    return line("uop_push", c.mode, c.reset, c.dst, c.src, c.wgt, c.alu_opcode, c.use_imm, c.imm);
  }
  std::string operator()(const UopLoopEnd&) const { return "loop_end"; }
  std::string operator()(const UopScopeEnd&) const { return "uop_scope_end"; }
  std::string operator()(const Load2d& c) const {
    return line("load2d", c.buffer, c.offset, c.x_size, c.y_size, c.x_stride, c.x_pad_before,
                c.y_pad_before, c.x_pad_after, c.y_pad_after, c.sram_index, c.memory_type);
  }
  std::string operator()(const Store2d& c) const {
    return line("store2d", c.sram_index, c.memory_type, c.buffer, c.offset, c.x_size, c.y_size,
                c.x_stride);
  }
  std::string operator()(const Sync&) const { return "sync"; }
};

// ---- parsing ----

// The words of one line, taken from the left. The first failure is kept; later takes yield zeros.
class Words {
 public:
  explicit Words(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r";
    for (std::size_t at = text.find_first_not_of(kBlank); at != std::string_view::npos;) {
      const std::size_t end = std::min(text.find_first_of(kBlank, at), text.size());
      words_.push_back(text.substr(at, end - at));
      at = text.find_first_not_of(kBlank, end);
    }
  }

  [[nodiscard]] std::size_t left() const { return words_.size() - next_; }
  [[nodiscard]] const std::string& failure() const { return failure_; }
  std::string_view text() { return words_[next_++]; }

  template <typename T>
  void take(T& value, std::string_view what) {
    if constexpr (std::is_same_v<T, std::string>) {
      value = text();
    } else if constexpr (std::is_same_v<T, bool>) {
      value = integer<std::uint32_t>(what, 0, 1) != 0;
    } else if constexpr (std::is_same_v<T, Queue>) {
      value = static_cast<Queue>(integer<std::uint32_t>(what, 1, 3));
    } else if constexpr (std::is_same_v<T, UopMode>) {
      value = static_cast<UopMode>(integer<std::uint32_t>(what, 0, 1));
    } else if constexpr (std::is_same_v<T, MemoryType>) {
      constexpr std::uint32_t kLast = kMemoryTypeCount - 1;
      value = static_cast<MemoryType>(integer<std::uint32_t>(what, 0, kLast));
    } else {
      value = integer<T>(what, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
    }
  }

 private:
  template <typename T>
  T integer(std::string_view what, T low, T high) {
    const std::string_view digits = text();
    T value{};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool whole = error == std::errc() && end == digits.data() + digits.size();
    if (whole && value >= low && value <= high) return value;
    if (failure_.empty()) {
      failure_ = std::string(what) + " is '" + shown(digits) + "', expected an integer " +
                 std::to_string(low) + ".." + std::to_string(high);
    }
    return T{};
  }

  std::vector<std::string_view> words_;
  std::size_t next_ = 0;
  std::string failure_;
};

template <typename T>
struct Argument {
  std::string_view name;
  T* value;
};
template <typename T>
Argument(const char*, T*) -> Argument<T>;

// Takes all arguments of a call, in order; there must be as many words as arguments.
template <typename... T>
std::string take_all(Words& words, Argument<T>... arguments) {
  if (words.left() != sizeof...(T)) {
    std::string text = "has " + std::to_string(words.left()) + " arguments, expected " +
                       std::to_string(sizeof...(T));
    if constexpr (sizeof...(T) != 0) {
      text += ':';
      ((text += ' ', text += arguments.name), ...);
    }
    return text;
  }
  (words.take(*arguments.value, arguments.name), ...);
  return words.failure();
}

std::string parse(Words& w, DepPush& c) {
  return take_all(w, Argument{"from", &c.from}, Argument{"to", &c.to});
}
std::string parse(Words& w, DepPop& c) {
  return take_all(w, Argument{"from", &c.from}, Argument{"to", &c.to});
}
std::string parse(Words& w, Scope& c) { return take_all(w, Argument{"queue", &c.queue}); }
std::string parse(Words& w, UopScopeBegin& c) {
  std::string mode;
  std::string failure = take_all(w, Argument{"mode", &mode});
  if (failure.empty() && mode != "gemm" && mode != "alu") {
    failure = "mode is '" + shown(mode) + "', expected gemm or alu";
  }
  c.mode = mode == "alu" ? UopMode::kAlu : UopMode::kGemm;
  return failure;
}
std::string parse(Words& w, UopLoopBegin& c) {
  return take_all(w, Argument{"extent", &c.extent}, Argument{"dst_factor", &c.dst_factor},
                  Argument{"src_factor", &c.src_factor}, Argument{"wgt_factor", &c.wgt_factor});
}
std::string parse(Words& w, UopPush& c) {
  return take_all(w, Argument{"mode", &c.mode}, Argument{"reset", &c.reset},
                  Argument{"dst", &c.dst}, Argument{"src", &c.src}, Argument{"wgt", &c.wgt},
                  Argument{"alu_opcode", &c.alu_opcode}, Argument{"use_imm", &c.use_imm},
                  Argument{"imm", &c.imm});
}
std::string parse(Words& w, UopLoopEnd&) { return take_all(w); }
std::string parse(Words& w, UopScopeEnd&) { return take_all(w); }
std::string parse(Words& w, Load2d& c) {
  return take_all(w, Argument{"buffer", &c.buffer}, Argument{"offset", &c.offset},
                  Argument{"x_size", &c.x_size}, Argument{"y_size", &c.y_size},
                  Argument{"x_stride", &c.x_stride}, Argument{"x_pad_before", &c.x_pad_before},
                  Argument{"y_pad_before", &c.y_pad_before},
                  Argument{"x_pad_after", &c.x_pad_after}, Argument{"y_pad_after", &c.y_pad_after},
                  Argument{"sram_index", &c.sram_index}, Argument{"memory_type", &c.memory_type});
}
std::string parse(Words& w, Store2d& c) {
  return take_all(w, Argument{"sram_index", &c.sram_index}, Argument{"memory_type", &c.memory_type},
                  Argument{"buffer", &c.buffer}, Argument{"offset", &c.offset},
                  Argument{"x_size", &c.x_size}, Argument{"y_size", &c.y_size},
                  Argument{"x_stride", &c.x_stride});
}
std::string parse(Words& w, Sync&) { return take_all(w); }

template <typename T>
std::string parse_as(Words& words, Call& call) {
  T value{};
  std::string failure = parse(words, value);
  call = std::move(value);
  return failure;
}

struct Form {
  std::string_view name;
  std::string (*parse)(Words& words, Call& call);
};
constexpr std::array<Form, 11> kForms = {{
    {"dep_push", parse_as<DepPush>},
    {"dep_pop", parse_as<DepPop>},
    {"scope", parse_as<Scope>},
    {"uop_scope", parse_as<UopScopeBegin>},
    {"loop_begin", parse_as<UopLoopBegin>},
    {"uop_push", parse_as<UopPush>},
    {"loop_end", parse_as<UopLoopEnd>},
    {"uop_scope_end", parse_as<UopScopeEnd>},
    {"load2d", parse_as<Load2d>},
    {"store2d", parse_as<Store2d>},
    {"sync", parse_as<Sync>},
}};

std::string parse_line(Words& words, Call& call) {
  const std::string_view name = words.text();
  for (const Form& form : kForms) {
    if (form.name != name) continue;
    std::string failure = form.parse(words, call);
    if (!failure.empty()) failure = std::string(name) + ": " + failure;
    return failure;
  }
  std::string failure = "unknown call '" + shown(name) + "', expected one of";
  for (const Form& form : kForms) failure += " " + std::string(form.name);
  return failure;
}

}  // namespace

std::string to_string(const Call& call) { return std::visit(Printer{}, call); }

Result<CallList> parse_calls(std::istream& text) {
  CallList calls;
  std::string content;
  for (std::uint64_t number = 1; std::getline(text, content); ++number) {
    Words words(content);
    if (words.left() == 0) continue;
    Call call;
    std::string failure = parse_line(words, call);
    if (!failure.empty()) return Error{"line " + std::to_string(number) + ": " + failure};
    calls.push_back(std::move(call));
  }
  if (text.bad()) return Error{"the calls could not be read to the end"};
  return calls;
}

}  // namespace vta
