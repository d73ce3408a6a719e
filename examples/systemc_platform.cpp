// SPDX-License-Identifier: Apache-2.0
//
// A virtual platform: processor, memory and VTA. The argument says which flavour of the VTA:
// loosely-timed or cycle-accurate; nothing else changes.

#include "driver/device/host_registers.h"
#include "examples/seed_conv2d.h"
#include "sim/systemc/tlm_memory.h"
#include "sim/systemc/tlm_register_port.h"
#include "sim/systemc/vta_tlm.h"

using namespace vta::examples;
using namespace vta;

struct Platform : sc_core::sc_module {
  Platform(const sc_core::sc_module_name& name, Flavour flavour)
      : sc_module(name), memory("memory", {}), vta("vta", {.flavour = flavour}) {
    processor.socket.bind(vta.registers);
    vta.memory.bind(memory.socket);
    vta.clk(clk);
    vta.rst_n(rst_n);
    vta.irq(irq);
    SC_HAS_PROCESS(Platform);
    SC_THREAD(firmware);
  }

  void firmware() {
    const Program program = seed_conv2d(Config::pynq());
    const ProgramRun& run = program.runs[0];
    for (const auto& r : program.regions) value(memory.contents().add_region(r.address, r.size));
    for (const auto& b : run.memory) value(memory.contents().write(b.address, b.bytes));
    wait(100, sc_core::SC_NS);
    rst_n = true;
    wait(rst_n.posedge_event());
    value(start_run(processor, {run.insn_address, run.insn_count, run.base, {}}));
    wait(sc_core::sc_time(1, sc_core::SC_SEC), irq.posedge_event());  // or not at all
    const RunReport report = value(read_report(processor));
    const ProgramBlob& expected = run.expect.front();
    const std::byte* result = memory.contents().find(expected.address, expected.bytes.size());
    same = std::equal(expected.bytes.begin(), expected.bytes.end(), result);
    std::printf("%s after %llu cycles, at %s\n", same ? "matches the reference" : "MISMATCH",
                static_cast<unsigned long long>(report.cycle_report->cycles),
                sc_core::sc_time_stamp().to_string().c_str());
    sc_core::sc_stop();
  }

  sc_core::sc_clock clk{"clk", 10, sc_core::SC_NS};
  sc_core::sc_signal<bool> rst_n{"rst_n"}, irq{"irq"};
  TlmRegisterPort processor{"processor"};
  TlmMemory memory;
  VtaTlm vta;
  bool same = false;
};

int sc_main(int argc, char* argv[]) {
  const bool exact = argc == 2 && std::string(argv[1]) == "cycle-accurate";
  Platform platform("platform", exact ? Flavour::kCycleAccurate : Flavour::kLooselyTimed);
  sc_core::sc_start(2, sc_core::SC_SEC);
  return platform.same ? 0 : 1;
}
