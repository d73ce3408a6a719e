// SPDX-License-Identifier: Apache-2.0

#include "tests/fuzz/scratch.h"

#include <unistd.h>

#include <fstream>
#include <system_error>

#include "tests/fuzz/property.h"

namespace vta::fuzz {

namespace fs = std::filesystem;

Scratch::Scratch() {
  std::error_code error;
  const fs::path memory = "/dev/shm";
  const bool usable = fs::is_directory(memory, error) && ::access(memory.c_str(), W_OK) == 0;
  const fs::path root = usable ? memory : fs::temp_directory_path();
  path_ = root / ("vta_fuzz_" + std::to_string(::getpid()));
  fs::remove_all(path_, error);
  require(fs::create_directory(path_, error), "a scratch directory can be made", path_.string());
}

Scratch::~Scratch() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void Scratch::write(const std::string& name, std::string_view contents) const {
  std::ofstream file(path_ / name, std::ios::binary);
  file.write(contents.data(), static_cast<std::streamsize>(contents.size()));
  require(file.good(), "a scratch file can be written", name);
}

void Scratch::clear() const {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(path_)) {
    fs::remove_all(entry.path(), ignored);
  }
}

}  // namespace vta::fuzz
