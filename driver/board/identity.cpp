// SPDX-License-Identifier: Apache-2.0

#include "driver/board/identity.h"

#include "driver/board/small_file.h"

namespace vta::board {

Status verify_identity(RegisterIo& registers, const Config& config) {
  return check_identity(registers, config, {"loaded bitstream", "bitstream"});
}

Status verify_presence(RegisterIo& registers) {
  const Result<std::uint32_t> id = registers.read_register(csr::kId);
  if (!id) return id.error();
  if (id.value() == kIdValue) return ok_status();
  return Error{"the VTA has been replaced by another bitstream: its id register reads " +
               hex_text(id.value()) + " instead of " + hex_text(kIdValue)};
}

}  // namespace vta::board
