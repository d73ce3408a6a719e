# SPDX-License-Identifier: Apache-2.0
"""Verilator -Wall is silent about the RTL, in every geometry of hw/config."""

import os
import pathlib
import subprocess

from tree import append, replace

SCRIPT = pathlib.Path(__file__).resolve().parents[3] / "scripts/check_rtl.sh"


def findings(tree):
    environment = dict(os.environ, VTA_ROOT=str(tree.root))
    run = subprocess.run([str(SCRIPT), "verilator"], env=environment, capture_output=True, text=True, check=False)
    lines = (run.stdout + run.stderr).splitlines()
    found = [line for line in lines if not line.startswith("ok: ")]
    geometries = len(list((tree.root / "hw/config").glob("*.json")))
    if run.returncode == 0 and (found or len(lines) != geometries or geometries == 0):
        found.append(f"check_rtl.sh verilator succeeded, with {len(lines)} lines for {geometries} geometries")
    return found if found or run.returncode == 0 else ["check_rtl.sh verilator failed without a word"]


def into_top(text):
    """Puts text before the end of vta_top."""
    def edit(old):
        before, end, after = old.rpartition("endmodule")
        assert end
        return before + text + "\n" + end + after

    return {"rtl/vta_top.sv": edit}


MUTANTS = [
    ("a signal that nobody reads", into_top("  logic idle_mutant;\n  assign idle_mutant = 1'b0;"), "UNUSEDSIGNAL"),
    ("a width that does not fit",
     into_top("  logic [3:0] wide_mutant;\n  logic unused_mutant;\n  assign wide_mutant = 5'd1;\n"
              "  assign unused_mutant = &{1'b0, wide_mutant};"), "WIDTH"),
    ("a geometry that the design refuses",
     into_top('  if (vta_pkg::LogBlock != 4) begin : gen_mutant $error("only 16"); end'), "FAILED: "),
    ("a file of the list that is missing", {"rtl/vta.f": append("\nrtl/vta_mutant.sv\n")}, "vta_mutant.sv"),
    ("a geometry without a key",
     {"hw/config/pynq.json": replace("LOG_BLOCK", "LOG_BLOC")}, "hw/config/pynq.json"),
]
