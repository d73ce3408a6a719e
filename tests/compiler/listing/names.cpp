// SPDX-License-Identifier: Apache-2.0

#include "tests/compiler/listing/names.h"

#include <utility>

namespace vta::test {
namespace {

std::optional<std::string> find(const std::map<std::string, std::string>& map,
                                const std::string& name) {
  const auto found = map.find(name);
  return found == map.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

bool Names::add_buffer(const std::string& name, const Buffer& buffer) {
  return buffers_.emplace(name, buffer).second && add_handle(name, name);
}

bool Names::add_handle(const std::string& name, const std::string& buffer) {
  return handles_.emplace(name, buffer).second;
}

bool Names::add_view(const std::string& name, const std::string& buffer) {
  const bool other = buffers_.contains(name) && name != buffer;
  return !other && views_.emplace(name, buffer).first->second == buffer;
}

bool Names::add_value(const std::string& name, ExprPtr value) {
  return !handles_.contains(name) && values_.emplace(name, std::move(value)).second;
}

ExprPtr Names::value(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : found->second;
}

std::optional<std::string> Names::handle(const std::string& name) const {
  return find(handles_, name);
}

std::optional<std::string> Names::view(const std::string& name) const {
  if (const auto buffer = find(views_, name)) return buffer;
  if (buffers_.contains(name)) return name;
  const std::size_t end = name.find_last_not_of("0123456789");
  if (end == std::string::npos || end + 1 == name.size() || name[end] != '_') return std::nullopt;
  const std::string stem = name.substr(0, end);
  return buffers_.contains(stem) ? std::optional(stem) : std::nullopt;
}

}  // namespace vta::test
