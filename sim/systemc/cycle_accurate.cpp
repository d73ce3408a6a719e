// SPDX-License-Identifier: Apache-2.0

#include "sim/systemc/cycle_accurate.h"

#include <utility>

#include "driver/device/host_registers.h"
#include "sim/systemc/messages.h"
#include "sim/systemc/register_file.h"

namespace vta {
namespace {

constexpr unsigned kResetCycles = 8;
constexpr unsigned kAccessCycles = 10'000;  // for an answer

AxiCheckerOptions checker_options(const RtlModel& model, const AxiMemoryOptions& options) {
  AxiCheckerOptions result;
  result.data_bytes = model.data_bytes();
  result.max_outstanding_reads = options.max_outstanding_reads;
  result.max_outstanding_writes = kAxiMaxOutstanding;
  return result;
}

// Registers of a core that nobody clocks yet.
class StillRegisters final : public RegisterPort {
 public:
  StillRegisters(RtlModel& model, AxilMaster& host) : model_(model), host_(host) {}

  Result<std::uint32_t> read_register(std::uint32_t offset) override {
    host_.start_read(offset);
    for (unsigned i = 0; i < kAccessCycles && !host_.idle(); ++i) {
      if (!model_.cycle(true, {}, host_.pins(), out_)) break;
      host_.step(out_.axil);
    }
    if (host_.idle()) return host_.data();
    host_.reset();
    return Error{"the RTL model does not answer register accesses"};
  }
  Status write_register(std::uint32_t /*offset*/, std::uint32_t /*value*/) override {
    return Error{"nobody writes registers of a core that is not clocked"};
  }

 private:
  RtlModel& model_;
  AxilMaster& host_;
  RtlOutputs out_;
};

}  // namespace

CycleAccurate::CycleAccurate(const sc_core::sc_module_name& name, std::unique_ptr<RtlModel> model,
                             const Config& config, const AxiMemoryOptions& options,
                             const sc_core::sc_time& clock_period, MemoryPort& port,
                             Interrupt interrupt)
    : sc_module(name),
      Engine(std::move(interrupt)),
      config_(config),
      clock_period_(clock_period),
      model_(std::move(model)),
      bus_("bus", port),
      bridge_(bus_, model_->data_bytes(), options),
      axi_checker_(checker_options(*model_, options)) {
  SC_HAS_PROCESS(CycleAccurate);
  SC_METHOD(clock);
  for (unsigned i = 0; i < kResetCycles; ++i) reset_cycle();
}

Status CycleAccurate::check_geometry() {
  StillRegisters registers(*model_, host_);
  const Status status = check_identity(registers, config_);
  for (unsigned i = 0; i < kResetCycles; ++i) reset_cycle();
  return status;
}

void CycleAccurate::clock() {
  if (clk_ != nullptr) {
    next_trigger(clk_->posedge_event());
  } else {
    next_trigger(clock_period_);
  }
  if (!elaborated_) {  // the kernel calls every method once; that is no edge
    elaborated_ = true;
    return;
  }
  if (rst_n_ != nullptr && !rst_n_->read()) {
    reset_cycle();
  } else if (!broken_) {
    run_cycle();
  }
}

void CycleAccurate::reset_cycle() {
  // The outputs mean nothing during reset.
  assertion_failed_ = !model_->cycle(false, {}, {}, out_) || assertion_failed_;
  ++cycle_;
  bridge_.reset();
  bus_.forget();
  host_.reset();
  axi_checker_.reset(cycle_);
  axil_checker_.reset(cycle_);
  broken_ = assertion_failed_;
  access_failed_ = true;
  end_access();
  if (std::exchange(interrupt_up_, false)) interrupt_(false);
}

void CycleAccurate::run_cycle() {
  const AxiSlavePins& slave = bridge_.drive(sc_core::sc_time_stamp().value());
  assertion_failed_ = !model_->cycle(true, slave, host_.pins(), out_);
  const bool axi_fine = axi_checker_.check(out_.axi, slave);
  const bool axil_fine = axil_checker_.check(host_.pins(), out_.axil);
  ++cycle_;
  if (assertion_failed_ | !axi_fine | !axil_fine) return fail();
  bridge_.step(out_.axi);
  host_.step(out_.axil);
  if (accessing_ && host_.idle()) end_access();
  if (out_.irq != interrupt_up_) interrupt_(interrupt_up_ = out_.irq);
}

void CycleAccurate::fail() {
  broken_ = true;
  access_failed_ = true;
  end_access();
  const std::string& axi = axi_checker_.violation();
  const std::string& axil = axil_checker_.violation();
  const std::string what = !axi.empty()    ? axi
                           : !axil.empty() ? axil
                                           : "an assertion of the RTL failed; its name and place "
                                             "are printed above";
  SC_REPORT_ERROR(message::kRtl, what.c_str());
}

void CycleAccurate::end_access() {
  if (!std::exchange(accessing_, false)) return;
  access_ended_.notify(sc_core::SC_ZERO_TIME);
}

tlm::tlm_response_status CycleAccurate::access(bool write, std::uint32_t offset,
                                               std::uint32_t& value, sc_core::sc_time& /*delay*/) {
  if (broken_) return tlm::TLM_GENERIC_ERROR_RESPONSE;
  const std::uint64_t first_cycle = cycle_;
  accessing_ = true;
  access_failed_ = false;
  if (write) {
    host_.start_write(offset, value);
  } else {
    host_.start_read(offset);
  }
  sc_core::wait(kAccessCycles * clock_period_, access_ended_);
  if (accessing_) {
    // Half an access cannot be taken back.
    broken_ = cycle_ != first_cycle;
    accessing_ = false;
    host_.reset();
    SC_REPORT_ERROR(message::kRegisters, "no answer within 10000 clock periods: does clk run?");
    return tlm::TLM_GENERIC_ERROR_RESPONSE;
  }
  if (access_failed_ || host_.resp() != AxiResp::kOkay) return tlm::TLM_GENERIC_ERROR_RESPONSE;
  if (!write) value = host_.data();
  return tlm::TLM_OK_RESPONSE;
}

std::optional<std::uint32_t> CycleAccurate::look(std::uint32_t offset) const {
  if (offset >= csr::kGeometry0 && offset <= csr::kGeometry2)
    return RegisterFile(config_).read(offset);
  return model_->look_at_register(offset);
}

}  // namespace vta
