#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""hw/asic: what is counted, how long a path is, what is refused. Small designs and a library of four cells.

  asic_test.py [CLASS]
"""

import contextlib
import functools
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "hw/asic"))
import asic  # noqa: E402  pylint: disable=wrong-import-position
import liberty  # noqa: E402  pylint: disable=wrong-import-position
import summary  # noqa: E402  pylint: disable=wrong-import-position
import synth  # noqa: E402  pylint: disable=wrong-import-position

# Every gate takes 0.1 ns, whatever its load.
TABLE = '(t) {{ index_1 ("0.01, 10"); index_2 ("0.01, 10"); values ("{0}, {0}", "{0}, {0}"); }}'
TIMING = "".join(f"{edge} {TABLE.format(0.1)} " for edge in ("cell_rise", "cell_fall", "rise_transition",
                                                              "fall_transition"))


def gate(name, area, function, inputs):
    pins = "".join(f"pin({pin}) {{ direction : input; capacitance : 0.01; }}\n" for pin in inputs)
    arcs = "".join(f'timing() {{ related_pin : "{pin}"; timing_sense : non_unate; {TIMING} }}\n' for pin in inputs)
    return (f"cell ({name}) {{ /* area : 999; */ area : {area};\n{pins}"
            f'pin(Y) {{ direction : output; capacitance : 0; max_capacitance : 10; function : "{function}";\n{arcs}}}\n}}\n')


LIBRARY = ("""library(tiny) {
delay_model : table_lookup; time_unit : "1ns"; voltage_unit : "1V"; current_unit : "1uA";
pulling_resistance_unit : "1kohm"; leakage_power_unit : "1nW"; capacitive_load_unit (1,pf);
lu_table_template(t) { variable_1 : total_output_net_capacitance; variable_2 : input_net_transition;
  index_1 ("0.01, 10"); index_2 ("0.01, 10"); }
""" + gate("INVX1", 2, "(!A)", "A") + gate("BUFX2", 3, "A", "A") + gate("NAND2X1", 4, "(!(A B))", "AB") +
           """cell (DFFPOSX1) { area : 20; ff (I, IN) { next_state : "D"; clocked_on : "CLK"; }
pin(CLK) { direction : input; capacitance : 0.01; clock : true; }
pin(D) { direction : input; capacitance : 0.01; }
pin(Q) { direction : output; function : "I"; }
}
}
""")

# Three bits of NAND in front of a register, in two modules of one kind and in one that is deeper.
NANDS = """module nands #(parameter W = 1) (input clk, input [W-1:0] a, b, output reg [W-1:0] q);
  always @(posedge clk) q <= ~(a & b);
endmodule
module vta_top (input clk, input [3:0] a, b, output [2:0] q, output reg z);
  nands u_one (clk, a[0], b[0], q[0]);
  nands #(.W(2)) u_two (clk, a[2:1], b[2:1], q[2:1]);
  always @(posedge clk) z <= ~(~(~(a[3] & b[3]) & b[2]) & b[1]);
endmodule
"""
MEMORY = """module vta_top (input clk, we, re, input [5:0] wa, ra, input [7:0] d, output reg [7:0] q, output [7:0] s);
  reg [7:0] m [0:63], tiny [0:1];
  always @(posedge clk) begin
    if (we) m[wa] <= d;
    if (re) q <= m[ra];
    tiny[wa[0]] <= d;
  end
  assign s = tiny[ra[0]];
endmodule
"""
PRODUCT = """module vta_top (input signed [{n}:0] a, b, output [31:0] y);
  wire [31:0] x = {{{{{left}{{a[{n}]}}}}, a}}, w = {{{{{left}{{b[{n}]}}}}, b}};
  assign y = x * w;
