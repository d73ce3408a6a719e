// SPDX-License-Identifier: Apache-2.0

#include "driver/program/bundle.h"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <new>
#include <system_error>
#include <utility>
#include <vector>

#include "driver/program/bundle_json.h"
#include "driver/program/bundle_path.h"
#include "driver/program/bundle_provenance.h"
#include "driver/program/regions.h"

namespace vta {
namespace {

namespace fs = std::filesystem;

// The description is held as a tree of twenty times its size, the provenance line by line.
constexpr std::uint64_t kMaxProgramBytes = std::uint64_t{1} << 24;
constexpr std::uint64_t kMaxProvenanceBytes = std::uint64_t{1} << 26;
constexpr std::uint64_t kMaxBlobBytes = std::uint64_t{1} << 32;  // of all runs together

// ---- reading ----

using Bytes = std::vector<std::byte>;

// `size` bytes, which the file has been found to have.
Result<Bytes> read_file(const fs::path& path, std::uint64_t size) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{path.string() + ": cannot be opened for reading"};
  try {
    if (size > Bytes().max_size()) throw std::bad_alloc();  // sizes may have 32 bits
    Bytes bytes(static_cast<std::size_t>(size));
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
    if (static_cast<std::uint64_t>(file.gcount()) == size) return bytes;
  } catch (const std::bad_alloc&) {
    return Error{path.string() + ": its " + std::to_string(size) +
                 " bytes do not fit into the memory of this machine"};
  }
  return Error{path.string() + ": is truncated; it had " + std::to_string(size) +
               " bytes, but only " + std::to_string(file.gcount()) + " could be read"};
}

Result<std::uint64_t> size_of(const fs::path& path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  if (error) return Error{path.string() + ": " + error.message()};
  return std::uint64_t{size};
}

Error too_long(const std::string& path, std::uint64_t size, std::uint64_t most) {
  return Error{path + ": has " + std::to_string(size) + " bytes, more than the " +
               std::to_string(most) + " allowed"};
}

Result<std::string> read_text(const fs::path& directory, const char* name, std::uint64_t most) {
  Result<fs::path> path = resolve_file(directory, name);
  if (!path) return path.error();
  Result<std::uint64_t> size = size_of(path.value());
  if (!size) return size.error();
  if (size.value() > most) return too_long(path.value().string(), size.value(), most);
  Result<Bytes> bytes = read_file(path.value(), size.value());
  if (!bytes) return bytes.error();
  const auto* text = reinterpret_cast<const char*>(bytes.value().data());
  return std::string(text, bytes.value().size());
}

// Fills in the bytes of blobs; nothing is read that would not fit into the regions.
class BlobReader {
 public:
  BlobReader(fs::path directory, AddressSet regions)
      : directory_(std::move(directory)), regions_(std::move(regions)) {}

  Status read(const std::string& what, std::vector<ProgramBlob>& blobs) {
    for (std::size_t i = 0; i < blobs.size(); ++i) {
      Status status = read(what + "[" + std::to_string(i) + "]", blobs[i]);
      if (!status) return status;
    }
    return ok_status();
  }

 private:
  Status read(const std::string& what, ProgramBlob& blob) {
    const auto refused = [&](const Error& error) -> Status {
      return Error{what + " (address " + hex_address(blob.address) + "): " + error.message};
    };
    if (Status status = check_file_name(blob.file); !status) return refused(status.error());
    Result<fs::path> path = resolve_file(directory_, blob.file);
    if (!path) return refused(path.error());
    Result<std::uint64_t> size = size_of(path.value());
    if (!size) return refused(size.error());
    Status fits = check_blob_range(regions_, what, blob, size.value());
    if (!fits) return fits;
    total_ += size.value();
    if (total_ > kMaxBlobBytes) {
      return refused(Error{"the files of all runs have more than 2^32 bytes together"});
    }
    Result<Bytes> bytes = read_file(path.value(), size.value());
    if (!bytes) return refused(bytes.error());
    blob.bytes = std::move(bytes).value();
    return ok_status();
  }

  fs::path directory_;
  AddressSet regions_;
  std::uint64_t total_ = 0;
};

Result<Program> read_checked(const fs::path& directory, const std::string& description) {
  Result<Program> program = program_from_json(description);
  if (!program) return program;
  Result<AddressSet> regions = region_addresses(program.value().regions);
  if (!regions) return regions.error();
  BlobReader reader(directory, std::move(regions).value());
  std::vector<ProgramRun>& runs = program.value().runs;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::string what = "runs[" + std::to_string(i) + "]";
    if (Status s = reader.read(what + ".memory", runs[i].memory); !s) return s.error();
    if (Status s = reader.read(what + ".expect", runs[i].expect); !s) return s.error();
  }
  if (Status status = check_program(program.value()); !status) return status.error();
  return program;
}

