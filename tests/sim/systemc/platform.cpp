// SPDX-License-Identifier: Apache-2.0

#include "tests/sim/systemc/platform.h"

#include <gtest/gtest.h>

#include <utility>

#include "tests/sim/systemc/own_process.h"

namespace vta::test {
namespace {

sc_core::sc_time patience() { return {1, sc_core::SC_SEC}; }  // with one run

std::vector<std::string>& reports() {
  static std::vector<std::string> all;
  return all;
}

void collect(const sc_core::sc_report& report, const sc_core::sc_actions& actions) {
  const std::string id = report.get_msg_type();
  sc_core::sc_actions rest = actions;
  if (report.get_severity() != sc_core::SC_INFO && id.starts_with("/vta/")) {
    reports().push_back(id + ": " + report.get_msg());
    rest &= ~unsigned{sc_core::SC_DISPLAY};
  }
  sc_core::sc_report_handler::default_handler(report, rest);
}

}  // namespace

std::vector<std::string> take_reports() { return std::exchange(reports(), {}); }

void collect_reports() {
  sc_core::sc_report_handler::set_handler(collect);
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_DO_NOTHING);
}

PlatformOptions options_of(Flavour flavour) {
  PlatformOptions options;
  options.vta.flavour = flavour;
  return options;
}

std::string name_of(Flavour flavour) {
  return flavour == Flavour::kLooselyTimed ? "LooselyTimed" : "CycleAccurate";
}

Platform::Platform(const sc_core::sc_module_name& name, const PlatformOptions& options,
                   std::function<void(Platform&)> firmware)
    : sc_module(name),
      config_(options.vta.config),
      direct_(options.memory.direct),
      firmware_(std::move(firmware)),
      clk("clk", options.vta.clock_period),
      memory("memory", options.memory),
      bus("bus", memory),
      vta("vta", options.vta),
      device(config_, processor, memory, irq, patience()) {
  processor.socket.bind(vta.registers);
  vta.memory.bind(bus.target);
  vta.irq(irq);
  if (options.bind_clock) vta.clk(gated_clk);
  if (options.bind_reset) vta.rst_n(rst_n);
  SC_HAS_PROCESS(Platform);
  SC_THREAD(run);
  set_stack_size(1 << 20);
  SC_METHOD(gate_clock);
  sensitive << clk;
  SC_METHOD(end_loans);
  sensitive << irq.posedge_event();
  dont_initialize();
}

void Platform::gate_clock() { gated_clk = clk.read() && !clock_stands; }

void Platform::end_loans() {
  if (bus.lend_copies) bus.take_back();
}

void Platform::run() {
  wait(25, sc_core::SC_NS);
  rst_n = true;
  wait(rst_n.posedge_event());
  firmware_(*this);
  ended = true;
  sc_core::sc_stop();
}

tlm::tlm_response_status Platform::transport(tlm::tlm_generic_payload& payload) {
  sc_core::sc_time delay;
  processor.socket->b_transport(payload, delay);
  if (delay != sc_core::SC_ZERO_TIME) wait(delay);
  return payload.get_response_status();
}

std::uint32_t Platform::read(std::uint32_t offset) {
  const Result<std::uint32_t> value = processor.read_register(offset);
  EXPECT_TRUE(value) << (value ? "" : value.error().message);
  return value ? value.value() : 0;
}

void Platform::write(std::uint32_t offset, std::uint32_t value) {
  const Status status = processor.write_register(offset, value);
  EXPECT_TRUE(status) << (status ? "" : status.error().message);
}

void Platform::pulse_reset() {
  rst_n = false;
  wait(55, sc_core::SC_NS);
  rst_n = true;
  wait(rst_n.posedge_event());
}

bool Platform::wait_for_interrupt() {
  if (!irq.read()) wait(patience(), irq.posedge_event());
  return irq.read();
}

Result<std::unique_ptr<Device>> Platform::new_device() {
  bus.take_back();
  memory.set_direct(false);
  memory.contents().clear();
  memory.set_direct(direct_);
  pulse_reset();
  return std::unique_ptr<Device>(
      std::make_unique<TlmDevice>(config_, processor, memory, irq, patience()));
}

void simulate(const PlatformOptions& options, const std::function<void(Platform&)>& firmware) {
  in_own_process([&] {
    collect_reports();
    Platform platform("platform", options, firmware);
    sc_core::sc_start(10, sc_core::SC_SEC);
    EXPECT_TRUE(platform.ended) << "the firmware did not end within ten seconds";
  });
}

std::uint64_t measure(const PlatformOptions& options,
                      const std::function<std::uint64_t(Platform&)>& firmware) {
  const SharedNumber number;
  simulate(options, [&](Platform& p) { number.set(firmware(p)); });
  return number.get();
}

}  // namespace vta::test
