#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""scripts/mutate: what it finds in toys, that every number is another fault, and how it counts."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/mutate"))
# pylint: disable=wrong-import-position
import explanations  # noqa: E402
import report  # noqa: E402
import sampling  # noqa: E402
import schemata  # noqa: E402
import sources  # noqa: E402
from campaign import Result  # noqa: E402
from mutant import Mutant  # noqa: E402
from verilog_module import rtl_mutants  # noqa: E402
from verilog_tokens import SyntaxProblem  # noqa: E402

# Every operator has a site here, and no mutant of it is equivalent.
TOY = """`default_nettype none
module toy #(parameter int W = 4) (
    input  logic [W-1:0] a_i, input logic [W-1:0] b_i, input logic c_i, input logic [1:0] s_i,
    output logic [W-1:0] sum_o, output logic less_o, output logic both_o, output logic [W-1:0] mux_o,
    output logic [7:0] pair_o, output logic bit_o, output logic all_o, output logic [W-1:0] sub_o
);
  assign sum_o  = a_i + W'(3);
  assign less_o = $signed(a_i) < $signed(b_i);
  assign both_o = c_i && !b_i[0];
  assign bit_o  = a_i[s_i];
  assign all_o  = &b_i;
  assign pair_o = {a_i, b_i};
  always_comb begin
    mux_o = '0;
    case (s_i)
      2'd0: mux_o = c_i ? a_i : b_i;
      2'd1: if (c_i) mux_o = a_i & b_i;
      default: ;
    endcase
  end
  leaf u_leaf (.x_i(a_i), .y_o(sub_o));
  `VTA_ASSERT(Never, a_i == b_i)
endmodule
`default_nettype wire
"""
LEAF = """module leaf (input logic [3:0] x_i, output logic [3:0] y_o);
  assign y_o = ~x_i;
endmodule
"""
PACKAGE = "package vta_pkg;\nendpackage\n"
# The mutated toy and the original beside each other.
PAIR = """module pair (input logic [10:0] in_i, output logic [23:0] mutated_o, output logic [23:0] plain_o);
""" + "".join(f"""  {name} u_{name} (.a_i(in_i[3:0]), .b_i(in_i[7:4]), .c_i(in_i[8]), .s_i(in_i[10:9]),
    .sum_o({out}[3:0]), .less_o({out}[4]), .both_o({out}[5]), .mux_o({out}[9:6]), .pair_o({out}[17:10]),
    .bit_o({out}[18]), .all_o({out}[19]), .sub_o({out}[23:20]));
""" for name, out in (("toy", "mutated_o"), ("plain", "plain_o"))) + "endmodule\n"
# Prints a digest of the outputs over all inputs, of the mutated toy and of the original.
MAIN = """#include "Vpair.h"
#include <cstdint>
#include <cstdio>
int main() {
  Vpair pair;
  std::uint64_t mutated = 1, plain = 1;
  for (unsigned in = 0; in < 2048; ++in) {
    pair.in_i = in;
    pair.eval();
    mutated = (mutated ^ pair.mutated_o) * 0x100000001b3u;
    plain = (plain ^ pair.plain_o) * 0x100000001b3u;
  }
  std::printf("%llx %llx", static_cast<unsigned long long>(mutated), static_cast<unsigned long long>(plain));
}
"""
ASSERT = "`define VTA_ASSERT(name, expr)\n"


def mutants_of(text):
    return rtl_mutants("rtl/toy.sv", text)


def shown(text):
    return [(m.operator, m.original, m.shown) for m in mutants_of(text)]


def module(body):
    return f"module toy (input logic a_i);\n{body}\nendmodule\n"


