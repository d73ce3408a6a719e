#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The scripts for Vivado, on a stand-in for it, build the design that the RTL and the driver mean."""

import hashlib
import json
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
from vivado_run import ROOT, VivadoTest  # noqa: E402  (the directory of this script is on the path)

BOARDS = ("pynq-z1", "pynq-z2")
PART = "xc7z020clg400-1"


def listed(ending):
    """The files of rtl/vta.f, in their order."""
    text = (ROOT / "rtl/vta.f").read_text()
    return [line.split("/")[-1] for line in text.splitlines() if line.startswith("rtl/") and line.endswith(ending)]


def header(config):
    """The constants of a geometry as the other builds make them."""
    script = [sys.executable, str(ROOT / "hw/isa/generate.py"), "--config", str(config), "--svh", "/dev/stdout"]
    return subprocess.run(script, capture_output=True, text=True, timeout=60, check=True).stdout


def added_files(run):
    """The names that went into the project, in order, without those that the project itself makes."""
    names = [path for arguments in run.of("add_files") for path in arguments[-1].split()]
    return [path.split("/")[-1] for path in names if "/project/" not in path]


class Sources(VivadoTest):
    def check_copy(self, folder, config):
        for path in (ROOT / "rtl").glob("*.sv*"):
            copied = (folder / path.name).read_text()
            expected = header(config) if path.name == "vta_config.svh" else path.read_text()
            self.assertEqual(copied, expected, path.name)
        self.assertEqual((folder / "vta_ip.v").read_text(), (ROOT / "hw/fpga/vta_ip.v").read_text())

    def test_the_project_has_the_files_of_the_list_in_its_order(self):
        run = self.vivado("build.tcl", "--until", "design")
        self.assertEqual(run.code, 0, run.said)
        headers = sorted(path.name for path in (ROOT / "rtl").glob("*.svh"))
        self.assertEqual(added_files(run), listed(".sv") + headers + ["vta_ip.v"])
        self.check_copy(run.out / "rtl", ROOT / "hw/config/pynq.json")
        self.assertIn(["include_dirs", str(run.out / "rtl"), "sources_1"], run.of("set_property"))
        self.assertIn(["verilog_define", "SYNTHESIS=1", "sources_1"], run.of("set_property"))

    def test_the_synthesis_reads_the_files_of_the_list_in_its_order(self):
        config = ROOT / "hw/config/bus128.json"
        run = self.vivado("synth.tcl", "--config", config)
        self.assertEqual(run.code, 0, run.said)
        systemverilog, verilog = run.of("read_verilog")
        self.assertEqual(systemverilog[0], "-sv")
        self.assertEqual([path.split("/")[-1] for path in systemverilog[1].split()], listed(".sv"))
        self.assertEqual(verilog, [str(run.out / "rtl/vta_ip.v")])
        self.check_copy(run.out / "rtl", config)

    def test_another_geometry_leaves_nothing_of_the_one_before(self):
        out = self.folder / "twice"
        for name in ("1x8x8", "pynq"):
            config = ROOT / f"hw/config/{name}.json"
            run = self.vivado("build.tcl", "--until", "design", "--config", config, out=out)
            self.assertEqual(run.code, 0, run.said)
            self.check_copy(out / "rtl", config)


class BlockDesign(VivadoTest):
    def test_every_board_and_port_is_connected(self):
        for board in BOARDS:
            for port, slave, segment, cache in (("hp", "S_AXI_HP0", "HP0_DDR_LOWOCM", "3"),
                                                ("acp", "S_AXI_ACP", "ACP_DDR_LOWOCM", "15")):
                run = self.vivado("build.tcl", "--until", "design", "--board", board, "--port", port)
                self.assertEqual(run.code, 0, run.said)
                self.assertIn(PART, run.of("create_project")[0])
                self.assertEqual(run.links["vta/m_axi"], "memory/S_AXI")
                self.assertEqual(run.links["memory/M_AXI"], f"ps7/{slave}")
                self.assertEqual(run.links["vta/s_axil"], "registers/M_AXI")
                self.assertEqual(run.links["registers/S_AXI"], "ps7/M_AXI_GP0")
                self.assertEqual(run.drivers["ps7/IRQ_F2P"], "vta/irq")
                self.assertEqual(run.drivers["vta/rst_n"], "reset/peripheral_aresetn")
                clocked = [sink for sink, driver in run.drivers.items() if driver == "ps7/FCLK_CLK0"]
                self.assertEqual(len(clocked), 6)
                self.assertEqual(run.cells["vta"]["settings"], {"AxiDataW": "64", "AxiCache": cache})
                self.assertEqual(run.segments["vta/m_axi"],
                                 {"space": "vta/m_axi", "slave": f"ps7/{slave}/{segment}", "offset": 0,
                                  "range": 512 << 20})
                self.assertEqual({run.names().count(name) for name in ("validate_bd_design", "save_bd_design")}, {1})

    def test_the_registers_are_where_the_driver_looks_for_them(self):
        run = self.vivado("build.tcl", "--until", "design")
        sidecar = (ROOT / "driver/board/sidecar.h").read_text()
        base, = re.findall(r"register_base = (0x[0-9a-f']+);", sidecar)
        span, = re.findall(r"register_span = (0x[0-9a-f']+);", sidecar)
        placed = run.segments["ps7/Data"]
        self.assertEqual(placed["slave"], "vta/s_axil/reg0")
        self.assertEqual(placed["offset"], int(base.replace("'", ""), 16))
        self.assertEqual(placed["range"], int(span.replace("'", ""), 16))
        package = (ROOT / "hw/package/source.py").read_text()
        self.assertIn("REGISTER_BASE, REGISTER_SPAN = 0x4000_0000, 0x1_0000", package)
        self.assertEqual((placed["offset"], placed["range"]), (0x4000_0000, 0x1_0000))

    def test_the_processor_gets_clock_interrupt_and_the_port_that_was_asked_for(self):
        for port, expected in (("hp", {"PCW_USE_S_AXI_HP0": "1", "PCW_S_AXI_HP0_DATA_WIDTH": "64"}),
                               ("acp", {"PCW_USE_S_AXI_ACP": "1", "PCW_USE_DEFAULT_ACP_USER_VAL": "1"})):
            run = self.vivado("build.tcl", "--until", "design", "--port", port, "--clock-mhz", "125")
            settings = run.cells["ps7"]["settings"]
            expected = {**expected, "PCW_FPGA0_PERIPHERAL_FREQMHZ": "125", "PCW_USE_M_AXI_GP0": "1",
                        "PCW_USE_FABRIC_INTERRUPT": "1", "PCW_IRQ_F2P_INTR": "1"}
            self.assertEqual({name: settings.get(name) for name in expected}, expected)
            self.assertEqual(sum(name.startswith("PCW_USE_S_AXI") for name in settings), 1)

    def test_the_converter_to_the_port_splits_no_bursts(self):
        run = self.vivado("build.tcl", "--until", "design")
        self.assertEqual(run.cells["memory"]["settings"],
                         {"SI_PROTOCOL": "AXI4", "MI_PROTOCOL": "AXI3", "TRANSLATION_MODE": "0"})

    def test_ips_are_taken_in_the_version_that_there_is(self):
        run = self.vivado("build.tcl", "--until", "design")
        for arguments in run.of("get_ipdefs"):
            self.assertRegex(arguments[-1], r"^VLNV =~ xilinx\.com:ip:\w+:\* && UPGRADE_VERSIONS == \"\"$")


