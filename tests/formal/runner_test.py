# SPDX-License-Identifier: Apache-2.0
"""The runner of the proofs: what it must call shown, and everything that it must not."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODULE = """`default_nettype none
module vta_toy (input logic clk_i, input logic rst_ni, input logic up_i, output logic [3:0] count_o);
  always_ff @(posedge clk_i) begin
    if (!rst_ni) count_o <= '0;
    else if (up_i && count_o != 4'd9) count_o <= count_o + 4'd1;
  end
endmodule
`default_nettype wire
"""
HARNESS = """`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none
module vta_toy_fv #(parameter int Most = 9) (input logic clk_i, input logic rst_ni, input logic up_i);
  `VTA_FORMAL_RESET
  logic [3:0] count;
  vta_toy u_dut (.clk_i, .rst_ni, .up_i, .count_o(count));
  `VTA_ASSERT(AtMostNine, 32'(count) <= Most)
  `VTA_COVER(Nine, count == 4'd9)
endmodule
`default_nettype wire
"""
TABLE = {
    "rtl": ["vta_toy"],
    "tasks": [{"name": "all", "induction": 2}],
    "cover": {"steps": 14},
    "mutants": [{"name": "counts on", "file": "vta_toy", "find": "&& count_o != 4'd9", "replace": ""}],
}


class Runner(unittest.TestCase):
    def setUp(self):
        self.tree = tempfile.TemporaryDirectory()
        self.addCleanup(self.tree.cleanup)
        self.root = pathlib.Path(self.tree.name)
        for folder in ("rtl", "tests/formal"):
            (self.root / folder).mkdir(parents=True)
        for name in ("vta_assert.svh", "vta_config.svh", "vta_isa.svh", "vta_pkg.sv"):
            (self.root / "rtl" / name).write_text((ROOT / "rtl" / name).read_text())
        header = "tests/formal/vta_formal.svh"
        (self.root / header).write_text((ROOT / header).read_text())

    def prove(self, *options, module=MODULE, harness=HARNESS, **table):
        """Runs the toy with a changed table; (exit code, output, {job: row})."""
        (self.root / "rtl/vta_toy.sv").write_text(module)
        (self.root / "tests/formal/vta_toy_fv.sv").write_text(harness)
        (self.root / "tests/formal/vta_toy_fv.json").write_text(json.dumps({**TABLE, **table}))
        run = subprocess.run([sys.executable, ROOT / "scripts/formal.py", "--root", self.root, *options],
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=100)
        report = self.root / "build/formal/report.json"
        rows = json.loads(report.read_text()) if report.exists() else []
        return run.returncode, run.stdout, {row["job"]: row for row in rows}

    def result(self, job, *options, **change):
        code, output, rows = self.prove(*options, **change)
        self.assertEqual(code, 1, output)
        self.assertIn(rows[job]["result"], output)
        return rows[job]

    def test_shows_a_proof_a_cover_and_a_mutant(self):
        code, output, rows = self.prove()
        self.assertEqual(code, 0, output)
        self.assertEqual({name: row["result"] for name, row in rows.items()},
                         {"vta_toy/all": "proved", "vta_toy/all/cover": "reached",
                          "vta_toy/all/counts on": "refuted"})
        self.assertEqual(rows["vta_toy/all"]["names"], ["AtMostNine"])
        self.assertEqual(rows["vta_toy/all/counts on"]["refuted"], ["AtMostNine"])

    def test_does_not_run_again_what_has_not_changed(self):
        self.prove()
        self.assertEqual(self.prove()[1].count("cached"), 3)
        self.assertEqual(self.prove("--fresh")[1].count("cached"), 0)
        self.assertEqual(self.prove(module=MODULE.replace("4'd9", "4'd8"))[1].count("cached"), 0)

    def test_a_false_property_fails_with_a_trace(self):
        row = self.result("vta_toy/all", tasks=[{"name": "all", "bmc": 14, "why": "a test",
                                                 "parameters": {"Most": 5}}])
        self.assertEqual(row["result"], "failed")
        self.assertIn("AtMostNine", row["detail"])
        trace = pathlib.Path(row["detail"].split(": ")[-1])
        self.assertIn("$enddefinitions", trace.read_text())

    def test_a_property_that_is_not_inductive_fails(self):
        row = self.result("vta_toy/all", tasks=[{"name": "all", "induction": 2, "parameters": {"Most": 8}}])
        self.assertIn("no induction step, AtMostNine", row["detail"])

    def test_the_other_engine_proves_and_refutes_too(self):
        task = {"name": "all", "bmc": 14, "why": "a test", "engine": "abc"}
        code, output, rows = self.prove(tasks=[task])
        self.assertEqual(code, 0, output)
        self.assertEqual(rows["vta_toy/all"]["method"], "bmc abc")
        self.assertEqual(rows["vta_toy/all/counts on"]["result"], "refuted")
        row = self.result("vta_toy/all", tasks=[{**task, "parameters": {"Most": 5}}])
        self.assertEqual(row["refuted"], ["AtMostNine"])
        survivor = {"name": "stops early", "file": "vta_toy", "find": "4'd9", "replace": "4'd8"}
        self.assertEqual(self.result("vta_toy/all/stops early", tasks=[task], mutants=[survivor])["result"],
                         "survived")

    def test_a_failure_is_not_cached(self):
        for _ in range(2):
            code, output, _ = self.prove(tasks=[{"name": "all", "induction": 2, "parameters": {"Most": 8}}])
            self.assertEqual(code, 1)
            self.assertNotIn("vta_toy/all cached", output)

    def test_a_cover_out_of_reach_fails(self):
        row = self.result("vta_toy/all/cover", cover={"steps": 5})
        self.assertIn("not reached: Nine", row["detail"])

    def test_a_mutant_that_survives_fails(self):
        mutant = {"name": "stops early", "file": "vta_toy", "find": "4'd9", "replace": "4'd8"}
        self.assertEqual(self.result("vta_toy/all/stops early", mutants=[mutant])["result"], "survived")

    def test_a_mutant_that_changes_nothing_is_an_error(self):
        mutant = {"name": "nowhere", "file": "vta_toy", "find": "4'd7", "replace": "4'd8"}
        row = self.result("vta_toy/all/nowhere", mutants=[mutant])
        self.assertIn("0 places match in vta_toy.sv", row["detail"])

    def test_a_mutant_is_not_refuted_by_a_helper(self):
        harness = HARNESS.replace("`VTA_ASSERT(AtMostNine", "`VTA_ASSERT(Any, 1'b1)\n`VTA_HELPER(AtMostNine")
        row = self.result("vta_toy/all/counts on", harness=harness)
        self.assertEqual(row["result"], "survived")

    def test_assumptions_that_contradict_each_other_prove_nothing(self):
        harness = HARNESS.replace("  `VTA_COVER", "  always_comb assume (up_i && !up_i);\n  `VTA_COVER")
        self.assertEqual(self.result("vta_toy/all", harness=harness)["result"], "error")

    def test_no_answer_in_time_is_a_failure(self):
        row = self.result("vta_toy/all", timeout=0.001)
        self.assertEqual(row["result"], "timeout")

    def test_a_net_that_nobody_drives_is_an_error(self):
        harness = HARNESS.replace("32'(count) <= Most", "32'(count) <= Most && probe").replace(
            "  logic [3:0] count;", "  logic [3:0] count;\n  logic probe;")
        self.assertIn("no driver", self.result("vta_toy/all", harness=harness)["detail"])

    def test_a_constant_can_be_reduced_and_must_exist(self):
        self.assertEqual(self.prove(constants={"TokenW": 3, "TokenMax": 7})[0], 0)
        row = self.result("vta_toy/all", constants={"TokenWidth": 3})
        self.assertIn("0 localparams are named TokenWidth", row["detail"])

    def test_refuses_tables_that_show_nothing(self):
        for change, sentence in (({"mutants": []}, "no mutant"), ({"tasks": [{"name": "a", "bmc": 3}]}, "say why"),
                                 ({"tasks": [{"name": "a"}]}, "needs one method")):
            code, output, _ = self.prove(**change)
            self.assertEqual(code, 2, output)
            self.assertIn(sentence, output)

    def test_refuses_a_module_without_harness(self):
        code, output, _ = self.prove("vta_nothing")
        self.assertEqual(code, 2)
        self.assertIn("no harness in tests/formal for: vta_nothing", output)

    def test_refuses_a_harness_without_table(self):
        (self.root / "tests/formal/vta_other_fv.sv").write_text(HARNESS)
        code, output, _ = self.prove()
        self.assertEqual(code, 2)
        self.assertIn("vta_other_fv", output)


if __name__ == "__main__":
    unittest.main()
