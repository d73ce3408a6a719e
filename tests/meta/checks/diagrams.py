# SPDX-License-Identifier: Apache-2.0
"""Each block diagram of docs/diagrams was drawn of its source, whose modules exist, and is shown somewhere."""

import importlib.util
import pathlib

from tree import add, append, delete, replace

SCRIPT = pathlib.Path(__file__).resolve().parents[3] / "scripts" / "diagrams.py"
SPEC = importlib.util.spec_from_file_location("diagrams_script", SCRIPT)
diagrams = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(diagrams)

DOT, SVG = "docs/diagrams/accelerator.dot", "docs/diagrams/accelerator.svg"


def findings(tree):
    found = diagrams.findings(tree.root)
    documents = "\n".join(tree.text(n) for n in tree.files() if n.endswith(".md"))
    for name in tree.files():
        if name.startswith("docs/diagrams/") and name.endswith(".svg"):
            if f"({name.removeprefix('docs/')})" not in documents:
                found.append(f"{name}: no document of docs/ shows it")
    return found


MUTANTS = [
    ("a source that was changed", {DOT: append("// More.\n")}, f"{SVG}: is not a picture of accelerator.dot"),
    ("a picture without the sum of its source", {SVG: replace("drawn by scripts/diagrams.py", "drawn by hand")},
     f"{SVG}: is not a picture"),
    ("a picture that is missing", {SVG: delete}, f"{SVG}: is not a picture"),
    ("a picture without source", {DOT: delete}, f"{SVG}: has no source"),
    ("a module that is gone", {DOT: replace("vta_run_control", "vta_end_control")}, "no module vta_end_control"),
    ("a picture that nobody shows", {"docs/diagrams/mutant.svg": add("<svg></svg>\n")}, "no document of docs/ shows it"),
    ("another document", {"docs/mutant.md": add("![x](diagrams/accelerator.svg)\n")}, None),
]
