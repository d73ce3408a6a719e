// SPDX-License-Identifier: Apache-2.0
#include "tests/tools/fst_file.h"

#include <gtest/gtest.h>
#include <gtkwave/fstapi.h>

#include <algorithm>
#include <iterator>
#include <memory>

namespace vta::test {
namespace {

// Several names may share a signal.
using ByHandle = std::map<fstHandle, FstSignal>;

void note_change(void* user, std::uint64_t time, fstHandle handle, const unsigned char* value) {
  FstSignal& signal = (*static_cast<ByHandle*>(user))[handle];
  std::string digits(reinterpret_cast<const char*>(value), signal.bits);
  if (!signal.changes.empty() && signal.changes.back().second == digits) return;
  signal.changes.emplace_back(time, std::move(digits));
}

}  // namespace

std::string FstSignal::at(std::uint64_t time) const {
  const auto behind = std::upper_bound(changes.begin(), changes.end(), time,
                                       [](std::uint64_t t, const auto& c) { return t < c.first; });
  return behind == changes.begin() ? "" : std::prev(behind)->second;
}

std::uint64_t FstSignal::number(std::uint64_t time) const {
  std::uint64_t value = 0;
  for (const char digit : at(time)) value = value << 1 | static_cast<std::uint64_t>(digit == '1');
  return value;
}

std::string FstSignal::text(std::uint64_t time) const {
  const std::string digits = at(time);
  std::string text;
  for (std::size_t i = 0; i + 8 <= digits.size(); i += 8) {
    const auto c = static_cast<char>(std::stoi(digits.substr(i, 8), nullptr, 2));
    if (c != '\0' || !text.empty()) text += c;
  }
  return text;
}

const FstSignal& FstFile::at(const std::string& name) const {
  static const FstSignal kNone;
  const auto it = signals.find(name);
  if (it != signals.end()) return it->second;
  ADD_FAILURE() << "there is no signal " << name;
  return kNone;
}

FstFile read_fst(const std::string& path) {
  FstFile file;
  const std::unique_ptr<void, decltype(&fstReaderClose)> reader(fstReaderOpen(path.c_str()),
                                                                fstReaderClose);
  if (reader == nullptr) {
    ADD_FAILURE() << "cannot read " << path;
    return file;
  }
  ByHandle by_handle;
  std::map<std::string, fstHandle> names;
  std::vector<std::string> scopes;
  while (const fstHier* hier = fstReaderIterateHier(reader.get())) {
    if (hier->htyp == FST_HT_SCOPE) scopes.emplace_back(hier->u.scope.name);
    if (hier->htyp == FST_HT_UPSCOPE) scopes.pop_back();
    if (hier->htyp != FST_HT_VAR) continue;
    std::string name;
    for (const std::string& scope : scopes) name += scope + ".";
    name += hier->u.var.name;
    std::erase(name, ' ');  // before the range
    names[name] = hier->u.var.handle;
    by_handle[hier->u.var.handle].bits = hier->u.var.length;
  }
  file.begin = fstReaderGetStartTime(reader.get());
  file.end = fstReaderGetEndTime(reader.get());
  fstReaderSetFacProcessMaskAll(reader.get());
  fstReaderIterBlocks(reader.get(), note_change, &by_handle, nullptr);
  for (const auto& [name, handle] : names) file.signals[name] = by_handle[handle];
  return file;
}

}  // namespace vta::test
