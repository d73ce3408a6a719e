// SPDX-License-Identifier: Apache-2.0
//
// A file that appears whole or not at all: written beside its place, then renamed.

#ifndef VTA_TOOLS_OUTPUT_FILE_H_
#define VTA_TOOLS_OUTPUT_FILE_H_

#include <string>
#include <string_view>

#include "hw/isa/result.h"

namespace vta {

class OutputFile {
 public:
  // Creates the temporary file, so that a path that cannot be written is refused before the work
  // whose result it is to hold.
  [[nodiscard]] static Result<OutputFile> create(const std::string& path);

  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();  // removes the temporary file unless committed

  // Where someone else may write the contents (or write() does).
  [[nodiscard]] const std::string& temporary_path() const { return temporary_; }

  Status write(std::string_view contents);
  // Puts the file in its place.
  Status commit();

 private:
  OutputFile(std::string path, std::string temporary)
      : path_(std::move(path)), temporary_(std::move(temporary)) {}

  std::string path_;
  std::string temporary_;  // empty when there is nothing to remove
};

}  // namespace vta

#endif  // VTA_TOOLS_OUTPUT_FILE_H_
