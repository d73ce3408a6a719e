#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""scripts/check_structure.py and check_paths.py: which designs they refuse. Each test is a small tree of RTL
with one fault; Yosys reads it as it reads the design.

  check_structure_test.py [CLASS]
"""

import pathlib
import shutil
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import check_structure  # noqa: E402  pylint: disable=wrong-import-position

CONFIG = ROOT / "hw/config/pynq.json"
PORTS = """    input  logic clk, input logic rst_n,
    input  logic [7:0] s_axil_wdata, output logic [7:0] s_axil_rdata,
    input  logic [7:0] m_axi_rdata,  output logic [7:0] m_axi_wdata"""
RAMS = {"u_uop_ram": (8192, 32), "u_inp_ram": (2048, 128), "u_wgt_ram": (1024, 2048), "u_acc": (2048, 512),
        "u_out": (2048, 128)}


def ram(name, words, width):
    address = (words - 1).bit_length()
    return f"""  logic [{width - 1}:0] {name}_q;
  vta_ram_1r1w #(.Width({width}), .Depth({words}), .Lanes(1)) {name} (
      .clk_i(clk), .we_i(held[0]), .wlane_i(1'b1), .waddr_i({address}'(held)), .wdata_i({width}'(held)),
      .re_i(held[1]), .raddr_i({address}'(held)), .rdata_o({name}_q));
"""


def design(body="", out="held", rams=None):
    """A vta_top with the memories of pynq and registers between its ports; `body` is put into it."""
    memories = "".join(ram(name, *shape) for name, shape in {**RAMS, **(rams or {})}.items())
    result = " ^ ".join(f"{name}_q[7:0]" for name in RAMS)
    return f"""`default_nettype none
module vta_top (
{PORTS}
);
  logic [7:0] held;
  always_ff @(posedge clk) held <= rst_n ? s_axil_wdata ^ m_axi_rdata : 8'd0;
{memories}{body}
  assign m_axi_wdata = {out};
  assign s_axil_rdata = {result};
endmodule
`default_nettype wire
"""


class Trees(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.root = pathlib.Path(self.directory.name)
        (self.root / "rtl").mkdir()
        (self.root / "work").mkdir()
        shutil.copy(ROOT / "rtl/vta_ram_1r1w.sv", self.root / "rtl")

    def findings(self, text):
        """(findings, summary)"""
        (self.root / "rtl/vta_top.sv").write_text(text, encoding="utf-8")
        (self.root / "rtl/vta.f").write_text("rtl/vta_ram_1r1w.sv\nrtl/vta_top.sv\n", encoding="utf-8")
        try:
            *found, summary = check_structure.check(self.root, CONFIG, self.root / "work")
        except check_structure.Finding as finding:
            return [str(finding)], ""
        return found, summary

    def refused(self, text, *words):
        found, _ = self.findings(text)
        self.assertEqual(len(found), 1, found)
        for word in words:
            self.assertIn(word, found[0])


class Structure(Trees):
    def test_accepts_registers_between_the_ports(self):
        self.assertEqual(self.findings(design()), ([], "5 memories of 3932160 bits"))

    def test_refuses_a_latch(self):
        self.refused(design("  logic [7:0] x;\n  always_latch if (rst_n) x = held;", "x"), "dlatch")

    def test_refuses_a_combinational_loop(self):
        self.refused(design("  logic [7:0] x;\n  assign x = x + held;", "x"), "loop")

    def test_refuses_a_net_that_nobody_drives(self):
        self.refused(design("  logic [7:0] x;", "x"), "has no driver")

    def test_refuses_two_drivers(self):
        self.refused(design("  logic [7:0] x;\n  assign x = held;\n  assign x = ~held;", "x"), "driver")


class Memories(Trees):
    def test_accepts_a_buffer_of_two_banks(self):
        banks = "  for (genvar b = 0; b < 2; b++) begin : gen_bank\n" + ram("u_ram", 1024, 512) + "  end\n"
        text = design().replace(ram("u_acc", *RAMS["u_acc"]), "  logic [511:0] u_acc_q;\n  banks u_acc (.*);\n")
        ports = "input logic clk, input logic [7:0] held, output logic [511:0] u_acc_q"
        module = f"module banks ({ports});\n{banks}  assign u_acc_q = gen_bank[0].u_ram_q ^ gen_bank[1].u_ram_q;\nendmodule\n"
        self.assertEqual(self.findings(module + text)[0], [])

    def slices(self, *shapes):
        """A design whose weight memory is made of slices."""
        name, body, low = "u_wgt_ram", "", 0
        for s, (words, width) in enumerate(shapes):
            body += f"  if (1) begin : \\gen_slice[{s}] \n{ram('u_ram', words, width)}"
            body += f"  assign {name}_q[{low}+:{width}] = u_ram_q;\n  end\n"
            low += width
        ports = f"input logic clk, input logic [7:0] held, output logic [{low - 1}:0] {name}_q"
        module = f"module sliced ({ports});\n{body}endmodule\n"
        text = design().replace(ram(name, *RAMS[name]), f"  logic [{low - 1}:0] {name}_q;\n  sliced {name} (.*);\n")
        return module + text

    def test_accepts_a_buffer_of_four_slices(self):
        self.assertEqual(self.findings(self.slices(*4 * [(1024, 512)])), ([], "8 memories of 3932160 bits"))

    def test_refuses_a_buffer_that_lacks_a_slice(self):
        self.refused(self.slices(*3 * [(1024, 512)]), "u_wgt_ram: the geometry wants 1024 words of 2048 bits",
                     "1024 x 1536")

    def test_refuses_a_slice_that_is_too_short(self):
        self.refused(self.slices((1024, 1024), (512, 1024)), "u_wgt_ram", "1024 x 1024 and 512 x 1024")

    def test_refuses_a_buffer_that_is_too_short(self):
        self.refused(design(rams={"u_wgt_ram": (512, 2048)}), "u_wgt_ram: the geometry wants 1024 words of 2048 bits",
                     "512 x 2048")

    def test_refuses_a_buffer_that_is_too_narrow(self):
        self.refused(design(rams={"u_inp_ram": (2048, 64)}), "u_inp_ram: the geometry wants 2048 words of 128 bits")

    def test_refuses_a_missing_buffer(self):
        self.refused(design().replace(" u_uop_ram (", " u_nothing ("), "u_uop_ram", "missing")

    def test_refuses_a_deep_array_elsewhere(self):
        body = "  logic [7:0] q [0:127];\n  always_ff @(posedge clk) q[held[6:0]] <= held;"
        self.refused(design(body, "q[7'(held)]"), "vta_top.q: 128 words of 8 bits")

    def test_accepts_a_short_queue_with_an_asynchronous_read(self):
        body = "  logic [7:0] q [0:63];\n  always_ff @(posedge clk) q[held[5:0]] <= held;"
        self.assertEqual(self.findings(design(body, "q[6'(held)]"))[0], [])

    def test_accepts_the_ram(self):
        self.assertEqual(list(check_structure.ram_findings(self.root, self.root / "work")), [])

    def test_refuses_a_ram_with_an_asynchronous_read(self):
        file = self.root / "rtl/vta_ram_1r1w.sv"
        text = file.read_text(encoding="utf-8")
        read = "  always_ff @(posedge clk_i) begin\n    if (re_i) rdata_o <= mem[raddr_i];\n  end\n"
        self.assertIn(read, text)
        file.write_text(text.replace(read, "  assign rdata_o = mem[raddr_i];\n"), encoding="utf-8")
        found = list(check_structure.ram_findings(self.root, self.root / "work"))
        self.assertEqual(len(found), 2)
        self.assertIn("does not become block RAM", found[0])


class Paths(Trees):
    def test_refuses_a_way_through_logic(self):
        self.refused(design("  logic [7:0] x;\n  assign x = held + m_axi_rdata;", "x"),
                     "m_axi_rdata reaches m_axi_wdata without a register: m_axi_rdata[0]",
                     "$add$rtl/vta_top.sv", "= m_axi_wdata[0]")

    def test_refuses_a_way_from_one_interface_to_the_other(self):
        self.refused(design("", "held[0] ? s_axil_wdata : held"), "s_axil_wdata reaches m_axi_wdata")

    def test_refuses_a_plain_wire(self):
        self.refused(design("", "m_axi_rdata"), "m_axi_rdata reaches m_axi_wdata")

    def test_refuses_a_way_through_a_memory_without_a_clock(self):
        body = "  logic [7:0] q [0:7];\n  always_ff @(posedge clk) q[held[2:0]] <= held;"
        self.refused(design(body, "q[m_axi_rdata[2:0]]"), "m_axi_rdata reaches m_axi_wdata")

    def test_accepts_bits_that_do_not_meet(self):
        body = "  logic [7:0] x, y;\n  assign x = {m_axi_rdata[3:0], held[3:0]} & held;\n"
        body += "  always_ff @(posedge clk) y <= x;"
        self.assertEqual(self.findings(design(body, "{y[3:0], x[3:0]}"))[0], [])

    def test_refuses_a_top_without_axi(self):
        text = design().replace("s_axil_", "in_").replace("m_axi_", "out_")
        self.refused(text, "no AXI ports")


if __name__ == "__main__":
    unittest.main()
