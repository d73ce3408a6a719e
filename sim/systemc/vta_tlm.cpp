// SPDX-License-Identifier: Apache-2.0

#include "sim/systemc/vta_tlm.h"

#include <cstring>
#include <utility>

#include "sim/rtl/rtl_device.h"
#include "sim/systemc/cycle_accurate.h"
#include "sim/systemc/loosely_timed.h"
#include "sim/systemc/messages.h"
#include "sim/systemc/register_access.h"

namespace vta {
namespace {

// The end of elaboration for who built it wrongly.
void insist(const Status& status) {
  if (!status) SC_REPORT_ERROR(message::kElaboration, status.error().message.c_str());
}

AxiMemoryOptions memory_options(const VtaTlmOptions& options) {
  AxiMemoryOptions memory;
  memory.read_latency = options.read_latency;
  memory.write_latency = options.write_latency;
  memory.max_outstanding_reads = options.max_outstanding_reads;
  return memory;
}

timing::Options timing_options(const VtaTlmOptions& options) {
  timing::Options timing;
  timing.read_latency = options.read_latency;
  timing.write_latency = options.write_latency;
  timing.max_outstanding_reads = options.max_outstanding_reads;
  return timing;
}

}  // namespace

VtaTlm::VtaTlm(const sc_core::sc_module_name& name, const VtaTlmOptions& options)
    : sc_module(name),
      registers("registers"),
      memory("memory"),
      irq("irq"),
      clk("clk"),
      rst_n("rst_n"),
      port_(memory),
      engine_(make_engine(options)) {
  registers.register_b_transport(this, &VtaTlm::b_transport);
  registers.register_transport_dbg(this, &VtaTlm::transport_dbg);
  registers.register_get_direct_mem_ptr(this, &VtaTlm::get_direct_mem_ptr);
  memory.register_invalidate_direct_mem_ptr(this, &VtaTlm::invalidate_direct_mem_ptr);
  SC_HAS_PROCESS(VtaTlm);
  SC_METHOD(drive_interrupt);
  sensitive << interrupt_changed_;
}

VtaTlm::~VtaTlm() = default;

std::unique_ptr<Engine> VtaTlm::make_engine(const VtaTlmOptions& options) {
  insist(check_options(memory_options(options)));
  if (options.clock_period == sc_core::SC_ZERO_TIME) {
    insist(Error{"the clock period is 0; it must be at least one unit of time"});
  }
  const Engine::Interrupt interrupt = [this](bool level) { set_interrupt(level); };
  if (options.flavour == Flavour::kLooselyTimed) {
    return std::make_unique<LooselyTimed>("loosely_timed", options.config, timing_options(options),
                                          options.max_work, options.clock_period, port_, interrupt);
  }
  auto core = std::make_unique<CycleAccurate>(
      "cycle_accurate", options.new_model ? options.new_model() : new_rtl_model(), options.config,
      memory_options(options), options.clock_period, port_, interrupt);
  insist(core->check_geometry());
  return core;
}

void VtaTlm::end_of_elaboration() {
  engine_->bind(clk.size() == 0 ? nullptr : clk[0], rst_n.size() == 0 ? nullptr : rst_n[0]);
}

bool VtaTlm::in_reset() const { return rst_n.size() != 0 && !rst_n[0]->read(); }

// Takes one access at a time: the port of the core does so, too.
void VtaTlm::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  const RegisterVerdict verdict = judge_register_access(payload);
  payload.set_dmi_allowed(false);
  payload.set_response_status(verdict.status);
  if (verdict.status != tlm::TLM_OK_RESPONSE) {
    SC_REPORT_WARNING(message::kRegisters, verdict.why.c_str());
    return;
  }
  if (delay != sc_core::SC_ZERO_TIME) wait(std::exchange(delay, sc_core::SC_ZERO_TIME));
  const sc_core::sc_scoped_lock turn(access_);
  payload.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);  // should an error throw
  for (unsigned at = 0; at < payload.get_data_length(); at += 4) {
    std::uint32_t word = 0;
    unsigned char* bytes = payload.get_data_ptr() + at;
    if (payload.is_write()) std::memcpy(&word, bytes, sizeof word);
    const auto offset = static_cast<std::uint32_t>(payload.get_address()) + at;
    const bool refused = in_reset();
    if (refused) SC_REPORT_WARNING(message::kRegisters, "a register is accessed during reset");
    const tlm::tlm_response_status status =
        refused ? tlm::TLM_GENERIC_ERROR_RESPONSE
                : engine_->access(payload.is_write(), offset, word, delay);
    payload.set_response_status(status);
    if (status != tlm::TLM_OK_RESPONSE) break;
    if (payload.is_read()) std::memcpy(bytes, &word, sizeof word);
  }
}

unsigned VtaTlm::transport_dbg(tlm::tlm_generic_payload& payload) {
  if (!may_look(payload)) return 0;
  unsigned done = 0;
  while (done < payload.get_data_length()) {
    const auto offset = static_cast<std::uint32_t>(payload.get_address()) + done;
    const std::optional<std::uint32_t> word = engine_->look(offset);
    if (!word) break;
    std::memcpy(payload.get_data_ptr() + done, &*word, sizeof *word);
    done += 4;
  }
  return done;
}

bool VtaTlm::get_direct_mem_ptr(tlm::tlm_generic_payload& /*payload*/, tlm::tlm_dmi& dmi) {
  dmi.init();
  dmi.allow_none();  // the whole address space
  return false;
}

void VtaTlm::invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) {
  port_.invalidate(first, last);
}

// Several processes change the level; one process drives the line.
void VtaTlm::set_interrupt(bool level) {
  if (std::exchange(interrupt_, level) == level) return;
  interrupt_changed_.notify(sc_core::SC_ZERO_TIME);
}

void VtaTlm::drive_interrupt() { irq.write(interrupt_); }

}  // namespace vta
