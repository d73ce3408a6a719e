// SPDX-License-Identifier: Apache-2.0

#include "driver/abi/pages.h"

#include "hw/isa/insn.h"

namespace vta::abi {

void PageSet::add(std::uint64_t address, std::uint64_t bytes) {
  if (bytes == 0) return;
  const std::uint64_t first = address / kPageBytes;
  const std::uint64_t last = (address + bytes - 1) / kPageBytes;
  for (std::uint64_t page = first; page <= last; ++page) {
    pages_[static_cast<std::size_t>(page % pages_.size())] = true;
  }
}

PageSet stored_pages(const Config& config, std::span<const std::byte> insns) {
  PageSet pages;
  const std::uint64_t elem_bytes = config.elem_bytes(MemoryType::kOut);
  for (std::size_t at = 0; at + kInsnBytes <= insns.size(); at += kInsnBytes) {
    const Insn insn = decode(config, load_insn_word(insns.data() + at));
    if (static_cast<Opcode>(insn.opcode) != Opcode::kStore) continue;
    const MemFields& fields = insn.mem();
    for (std::uint64_t row = 0; row < fields.y_size; ++row) {
      pages.add((fields.dram_base + row * fields.x_stride) * elem_bytes,
                fields.x_size * elem_bytes);
    }
  }
  return pages;
}

}  // namespace vta::abi