class VerilogMutants(unittest.TestCase):
    def test_finds_the_faults_of_an_expression(self):
        self.assertEqual(shown(module("always_comb x = a && b < c;")), [
            ("assignment dropped", "x = a && b < c;", ";"),
            ("logical operator", "a && b < c", "a || b < c"),
            ("operand dropped", "a && b < c", "a"),
            ("operand dropped", "a && b < c", "b < c"),
            ("relation", "b < c", "b <= c"),
            ("relation", "b < c", "b >= c")])

    def test_reads_the_precedence_of_operators(self):
        originals = [original for _, original, _ in shown(module("always_comb x = a + b * c == d | e;"))]
        self.assertEqual(originals[1:], ["a + b * c == d | e", "a + b * c == d", "a + b * c", "b * c"])

    def test_takes_less_or_equal_for_an_assignment_or_a_relation(self):
        found = shown(module("always_ff @(posedge clk_i) q <= a <= b;"))
        self.assertEqual(found, [("assignment dropped", "q <= a <= b;", ";"),
                                 ("relation", "a <= b", "a < b"), ("relation", "a <= b", "a > b")])

    def test_leaves_alone_what_is_constant_or_checks(self):
        for body in ("localparam int N = 1 + 2;", "`VTA_ASSERT(Name, a == b)", "logic [3 + 1:0] x;",
                     "if (N > 1) begin : gen_x\nend", "assign unused = &{1'b0, a, b[1]};",
                     "for (genvar g = 0; g < 4; g++) begin : gen_y\nend",
                     "leaf #(.N(1 + 1)) u_leaf (.clk_i(clk_i), .y_o(y[1]));"):
            self.assertEqual(shown(module(body)), [], body)

    def test_refuses_what_it_does_not_know(self):
        for body in ("initial x = 1;", "always_comb x += 1;", "always_comb while (a) x = 1;"):
            with self.assertRaisesRegex(SyntaxProblem, "rtl/toy.sv: line 2", msg=body):
                mutants_of(module(body))

    def test_numbers_of_a_literal_stay_in_its_width(self):
        found = [s for o, _, s in shown(module("always_comb begin x = 1'b1; y = 8'hff; z = 2'd2; end"))
                 if o == "constant"]
        self.assertEqual(found, ["1'b0", "8'h0", "2'd3"])

    def test_tells_apart_equal_lines(self):
        found = mutants_of(module("always_comb x = 1'b0;\nalways_comb x = 1'b0;"))
        self.assertEqual([(m.line, m.nth) for m in found], [(2, 1), (2, 1), (3, 2), (3, 2)])

    def test_reads_every_module_of_the_design(self):
        found = sources.rtl_candidates(ROOT)
        for path in (ROOT / "rtl").glob("*.sv"):
            name = path.relative_to(ROOT).as_posix()
            if name != sources.PACKAGE:
                self.assertGreaterEqual(sum(m.path == name for m in found), 1, name)


class Schemata(unittest.TestCase):
    def test_every_number_is_another_fault_and_none_is_the_original(self):
        mutants = mutants_of(TOY)
        operators = {m.operator for m in mutants}
        self.assertEqual(operators, {
            "stuck at 0", "stuck at 1", "arithmetic operator", "constant", "relation",
            "logical operator", "operand dropped", "negation dropped", "index off by one", "reduction",
            "operands swapped", "assignment dropped", "branches swapped", "condition true",
            "condition false", "condition negated", "input tied to 0"})
        with tempfile.TemporaryDirectory() as folder:
            numbered = list(enumerate(mutants, 1))
            mutated = schemata.rewrite(TOY, numbered, schemata.Verilog)
            run = self.build(pathlib.Path(folder), mutated)
            selected, plain = run(0)
            self.assertEqual(selected, plain)
            same = [m.describe() for number, m in numbered if run(number) == (plain, plain)]
            self.assertEqual(same, [])

    def build(self, work, text):
        """Verilates a mutated toy beside the original; returns what runs both with a mutant on."""
        files = {"vta_pkg.sv": schemata.Verilog.package(PACKAGE), "toy.sv": ASSERT + text,
                 "plain.sv": TOY.replace("module toy", "module plain"), "leaf.sv": LEAF, "pair.sv": PAIR,
                 "main.cpp": MAIN}
        for name, content in files.items():
            (work / name).write_text(content)
        runtime = ROOT / "tests/mutation/mutant_runtime.cpp"
        subprocess.run(["verilator", "--cc", "--exe", "--build", "-Wno-fatal", "-Wno-lint", "-Wno-style",
                        "--top-module", "pair", "--Mdir", str(work / "obj"), "-CFLAGS", "-O0 -std=c++20",
                        *(str(work / name) for name in files), str(runtime)],
                       check=True, capture_output=True, timeout=100)

        def run(number):
            done = subprocess.run([str(work / "obj/Vpair")], env={"VTA_MUTANT": str(number)}, check=True,
                                  capture_output=True, text=True, timeout=20)
            return tuple(done.stdout.split())
        return run


