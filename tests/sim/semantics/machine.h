// SPDX-License-Identifier: Apache-2.0
//
// A small bench around a simulator: puts data into memory, runs a few instructions, shows what they
// left on chip and in memory. The same tests run on every simulator.

#ifndef VTA_TESTS_SIM_SEMANTICS_MACHINE_H_
#define VTA_TESTS_SIM_SEMANTICS_MACHINE_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "driver/device/device.h"
#include "hw/isa/insn.h"
#include "sim/golden/sram.h"

namespace vta {

enum class Target { kGolden, kFunctional };

inline constexpr MemoryType kUop = MemoryType::kUop, kWgt = MemoryType::kWgt,
                            kInp = MemoryType::kInp, kAcc = MemoryType::kAcc,
                            kOut = MemoryType::kOut, kAcc8bit = MemoryType::kAcc8bit;

using Bytes = std::vector<std::int8_t>;
using Words = std::vector<std::int32_t>;

[[nodiscard]] std::unique_ptr<Device> make_target(Target target, const Config& config);

class Machine {
 public:
  // One region, [0, kEnd). Instructions are put at 0; the rest is for data.
  static constexpr std::uint64_t kData = 0x20000, kEnd = 0x80000;

  explicit Machine(Target target, const Config& config = Config::pynq());

  [[nodiscard]] Device& device() { return *device_; }
  [[nodiscard]] const Config& config() const { return device_->config(); }

  void put(std::uint64_t address, const Bytes& bytes);
  void put(std::uint64_t address, const Words& words);
  [[nodiscard]] Bytes bytes(std::uint64_t address, std::size_t count) const;

  // Runs the instructions, with base registers of 0 unless the request has others; its instruction
  // address and count are filled in.
  RunReport run(const std::vector<Insn>& insns, RunRequest request = {});
  // The same with a FINISH behind them; expects that the run finishes.
  RunReport finish(std::vector<Insn> insns, RunRequest request = {});
  // Expects that the run stops with the error.
  RunReport fail(const std::vector<Insn>& insns, ErrorCode code, std::uint64_t index,
                 RunRequest request = {});

  // What stands on chip.
  [[nodiscard]] SramState sram() const;
  [[nodiscard]] Bytes inp(std::size_t element) const;
  [[nodiscard]] Bytes wgt(std::size_t element) const;
  [[nodiscard]] Words acc(std::size_t element) const;

  // Fill on-chip memory through LOADs, in runs of their own.
  void set_uops(const std::vector<Uop>& uops);  // from 0
  void set_inp(std::uint32_t element, const Bytes& lanes);
  void set_wgt(std::uint32_t element, const Bytes& lanes);
  void set_acc(std::uint32_t element, const Words& lanes);

 private:
  Target target_;
  std::unique_ptr<Device> device_;
};

// A transfer of rows that lie `columns` apart. `dram_base` in elements, as in the instruction.
[[nodiscard]] MemFields transfer(MemoryType type, std::uint32_t sram_base, std::uint64_t dram_base,
                                 std::uint32_t rows, std::uint32_t columns);

// Lanes of an element: first, first + step, ...
[[nodiscard]] Bytes ramp8(std::size_t lanes, int first, int step = 1);
[[nodiscard]] Words ramp32(std::size_t lanes, std::int64_t first, std::int64_t step = 1);
[[nodiscard]] Words all32(std::size_t lanes, std::int32_t value);

// Micro-ops [begin, end), once.
[[nodiscard]] LoopFields once(std::uint32_t begin, std::uint32_t end);

class OnEverySimulator : public testing::TestWithParam<Target> {};

[[nodiscard]] inline std::string target_name(const testing::TestParamInfo<Target>& info) {
  return info.param == Target::kGolden ? "golden" : "functional";
}

#define VTA_ON_EVERY_SIMULATOR(suite)                                                            \
  INSTANTIATE_TEST_SUITE_P(Target, suite, testing::Values(Target::kGolden, Target::kFunctional), \
                           target_name)

}  // namespace vta

#endif  // VTA_TESTS_SIM_SEMANTICS_MACHINE_H_
