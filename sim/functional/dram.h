// SPDX-License-Identifier: Apache-2.0
//
// The memory that LOADs and STOREs of the functional simulator reach, and fetch: regions of the
// device, or what somebody else has.

#ifndef VTA_SIM_FUNCTIONAL_DRAM_H_
#define VTA_SIM_FUNCTIONAL_DRAM_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "driver/device/memory.h"

namespace vta::functional {

class Dram {
 public:
  virtual ~Dram() = default;
  Dram(const Dram&) = delete;
  Dram& operator=(const Dram&) = delete;

  // False when some of these bytes are known not to exist, so that nothing of an instruction that
  // names them is moved. Who finds out by access only says true.
  [[nodiscard]] virtual bool may_exist(std::uint64_t address, std::uint64_t size) = 0;
  // `size` contiguous bytes, good until the next call of anything here, or nullptr.
  [[nodiscard]] virtual const std::byte* find(std::uint64_t address, std::uint64_t size) = 0;
  // Copies; false when some of the bytes do not exist or cannot be had. Nothing is a range, too.
  [[nodiscard]] virtual bool read(std::uint64_t address, std::span<std::byte> data) = 0;
  [[nodiscard]] virtual bool write(std::uint64_t address, std::span<const std::byte> data) = 0;

 protected:
  Dram() = default;
};

// The regions of a device, which must live as long.
class RegionDram final : public Dram {
 public:
  explicit RegionDram(DeviceMemory& memory) : memory_(memory) {}

  bool may_exist(std::uint64_t address, std::uint64_t size) override {
    return memory_.contains(address, size);
  }
  const std::byte* find(std::uint64_t address, std::uint64_t size) override {
    return std::as_const(memory_).find(address, size);
  }
  bool read(std::uint64_t address, std::span<std::byte> data) override {
    return memory_.read(address, data).ok();
  }
  bool write(std::uint64_t address, std::span<const std::byte> data) override {
    return memory_.write(address, data).ok();
  }

 private:
  DeviceMemory& memory_;
};

}  // namespace vta::functional

#endif  // VTA_SIM_FUNCTIONAL_DRAM_H_
