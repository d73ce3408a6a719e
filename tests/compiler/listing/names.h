// SPDX-License-Identifier: Apache-2.0
//
// What the names in a listing stand for: buffers, their handles and views, loop variables, lets.

#ifndef VTA_TESTS_COMPILER_LISTING_NAMES_H_
#define VTA_TESTS_COMPILER_LISTING_NAMES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "tests/compiler/listing/expr.h"

namespace vta::test {

struct Buffer {
  std::string scope;  // "global", "local.acc_buffer", ...
  std::string dtype;
  std::int64_t size;  // in elements

  bool operator==(const Buffer&) const = default;
};

class Names {
 public:
  // Each of these is false if the name is taken.
  [[nodiscard]] bool add_buffer(const std::string& name, const Buffer& buffer);
  [[nodiscard]] bool add_handle(const std::string& name, const std::string& buffer);
  [[nodiscard]] bool add_view(const std::string& name, const std::string& buffer);
  [[nodiscard]] bool add_value(const std::string& name, ExprPtr value);
  void remove_value(const std::string& name) { values_.erase(name); }

  // A loop variable or a let; nullptr if there is none in scope.
  [[nodiscard]] ExprPtr value(const std::string& name) const;
  // The buffer whose variable this is: data_2 is that of data, an allocated buffer is its own.
  [[nodiscard]] std::optional<std::string> handle(const std::string& name) const;
  // The buffer that is read or written under this name: itself, a view of it, or, without an
  // annotation, the name with a number that the printer appended.
  [[nodiscard]] std::optional<std::string> view(const std::string& name) const;
  [[nodiscard]] const Buffer& buffer(const std::string& name) const { return buffers_.at(name); }

 private:
  std::map<std::string, Buffer> buffers_;
  std::map<std::string, std::string> handles_, views_;  // -> buffer
  std::map<std::string, ExprPtr> values_;
};

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_LISTING_NAMES_H_
