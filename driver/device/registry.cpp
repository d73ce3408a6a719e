// SPDX-License-Identifier: Apache-2.0
//
// Reads device URIs and hands them to the back end of their scheme.

#include "driver/device/registry.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "hw/isa/shown.h"

namespace vta {
namespace {

constexpr std::string_view kForm = "SCHEME[:PLACE][?KEY=VALUE[&KEY=VALUE]...]";

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// [a-z], then [a-z0-9] and the characters of `more`.
bool is_name(std::string_view text, std::string_view more) {
  if (text.empty() || !is_lower(text.front())) return false;
  return std::ranges::all_of(text, [more](char c) {
    return is_lower(c) || is_digit(c) || more.find(c) != std::string_view::npos;
  });
}

std::string quoted(std::string_view text) { return "'" + shown(text) + "'"; }

// Adds KEY=VALUE to the options.
Status add_option(std::string_view text, const std::string& where, DeviceUri& uri) {
  const std::size_t equals = text.find('=');
  const std::string key(text.substr(0, equals));
  if (equals == std::string_view::npos || equals + 1 == text.size()) {
    return Error{where + ": option " + quoted(text) + " has no value; write KEY=VALUE"};
  }
  if (!is_name(key, "-_")) {
    return Error{where + ": " + quoted(key) +
                 " is no name of an option; a name is made of a-z, 0-9, '-' and '_' and begins "
                 "with a letter"};
  }
  if (!uri.options.emplace(key, text.substr(equals + 1)).second) {
    return Error{where + ": option " + quoted(key) + " is given twice; give it once"};
  }
  return ok_status();
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
  }
  return text;
}

}  // namespace

std::string DeviceUri::text() const {
  std::string text = scheme + ":" + place;
  char before = '?';
  for (const auto& [key, value] : options) {
    text += before + key + "=" + value;
    before = '&';
  }
  return text;
}

Result<DeviceUri> parse_device_uri(std::string_view text) {
  const std::string where = "device " + quoted(text);
  if (text.empty()) return Error{"the device URI is empty; it is " + std::string(kForm)};
  if (text.size() > kMaxDeviceUri) {
    return Error{where + " has " + std::to_string(text.size()) +
                 " bytes; a device URI has at most " + std::to_string(kMaxDeviceUri)};
  }
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; })) {
    return Error{where + " has a control character; a device URI has none"};
  }
  DeviceUri uri;
  const std::size_t question = text.find('?');
  const std::string_view front = text.substr(0, question);
  const std::size_t colon = front.find(':');
  uri.scheme = front.substr(0, colon);
  if (colon != std::string_view::npos) uri.place = front.substr(colon + 1);
  if (!is_name(uri.scheme, "-")) {
    return Error{
        where + ": " + quoted(uri.scheme) +
        " is no scheme; a scheme is made of a-z, 0-9 and '-' and begins with a letter, in " +
        std::string(kForm)};
  }
  if (question == std::string_view::npos) return uri;
  std::string_view rest = text.substr(question + 1);
  for (;;) {
    const std::size_t end = rest.find('&');
    if (Status s = add_option(rest.substr(0, end), where, uri); !s) return s.error();
    if (end == std::string_view::npos) return uri;
    rest.remove_prefix(end + 1);
  }
}

Status check_device_uri(const DeviceUri& uri, bool may_have_place,
                        const std::vector<std::string>& options) {
  const std::string where = "device " + quoted(uri.text());
  if (!may_have_place && !uri.place.empty()) {
    return Error{where + ": " + uri.scheme + " takes no place, not " + quoted(uri.place)};
  }
  for (const auto& [key, value] : uri.options) {
    if (std::ranges::find(options, key) != options.end()) continue;
    return Error{where + ": " + uri.scheme + " has no option " + quoted(key) + "; " +
                 (options.empty() ? "it takes none" : "it takes " + listed(options))};
  }
  return ok_status();
}

Result<std::optional<std::int64_t>> device_uri_integer(const DeviceUri& uri, const std::string& key,
                                                       std::int64_t low, std::int64_t high) {
  const auto option = uri.options.find(key);
  if (option == uri.options.end()) return std::optional<std::int64_t>();
  const std::string& text = option->second;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value >= low && value <= high) {
    return std::optional(value);
  }
  return Error{"device " + quoted(uri.text()) + ": " + key + " is " + quoted(text) +
               "; it must be a whole number in " + std::to_string(low) + ".." +
               std::to_string(high)};
}

void DeviceRegistry::add(BackEnd back_end) {
  for (const BackEnd& other : back_ends_) VTA_CHECK(other.scheme != back_end.scheme);
  VTA_CHECK(is_name(back_end.scheme, "-") && back_end.open);
  back_ends_.push_back(std::move(back_end));
}

Result<const BackEnd*> DeviceRegistry::find(const DeviceUri& uri) const {
  std::vector<std::string> schemes;
  for (const BackEnd& back_end : back_ends_) {
    if (back_end.scheme == uri.scheme) return &back_end;
    schemes.push_back(back_end.scheme);
  }
  return Error{"there is no target " + quoted(uri.scheme) + "; there are " + listed(schemes)};
}

Result<std::unique_ptr<Device>> DeviceRegistry::open(std::string_view text,
                                                     const Config& config) const {
  const Result<DeviceUri> uri = parse_device_uri(text);
  if (!uri) return uri.error();
  const Result<const BackEnd*> back_end = find(uri.value());
  if (!back_end) return back_end.error();
  return back_end.value()->open(uri.value(), config);
}

}  // namespace vta
