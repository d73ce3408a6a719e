// SPDX-License-Identifier: Apache-2.0
//
// A device made of the parts of the golden model, in which fetch and the stages take turns as
// somebody says, one instruction at a time, and somebody may look on. What has no race gives the
// same result in every order.

#ifndef VTA_SIM_FUZZ_STEPPED_DEVICE_H_
#define VTA_SIM_FUZZ_STEPPED_DEVICE_H_

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>

#include "driver/device/device.h"
#include "driver/device/memory.h"
#include "hw/isa/insn.h"
#include "sim/common/verdict.h"
#include "sim/fuzz/dice.h"
#include "sim/golden/execute.h"
#include "sim/golden/token_counters.h"

namespace vta::fuzz {

// Sees what happens inside.
class Onlooker {
 public:
  virtual ~Onlooker() = default;
  virtual void run_begins(const RunRequest&) {}
  // Before the instruction executes.
  virtual void executes(const InsnWord&, const Insn&, const golden::Machine&) {}
  virtual void retired(const Insn&, const TokenCounters&) {}
  virtual void erred(Stage, ErrorCode) {}
  virtual void fetch_waits_for(Stage) {}
  virtual void run_ended(const RunReport&) {}
};

class SteppedDevice final : public Device {
 public:
  // Fetch first, then load, compute, store. On-chip memories start as zeros.
  explicit SteppedDevice(const Config& config, Onlooker* onlooker = nullptr);
  // Each of the four is as fast or as slow as the seed says. On-chip memories start with noise.
  SteppedDevice(const Config& config, std::uint32_t seed);

  [[nodiscard]] std::string_view target() const override { return "stepped"; }
  [[nodiscard]] const Config& config() const override { return config_; }
  Status add_region(std::uint64_t address, std::uint64_t size) override {
    return memory_.add_region(address, size);
  }
  Status write(std::uint64_t address, std::span<const std::byte> data) override {
    return memory_.write(address, data);
  }
  Status read(std::uint64_t address, std::span<std::byte> data) const override {
    return memory_.read(address, data);
  }
  Result<RunReport> run(const RunRequest& request) override;

 private:
  struct Entry {
    std::uint64_t index;
    InsnWord word;
    Insn insn;
  };
  struct State {
    std::array<std::deque<Entry>, kStageCount> queues;
    std::array<bool, kStageCount> stopped{};
    std::uint64_t next = 0;
    bool fetch_stopped = false, finished = false;
    std::optional<Fault> fault;
    Statistics statistics;
  };
  static constexpr std::size_t kFetch = kStageCount;

  [[nodiscard]] std::optional<InsnWord> next_word(const RunRequest& request,
                                                  const State& state) const;
  // False when there is nothing to do.
  bool fetch(const RunRequest& request, State& state);
  bool step(Stage stage, golden::Machine& machine, State& state);
  bool move_someone(const RunRequest& request, golden::Machine& machine, State& state);

  Config config_;
  DeviceMemory memory_;
  SramState sram_;
  TokenCounters tokens_;
  bool reset_needed_ = false;
  std::optional<Dice> dice_;
  std::array<double, kStageCount + 1> speeds_{};
  Onlooker* onlooker_ = nullptr;
};

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_STEPPED_DEVICE_H_
