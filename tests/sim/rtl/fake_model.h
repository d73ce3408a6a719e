// SPDX-License-Identifier: Apache-2.0
//
// A stand-in for the Verilated vta_top that has the registers, can misbehave on demand, and
// executes nothing.

#ifndef VTA_TESTS_SIM_RTL_FAKE_MODEL_H_
#define VTA_TESTS_SIM_RTL_FAKE_MODEL_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "hw/isa/config.h"
#include "sim/rtl/rtl_model.h"

namespace vta {

// What the fake does; shared with the test, which may change it at any time.
struct FakeBehaviour {
  std::optional<std::uint64_t> run_cycles = 100;        // from start to interrupt; none: never
  std::uint32_t error_code = 0, error_insn = 0;         // how a run ends
  std::optional<std::uint64_t> soft_reset_cycles = 10;  // none: never completes
  bool answer_registers = true;
  bool write_data_without_address = false;  // while running
  bool leave_a_read_outstanding = false;    // at the end of a run
  bool fail_an_assertion = false;           // while running
  bool both_done_and_error = false;
  bool ignore_start = false;
  std::map<std::uint32_t, std::uint32_t> reg;  // contents of registers, by offset
  // What has happened.
  unsigned resets = 0, soft_resets = 0, starts = 0, flushes = 0;
  std::string trace_path;
};

class FakeModel final : public RtlModel {
 public:
  FakeModel(const Config& config, FakeBehaviour& behaviour) : b_(behaviour) {
    b_.reg[csr::kId] = 0x56544131;
    b_.reg[csr::kVersion] = kIsaVersion;
    b_.reg[csr::kIsaHash] = kIsaHash;
    const auto pack = [](int a, int b, int c, int d) {
      return static_cast<std::uint32_t>(a | b << 8 | c << 16 | d << 24);
    };
    b_.reg[csr::kGeometry0] = pack(config.log_inp_width(), config.log_wgt_width(),
                                   config.log_acc_width(), config.log_out_width());
    b_.reg[csr::kGeometry1] = pack(config.log_batch(), config.log_block(),
                                   config.log_uop_buff_size(), config.log_inp_buff_size());
    b_.reg[csr::kGeometry2] =
        pack(config.log_wgt_buff_size(), config.log_acc_buff_size(), config.log_bus_width(), 0);
  }

  unsigned data_bytes() const override { return 8; }

  bool cycle(bool rst_n, const AxiSlavePins& axi, const AxilMasterPins& axil,
             RtlOutputs& out) override {
    out = RtlOutputs{};
    if (!rst_n) {
      if (!in_reset_) ++b_.resets;
      in_reset_ = true;
      running_ = resetting_ = irq_ = read_pending_ = write_pending_ = false;
      control_ = 0;
      return true;
    }
    in_reset_ = false;
    out.irq = irq_;
    out.axi.r_ready = out.axi.b_ready = true;
    if (running_) run(axi, out);
    if (resetting_ && b_.soft_reset_cycles && ++count_ >= *b_.soft_reset_cycles) {
      resetting_ = false;
      control_ = 0;
    }
    if (b_.answer_registers) answer(axil, out.axil);
    return !(running_ && b_.fail_an_assertion);
  }

  Status open_trace(const std::string& path) override {
    b_.trace_path = path;
    if (path == "refused") return Error{"cannot write the trace file refused"};
    return ok_status();
  }
  void flush_trace() override { ++b_.flushes; }

 private:
  void run(const AxiSlavePins& axi, RtlOutputs& out) {
    out.axi.w_valid = b_.write_data_without_address;
    ++count_;
    if (b_.leave_a_read_outstanding && !read_sent_) {
      out.axi.ar_valid = true;
      out.axi.ar.size = 3;
      read_sent_ = axi.ar_ready;
    }
    if (!b_.run_cycles || count_ < *b_.run_cycles) return;
    running_ = false;
    irq_ = true;
    control_ = b_.error_code == 0 ? csr::kControlDone : csr::kControlError;
    if (b_.both_done_and_error) control_ = csr::kControlDone | csr::kControlError;
    b_.reg[csr::kErrorCode] = b_.error_code;
    b_.reg[csr::kErrorInsn] = b_.error_insn;
    b_.reg[csr::kCycles] = static_cast<std::uint32_t>(count_);
  }

  void write(std::uint32_t offset, std::uint32_t value) {
    if (offset == csr::kControl && (value & 1) != 0) {
      if (b_.ignore_start || control_ == csr::kControlError) {
        control_ |= csr::kControlStartIgnored;
        return;
      }
      ++b_.starts;
      running_ = true;
      count_ = 0;
      read_sent_ = false;
      control_ = csr::kControlBusy;
    } else if (offset == csr::kControl && (value & 8) != 0) {
      ++b_.soft_resets;
      running_ = false;
      resetting_ = true;
      count_ = 0;
      control_ = csr::kControlResetting;
    } else if (offset == csr::kIrqStatus && (value & 1) != 0) {
      irq_ = false;
    } else {
      b_.reg[offset] = value;
    }
  }

  // Address and data of a write come together here: the host offers them so without a seed.
  void answer(const AxilMasterPins& axil, AxilSlavePins& out) {
    out.b_valid = write_pending_;
    out.r_valid = read_pending_;
    out.r_data = read_offset_ == csr::kControl ? control_ : b_.reg[read_offset_];
    out.ar_ready = !read_pending_;
    out.aw_ready = out.w_ready = axil.aw_valid && axil.w_valid && !write_pending_;
    if (read_pending_ && axil.r_ready) read_pending_ = false;
    if (write_pending_ && axil.b_ready) write_pending_ = false;
    if (axil.ar_valid && out.ar_ready) {
      read_pending_ = true;
      read_offset_ = axil.ar_addr;
    }
    if (out.aw_ready) {
      write_pending_ = true;
      write(axil.aw_addr, axil.w_data);
    }
  }

  FakeBehaviour& b_;
  bool in_reset_ = false, running_ = false, resetting_ = false, irq_ = false, read_sent_ = false;
  bool read_pending_ = false, write_pending_ = false;
  std::uint32_t control_ = 0, read_offset_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace vta

#endif  // VTA_TESTS_SIM_RTL_FAKE_MODEL_H_
