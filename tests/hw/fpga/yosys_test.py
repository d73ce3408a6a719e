#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""hw/fpga/yosys: what is counted, how long a path is, what is refused. Small designs, synthesized here.

  yosys_test.py [CLASS]
"""

import collections
import contextlib
import functools
import io
import json
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "hw/fpga/yosys"))
import netlist  # noqa: E402  pylint: disable=wrong-import-position
import report  # noqa: E402  pylint: disable=wrong-import-position
import synth  # noqa: E402  pylint: disable=wrong-import-position
import timing  # noqa: E402  pylint: disable=wrong-import-position

# A RAM without output register, an adder, a register in another module.
ACROSS = """module sum #(parameter W = 8) (input clk, input [W-1:0] a, b, output reg [W-1:0] o);
  always @(posedge clk) o <= a + b;
endmodule
module t (input clk, input en, input [8:0] ra, wa, input [71:0] d, input [31:0] x, output [31:0] z);
  reg [71:0] m [0:511], q;
  always @(posedge clk) begin
    if (en) q <= m[ra];
    m[wa] <= d;
  end
  sum #(.W(32)) u_sum (clk, q[71:40], x, z);
endmodule
"""

# What Yosys 0.23 gets wrong: two sums of 17 bits in one register of 64.
WIDE = """module t (input clk, input signed [7:0] a, b, c, d, output reg [31:0] o);
  reg [63:0] q;
  wire signed [31:0] p0 = a * b, p1 = c * d;
  always @(posedge clk) begin
    q <= {p0 + 32'(a * d), p1 + 32'(b * c)};
    o <= q[63:32] ^ q[31:0];
  end
