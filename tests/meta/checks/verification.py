# SPDX-License-Identifier: Apache-2.0
"""Every statement of the contract has a test, and docs/verification.md says which."""

import importlib.util
import pathlib

from tree import add, append, replace

SCRIPT = pathlib.Path(__file__).resolve().parents[3] / "scripts" / "verification.py"
SPEC = importlib.util.spec_from_file_location("verification", SCRIPT)
verification = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(verification)


def findings(tree):
    return verification.findings(tree.files(), tree.text)


MUTANTS = [
    ("a statement without a test",
     {"hw/isa/contract.json": replace('"statements": [', '"statements": [{"id": "new.one", "text": "New."},')},
     "no test verifies 'new.one'"),
    ("a statement that stands twice",
     {"hw/isa/contract.json": replace('"statements": [', '"statements": [{"id": "load.pads", "text": "New."},')},
     "'load.pads' stands twice"),
    ("a tag that names no statement",
     {"tests/mutant_test.cpp": add("// Verifies: load.cats\nTEST(A, B) {}\n")}, "'load.cats' is no statement"),
    ("a tag without a test",
     {"tests/mutant_test.cpp": add("// Verifies: load.pads\nint x;\n")}, "no subject of 'Verifies' follows"),
    ("a tag that the table does not know",
     {"tests/mutant_test.cpp": add("// Verifies: load.pads\nTEST(A, B) {}\n")}, "the table is not that of the tags"),
    ("a proof that the table does not know",
     {"tests/formal/mutant_fv.sv": add("// Proves: axi.lite\n`VTA_ASSERT(Mutant, 1)\n")},
     "the table is not that of the tags"),
    ("a document that was edited by hand",
     {"docs/verification.md": replace("| statement | tested |", "| statement | trusted |")},
     "the table is not that of the tags"),
    ("a sentence around the table", {"docs/verification.md": append("\nMore.\n")}, None),
]
