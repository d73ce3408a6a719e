// SPDX-License-Identifier: Apache-2.0
//
// A whole bundle: it is refused with a sentence, or what is read is written and read again as the
// same program.
//
// An input is program.json, and behind it parts that begin with a line of their own, "%%" and a
// name, which are the other files. A name with "@" in front is a symbolic link to what follows,
// with "|" a pipe, with "/" a directory.

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "driver/program/bundle.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/scratch.h"

namespace vta::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMark = "\n%%";

// Names in the bundle that may be made; all others would leave the scratch directory.
bool harmless(std::string_view name) {
  return !name.empty() && name.size() <= 32 && name != "." && name != ".." &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return c == '.' || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
         });
}

void make_part(const fs::path& directory, std::string_view name, std::string_view contents,
               const Scratch& scratch) {
  if (name.empty()) return;
  const char kind = name.front();
  const bool special = kind == '@' || kind == '|' || kind == '/';
  if (special) name.remove_prefix(1);
  if (!harmless(name)) return;
  std::error_code ignored;
  const fs::path path = directory / name;
  if (fs::symlink_status(path, ignored).type() != fs::file_type::not_found) return;
  switch (kind) {
    case '@':
      fs::create_symlink(fs::path(contents), path, ignored);
      break;
    case '|':
      require(::mkfifo(path.c_str(), 0600) == 0, "a pipe can be made", name);
      break;
    case '/':
      fs::create_directory(path, ignored);
      break;
    default:
      scratch.write("in/" + std::string(name), contents);
  }
}

bool same(const ProgramBlob& a, const ProgramBlob& b) {
  return a.address == b.address && a.file == b.file && a.bytes == b.bytes;
}
bool same(const std::vector<ProgramBlob>& a, const std::vector<ProgramBlob>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& x, const auto& y) { return same(x, y); });
}
bool same(const ProgramRun& a, const ProgramRun& b) {
  return a.insn_address == b.insn_address && a.insn_count == b.insn_count &&
         same(a.memory, b.memory) && same(a.expect, b.expect) && a.stats == b.stats &&
         a.error == b.error && a.max_cycles == b.max_cycles &&
         std::equal(a.origins.begin(), a.origins.end(), b.origins.begin(), b.origins.end(),
                    [](const Origin& x, const Origin& y) { return x && y ? *x == *y : x == y; });
}
bool same(const Program& a, const Program& b) {
  return a.name == b.name && a.config.differences(b.config).empty() &&
         std::equal(a.regions.begin(), a.regions.end(), b.regions.begin(), b.regions.end(),
                    [](const ProgramRegion& x, const ProgramRegion& y) {
                      return x.address == y.address && x.size == y.size;
                    }) &&
         std::equal(a.runs.begin(), a.runs.end(), b.runs.begin(), b.runs.end(),
                    [](const auto& x, const auto& y) { return same(x, y); });
}

void try_bundle(const Scratch& scratch) {
  const Result<Program> program = read_bundle((scratch.path() / "in").string());
  if (!program) return require_sentence(program.error().message);
  for (const ProgramRun& run : program.value().runs) {
    for (const std::vector<ProgramBlob>* blobs : {&run.memory, &run.expect}) {
      for (const ProgramBlob& blob : *blobs) {
        const fs::path file = blob.file;
        require(file.is_relative() && std::find(file.begin(), file.end(), "..") == file.end(),
                "a file of a bundle is named inside of it", blob.file);
      }
    }
  }
  const std::string out = (scratch.path() / "out").string();
  const Status written = write_bundle(program.value(), out);
  // A file may be named as the directory of another one, which only a link can be.
  if (!written) return require_sentence(written.error().message);
  const Result<Program> again = read_bundle(out);
  require(again.ok(), "a bundle that was written can be read",
          again.ok() ? "" : again.error().message);
  require(same(program.value(), again.value()), "and it is the same program");
}

}  // namespace
}  // namespace vta::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using vta::fuzz::kMark;
  static const vta::fuzz::Scratch scratch;
  std::filesystem::create_directory(scratch.path() / "in");
  std::string_view text = vta::fuzz::text_of(data, size);
  std::size_t end = std::min(text.find(kMark), text.size());
  scratch.write("in/program.json", text.substr(0, end));
  while (end < text.size()) {
    text.remove_prefix(end + kMark.size());
    end = std::min(text.find(kMark), text.size());
    const std::string_view part = text.substr(0, end);
    const std::size_t line = std::min(part.find('\n'), part.size());
    vta::fuzz::make_part(scratch.path() / "in", part.substr(0, line),
                         part.substr(std::min(line + 1, part.size())), scratch);
  }
  vta::fuzz::try_bundle(scratch);
  scratch.clear();
  return 0;
}
