// SPDX-License-Identifier: Apache-2.0
//
// The adapter between RtlModel and one class that Verilator made of vta_top. Compiled once per
// geometry: VTA_MODEL_HEADER and VTA_MODEL_CLASS name the class, VTA_MODEL_FACTORY the function
// that this file defines. VTA_MODEL_ROOT_HEADER shows what is inside, so that the core can be
// watched; the class of a netlist has none.

#include <verilated.h>
#include <verilated_fst_c.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>

#include "sim/rtl/core_waves.h"
#include "sim/rtl/coverage.h"
#include "sim/rtl/rtl_model.h"
#include VTA_MODEL_HEADER
#ifdef VTA_MODEL_ROOT_HEADER
#include VTA_MODEL_ROOT_HEADER
#include "sim/rtl/register_look.h"
#include "sim/rtl/weight_look.h"
// The contents of a memory of the core.
#define VTA_MEMORY(path) vta_top__DOT__u_core__DOT__##path##__DOT__mem
// One of a bank of it.
#define VTA_BANK(path, bank) VTA_MEMORY(path##__DOT__gen_bank__BRA__##bank##__KET____DOT__u_ram)
#endif

namespace vta {
namespace {

// Copies between bytes and a port of any width, lowest byte first as on this (little-endian) host.
template <typename Port>
void drive_bytes(Port& port, const std::array<std::byte, kAxiMaxDataBytes>& bytes) {
  static_assert(sizeof(Port) <= kAxiMaxDataBytes);
  std::memcpy(&port, bytes.data(), sizeof port);
}
template <typename Port>
void sample_bytes(const Port& port, std::array<std::byte, kAxiMaxDataBytes>& bytes) {
  std::memcpy(bytes.data(), &port, sizeof port);
}

class VerilatedModel final : public RtlModel {
 public:
  VerilatedModel() {
    context_.fatalOnError(false);  // a failed assertion is reported by cycle(), not by abort()
    context_.threads(1);
    context_.traceEverOn(true);
    context_.timeunit(-9);
    context_.timeprecision(-9);
    top_ = std::make_unique<VTA_MODEL_CLASS>(&context_, "vta_top");
    top_->clk = 0;
    top_->rst_n = 0;
  }
  ~VerilatedModel() override {
    Verilated::threadContextp(&context_);
    if (trace_) trace_->close();
    top_->final();
    record_coverage(context_);
    top_.reset();  // takes its scopes out of the context of the thread
    Verilated::threadContextp(Verilated::defaultContextp());
  }

  unsigned data_bytes() const override { return sizeof(top_->m_axi_rdata); }

  bool cycle(bool rst_n, const AxiSlavePins& axi, const AxilMasterPins& axil,
             RtlOutputs& outputs) override {
    VTA_MODEL_CLASS& top = *top_;
    Verilated::threadContextp(&context_);  // several models may live in one thread
    top.clk = 0;
    top.rst_n = rst_n;
    drive(axi);
    drive(axil);
    top.eval();
    if (trace_) dump_low();
    sample(outputs.axi);
    sample(outputs.axil);
    outputs.irq = top.irq;
    top.clk = 1;
    top.eval();
    if (trace_) dump_high();
    time_ += kPeriod;
    context_.time(time_);  // printed with a failed assertion
    return !context_.gotError();
  }

#ifdef VTA_MODEL_ROOT_HEADER
  bool watch(CoreCycle* core) override {
    auto& root = *top_->rootp;
    root.vta_top__DOT__u_core__DOT__u_trace__DOT__watcher_q = reinterpret_cast<QData>(core);
    if (core != nullptr) {
      core->load_data.resize(std::max(sizeof top_->m_axi_rdata, kLoadPartBytes));
      for (CoreCycle::Bank& bank : core->banks) {
        bank.acc_data.resize(sizeof root.VTA_BANK(u_compute__DOT__u_acc, 0)[0]);
        bank.out_data.resize(sizeof root.VTA_BANK(u_out, 0)[0]);
      }
    }
    return true;
  }

