// SPDX-License-Identifier: Apache-2.0
//
// What a function returns that a user's input can make fail: a value or one sentence.

#ifndef VTA_HW_ISA_RESULT_H_
#define VTA_HW_ISA_RESULT_H_

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <variant>

namespace vta {

// One sentence that names what was wrong, where, and what would be right.
struct Error {
  std::string message;
};

// Either a T or an Error. Reading the wrong one is a programming error and aborts.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit

  [[nodiscard]] bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  [[nodiscard]] T& value() & { return *expect_value(); }
  [[nodiscard]] const T& value() const& { return *const_cast<Result*>(this)->expect_value(); }
  [[nodiscard]] T&& value() && { return std::move(*expect_value()); }
  [[nodiscard]] const Error& error() const { return std::get<1>(state_); }

 private:
  T* expect_value() {
    if (T* value = std::get_if<0>(&state_)) return value;
    std::fprintf(stderr, "vta: value() of a failed result: %s\n",
                 std::get<1>(state_).message.c_str());
    std::abort();
  }

  std::variant<T, Error> state_;
};

// The result of an action that yields nothing.
using Status = Result<std::monostate>;
[[nodiscard]] inline Status ok_status() { return Status(std::monostate{}); }

}  // namespace vta

// A broken invariant of ours, never a user's mistake: prints where and stops.
#define VTA_CHECK(condition)                                                                 \
  do {                                                                                       \
    if (!(condition)) {                                                                      \
      std::fprintf(stderr, "%s:%d: broken invariant: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                          \
    }                                                                                        \
  } while (false)

#endif  // VTA_HW_ISA_RESULT_H_
