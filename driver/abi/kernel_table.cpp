// SPDX-License-Identifier: Apache-2.0

#include "driver/abi/kernel_table.h"

#include <utility>

namespace vta::abi {

Result<KernelTable::Key> KernelTable::key(void** slot, UopMode mode,
                                          std::span<const std::byte> signature) {
  if (*slot == nullptr) *slot = reinterpret_cast<void*>(next_++);  // a number, not an address
  const auto number = reinterpret_cast<std::uintptr_t>(*slot);
  if (number >= next_) {
    return Error{"the slot of the micro-kernel holds something else; it must be NULL at first"};
  }
  return Key{number, mode,
             std::string(reinterpret_cast<const char*>(signature.data()), signature.size())};
}

const MicroKernel* KernelTable::find(const Key& key) const {
  const auto slot = slots_.find(key.slot);
  if (slot == slots_.end()) return nullptr;
  const auto kernel = slot->second.find({key.mode, key.signature});
  return kernel == slot->second.end() ? nullptr : &kernel->second;
}

const MicroKernel& KernelTable::add(const Key& key, MicroKernel kernel) {
  return slots_[key.slot]
      .insert_or_assign({key.mode, key.signature}, std::move(kernel))
      .first->second;
}

}  // namespace vta::abi
