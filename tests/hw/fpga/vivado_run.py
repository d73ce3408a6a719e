# SPDX-License-Identifier: Apache-2.0
"""Runs the scripts of hw/fpga/vivado on the stand-in for Vivado in this folder."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import hw_ports

ROOT = hw_ports.ROOT
STUBS = pathlib.Path(__file__).resolve().parent / "vivado/run.tcl"
TCLSH = os.environ.get("TCLSH", "tclsh")


class Run:
    """What a script said, called and left behind."""

    def __init__(self, finished, log, out):
        self.code, self.out = finished.returncode, out
        self.errors = finished.stderr.strip().splitlines()
        self.said = finished.stdout + finished.stderr
        lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
        self.calls = [(line["call"], line["arguments"]) for line in lines if "call" in line]
        self.cells = {line["cell"]: line for line in lines if "cell" in line}
        self.drivers = {line["sink"]: line["driver"] for line in lines if "sink" in line}
        self.links = dict(line["link"] for line in lines if "link" in line)
        self.segments = {line["space"]: line for line in lines if "space" in line}

    def of(self, name):
        """The arguments of each call of a command."""
        return [arguments for call, arguments in self.calls if call == name]

    def names(self):
        return [call for call, _ in self.calls]


class VivadoTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.modules = cls.folder / "modules.tcl"
        cls.modules.write_text(hw_ports.tcl_modules(hw_ports.wrapper()), encoding="utf-8")
        cls.runs = 0

    def vivado(self, script, *arguments, root=ROOT, out=None, **environment):
        """Runs a script; `environment` sets STUB_<name>."""
        type(self).runs += 1
        out = out or self.folder / f"out{self.runs}"
        log = self.folder / f"log{self.runs}"
        command = [TCLSH, str(STUBS), str(log), str(self.modules), str(root / "hw/fpga/vivado" / script),
                   "--out", str(out), *map(str, arguments)]
        settings = {f"STUB_{name.upper()}": value for name, value in environment.items()}
        settings["PYTHON"] = sys.executable
        finished = subprocess.run(command, env={**os.environ, **settings}, capture_output=True, text=True,
                                  stdin=subprocess.DEVNULL, timeout=60, check=False)
        return Run(finished, log, out)

    def tree(self):
        """A copy of what the scripts read, to be changed."""
        copy = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        for folder in ("hw", "rtl"):
            shutil.copytree(ROOT / folder, copy / folder)
        return copy