endmodule
"""


@contextlib.contextmanager
def tiny_library(text=LIBRARY):
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory, "tiny.lib")
        path.write_text(text, encoding="utf-8")
        yield path


@functools.cache
def report_of(text):
    """report.json of a design in the tiny library."""
    with tiny_library() as file:
        directory = file.parent
        (directory / "t.sv").write_text(text, encoding="utf-8")
        library = liberty.read(file)
        return summary.build("t", library, *asic.map_to_cells([directory / "t.sv"], directory, 60, file, library),
                             "vta_top")


class Library(unittest.TestCase):
    def test_reads_areas_registers_and_the_load(self):
        with tiny_library() as file:
            library = liberty.read(file)
        self.assertEqual((library.name, library.areas, library.flip_flops, library.load_ff, library.placed),
                         ("tiny", {"INVX1": 2, "BUFX2": 3, "NAND2X1": 4, "DFFPOSX1": 20}, {"DFFPOSX1"}, 40, {}))

    def test_reads_outlines_of_the_file_beside_it(self):
        with tiny_library() as file:
            file.with_suffix(".lef").write_text("MACRO INVX1\n CLASS CORE ;\n SIZE 1.5 BY 4.0 ;\nEND INVX1\n"
                                                "MACRO BUFX2\n CLASS CORE ;\nEND BUFX2\n", encoding="utf-8")
            self.assertEqual(liberty.read(file).placed, {"INVX1": 6})

    @unittest.skipUnless(asic.LIBERTY.is_file(), "the package of the library is not installed")
    def test_reads_the_library_that_is_used(self):
        library = liberty.read(asic.LIBERTY)
        self.assertEqual((library.name, library.unit, library.areas["DFFPOSX1"], library.load_ff),
                         ("osu018_stdcells", 24, 96, 37.3))
        self.assertEqual(library.placed["OAI21X1"], 32)

    def test_refuses_what_lacks_something(self):
        for text, said in (("no library", "is no liberty file"),
                           (LIBRARY.replace("NAND2X1", "NAND2"), "has no cell NAND2X1"),
                           (LIBRARY.replace(" area : 4;", ""), "the cell NAND2X1 has no area"),
                           (LIBRARY.replace(",pf)", ",acre)"), "does not say the capacitance of INVX1")):
            with tiny_library(text) as file, self.assertRaisesRegex(liberty.Unreadable, said):
                liberty.read(file)


class Figures(unittest.TestCase):
    def test_counts_cells_and_area_by_module(self):
        result = report_of(NANDS)
        self.assertEqual(result["modules"]["nands"], {"instances": 2, "cells": 6, "area_um2": 72, "nand2": 18, "ff": 3,
                                                      "ns": 0.1})
        self.assertEqual(result["kinds"], {"DFFPOSX1": 4, "NAND2X1": 6})
        self.assertEqual(result["total"], {"cells": 10, "area_um2": 104, "nand2": 26, "ff": 4})
        self.assertEqual(result["memories"], [])

    def test_the_delay_is_that_of_the_deepest_logic(self):
        result = report_of(NANDS)
        self.assertEqual(result["modules"]["vta_top"]["ns"], 0.3)
        self.assertEqual((result["whole"]["ns"], result["whole"]["cells"], result["whole"]["ff"]), (0.3, 10, 4))

    def test_a_path_across_modules_is_longer_in_the_whole(self):
        across = NANDS.replace("a[0], b[0], q[0]", "~(~(a[0] & ~(b[2] & a[3])) & b[3]), b[0], q[0]")
        result = report_of(across)
        self.assertEqual((result["modules"]["vta_top"]["ns"], result["modules"]["nands"]["ns"], result["whole"]["ns"]),
                         (0.3, 0.1, 0.4))

    def test_leaves_memories_out_and_makes_small_ones_of_flip_flops(self):
        result = report_of(MEMORY)
        self.assertEqual(result["memories"], [{"module": "vta_top", "words": 64, "bits": 8, "reads": 1, "writes": 1,
                                               "read_registers": True, "number": 1}])
        self.assertEqual(result["total"]["ff"], 2 * 8)
        text = "\n".join(summary.markdown(result))
        self.assertIn("| `vta_top` | 1 | 64 x 8 | 512 | 1 + 1 | yes |", text)

    def test_a_memory_that_is_read_without_a_clock_is_told_from_others(self):
        text = MEMORY.replace("if (re) q <= m[ra];", "").replace("output reg [7:0] q", "output [7:0] q")
        result = report_of(text.replace("assign s", "assign q = m[ra];\n  assign s"))
        self.assertEqual([m["read_registers"] for m in result["memories"]], [False])

    def test_a_product_is_as_small_as_its_operands(self):
        small, large = (report_of(PRODUCT.format(n=n, left=31 - n))["total"]["cells"] for n in (3, 15))
        self.assertLess(small, large / 8)

    def test_a_product_made_small_is_the_same_product(self):
        with tempfile.TemporaryDirectory() as directory:
            source = pathlib.Path(directory, "t.sv")
            source.write_text(PRODUCT.format(n=3, left=28), encoding="utf-8")
            for change, code in (("", 0), ("setparam -set A_SIGNED 0 t:$mul\n", 1)):
                script = pathlib.Path(directory, "t.ys")
                script.write_text(f"read_verilog -sv {source}\nproc\nopt_expr\nopt_clean\ncopy vta_top gold\n"
                                  f"cd vta_top\n{asic.SMALL_PRODUCTS}select -assert-count 1 t:$mul r:A_WIDTH=4 %i\n"
                                  f"{change}cd ..\nmiter -equiv -flatten gold vta_top miter\n"
                                  "sat -verify -prove trigger 0 miter\n", encoding="utf-8")
                run = subprocess.run(["yosys", "-q", "-s", str(script)], capture_output=True, text=True, timeout=60,
                                     check=False)
                self.assertEqual(run.returncode, code, run.stderr)

    def test_says_where_the_two_files_of_a_library_differ(self):
        library = liberty.Library("x", {"A": 2, "NAND2X1": 4}, set(), 1, {"A": 3, "NAND2X1": 4})
        cells = {name: {"type": kind} for name, kind in (("a", "A"), ("b", "A"), ("c", "NAND2X1"))}
        result = summary.build("x", library, ({"t": {"cells": cells}}, {"t": 50}),
                               ({"t": {"cells": cells}}, {"t": 100}), "t")
        self.assertEqual((result["total"]["area_um2"], result["placed_um2"], result["differ"]), (8, 10, {"A": [2, 3]}))
        self.assertIn("take 10 um^2", "\n".join(summary.body(result)))


class Logs(unittest.TestCase):
    def test_gives_each_module_its_delay(self):
        log = "\n".join([
            "4.1. Extracting gate netlist of module `\\t' to `<abc-temp-dir>/input.blif'..",
            'ABC: WireLoad = "none"  Gates = 3 ( 1.0 %)   Cap = 4.0 ff (  0.4 %)   Area = 11.0 ( 98.5 %)   '
            "Delay =  2954.01 ps  ( 10.8 %)",
            "ABC: Path  0 --       2 : 0    1 pi      A =   0.00  Df =  13.1   -1.2 ps",
            "4.2. Extracting gate netlist of module `$paramod\\u\\W=1' to `<abc-temp-dir>/input.blif'..",
            "Don't call ABC as there is nothing to map.",
            "4.3. Extracting gate netlist of module `\\v' to `<abc-temp-dir>/input.blif'..",
            'ABC: WireLoad = "none"  Delay =  1.5 ps  ( 10.8 %)'])
        self.assertEqual(summary.delays(log), {"t": 2954.01, "v": 1.5})


class Refusals(unittest.TestCase):
    def said(self, *arguments):
        """(exit code, what came on the error output, and on the other)"""
        errors, output = io.StringIO(), io.StringIO()
        with mock.patch.object(sys, "argv", ["asic.py", *arguments]), contextlib.redirect_stderr(errors), \
                contextlib.redirect_stdout(output):
            return asic.main(), errors.getvalue(), output.getvalue()

    def run_on(self, text, *arguments):
        def sources(_, directory):
            directory.mkdir()
            (directory / "t.sv").write_text(text, encoding="utf-8")
            return [directory / "t.sv"]
        with tiny_library() as file, mock.patch.object(synth, "copy_sources", sources):
            out = file.parent / "out"
            out.mkdir()
            (out / "report.md").write_text("an older one", encoding="utf-8")
            said = self.said("small", "--out", str(out), "--liberty", str(file), *arguments)
            return said, {name.name: name.read_text(encoding="utf-8") for name in out.glob("report.*")}

    def test_a_whole_run_prints_and_leaves_its_report(self):
        (code, errors, output), files = self.run_on(NANDS)
        self.assertEqual((code, errors, set(files)), (0, "", {"report.md", "report.json"}))
        self.assertEqual(output, files["report.md"])
        self.assertIn("| `nands` | 2 | 6 | 72 | 18 | 3 | 0.10 |", output)
        self.assertEqual(json.loads(files["report.json"]), {**report_of(NANDS), "config": "small"})

    def test_a_run_by_module_alone_says_what_it_does_not_know(self):
        (code, errors, output), files = self.run_on(NANDS, "--no-whole")
        self.assertEqual((code, errors), (0, ""))
        self.assertIn("paths across modules are not known", output)
        self.assertNotIn("flattened first", output)
        self.assertEqual(json.loads(files["report.json"]), {**report_of(NANDS), "config": "small", "whole": None})

    def refused(self, said, code, text):
        self.assertEqual((said[0], said[1].count("\n"), said[2]), (code, 1, ""), said[1])
        self.assertRegex(said[1], "^asic: .*" + text)

    def test_an_unknown_geometry(self):
        self.refused(self.said("1x7x7"), 2, "there is no geometry '1x7x7': CONFIG is one of ")

    def test_a_library_that_is_not_there(self):
        self.refused(self.said("small", "--liberty", "/nowhere/x.lib"), 2, "run scripts/setup.sh asic")

    def test_a_library_that_is_none(self):
        self.refused(self.said("small", "--liberty", __file__), 1, "asic_test.py .*")

    def test_no_time(self):
        with tiny_library() as file:
            self.refused(self.said("small", "--liberty", str(file), "--timeout", "0"), 2, "--timeout is 0")

    def test_a_source_that_yosys_cannot_read_leaves_no_report(self):
        said, files = self.run_on("module vta_top; nonsense endmodule")
        self.refused(said, 1, "Yosys failed: .*ERROR")
        self.assertEqual(files, {})

    def test_a_design_of_which_nothing_is_left(self):
        said, files = self.run_on("module vta_top (input a, output b); assign b = a; endmodule")
        self.refused(said, 1, "no logic in the design")
        self.assertEqual(files, {})

    def test_a_latch_which_the_library_does_not_have(self):
        said, _ = self.run_on("module vta_top (input e, a, output reg b); always @* if (e) b = a; endmodule")
        self.refused(said, 1, "_DLATCH_P_")


if __name__ == "__main__":
    unittest.main()
