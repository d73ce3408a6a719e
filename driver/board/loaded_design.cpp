// SPDX-License-Identifier: Apache-2.0

#include "driver/board/loaded_design.h"

#include <cerrno>
#include <span>
#include <string>

#include "driver/board/error_text.h"
#include "driver/board/small_file.h"
#include "driver/board/stored_file.h"

namespace vta::board {

Result<std::optional<Sidecar>> read_loaded_design(System& system) {
  if (system.open(kLoadedDesignPath, OpenMode::kRead).error == ENOENT) {
    return std::optional<Sidecar>();
  }
  const Result<std::string> text = read_small_file(system, kLoadedDesignPath);
  if (!text) return text.error();
  Result<Sidecar> sidecar = sidecar_from_json(text.value());
  if (sidecar) return std::optional(std::move(sidecar).value());
  return Error{std::string(kLoadedDesignPath) + ", which describes the loaded design: " +
               sidecar.error().message + "; load the bitstream again with vta program --force"};
}

Status write_loaded_design(System& system, const Sidecar& sidecar) {
  const Result<std::string> text = sidecar_to_json(sidecar);
  if (!text) return text.error();
  return store_file(system, kLoadedDesignPath, std::as_bytes(std::span(text.value())));
}

Status forget_loaded_design(System& system) {
  const CallResult removed = system.remove(kLoadedDesignPath);
  if (removed.ok() || removed.error == ENOENT) return ok_status();
  return Error{"cannot remove " + std::string(kLoadedDesignPath) + ": " +
               error_text(removed.error) + (removed.error == EACCES ? " (root is needed)" : "")};
}

}  // namespace vta::board