def mutant(path, line=1, operator="relation"):
    return Mutant(path, line, line + 1, operator, "b", "b", "a", line, f"line {line}")


class Sampling(unittest.TestCase):
    def setUp(self):
        self.mutants = [mutant(f"rtl/{name}.sv", line) for name in "abc" for line in range(50)]

    def test_is_the_same_for_the_same_seed_only(self):
        first = sampling.sample(self.mutants, 20, 7)
        self.assertEqual(first, sampling.sample(self.mutants, 20, 7))
        self.assertNotEqual(first, sampling.sample(self.mutants, 20, 8))
        self.assertEqual(len(set(first)), 20)

    def test_takes_some_of_every_file(self):
        self.mutants += [mutant("rtl/tiny.sv", 1), mutant("rtl/tiny.sv", 2)]
        for seed in range(20):
            chosen = [m.path for m in sampling.sample(self.mutants, 12, seed)]
            for name in ("a", "b", "c", "tiny"):
                self.assertGreaterEqual(chosen.count(f"rtl/{name}.sv"), 2)


class Explanations(unittest.TestCase):
    def load(self, entries, candidates):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "survivors.json"
            path.write_text(json.dumps({"equivalent": entries}))
            return explanations.load(path, candidates, ("rtl/",))

    def entry(self, found, **more):
        return {**dict(zip(explanations.FIELDS, found.key())), "reason": "because", **more}

    def test_finds_a_mutant_after_its_line_has_moved(self):
        old, moved = mutant("rtl/a.sv", 1), mutant("rtl/a.sv", 9)
        moved = Mutant(**{**vars(moved), "line_text": old.line_text})
        self.assertEqual(self.load([self.entry(old)], [moved]), {moved: "because"})

    def test_refuses_an_entry_that_fits_nothing(self):
        with self.assertRaisesRegex(ValueError, "entry 1 fits no mutant"):
            self.load([self.entry(mutant("rtl/a.sv", 1))], [mutant("rtl/a.sv", 2)])

    def test_refuses_an_entry_without_a_reason(self):
        found = mutant("rtl/a.sv")
        with self.assertRaisesRegex(ValueError, "lacks reason"):
            self.load([self.entry(found, reason="")], [found])

    def test_asks_which_of_several_is_meant(self):
        twins = [mutant("rtl/a.sv"), Mutant(**{**vars(mutant("rtl/a.sv")), "start": 5, "nth": 2})]
        with self.assertRaisesRegex(ValueError, "fits 2 mutants"):
            self.load([self.entry(twins[0])], twins)
        self.assertEqual(self.load([self.entry(twins[0], nth=2)], twins), {twins[1]: "because"})

    def test_refuses_an_entry_twice(self):
        found = mutant("rtl/a.sv")
        with self.assertRaisesRegex(ValueError, "entry 2 says again"):
            self.load([self.entry(found)] * 2, [found])

    def test_the_list_in_the_tree_fits_the_rtl(self):
        known = explanations.load(ROOT / "tests/mutation/survivors.json", sources.rtl_candidates(ROOT),
                                  ("rtl/",))
        self.assertTrue(all(len(reason.split()) > 4 for reason in known.values()))


class Figures(unittest.TestCase):
    def test_counts_equivalent_mutants_apart(self):
        found = [Result(n, mutant("rtl/a.sv", n), verdict="failed") for n in range(7)]
        found += [Result(7, mutant("rtl/a.sv", 7), verdict="timeout"),
                  Result(8, mutant("rtl/a.sv", 8), reason="same"), Result(9, mutant("rtl/a.sv", 9))]
        count = report.figures(found)
        self.assertEqual((count.sampled, count.killed, count.hung, count.equivalent, count.unexplained),
                         (10, 8, 1, 1, 1))
        self.assertAlmostEqual(count.raw_rate, 0.8)
        self.assertAlmostEqual(count.rate, 8 / 9)

    def test_an_explanation_does_not_hide_a_kill(self):
        count = report.figures([Result(1, mutant("rtl/a.sv"), verdict="failed", reason="same")])
        self.assertEqual((count.killed, count.equivalent), (1, 0))


if __name__ == "__main__":
    unittest.main()
