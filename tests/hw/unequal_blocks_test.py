#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The RTL refuses constants of a geometry whose BLOCK_IN and BLOCK_OUT differ, in both tools.

hw/isa/generate.py makes no such constants (tests/hw/generate_test.cpp); another generator, or a hand,
might.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SENTENCE = "vta_top: memories have other depths than with BLOCK_IN equal to BLOCK_OUT"


class UnequalBlocks(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.rtl = pathlib.Path(folder.name)
        for path in (ROOT / "rtl").glob("*.sv*"):
            shutil.copy(path, self.rtl)
        listed = re.findall(r"^rtl/(\w+\.sv)$", (ROOT / "rtl/vta.f").read_text(), re.M)
        self.files = [str(self.rtl / name) for name in listed]

    def change(self, name, by):
        path = self.rtl / "vta_config.svh"
        text, count = re.subn(rf"(?<=int {name} = )(\d+)", lambda old: str(int(old[0]) + by), path.read_text())
        self.assertEqual(count, 1)
        path.write_text(text)

    def verilator(self):
        # What else is wrong with such a geometry is not the question.
        return subprocess.run(["verilator", "--lint-only", "-Wno-lint", f"-I{self.rtl}", *self.files, "--top-module",
                               "vta_top"], capture_output=True, text=True, timeout=60, check=False)

    def yosys(self):
        return subprocess.run(["yosys", "-q", "-p", f"read_verilog -sv -I{self.rtl} {' '.join(self.files)}; "
                               "hierarchy -check -top vta_top"], capture_output=True, text=True, timeout=60, check=False)

    def expect_refusal(self, result):
        self.assertNotEqual(result.returncode, 0)
        self.assertIn(SENTENCE, result.stdout + result.stderr)

    def test_equal_blocks_are_taken(self):
        self.assertEqual(self.verilator().returncode, 0)

    def test_unequal_blocks_are_refused(self):
        for name, by in (("WgtAddrW", -1), ("InpAddrW", 1), ("AccAddrW", -1)):
            with self.subTest(name):
                self.change(name, by)
                self.expect_refusal(self.verilator())
                if name == "WgtAddrW":
                    self.expect_refusal(self.yosys())
                self.change(name, -by)


if __name__ == "__main__":
    sys.exit(unittest.main())