endmodule
"""


@functools.cache
def synthesized(text):
    """(tree of instances, timing, what `sta` of Yosys says)"""
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory)
        (path / "t.sv").write_text(text, encoding="utf-8")
        modules, flat, sta = synth.synthesize([path / "t.sv"], path, 60, "t")
        tree = netlist.tree(modules, "t")
        return tree, timing.Analysis(flat, synth.delays(flat, path, 60), [i.path for i in netlist.walk(tree)]), sta


class Area(unittest.TestCase):
    def test_adds_up_the_tree(self):
        tree, _, _ = synthesized(ACROSS)
        self.assertEqual([(i.path, i.module) for i in netlist.walk(tree)], [("", "t"), ("u_sum", "sum")])
        below = tree.children[0]
        self.assertEqual(below.parameters, {"W": 32})
        self.assertEqual((below.own["ff"], below.own["carry4"], tree.own["ff"]), (32, 8, 0))
        self.assertEqual((tree.all["ff"], netlist.row(tree.all)["bram"]), (32, 1.0))

    def test_counts_a_queue_in_lookup_tables(self):
        tree, _, _ = synthesized("""module t (input clk, input [4:0] a, input [5:0] d, output [5:0] o);
          reg [5:0] m [0:31];
          always @(posedge clk) m[a] <= d;
          assign o = m[a];
        endmodule""")
        self.assertGreater(tree.all["lutram"], 0)
        self.assertEqual(tree.all["lut"], tree.all["lutram"])

    def test_refuses_a_cell_that_it_cannot_price(self):
        with self.assertRaisesRegex(netlist.UnknownCell, "RAMB99"):
            netlist.cost("RAMB99")

    def test_names_modules_as_in_the_source(self):
        self.assertEqual(netlist.plain_name("$paramod$0af\\vta_fifo"), "vta_fifo")
        self.assertEqual(netlist.plain_name("$paramod\\vta_fifo\\Depth=s32'00000000000000000000000000000100"), "vta_fifo")
        self.assertEqual(netlist.plain_name("vta_top"), "vta_top")


class Timing(unittest.TestCase):
    def test_follows_a_path_across_modules_and_agrees_with_yosys(self):
        _, analysis, sta = synthesized(ACROSS)
        path = analysis.paths()[0]
        self.assertEqual(path.ps, sta)
        self.assertEqual((path.module, path.start, path.end), ("u_sum", "m.0.0 (RAMB36E1)", "u_sum.o"))
        self.assertRegex(path.cells(), r"^RAMB36E1 LUT2 CARRY4x\d$")
        self.assertEqual(path.levels(), 2)
        self.assertEqual(path.steps[0].at, 2454)

    def test_knows_that_a_longer_carry_takes_longer(self):
        deepest = []
        for width in (16, 32):
            _, analysis, sta = synthesized(ACROSS.replace("W(32)", f"W({width})"))
            deepest.append(analysis.paths()[0].ps)
            self.assertEqual(deepest[-1], sta)
        self.assertLess(deepest[0], deepest[1])

    def test_knows_multipliers_by_the_registers_that_they_use(self):
        kinds = []
        for product in ("(x ^ y) * y", "x * y"):  # two DSP slices and more in a row, or with registers
            _, analysis, sta = synthesized(f"""module t (input clk, input [31:0] a, b, output reg [31:0] o);
              reg [31:0] x, y;
              always @(posedge clk) begin
                x <= a;
                y <= b;
                o <= ({product}) ^ 32'h5a5a5a5a;
              end
            endmodule""")
            path = analysis.paths()[0]
            self.assertEqual(path.ps, sta)
            kinds.append(path.cells())
        self.assertRegex(kinds[0], r"^FDRE LUT2 DSP48E1 DSP48E1")
        self.assertRegex(kinds[1], r"^DSP48E1 DSP48E1")

    def test_says_which_setup_it_assumes(self):
        _, analysis, _ = synthesized(ACROSS)
        analysis.assumed.clear()
        analysis.paths()
        self.assertEqual(analysis.assumed, collections.Counter({("RAMB36E1", "ENARDEN"): 1}))
        self.assertEqual(analysis.untimed, set())

    def test_refuses_a_combinational_loop(self):
        lut = {"type": "LUT1", "parameters": {}, "port_directions": {"I0": "input", "O": "output"}}
        module = {"ports": {}, "netnames": {}, "cells": {"a": {**lut, "connections": {"I0": [2], "O": [3]}},
                                                         "b": {**lut, "connections": {"I0": [3], "O": [2]}}}}
        arcs = timing.cells.Arcs()
        arcs.through[("O", 0)][("I0", 0)] = 100
        with self.assertRaises(timing.Loop):
            timing.Analysis(module, {("LUT1", ()): arcs}, [""])


class Refusals(unittest.TestCase):
    def test_a_whole_run_leaves_its_reports_and_keeps_no_bound_it_does_not_have(self):
        def sources(_, directory):
            directory.mkdir()
            (directory / "t.sv").write_text(ACROSS.replace("module t ", "module vta_top "), encoding="utf-8")
            return [directory / "t.sv"]
        for geometry, code in (("pynq", 0), ("1x8x8", 0)):
            with tempfile.TemporaryDirectory() as out, mock.patch.object(synth, "copy_sources", sources), \
                    contextlib.redirect_stdout(io.StringIO()) as said:
                self.assertEqual(self.said(geometry, "--out", out), (code, ""))
                result = json.loads(pathlib.Path(out, "report.json").read_text(encoding="utf-8"))
                self.assertEqual((result["config"], result["total"]["ff"]), (geometry, 32))
                for file in ("report.json", "report.md"):
                    self.assertNotIn(out, pathlib.Path(out, file).read_text(encoding="utf-8"))
                self.assertIn("| `m.0.0 (RAMB36E1)` | `u_sum.o` |", pathlib.Path(out, "report.md").read_text("utf-8"))
                self.assertEqual("no bounds were looked at" in said.getvalue(), geometry != "pynq")

    def said(self, *arguments):
        """(exit code, what came on the error output)"""
        errors = io.StringIO()
        with mock.patch.object(sys, "argv", ["synth.py", *arguments]), contextlib.redirect_stderr(errors):
            return synth.main(), errors.getvalue()

    def test_an_unknown_geometry(self):
        code, text = self.said("1x7x7")
        self.assertEqual((code, text.count("\n")), (2, 1))
        self.assertIn("there is no geometry '1x7x7': CONFIG is one of ", text)

    def test_a_file_that_is_no_geometry(self):
        with tempfile.TemporaryDirectory() as directory:
            file = pathlib.Path(directory, "x.json")
            file.write_text("{}", encoding="utf-8")
            code, text = self.said(str(file), "--out", directory)
            self.assertEqual((code, text.count("\n")), (1, 1))
            self.assertIn("x.json' is no geometry", text)
            self.assertFalse(pathlib.Path(directory, "report.json").exists())

    def test_bits_that_yosys_loses(self):
        with self.assertRaisesRegex(synth.Refusal, "loses .* bits .*in t: a register behind a product"):
            synthesized(WIDE)

    def test_a_source_that_yosys_cannot_read(self):
        with self.assertRaisesRegex(synth.Refusal, "Yosys failed: .*ERROR"):
            synthesized("module t; nonsense endmodule")

    def test_a_run_that_takes_too_long(self):
        with tempfile.TemporaryDirectory() as directory:
            source = pathlib.Path(directory, "t.sv")
            source.write_text("module t (input [63:0] a, b, output [127:0] o);\n  assign o = a * b % (a + 1);\nendmodule\n",
                              encoding="utf-8")
            with self.assertRaisesRegex(synth.Refusal, "CPU time"):
                synth.synthesize([source], pathlib.Path(directory), 1, "t")

    def test_every_bound(self):
        within = {"lut": 10, "ff": 10, "bram": 1.5, "dsp": 2, "ns": 6.5}
        result = {"total": {"lut": 10, "ff": 10, "bram": 1.5, "dsp": 2}, "timing": {"worst_ns": 6.5}}
        self.assertEqual(list(synth.exceeded(result, within)), [])
        for key, low in (("lut", 9), ("ff", 9), ("bram", 1), ("dsp", 1), ("ns", 6.4)):
            self.assertEqual(len(list(synth.exceeded(result, {**within, key: low}))), 1, key)

    def test_a_report_has_the_anchors(self):
        text = "\n".join(report.comparison({"lut": 5320, "ff": 0, "bram": 0.5, "dsp": 0}))
        self.assertIn("| LUT | 5,320 | 10.0 % | 53,200 | 23,605 | 15,000 |", text)
        self.assertIn("| BRAM36 | 0.5 | 0.4 % | 140 | 123 | 124 |", text)


if __name__ == "__main__":
    unittest.main()
