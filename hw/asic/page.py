#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The tables of docs/asic.md, from reports of asic.py.

  page.py REPORT.json   puts a report into docs/asic.json, and the tables into docs/asic.md
  page.py --check       exits 1 when docs/asic.md is not as docs/asic.json says
"""

import argparse
import json
import pathlib
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "hw/fpga/yosys")]
import summary  # noqa: E402  (the directories of the project's scripts are on the path now)

DATA, PAGE = "docs/asic.json", "docs/asic.md"
BEGIN = "<!-- made by hw/asic/page.py from docs/asic.json; do not edit -->"
END = "<!-- end of what is made -->"


class Stale(Exception):
    """The page cannot be made, or is not what it should be."""


def page(root):
    """docs/asic.md as it should be."""
    text = (root / PAGE).read_text(encoding="utf-8")
    data = json.loads((root / DATA).read_text(encoding="utf-8"))
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or not data:
        raise Stale(f"{PAGE} has no place for the tables, or {DATA} is empty")
    made = [line for name in sorted(data) for line in ["", f"### {name}", "", *summary.body(data[name])]]
    return before + BEGIN + "\n" + "\n".join(made) + "\n\n" + END + after


def is_current(root):
    return page(root) == (root / PAGE).read_text(encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("report", nargs="?", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    root = HERE.parents[1]
    if arguments.check == (arguments.report is not None):
        parser.error("either a report or --check")
    try:
        if arguments.check:
            if not is_current(root):
                raise Stale(f"{PAGE} is not as {DATA} says; run hw/asic/page.py with a report")
            return 0
        result = json.loads(arguments.report.read_text(encoding="utf-8"))
        data = json.loads((root / DATA).read_text(encoding="utf-8")) if (root / DATA).is_file() else {}
        data[result["config"]] = result
        text = json.dumps(data, indent=1, sort_keys=True) + "\n"
        summary.body(result)  # what cannot be shown is not kept
        (root / DATA).write_text(text, encoding="utf-8")
        (root / PAGE).write_text(page(root), encoding="utf-8")
    except (OSError, ValueError, KeyError, TypeError, Stale) as error:
        print(f"page: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
