// SPDX-License-Identifier: Apache-2.0
//
// What the DMA has written: one on-chip memory, its elements in the form they have in DRAM.
// Elements are written in lanes as wide as the bus, or wider ones where a module makes those.

#ifndef VTA_TESTS_RTL_COMPUTE_LANE_MEMORY_H_
#define VTA_TESTS_RTL_COMPUTE_LANE_MEMORY_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/rtl/compute/bits.h"

namespace vta {

class LaneMemory {
 public:
  LaneMemory(const Config& config, MemoryType type, std::uint32_t least_lane_bytes = 0)
      : bytes_(config.elem_bytes(type)),
        lane_bytes_(
            std::min(bytes_, std::max(least_lane_bytes, 1u << (config.log_bus_width() - 3)))),
        last_(bytes_),
        elements_(config.depth(type), Bytes(bytes_, 0xee)),
        writes_(config.depth(type), std::vector<std::uint32_t>(bytes_ / lane_bytes_)) {}

  // One lane of an element, or a whole element of zeros.
  void write(std::uint32_t addr, std::uint32_t lane, bool zero, const Bytes& data) {
    ASSERT_LT(addr, elements_.size());
    if (zero) {
      std::fill(elements_[addr].begin(), elements_[addr].end(), std::uint8_t{0});
      for (std::uint32_t& n : writes_[addr]) ++n;
      return;
    }
    ASSERT_LT(lane, writes_[addr].size());
    std::copy_n(data.begin(), lane_bytes_, elements_[addr].begin() + lane * lane_bytes_);
    std::copy_n(data.begin(), lane_bytes_, last_.begin() + lane * lane_bytes_);
    ++writes_[addr][lane];
  }

  // The element whose beats were written last once more, whole.
  void write_again(std::uint32_t addr) {
    ASSERT_LT(addr, elements_.size());
    elements_[addr] = last_;
    for (std::uint32_t& n : writes_[addr]) ++n;
  }

  void forget_writes() {
    for (auto& lanes : writes_) std::fill(lanes.begin(), lanes.end(), 0);
  }

  [[nodiscard]] std::uint32_t lane_bytes() const { return lane_bytes_; }
  [[nodiscard]] std::vector<Bytes>& elements() { return elements_; }
  // Of an element: how often each of its lanes was written.
  [[nodiscard]] const std::vector<std::uint32_t>& writes(std::size_t addr) const {
    return writes_[addr];
  }

 private:
  std::uint32_t bytes_, lane_bytes_;
  Bytes last_;
  std::vector<Bytes> elements_;
  std::vector<std::vector<std::uint32_t>> writes_;
};

// The memories that LOADs fill, by type. ACC_8BIT is kept apart from ACC.
class LaneMemories {
 public:
  explicit LaneMemories(const Config& config, std::uint32_t least_lane_bytes = 0) {
    for (const auto type : {MemoryType::kUop, MemoryType::kWgt, MemoryType::kInp, MemoryType::kAcc,
                            MemoryType::kAcc, MemoryType::kAcc8bit}) {  // OUT: never written
      memories_.emplace_back(config, type, least_lane_bytes);
    }
  }
  LaneMemory& of(std::uint32_t type) { return memories_.at(type); }

  // Applies the write port wr_* of a model.
  template <class Model>
  void sample(const Model& m) {
    if (!m.wr_valid_o) return;
    ASSERT_TRUE(m.wr_type_o <= 3 || m.wr_type_o == 5);
    if (m.wr_again_o) {
      EXPECT_FALSE(m.wr_zero_o);
      of(m.wr_type_o).write_again(m.wr_addr_o);
      return;
    }
    of(m.wr_type_o).write(m.wr_addr_o, m.wr_lane_o, m.wr_zero_o, get_bytes(m.wr_data_o));
  }

 private:
  std::vector<LaneMemory> memories_;
};

}  // namespace vta

#endif  // VTA_TESTS_RTL_COMPUTE_LANE_MEMORY_H_
