#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""same_cycles.py on programs that stand in for tests: it passes the same cycles and nothing else."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parent / "same_cycles.py"
PROGRAM = """#!/usr/bin/env python3
import json, sys
json.dump({"testsuites": [{"name": "Cases", "testsuite": TESTS}]}, open(sys.argv[-1].partition("json:")[2], "w"))
sys.exit(CODE)
"""


class SameCycles(unittest.TestCase):
    def compare(self, ours, theirs, code=0):
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for name, cycles, result in (("rtl", ours, 0), ("gls", theirs, code)):
                tests = [{"name": test, "cycles": value} if value else {"name": test} for test, value in cycles.items()]
                path = pathlib.Path(folder) / name
                path.write_text(PROGRAM.replace("TESTS", repr(tests)).replace("CODE", str(result)))
                path.chmod(0o755)
                paths.append(path)
            return subprocess.run([sys.executable, SCRIPT, *paths, "Cases/*"], capture_output=True, text=True, timeout=60,
                                  check=False)

    def test_passes_the_same_cycles(self):
        run = self.compare({"A": "10 12 ", "B": ""}, {"A": "10 12 ", "B": ""})
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("1 tests take the same cycles", run.stdout)

    def test_notices_what_differs(self):
        for ours, theirs, code, sentence in (({"A": "10 12 "}, {"A": "10 13 "}, 0, "A takes 10 12 cycles on the RTL, 10 13"),
                                             ({"A": "10"}, {"A": ""}, 0, "A takes 10 cycles on the RTL,  in the twin"),
                                             ({"A": "10", "B": "9"}, {"A": "10"}, 0, "has other tests than"),
                                             ({"A": ""}, {"A": ""}, 0, "has no cycles for Cases/*"),
                                             ({}, {}, 0, "has no cycles for Cases/*"),
                                             ({"A": "10"}, {"A": "10"}, 1, "gls fails")):
            with self.subTest(sentence):
                run = self.compare(ours, theirs, code)
                self.assertEqual(run.returncode, 1)
                self.assertIn(sentence, run.stderr)


if __name__ == "__main__":
    sys.exit(unittest.main())
