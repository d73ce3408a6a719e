# SPDX-License-Identifier: Apache-2.0
"""docs/rtl is what scripts/rtl_pages.py makes of the modules, their proofs, tests and timing diagrams.

And each diagram is played on its module.
"""

import importlib.util
import pathlib

from tree import add, append, delete, replace

SCRIPT = pathlib.Path(__file__).resolve().parents[3] / "scripts" / "rtl_pages.py"
SPEC = importlib.util.spec_from_file_location("rtl_pages_script", SCRIPT)
rtl_pages = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(rtl_pages)

PAGE, WAVE = "docs/rtl/vta_fifo.md", "docs/rtl/waves/vta_fifo.json"
PLAYED = "tests/rtl/waves/CMakeLists.txt"
MODULE = """// SPDX-License-Identifier: Apache-2.0
//
// A module that exists only in this test.

`default_nettype none

module vta_mutant (
    input  logic clk_i
);
endmodule

`default_nettype wire
"""
NO_INPUT = '{"signal": [{"name": "clk_i", "wave": "p"}], "head": {"text": "A"}, "vta": {}}'


def findings(tree):
    found = rtl_pages.findings(tree.root)
    played = tree.text(PLAYED)
    for name in tree.files():
        module = pathlib.PurePosixPath(name).stem
        if name.startswith("docs/rtl/waves/") and name.endswith(".json"):
            if f"\nvta_wave({module} " not in played and f"\nvta_wave({module})" not in played:
                found.append(f"{name}: {PLAYED} does not play it")
    return found


MUTANTS = [
    ("a port with another comment",
     {"rtl/vta_fifo.sv": replace("// words inside", "// words that wait")}, f"{PAGE}: is not what the sources say"),
    ("a header that says something else",
     {"rtl/vta_fifo.sv": replace("A word can leave", "A word may leave")}, f"{PAGE}: is not what the sources say"),
    ("a port that the generator cannot read",
     {"rtl/vta_fifo.sv": replace("input  logic             in_valid_i,", "input  logic in_valid_i, more_i,")},
     "vta_fifo.sv: this line of the header is neither parameter nor port"),
    ("a module without a page",
     {"rtl/vta_mutant.sv": add(MODULE), "rtl/vta.f": append("\nrtl/vta_mutant.sv\n")},
     "docs/rtl/vta_mutant.md: is not there"),
    ("a page of a module that is gone", {"docs/rtl/vta_gone.md": add("# vta_gone\n")},
     "docs/rtl/vta_gone.md: belongs to no module"),
    ("a page edited by hand", {PAGE: append("More.\n")}, f"{PAGE}: is not what the sources say"),
    ("a page deleted", {PAGE: delete}, f"{PAGE}: is not there"),
    ("a test with another name",
     {"tests/rtl/vta_fifo_test.cpp": replace("HoldsItsCapacity", "HoldsAllOfIt")}, f"{PAGE}: is not what"),
    ("a proof with another number of steps",
     {"tests/formal/vta_fifo_fv.json": replace('{"Depth": 5}, "induction": 3', '{"Depth": 5}, "induction": 4')},
     f"{PAGE}: is not what"),
    ("a diagram that was changed and not drawn", {WAVE: replace('"wave": "0', '"wave": "1')},
     "docs/rtl/waves/vta_fifo.svg: is not what the sources say"),
    ("a picture edited by hand", {"docs/rtl/waves/vta_fifo.svg": replace("<text", "<text ")},
     "docs/rtl/waves/vta_fifo.svg: is not what the sources say"),
    ("a diagram of a signal that is no port", {WAVE: replace("in_valid_i", "in_valid")}, "has no port in_valid"),
    ("a diagram of a field that its struct does not have",
     {"docs/rtl/waves/vta_dma_writer.json": replace("desc_i.once", "desc_i.twice")}, "desc_i has no field twice"),
    ("a diagram of a field of a port that is no struct",
     {WAVE: replace("in_valid_i", "in_valid_i.once")}, "in_valid_i has no field once"),
    ("a diagram that no test plays", {PLAYED: replace("\nvta_wave(vta_fifo)", "")}, f"{WAVE}: {PLAYED} does not play it"),
    ("a diagram with a cycle too many", {WAVE: replace('"wave": "p', '"wave": "p.')}, "cycles, clk_i has"),
    ("a diagram that shows nothing", {WAVE: lambda old: NO_INPUT}, "it shows no output"),
    ("a diagram of no module", {"docs/rtl/waves/vta_gone.json": add(NO_INPUT)}, "has no module vta_gone"),
    ("a diagram with a word that nobody knows", {WAVE: replace('"vta": {', '"vta": {"speed": 1, ')},
     "which means nothing"),
    ("a comment inside a module", {"rtl/vta_fifo.sv": replace("  assign count_o ", "  // As is.\n  assign count_o ")},
     None),
]