  void read_sram(MemoryType type, std::uint32_t element,
                 std::span<std::byte> bytes) const override {
    const auto& root = *top_->rootp;
    switch (type) {
      case MemoryType::kUop:
        return copy(root.VTA_MEMORY(u_compute__DOT__u_uop_ram)[element], bytes);
      case MemoryType::kInp:
        return copy(root.VTA_MEMORY(u_inp_ram)[element], bytes);
      case MemoryType::kWgt:
        return look_at_weights(root, element, bytes);
      case MemoryType::kAcc:
        return copy(element % kAccBanks == 0
                        ? root.VTA_BANK(u_compute__DOT__u_acc, 0)[element / kAccBanks]
                        : root.VTA_BANK(u_compute__DOT__u_acc, 1)[element / kAccBanks],
                    bytes);
      case MemoryType::kOut:
        return copy(element % kAccBanks == 0 ? root.VTA_BANK(u_out, 0)[element / kAccBanks]
                                             : root.VTA_BANK(u_out, 1)[element / kAccBanks],
                    bytes);
      case MemoryType::kAcc8bit:
        VTA_CHECK(!"a memory of its own");
    }
  }

  std::optional<std::uint32_t> look_at_register(std::uint32_t offset) const override {
    return look_at(*top_->rootp, offset);
  }
#endif

  Status set_trace_options(const TraceOptions& options) override {
#ifndef VTA_MODEL_ROOT_HEADER
    if (options.window.from_insn) {
      return Error{
          "this model has no trace module; the window of a trace cannot begin with an "
          "instruction, but only with a cycle"};
    }
#endif
    trace_options_ = options;
    return ok_status();
  }

  Status open_trace(const std::string& path) override {
    Verilated::threadContextp(&context_);
    if (trace_) return Error{"a trace is open already; " + path + " is not opened"};
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr) {
      return Error{"cannot write the trace file " + path + ": " + std::strerror(errno)};
    }
    std::fclose(file);
    trace_ = std::make_unique<VerilatedFstC>();
    top_->trace(trace_.get(), 99);
    trace_->set_time_unit("1ns");  // that of the class is its own
    trace_->set_time_resolution("1ns");
    trace_->open(path.c_str());
    if (!trace_->isOpen()) {
      trace_.reset();
      return Error{"cannot write the trace file " + path};
    }
#ifdef VTA_MODEL_ROOT_HEADER
    waves_ = std::make_unique<CoreWaves>(trace_options_.config);
#endif
    return ok_status();
  }
  void flush_trace() override {
    if (trace_) trace_->flush();
  }

 private:
  static constexpr std::uint64_t kPeriod = 10;  // of the clock in a trace, in ns

  // The two halves of a cycle in the waves, if it is in the window.
  void dump_low() {
#ifdef VTA_MODEL_ROOT_HEADER
    // In every cycle, because the first evaluation of the model makes it zero.
    top_->rootp->vta_top__DOT__u_core__DOT__u_waves__DOT__waves_q =
        reinterpret_cast<QData>(waves_.get());
#endif
    const TraceWindow& window = trace_options_.window;
    if (!in_window_ && !window_over_) in_window_ = window_begins(window);
    if (in_window_) trace_->dump(time_);
  }
  void dump_high() {
    if (!in_window_) return;
    trace_->dump(time_ + kPeriod / 2);
    ++recorded_;
    const TraceWindow& window = trace_options_.window;
    if (window.recorded) *window.recorded = recorded_;
    if (window.cycles && recorded_ >= *window.cycles) {
      in_window_ = false;
      window_over_ = true;
      trace_->flush();
    }
  }
  [[nodiscard]] bool window_begins(const TraceWindow& window) const {
    if (!window.from_insn) return time_ / kPeriod >= window.from_cycle;
#ifdef VTA_MODEL_ROOT_HEADER
    return waves_->starts(top_->rootp->vta_top__DOT__u_core__DOT__u_waves__DOT__starts,
                          *window.from_insn);
#else
    return false;  // refused by set_trace_options()
#endif
  }

