// SPDX-License-Identifier: Apache-2.0
//
// The registers of an accelerator without RTL: rtl/vta_csr.sv word by word. No SystemC in here.

#ifndef VTA_SIM_SYSTEMC_REGISTER_FILE_H_
#define VTA_SIM_SYSTEMC_REGISTER_FILE_H_

#include <array>
#include <cstdint>

#include "driver/device/device.h"
#include "hw/isa/config.h"
#include "hw/isa/features.h"

namespace vta {

class RegisterFile {
 public:
  explicit RegisterFile(const Config& config) : config_(config) {}

  enum class Action { kNone, kStart, kSoftReset };
  // What the write makes the machine do. A soft reset lasts until end_reset().
  Action write(std::uint32_t offset, std::uint32_t value);
  // Without any effect. Counters of stages read as zero: there are no stages.
  [[nodiscard]] std::uint32_t read(std::uint32_t offset) const;

  // What the registers ask for.
  [[nodiscard]] RunRequest request() const;
  [[nodiscard]] std::uint32_t features() const { return features_; }

  // Tokens as they are at rest, in the order of the fields of docs/semantics.md.
  struct Tokens {
    std::uint32_t compute_to_load = 0, load_to_compute = 0;
    std::uint32_t compute_to_store = 0, store_to_compute = 0;
  };
  void end_run(const RunReport& report, std::uint64_t acc_writes, const Tokens& tokens);
  void end_reset() { resetting_ = false, tokens_ = {}; }
  // Of the run in progress, or the last one.
  void set_cycles(std::uint64_t cycles) { cycles_ = cycles; }
  // By rst_n: all registers.
  void reset() { *this = RegisterFile(config_); }

  [[nodiscard]] bool running() const { return running_; }
  [[nodiscard]] bool resetting() const { return resetting_; }
  [[nodiscard]] bool interrupt() const { return irq_ && irq_enable_; }

 private:
  [[nodiscard]] std::uint32_t control() const;
  [[nodiscard]] std::uint32_t geometry(std::uint32_t offset) const;
  [[nodiscard]] std::uint32_t statistic(std::uint32_t offset) const;

  Config config_;
  std::uint32_t insn_count_ = 0, insn_address_ = 0, features_ = kAllFeatures;
  std::array<std::uint32_t, kMemoryTypeCount> base_{};
  bool irq_enable_ = false, irq_ = false;
  bool running_ = false, done_ = false, error_ = false, ignored_ = false, resetting_ = false;
  std::uint32_t error_code_ = 0, error_insn_ = 0, acc_writes_ = 0;
  std::uint64_t cycles_ = 0;
  Statistics statistics_;
  Tokens tokens_;
};

}  // namespace vta

#endif  // VTA_SIM_SYSTEMC_REGISTER_FILE_H_
