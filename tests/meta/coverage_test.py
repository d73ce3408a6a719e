#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The tools of `make coverage` on small recorded data: merging, exclusions, figures, verdicts."""

import contextlib
import io
import json
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts/coverage"))
import document  # noqa: E402
import functional  # noqa: E402
import rtl  # noqa: E402
import run  # noqa: E402
from exclusions import ExclusionError, Exclusions  # noqa: E402
from points import Figure  # noqa: E402

SOURCE = "module vta_a;\n  if (x) begin\n    y <= 1;\n  end\n  logic [1:0] z;\n"


def point(kind, line, comment, count, hier="TOP.a", span=None, file="rtl/vta_a.sv", column=3):
    span = f"\x01S\x02{span}" if span else ""
    return (f"C '\x01f\x02@ROOT@/{file}\x01l\x02{line}\x01n\x02{column}\x01page\x02{kind}/vta_a"
            f"\x01o\x02{comment}{span}\x01h\x02{hier}' {count}\n")


def entry(**changes):
    return {"kind": "rtl line", "file": "rtl/vta_a.sv", "match": "y <= 1;", "reason": "never", **changes}


class CoverageTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.root = pathlib.Path(directory.name)
        self.data = self.root / "build/data"
        self.data.mkdir(parents=True)
        (self.root / "rtl").mkdir()
        (self.root / "rtl/vta_a.sv").write_text(SOURCE)
        (self.root / "tests/coverage").mkdir(parents=True)
        self.write_cpp([(2, 5)])
        (self.data / "1.bins").write_text("g\ta\t1\t\n")

    def write_dat(self, name, *points):
        (self.data / name).write_text("".join(points).replace("@ROOT@", str(self.root)))

    def write_cpp(self, lines):
        (self.root / "hw").mkdir(exist_ok=True)
        (self.root / "hw/a.cpp").write_text("\n".join(f"line_{n}();" for n in range(1, 20)))
        (self.data / "cpp.json").write_text(json.dumps({"files": [{"file": "hw/a.cpp", "lines": [
            {"line_number": n, "count": c, "branches": [], "gcovr/noncode": False, "gcovr/excluded": False}
            for n, c in lines]}]}))

    def sources(self):
        return rtl.sources(self.root, sorted(self.data.glob("*.dat")))

    def report(self, *entries):
        (self.root / "tests/coverage/exclusions.json").write_text(json.dumps({"entries": entries}))
        with mock.patch.object(run, "ROOT", self.root), mock.patch.object(run, "pages"), \
                contextlib.redirect_stdout(io.StringIO()) as self.output:
            return run.report(self.root / "build", self.data)

    def test_line_is_covered_when_each_of_its_points_is_somewhere(self):
        self.write_dat("1.dat", point("v_branch", 2, "if", 4, span="2-3"), point("v_branch", 2, "else", 0, column=4))
        self.assertEqual(self.sources().line_holes(), ["rtl/vta_a.sv:2: if (x) begin"])
        self.write_dat("2.dat", point("v_branch", 2, "else", 1, hier="TOP.other", column=4))
        self.assertEqual(self.sources().line_holes(), [])
        self.assertEqual(str(self.sources().line_figure()), "100.00 % (2 of 2)")

    def test_bit_has_to_go_both_ways_in_one_instance(self):
        self.write_dat("1.dat", point("v_toggle", 5, "z[0]", 1), point("v_toggle", 5, "z[1]", 2))
        self.write_dat("2.dat", point("v_toggle", 5, "z[0]", 1), point("v_toggle", 5, "z[0]", 1, hier="TOP.b"))
        self.assertEqual(self.sources().part_holes(), ["rtl/vta_a.sv:5: z[0]"])

    def test_wrappers_of_tests_do_not_count(self):
        self.write_dat("1.dat", point("v_line", 2, "block", 0, file="tests/rtl/ports.sv"))
        self.assertEqual(self.sources().files, {})

    def test_models_with_a_changed_module_do_not_count(self):
        self.write_dat("1.dat", point("v_line", 2, "block", 1), point("v_line", 3, "block", 0))
        self.write_dat("2.dat", point("v_line", 3, "block", 1), point("v_line", 3, "block", 1, file="build/vta_a.sv"))
        self.assertEqual(len(self.sources().line_holes()), 1)

    def test_data_that_are_cut_off_are_refused(self):
        self.write_dat("1.dat", point("v_line", 2, "block", 3)[:20])
        with self.assertRaisesRegex(rtl.FormatError, "1.dat:1: not a coverage point"):
            self.sources()
        (self.data / "2.bins").write_text("g\ta\n")
        with self.assertRaisesRegex(functional.FormatError, "2.bins:1: not a bin"):
            functional.read([self.data / "2.bins"])

    def all_covered(self):
        self.write_dat("1.dat", point("v_line", 2, "block", 1), point("v_toggle", 5, "z[0]", 2))

    def test_everything_covered_is_no_finding(self):
        self.all_covered()
        self.assertEqual(self.report(), [])
        self.assertIn("RTL lines        100.00 % (1 of 1), target 100 %", self.output.getvalue())

    def test_each_figure_has_a_target_of_its_own(self):
        self.all_covered()
        self.write_dat("2.dat", point("v_line", 3, "block", 0))
        self.assertEqual(self.report(), ["RTL lines are below 100 %"])
        self.write_dat("2.dat", point("v_toggle", 5, "z[1]", 1))
        self.assertEqual(self.report(), ["RTL toggles are below 95 %"])
        self.all_covered()
        (self.data / "2.dat").unlink()
        (self.data / "2.bins").write_text("g\tb\t0\t\n")
        self.assertEqual(self.report(), ["functional bins are below 98 %"])
        (self.data / "2.bins").unlink()
        self.write_cpp([(n, int(n > 1)) for n in range(1, 20)])
        self.assertEqual(self.report(), ["C++ lines are below 95 %"])

    def test_nothing_measured_is_below_every_target(self):
        self.assertIn("RTL lines are below 100 %", self.report())

    def test_exclusion_takes_an_uncovered_line_out(self):
        self.all_covered()
        self.write_dat("2.dat", point("v_line", 3, "block", 0))
        self.assertEqual(self.report(entry()), [])
        self.assertEqual(self.report(entry(file="rtl/*.sv", match="y <= .*")), [])

    def test_exclusion_takes_an_uncovered_bit_out(self):
        self.all_covered()
        self.write_dat("2.dat", point("v_toggle", 5, "z[1]", 0))
        self.assertEqual(self.report(entry(kind="rtl toggle", match=r"z\[1\]")), [])

    def test_exclusion_that_matches_nothing_uncovered_is_a_finding(self):
        self.all_covered()
        unused = ["the exclusion of rtl line 'y <= 1;' in rtl/vta_a.sv matches nothing that is uncovered"]
        self.assertEqual(self.report(entry()), unused)
        self.assertEqual(self.report(entry(kind="rtl toggle", match=r"z\[0\]")), [
            r"the exclusion of rtl toggle 'z\[0\]' in rtl/vta_a.sv matches nothing that is uncovered"])
        self.write_dat("2.dat", point("v_line", 3, "block", 9))
        self.assertEqual(self.report(entry()), unused)
        self.write_dat("2.dat", point("v_line", 3, "block", 0))
        self.assertIn("RTL lines are below 100 %", self.report(entry(match="y <=")))  # not the whole line

    def test_exclusion_needs_a_reason_and_a_kind(self):
        for bad, text in ((entry(reason=" "), "none empty"), (entry(kind="toggle"), "kind is 'toggle'"),
                          (entry(match="("), "is no pattern"), ({"file": "x"}, "needs exactly")):
            with self.assertRaisesRegex(ExclusionError, text):
                Exclusions([bad])

    def test_list_of_exclusions_of_the_project_can_be_read(self):
        Exclusions.read(ROOT / run.EXCLUSIONS)

    def test_document_shows_the_list_of_exclusions(self):
        entries = json.loads((ROOT / document.LIST).read_text(encoding="utf-8"))["entries"]
        text = (ROOT / document.DOCUMENT).read_text(encoding="utf-8")
        self.assertEqual(document.updated(text, entries), text, "run scripts/coverage/document.py")
        self.assertNotEqual(document.updated(text, entries + [entry()]), text)

    def test_bins_of_processes_add_up_and_impossible_ones_do_not_count(self):
        (self.data / "1.bins").write_text("g\ta\t1\t\ng\tb\t0\t\ng\tc\t0\tcannot be\n")
        (self.data / "2.bins").write_text("g\ta\t0\t\ng\tb\t2\t\ng\tc\t0\tcannot be\n")
        group = functional.read(sorted(self.data.glob("*.bins")))["g"]
        self.assertEqual((group.covered(), group.holes(), group.hits["b"]), (["a", "b"], [], 2))

    def test_impossible_bin_that_is_hit_is_a_finding(self):
        self.all_covered()
        (self.data / "2.bins").write_text("g\tc\t1\tcannot be\n")
        self.assertEqual(self.report(), ["the functional group 'g' calls impossible what happened: c"])

    def test_figures_are_not_rounded_up(self):
        figure = Figure(99999, 100000)
        self.assertEqual(str(figure), "99.99 % (99999 of 100000)")
        self.assertFalse(figure.reaches(100))
        self.assertTrue(Figure(95, 100).reaches(95))


if __name__ == "__main__":
    unittest.main()
