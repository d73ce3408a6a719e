#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the scripts for Vivado refuse, each with one sentence; and what the stand-in would not let pass."""

import sys
import unittest

sys.dont_write_bytecode = True
from vivado_run import ROOT, VivadoTest  # noqa: E402  (the directory of this script is on the path)

BUILD, SYNTH = "build.tcl", "synth.tcl"


class Refusals(VivadoTest):
    def refused(self, sentence, run):
        self.assertEqual(run.code, 1, run.said)
        self.assertEqual(len(run.errors), 1, run.said)
        self.assertIn(sentence, run.errors[0])
        self.assertFalse((run.out / "vta.bit").exists())
        self.assertFalse((run.out / "vta.json").exists())

    def test_options(self):
        build, synth = "--board VALUE --config VALUE --port VALUE", "--part VALUE --config VALUE"
        for script, arguments, sentence in (
                (BUILD, ["--board", "zybo"], "unknown board 'zybo'; known are: pynq-z1, pynq-z2"),
                (BUILD, ["--port", "gp"], "unknown port 'gp'; known are: hp, acp"),
                (BUILD, ["--until", "lunch"], "unknown end of --until 'lunch'; known are: design, bitstream"),
                (BUILD, ["--bord", "pynq-z1"], f"unknown option '--bord'; the options are: {build}"),
                (BUILD, ["pynq-z1", "hp"], "unknown option 'pynq-z1'"),
                (BUILD, ["--clock-mhz", "fast"], "--clock-mhz is 'fast', but FCLK0 has more than 0"),
                (BUILD, ["--clock-mhz", "0"], "--clock-mhz is '0'"),
                (BUILD, ["--clock-mhz", "251"], "at most 250 MHz"),
                (BUILD, ["--clock-mhz", "101"], "FCLK0 cannot have 101 MHz; the nearest is 100.000000 MHz"),
                (SYNTH, ["--until", "bitstream"], "unknown end of --until 'bitstream'; known are: synthesis, route"),
                (SYNTH, ["--part", "xc7z999"], "this Vivado has no part 'xc7z999'"),
                (SYNTH, ["--board", "pynq-z1"], f"unknown option '--board'; the options are: {synth}")):
            self.refused(sentence, self.vivado(script, *arguments))

    def test_an_option_without_a_value(self):
        self.refused("build.tcl: the option '--board' has no value; the options are: --board",
                     self.vivado(BUILD, "--port", "hp", "--board"))

    def test_folders(self):
        self.refused("has a blank or a special character", self.vivado(BUILD, out=self.folder / "my results"))
        (self.folder / "file").write_text("")
        self.refused("cannot make the folder for results: ", self.vivado(SYNTH, out=self.folder / "file/results"))

    def test_geometries(self):
        broken = self.folder / "broken.json"
        broken.write_text('{"LOG_BATCH": 0,')
        incomplete = self.folder / "incomplete.json"
        incomplete.write_text('{"LOG_BATCH": 0}')
        for config, sentence in ((self.folder / "gone.json", "gone.json' is missing; see hw/config"),
                                 (broken, "hw/isa/generate.py failed: generate: "),
                                 (broken, "broken.json: malformed JSON: "),
                                 (incomplete, "incomplete.json: missing key LOG_INP_WIDTH"),
                                 (ROOT / "hw/config/bus128.json",
                                  "has a memory bus of 128 bits; the port of a Zynq-7000 has 64")):
            self.refused(sentence, self.vivado(BUILD, "--config", config))

    def test_files_of_the_tree(self):
        for path, sentence in (("rtl/vta_tail.sv", "rtl/vta.f names rtl/vta_tail.sv, which is missing"),
                               ("rtl/vta.f", "rtl/vta.f is missing"),
                               ("hw/isa/generate.py", "hw/isa/generate.py failed: ")):
            root = self.tree()
            (root / path).unlink()
            self.refused(sentence, self.vivado(BUILD, root=root))

    def test_an_old_vivado_and_one_without_the_ips(self):
        self.refused("this is Vivado 2017.4; the scripts need 2018.3", self.vivado(BUILD, version="2017.4"))
        self.refused("this is Vivado unknown", self.vivado(SYNTH, version="unknown"))
        self.refused("this Vivado has no IP processing_system7; is Zynq-7000 installed?",
                     self.vivado(BUILD, missing="processing_system7"))
        for version in ("2018.3", "2018.3.1", "2019.1", "2024.2"):
            run = self.vivado(BUILD, "--until", "design", version=version)
            self.assertEqual(run.code, 0, run.said)

    def test_timing_that_is_not_met(self):
        for failing, sentence in (
                ({"setup": "-0.001"}, "timing is not met at 100 MHz: the worst setup slack is -0.001 ns; see "),
                ({"hold": "-1.5"}, "timing is not met at 100 MHz: the worst hold slack is -1.5 ns; see "),
                ({"setup": ""}, "no path has a setup requirement, so the clock is not constrained; see "),
                ({"hold": "inf?"}, "no path has a hold requirement")):
            run = self.vivado(BUILD, **failing)
            self.refused(sentence, run)
            self.assertNotIn("write_bitstream", run.names())
            self.assertTrue((run.out / "timing.rpt").is_file())
        self.refused("the worst setup slack is -2.0 ns", self.vivado(SYNTH, setup="-2.0"))
        self.refused("the worst hold slack is -2.0 ns", self.vivado(SYNTH, "--until", "route", hold="-2.0"))
        self.assertEqual(self.vivado(BUILD, setup="0", hold="0").code, 0)

    def test_a_step_that_fails_is_quoted(self):
        for step in ("create_project", "validate_bd_design", "synth_design", "route_design", "write_bitstream"):
            self.refused(f"build.tcl: ERROR: [Stub 1-1] {step} did not like it", self.vivado(BUILD, fail=step))

    def test_what_an_earlier_run_made_is_kept_when_a_later_one_fails(self):
        out = self.folder / "kept"
        self.assertEqual(self.vivado(BUILD, out=out).code, 0)
        before = {name: (out / name).read_bytes() for name in ("vta.bit", "vta.json")}
        for failing in ({"setup": "-1"}, {"fail": "write_bitstream"}):
            self.assertEqual(self.vivado(BUILD, "--port", "acp", out=out, **failing).code, 1)
            self.assertEqual({name: (out / name).read_bytes() for name in before}, before)


