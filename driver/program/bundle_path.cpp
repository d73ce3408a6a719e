// SPDX-License-Identifier: Apache-2.0

#include "driver/program/bundle_path.h"

#include <algorithm>
#include <cctype>
#include <system_error>

#include "hw/isa/shown.h"

namespace vta {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxFileName = 1024;  // bytes, directories included

}  // namespace

Status check_file_name(const std::string& file) {
  const auto refused = [&file](const std::string& why) -> Status {
    return Error{"file name '" + shown(file) + "' " + why};
  };
  if (file.empty()) return refused("is empty");
  if (file.size() > kMaxFileName) {
    return refused("has " + std::to_string(file.size()) + " bytes; at most " +
                   std::to_string(kMaxFileName) + " are allowed");
  }
  const bool control = std::any_of(file.begin(), file.end(), [](char c) {
    return std::iscntrl(static_cast<unsigned char>(c)) != 0;
  });
  if (control) return Error{"a file name has control characters in it"};
  if (file.front() == '/') return refused("is absolute; it must be relative to the bundle");
  for (std::size_t begin = 0; begin <= file.size();) {
    const std::size_t end = std::min(file.find('/', begin), file.size());
    const std::string part = file.substr(begin, end - begin);
    if (part == "..") return refused("leaves the bundle");
    if (part.empty() || part == ".") return refused("has an empty part or '.' in its path");
    begin = end + 1;
  }
  const std::string first = file.substr(0, file.find('/'));
  if (first == kProgramFile) return refused("is taken by the description of the bundle");
  if (first == kProvenanceFile) return refused("is taken by the provenance of the instructions");
  return ok_status();
}

Result<fs::path> resolve_file(const fs::path& directory, const std::string& file) {
  std::error_code error;
  const fs::path root = fs::canonical(directory, error);
  if (error) return Error{directory.string() + ": " + error.message()};
  const fs::path named = directory / file;
  const fs::path real = fs::canonical(named, error);
  if (error) return Error{named.string() + ": " + error.message()};
  const auto [end_of_root, unused] =
      std::mismatch(root.begin(), root.end(), real.begin(), real.end());
  if (end_of_root != root.end()) {
    return Error{named.string() + ": a symbolic link leads out of the bundle"};
  }
  if (!fs::is_regular_file(real, error)) return Error{named.string() + ": is not a file"};
  return real;
}

}  // namespace vta
