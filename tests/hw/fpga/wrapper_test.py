#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""hw/fpga/vta_ip.v has the ports of vta_top, connected, with the attributes that Vivado looks for."""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import hw_ports  # noqa: E402  (the directory of this script is on the path)
from hw_ports import ROOT  # noqa: E402

CONFIGS = sorted((ROOT / "hw/config").glob("*.json"))
WINDOW = {"s_axil_awaddr": 16, "s_axil_araddr": 16}  # bits, wider than those of vta_top
CHANNELS = {"AW": "ADDR VALID READY", "W": "DATA STRB VALID READY", "B": "RESP VALID READY",
            "AR": "ADDR VALID READY", "R": "DATA RESP VALID READY"}  # what AXI4-Lite needs
AXI4 = {"AWLEN", "AWSIZE", "AWBURST", "WLAST", "ARLEN", "ARSIZE", "ARBURST", "RLAST", "ARID", "RID", "AWID", "BID"}


class Wrapper(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.wrapper = hw_ports.wrapper()
        cls.buses = hw_ports.interfaces(cls.wrapper)
        cls.text = (ROOT / "hw/fpga/vta_ip.v").read_text()

    def test_every_geometry_has_the_ports_of_the_wrapper(self):
        self.assertGreater(len(CONFIGS), 1)
        for config in CONFIGS:
            with self.subTest(config.name), tempfile.TemporaryDirectory() as folder:
                include = pathlib.Path(folder)
                for path in (ROOT / "rtl").glob("*.sv*"):
                    if path.suffix == ".svh" or path.name == "vta_pkg.sv":
                        shutil.copy(path, include)
                subprocess.run([sys.executable, ROOT / "hw/isa/generate.py", "--config", config, "--svh",
                                include / "vta_config.svh"], check=True, timeout=60)
                width = 1 << json.loads(config.read_text()).get("LOG_BUS_WIDTH", 6)
                top = hw_ports.top(include)["ports"]
                for port, bits in WINDOW.items():
                    self.assertEqual(top[port], ("input", 12))
                    top[port] = ("input", bits)
                self.assertEqual(hw_ports.wrapper([("AxiDataW", width)])["ports"], top)

    def test_every_port_is_connected_to_that_of_its_name(self):
        connected = dict(re.findall(r"^      \.(\w+)\s*\((.+?)\),?$", self.text, re.M))
        self.assertEqual(connected.pop("PackedMac"), "1", "the form of the multipliers for DSP slices")
        expected = {port: port for port in self.wrapper["ports"]}
        expected.update({port: f"{port}[11:0]" for port in WINDOW})
        expected.update({f"m_axi_{channel}cache": f"top_{channel}cache" for channel in ("ar", "aw")})
        self.assertEqual(connected, expected)

    def test_the_cache_attributes_are_those_of_the_parameter(self):
        for value in (3, 15):
            with tempfile.TemporaryDirectory() as folder:
                out = pathlib.Path(folder) / "wrapper.json"
                subprocess.run(["yosys", "-q", "-p", f"read_verilog {ROOT}/hw/fpga/vta_ip.v; chparam -set AxiCache "
                                f"{value} vta_ip; opt_clean; write_json {out}"], check=True, timeout=60)
                ports = json.loads(out.read_text())["modules"]["vta_ip"]["ports"]
            for port in ("m_axi_arcache", "m_axi_awcache"):
                self.assertEqual(ports[port]["bits"], list(f"{value:04b}"[::-1]))

    def test_the_buses_are_whole(self):
        self.assertEqual(set(self.buses), {"clk", "rst_n", "irq", "s_axil", "m_axi"})
        needed = {channel + signal for channel, signals in CHANNELS.items() for signal in signals.split()}
        for bus, more in (("s_axil", set()), ("m_axi", AXI4)):
            entry = self.buses[bus]
            self.assertEqual(entry["type"], "xilinx.com:interface:aximm:1.0")
            self.assertLessEqual(needed | more, set(entry["signals"]))
            for logical, port in entry["signals"].items():
                self.assertEqual(port, f"{bus}_{logical.lower()}")
                inward = logical.endswith("READY") ^ (logical[0] in "RB")  # towards the slave, else back
                outward = (bus == "m_axi") ^ inward
                self.assertEqual(self.wrapper["ports"][port][0], "output" if outward else "input", port)

    def test_the_buses_say_what_they_are(self):
        self.assertEqual(self.buses["s_axil"]["parameters"], {"PROTOCOL": "AXI4LITE"})
        self.assertEqual(self.buses["m_axi"]["parameters"],
                         {"PROTOCOL": "AXI4", "MAX_BURST_LENGTH": "16", "SUPPORTS_NARROW_BURST": "0"})

    def test_clock_reset_and_interrupt_are_known_as_such(self):
        for bus, vlnv, signal, parameters in (
                ("clk", "clock", "CLK", {"ASSOCIATED_BUSIF": "s_axil:m_axi", "ASSOCIATED_RESET": "rst_n"}),
                ("rst_n", "reset", "RST", {"POLARITY": "ACTIVE_LOW"}),
                ("irq", "interrupt", "INTERRUPT", {"SENSITIVITY": "LEVEL_HIGH"})):
            self.assertEqual(self.buses[bus], {"type": f"xilinx.com:signal:{vlnv}:1.0",
                                               "signals": {signal: bus}, "parameters": parameters})

    def test_verilator_has_nothing_to_say(self):
        run = subprocess.run(["verilator", "--lint-only", "-Wall", "-f", "rtl/vta.f", "hw/fpga/vta_ip.v",
                              "--top-module", "vta_ip"], cwd=ROOT, capture_output=True, text=True, timeout=120,
                             check=False)
        self.assertEqual((run.returncode, run.stdout + run.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