  void drive(const AxiSlavePins& axi) {
    VTA_MODEL_CLASS& top = *top_;
    top.m_axi_arready = axi.ar_ready;
    top.m_axi_rvalid = axi.r_valid;
    top.m_axi_rid = axi.r.id;
    top.m_axi_rresp = static_cast<CData>(axi.r.resp);
    top.m_axi_rlast = axi.r.last;
    drive_bytes(top.m_axi_rdata, axi.r.data);
    top.m_axi_awready = axi.aw_ready;
    top.m_axi_wready = axi.w_ready;
    top.m_axi_bvalid = axi.b_valid;
    top.m_axi_bid = axi.b.id;
    top.m_axi_bresp = static_cast<CData>(axi.b.resp);
  }
  void drive(const AxilMasterPins& axil) {
    VTA_MODEL_CLASS& top = *top_;
    top.s_axil_awvalid = axil.aw_valid;
    top.s_axil_awaddr = axil.aw_addr & 0xFFF;
    top.s_axil_wvalid = axil.w_valid;
    top.s_axil_wdata = axil.w_data;
    top.s_axil_wstrb = axil.w_strb & 0xF;
    top.s_axil_bready = axil.b_ready;
    top.s_axil_arvalid = axil.ar_valid;
    top.s_axil_araddr = axil.ar_addr & 0xFFF;
    top.s_axil_rready = axil.r_ready;
  }
  void sample(AxiMasterPins& axi) const {
    const VTA_MODEL_CLASS& top = *top_;
    axi.ar_valid = top.m_axi_arvalid;
    axi.r_ready = top.m_axi_rready;
    axi.aw_valid = top.m_axi_awvalid;
    axi.w_valid = top.m_axi_wvalid;
    axi.b_ready = top.m_axi_bready;
    if (axi.ar_valid) {
      axi.ar = {.addr = top.m_axi_araddr,
                .id = top.m_axi_arid,
                .len = top.m_axi_arlen,
                .size = top.m_axi_arsize,
                .burst = top.m_axi_arburst,
                .cache = top.m_axi_arcache,
                .prot = top.m_axi_arprot};
    }
    if (axi.aw_valid) {
      axi.aw = {.addr = top.m_axi_awaddr,
                .id = top.m_axi_awid,
                .len = top.m_axi_awlen,
                .size = top.m_axi_awsize,
                .burst = top.m_axi_awburst,
                .cache = top.m_axi_awcache,
                .prot = top.m_axi_awprot};
    }
    if (axi.w_valid) {
      axi.w.strb = top.m_axi_wstrb;
      axi.w.last = top.m_axi_wlast;
      sample_bytes(top.m_axi_wdata, axi.w.data);
    }
  }
  void sample(AxilSlavePins& axil) const {
    const VTA_MODEL_CLASS& top = *top_;
    axil.aw_ready = top.s_axil_awready;
    axil.w_ready = top.s_axil_wready;
    axil.b_valid = top.s_axil_bvalid;
    axil.ar_ready = top.s_axil_arready;
    axil.r_valid = top.s_axil_rvalid;
    axil.b_resp = static_cast<AxiResp>(top.s_axil_bresp);
    axil.r_resp = static_cast<AxiResp>(top.s_axil_rresp);
    axil.r_data = top.s_axil_rdata;
  }

  template <typename Signal>
  static void copy(const Signal& signal, std::span<std::byte> bytes) {
    VTA_CHECK(sizeof signal == bytes.size());
    std::memcpy(bytes.data(), &signal, sizeof signal);
  }

  VerilatedContext context_;
  std::unique_ptr<VTA_MODEL_CLASS> top_;
  std::unique_ptr<CoreWaves> waves_;  // while there is a trace
  std::unique_ptr<VerilatedFstC> trace_;
  TraceOptions trace_options_;
  bool in_window_ = false, window_over_ = false;
  std::uint64_t recorded_ = 0;  // cycles
  std::uint64_t time_ = 0;      // ns
};

}  // namespace

std::unique_ptr<RtlModel> VTA_MODEL_FACTORY() { return std::make_unique<VerilatedModel>(); }

}  // namespace vta
