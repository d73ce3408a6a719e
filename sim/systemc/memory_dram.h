// SPDX-License-Identifier: Apache-2.0
//
// Memory behind the socket as the functional simulator sees it.

#ifndef VTA_SIM_SYSTEMC_MEMORY_DRAM_H_
#define VTA_SIM_SYSTEMC_MEMORY_DRAM_H_

#include <functional>
#include <utility>

#include "sim/functional/dram.h"
#include "sim/systemc/memory_port.h"

namespace vta {

// Whether bytes exist shows when they are accessed, so an access that fails may have moved the part
// before. Delays that targets annotate are dropped: how long a run takes is the cycle model's.
class MemoryDram final : public functional::Dram {
 public:
  // The port must live as long.
  explicit MemoryDram(MemoryPort& port) : port_(port) {}

  // While this says yes nothing more is moved and every access fails.
  void stop_when(std::function<bool()> stopped) { stopped_ = std::move(stopped); }

  bool may_exist(std::uint64_t address, std::uint64_t size) override;
  const std::byte* find(std::uint64_t address, std::uint64_t size) override;
  bool read(std::uint64_t address, std::span<std::byte> data) override;
  bool write(std::uint64_t address, std::span<const std::byte> data) override;

 private:
  bool move(tlm::tlm_command command, std::uint64_t address, std::span<std::byte> data);

  MemoryPort& port_;
  std::function<bool()> stopped_;
};

}  // namespace vta

#endif  // VTA_SIM_SYSTEMC_MEMORY_DRAM_H_