class Mistakes(VivadoTest):
    """Changes of the scripts that the stand-in notices: what it accepts means something."""

    MISTAKES = (
        ("build.tcl", "opt_design\n", "optimize_design\n", 'invalid command name "optimize_design"'),
        ("build.tcl", "  opt_design\n  place_design", "  place_design", "place_design needs opt_design"),
        ("build.tcl", "add_files -norecurse [concat", "add_files -quick [concat", "Unknown option '-quick'"),
        ("build.tcl", "synth_checkpoint_mode", "checkpoint_mode", "has no property 'checkpoint_mode'"),
        ("build.tcl", "  update_compile_order -fileset sources_1\n}\n\nproc vta::make_netlist",
         "}\n\nproc vta::make_netlist", "Unable to find a module 'vta_ip'"),
        ("block_design.tcl", "vta/m_axi] [get_bd", "vta/m_axis] [get_bd", "No interface pins matched 'vta/m_axis'"),
        ("block_design.tcl", "vta/rst_n", "vta/rst", "No pins matched 'vta/rst'"),
        ("block_design.tcl", "vta/clk ", "", "vta/clk is not connected"),
        ("block_design.tcl", "MI_PROTOCOL AXI3 TRANSLATION_MODE 0", "MI_PROTOCOL AXI4 TRANSLATION_MODE 0",
         "memory/M_AXI is AXI4, ps7/S_AXI_HP0 is AXI3"),
        ("block_design.tcl", "TRANSLATION_MODE 2", "TRANSLATION 2",
         "axi_protocol_converter has no parameter TRANSLATION"),
        ("block_design.tcl", "AxiCache [dict", "AxCache [dict", "vta_ip has no parameter AxCache"),
        ("block_design.tcl", "vta/s_axil/reg0", "vta/s_axil/Reg", "no segment 'vta/s_axil/Reg'"),
        ("block_design.tcl", "[get_bd_intf_pins vta/s_axil]", "[get_bd_intf_pins vta/m_axi]", "registers/M_AXI"),
        ("boards.tcl", "register_base 0x40000000", "register_base 0x40001000", "is no multiple of 64K"),
        ("boards.tcl", "register_range 64K", "register_range 1M", "vta/s_axil/reg0 is smaller than 1M"),
        ("boards.tcl", "PCW_S_AXI_HP0_DATA_WIDTH 64", "PCW_S_AXI_HP0_DATA_WIDTH 32",
         "vta/m_axi has 64 bits, ps7/S_AXI_HP0 has 32"),
        ("boards.tcl", "PCW_USE_M_AXI_GP0 1", "PCW_USE_M_AXI_GP0 0", "No interface pins matched 'ps7/M_AXI_GP0'"),
        ("boards.tcl", "PCW_UART0_PERIPHERAL_ENABLE", "PCW_UART_PERIPHERAL_ENABLE",
         "no parameter PCW_UART_PERIPHERAL_ENABLE"),
        ("boards.tcl", "{MIO 16 .. 27}", "{MIO 16..27}", "with the value 'MIO 16..27'"),
        ("lib.tcl", "  set path [lindex [get_timing_paths", "  lmap x {} {}\n  set path [lindex [get_timing_paths",
         'invalid command name "lmap"'),
    )

    def test_a_mistake_is_noticed(self):
        root = self.tree()
        for name, old, new, sentence in self.MISTAKES:
            with self.subTest(name=name, new=new):
                path = root / "hw/fpga/vivado" / name
                text = path.read_text()
                self.assertIn(old, text)
                path.write_text(text.replace(old, new, 1))
                run = self.vivado(BUILD, root=root)
                path.write_text(text)
                self.assertEqual(run.code, 1, run.said)
                self.assertIn(sentence, run.said)


if __name__ == "__main__":
    unittest.main()