Status read_provenance(const fs::path& directory, Program& program) {
  std::error_code error;
  const fs::path path = directory / kProvenanceFile;
  if (fs::symlink_status(path, error).type() == fs::file_type::not_found) return ok_status();
  Result<std::string> text = read_text(directory, kProvenanceFile, kMaxProvenanceBytes);
  if (!text) return text.error();
  Status status = provenance_from_jsonl(text.value(), program);
  if (status) return status;
  return Error{path.string() + ": " + status.error().message};
}

// ---- writing ----

// A new directory that disappears again unless it is renamed to its final name.
class Draft {
 public:
  // Beside `target`, so that the rename stays within one file system.
  static Result<Draft> make(const fs::path& target) {
    constexpr int kAttempts = 1000;
    for (int i = 0; i < kAttempts; ++i) {
      const fs::path path = target.parent_path() /
                            ("." + target.filename().string() + ".partial" + std::to_string(i));
      std::error_code error;
      if (fs::create_directory(path, error)) return Draft(path);
      if (error) return Error{path.string() + ": cannot be created: " + error.message()};
    }
    return Error{"beside " + target.string() + " lie " + std::to_string(kAttempts) +
                 " unfinished bundles; remove them"};
  }

  Draft(Draft&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  Draft& operator=(Draft&&) = delete;
  ~Draft() {
    std::error_code ignored;  // nothing more can be done about it
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }

  [[nodiscard]] const fs::path& path() const { return path_; }

  Status publish(const fs::path& target) {
    std::error_code error;
    fs::rename(path_, target, error);
    if (error) return Error{target.string() + ": cannot be created: " + error.message()};
    path_.clear();
    return ok_status();
  }

 private:
  explicit Draft(fs::path path) : path_(std::move(path)) {}
  fs::path path_;
};

Status write_file(const fs::path& path, const char* bytes, std::size_t size) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) return Error{path.parent_path().string() + ": " + error.message()};
  std::ofstream file(path, std::ios::binary);
  file.write(bytes, static_cast<std::streamsize>(size));
  file.close();
  if (file) return ok_status();
  return Error{path.string() + ": its " + std::to_string(size) + " bytes could not be written"};
}

Status write_blobs(const fs::path& directory, const std::vector<ProgramBlob>& blobs) {
  for (const ProgramBlob& blob : blobs) {
    const auto* bytes = reinterpret_cast<const char*>(blob.bytes.data());
    if (Status s = write_file(directory / blob.file, bytes, blob.bytes.size()); !s) return s;
  }
  return ok_status();
}

// The absolute path to write to: new, or an empty directory, in a directory that exists.
Result<fs::path> target_path(const std::string& directory) {
  std::error_code error;
  if (directory.empty()) return Error{"the directory of a bundle must have a name"};
  fs::path path = fs::weakly_canonical(fs::absolute(directory, error), error);
  if (error) return Error{directory + ": " + error.message()};
  if (path.filename().empty()) path = path.parent_path();  // "dir/"
  if (fs::exists(path, error)) {
    if (!fs::is_directory(path, error)) return Error{directory + ": exists and is no directory"};
    const bool empty = fs::is_empty(path, error);
    if (error) return Error{directory + ": " + error.message()};
    if (!empty) return Error{directory + ": is not empty; a bundle needs a directory of its own"};
  } else if (!fs::is_directory(path.parent_path(), error)) {
    return Error{directory + ": there is no directory " + path.parent_path().string()};
  }
  return path;
}

}  // namespace

Result<Program> read_bundle(const std::string& directory) {
  Result<std::string> description = read_text(directory, kProgramFile, kMaxProgramBytes);
  if (!description) return description.error();
  Result<Program> program = read_checked(directory, description.value());
  if (!program) {
    return Error{(fs::path(directory) / kProgramFile).string() + ": " + program.error().message};
  }
  if (Status s = read_provenance(directory, program.value()); !s) return s.error();
  return program;
}

Status write_bundle(const Program& program, const std::string& directory) {
  if (Status status = check_program(program); !status) return status;
  Result<std::string> description = program_to_json(program);
  if (!description) return description.error();
  Result<std::string> provenance = provenance_to_jsonl(program);
  if (!provenance) return provenance.error();
  const std::string& origins = provenance.value();
  if (origins.size() > kMaxProvenanceBytes) {
    return too_long(kProvenanceFile, origins.size(), kMaxProvenanceBytes);
  }
  const std::string& text = description.value();
  if (text.size() > kMaxProgramBytes) return too_long(kProgramFile, text.size(), kMaxProgramBytes);
  Result<fs::path> target = target_path(directory);
  if (!target) return target.error();
  Result<Draft> draft = Draft::make(target.value());
  if (!draft) return draft.error();
  const fs::path& path = draft.value().path();
  for (const ProgramRun& run : program.runs) {
    if (Status s = write_blobs(path, run.memory); !s) return s;
    if (Status s = write_blobs(path, run.expect); !s) return s;
  }
  if (Status s = write_file(path / kProgramFile, text.data(), text.size()); !s) return s;
  if (!origins.empty()) {
    Status s = write_file(path / kProvenanceFile, origins.data(), origins.size());
    if (!s) return s;
  }
  return draft.value().publish(target.value());
}

}  // namespace vta
