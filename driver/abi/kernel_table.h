// SPDX-License-Identifier: Apache-2.0
//
// Micro-kernels that programs have recorded, by the place in the program and the variables there.

#ifndef VTA_DRIVER_ABI_KERNEL_TABLE_H_
#define VTA_DRIVER_ABI_KERNEL_TABLE_H_

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <unordered_map>

#include "driver/program/micro_kernel.h"

namespace vta::abi {

// A slot of the program holds a number, not a pointer: a slot that outlives the table finds nothing
// rather than freed memory. Kernels are kept for good.
class KernelTable {
 public:
  struct Key {
    std::uintptr_t slot;
    UopMode mode;
    std::string signature;  // its bytes
  };
  // Gives an empty slot its number. Fails when the slot holds a number that was never given.
  Result<Key> key(void** slot, UopMode mode, std::span<const std::byte> signature);

  // Null: not recorded yet.
  [[nodiscard]] const MicroKernel* find(const Key& key) const;
  const MicroKernel& add(const Key& key, MicroKernel kernel);

 private:
  using Kernels = std::map<std::pair<UopMode, std::string>, MicroKernel>;
  std::unordered_map<std::uintptr_t, Kernels> slots_;
  std::uintptr_t next_ = 1;
};

}  // namespace vta::abi

#endif  // VTA_DRIVER_ABI_KERNEL_TABLE_H_
