// SPDX-License-Identifier: Apache-2.0
#include "tools/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

namespace vta {
namespace {

Error cannot(const char* what, const std::string& path) {
  return Error{"cannot " + std::string(what) + " '" + path + "': " + std::strerror(errno)};
}

}  // namespace

Result<OutputFile> OutputFile::create(const std::string& path) {
  std::error_code ignored;
  if (path.empty()) return Error{"the name of an output file is empty"};
  if (std::filesystem::is_directory(path, ignored)) {
    return Error{"cannot write '" + path + "': it is a directory"};
  }
  std::string temporary = path + ".tmp-" + std::to_string(getpid());
  const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) return cannot("write", path);
  close(fd);
  return OutputFile(path, std::move(temporary));
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)), temporary_(std::exchange(other.temporary_, {})) {}

OutputFile::~OutputFile() {
  if (!temporary_.empty()) std::remove(temporary_.c_str());
}

Status OutputFile::write(std::string_view contents) {
  std::FILE* file = std::fopen(temporary_.c_str(), "wb");
  if (file == nullptr) return cannot("write", path_);
  const bool written = std::fwrite(contents.data(), 1, contents.size(), file) == contents.size();
  if (std::fclose(file) != 0 || !written) return cannot("write", path_);
  return ok_status();
}

Status OutputFile::commit() {
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) return cannot("write", path_);
  temporary_.clear();
  return ok_status();
}

}  // namespace vta
