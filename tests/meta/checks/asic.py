# SPDX-License-Identifier: Apache-2.0
"""The tables of docs/asic.md are those of docs/asic.json."""

import importlib.util
import pathlib

from tree import delete, replace

SCRIPT = pathlib.Path(__file__).resolve().parents[3] / "hw/asic/page.py"
SPEC = importlib.util.spec_from_file_location("asic_page", SCRIPT)
page = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(page)


def findings(tree):
    try:
        if page.PAGE.is_current(tree.root):
            return []
        return ["docs/asic.md: the tables are not those of docs/asic.json"]
    except (OSError, ValueError, KeyError, TypeError, page.measured_page.Stale) as error:
        return [f"docs/asic.md or docs/asic.json: {error!r}"]


MUTANTS = [
    ("a figure edited by hand", {"docs/asic.md": replace("| `vta_exec` | ", "| `vta_exec` | 1")}, "are not those of"),
    ("another run", {"docs/asic.json": replace('"nand2": ', '"nand2": 1')}, "are not those of"),
    ("no data", {"docs/asic.json": delete}, "FileNotFoundError"),
    ("half the data", {"docs/asic.json": replace('"whole"', '"hole"')}, "KeyError"),
    ("no place for the tables", {"docs/asic.md": replace(page.PAGE.end, "")}, "no place for the tables"),
]