class Bitstream(VivadoTest):
    def test_a_bitstream_and_its_description_come_out(self):
        run = self.vivado("build.tcl", "--board", "pynq-z2", "--clock-mhz", "50")
        self.assertEqual(run.code, 0, run.said)
        bitstream = (run.out / "vta.bit").read_bytes()
        description = json.loads((run.out / "vta.json").read_text())
        self.assertEqual(description["bitstream_sha256"], hashlib.sha256(bitstream).hexdigest())
        self.assertEqual(description["registers"], {"base": 0x4000_0000, "span": 0x1_0000})
        self.assertEqual(description["memory_port"], {"kind": "hp", "coherent": False})
        self.assertEqual((description["clock_mhz"], description["interrupt"]), (50, 0))
        for name in ("timing.rpt", "utilization.rpt", "routed.dcp"):
            self.assertTrue((run.out / name).is_file(), name)
        self.assertFalse((run.out / "new").exists())

    def test_the_steps_come_in_order_and_timing_is_checked_before_the_bitstream(self):
        run = self.vivado("build.tcl")
        steps = ["synth_design", "opt_design", "place_design", "phys_opt_design", "route_design",
                 "report_timing_summary", "get_timing_paths", "get_timing_paths", "write_bitstream"]
        self.assertEqual([name for name in run.names() if name in steps], steps)
        self.assertEqual([arguments[0] for arguments in run.of("get_timing_paths")], ["-setup", "-hold"])
        self.assertIn(["BITSTREAM.GENERAL.CRC", "ENABLE", "design_1"], run.of("set_property"))

    def test_a_coherent_port_is_described_as_one(self):
        run = self.vivado("build.tcl", "--port", "acp")
        description = json.loads((run.out / "vta.json").read_text())
        self.assertEqual(description["memory_port"], {"kind": "acp", "coherent": True})

    def test_the_synthesis_alone_has_the_clock_and_the_width_of_the_bus(self):
        run = self.vivado("synth.tcl", "--clock-mhz", "125", "--config", ROOT / "hw/config/bus256.json")
        self.assertEqual(run.code, 0, run.said)
        synthesis, = run.of("synth_design")
        self.assertEqual(synthesis[:6], ["-top", "vta_ip", "-part", PART, "-mode", "out_of_context"])
        self.assertEqual(synthesis[6:], ["-include_dirs", str(run.out / "rtl"), "-verilog_define", "SYNTHESIS=1",
                                         "-generic", "AxiDataW=256"])
        self.assertIn("-period 8.000 [get_ports clk]", (run.out / "ooc.xdc").read_text())
        self.assertNotIn("route_design", run.names())
        routed = self.vivado("synth.tcl", "--until", "route")
        self.assertEqual(routed.code, 0, routed.said)
        self.assertIn("route_design", routed.names())


class Language(unittest.TestCase):
    def test_the_scripts_keep_to_what_tcl_8_5_has(self):
        scripts = sorted((ROOT / "hw/fpga/vivado").glob("*.tcl"))
        self.assertEqual(len(scripts), 5)
        for script in scripts:
            text = script.read_text()
            self.assertNotRegex(text, r"\b(string cat|dict map|array for|lpop|lmap|try)\b", script.name)


if __name__ == "__main__":
    unittest.main()
