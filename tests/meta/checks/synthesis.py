# SPDX-License-Identifier: Apache-2.0
"""The tables of synthesis in docs/fpga.md are those of docs/synthesis.json, and every bound is of a geometry."""

import importlib.util
import json
import pathlib

from tree import delete, replace

SCRIPT = pathlib.Path(__file__).resolve().parents[3] / "hw/fpga/yosys/document.py"
SPEC = importlib.util.spec_from_file_location("synthesis_document", SCRIPT)
document = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(document)
BOUNDS = "hw/fpga/yosys/bounds.json"
KEYS = {"lut", "ff", "bram", "dsp", "ns"}


def findings(tree):
    found = []
    try:
        if not document.PAGE.is_current(tree.root):
            found.append("docs/fpga.md: the tables are not those of docs/synthesis.json")
        bounds = json.loads(tree.text(BOUNDS))
    except (OSError, ValueError, KeyError, document.measured_page.Stale) as error:
        return [*found, f"docs/fpga.md, docs/synthesis.json or {BOUNDS}: {error!r}"]
    if "pynq" not in bounds:
        found.append(f"{BOUNDS}: pynq has no bounds")
    for name, bound in bounds.items():
        if not (tree.root / f"hw/config/{name}.json").is_file():
            found.append(f"{BOUNDS}: {name} is no geometry of hw/config")
        if set(bound) != KEYS:
            found.append(f"{BOUNDS}: {name} has {sorted(bound)}, not {sorted(KEYS)}")
    return found


MUTANTS = [
    ("a figure edited by hand", {"docs/fpga.md": replace("| LUT | ", "| LUT | 1")}, "are not those of"),
    ("another run", {"docs/synthesis.json": replace('"worst_ns": ', '"worst_ns": 1')}, "are not those of"),
    ("no data", {"docs/synthesis.json": delete}, "FileNotFoundError"),
    ("no place for the tables", {"docs/fpga.md": replace(document.PAGE.end, "")}, "no place for the tables"),
    ("no bounds for the default", {BOUNDS: lambda old: "{}"}, "pynq has no bounds"),
    ("a bound less", {BOUNDS: replace('"ns"', '"us"')}, "pynq has"),
    ("a bound of nothing", {BOUNDS: replace('"pynq"', '"pink"')}, "pink is no geometry"),
]
