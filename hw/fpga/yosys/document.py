#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The tables of docs/fpga.md, from reports of synth.py and mechanisms.py.

  document.py REPORT.json [--note TEXT]   puts a report into docs/synthesis.json, and the tables into docs/fpga.md
  document.py --check                     exits 1 when docs/fpga.md is not as docs/synthesis.json says
"""

import argparse
import json
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import report  # noqa: E402  (the directory of this script is on the path now)

DATA, PAGE = "docs/synthesis.json", "docs/fpga.md"
BEGIN = "<!-- made by hw/fpga/yosys/document.py from docs/synthesis.json; do not edit -->"
END = "<!-- end of what is made -->"
PATHS = 5


class Stale(Exception):
    """The page cannot be made."""


def kept(result, note):
    """What of a report.json is committed."""
    timing = result["timing"]
    slim = [{key: path[key] for key in ("ns", "levels", "start", "end", "cells")} for path in timing["paths"][:PATHS]]
    modules = {name: {key: path[key] for key in ("ns", "levels", "start", "end")}
               for name, path in timing["modules"].items()}
    sums = {}
    for module in result["modules"]:
        row = sums.setdefault(module["module"], {"instances": 0})
        row["instances"] += 1
        for column in ("lut", "ff", "bram", "lutram", "dsp"):
            row[column] = row.get(column, 0) + module["own"][column]
    return {"note": note, "total": result["total"], "modules": sums, "worst_ns": timing["worst_ns"],
            "limit_ns": timing["limit_ns"], "over_limit": timing["over_limit"], "paths": slim,
            "deepest": modules}


def mechanisms(rows):
    """What the design costs with and without them; nothing if that was never measured."""
    if not rows:
        return []
    columns = ("lut", "ff", "bram", "dsp")
    return ["", "With mechanisms of the compute stage left out by the parameter `Mechanisms`, and the design flattened before "
            "it is mapped (`hw/fpga/yosys/mechanisms.py`):", "",
            *report.table(["mechanisms", *(report.TITLES[c] for c in columns)],
                          [[row["mechanisms"], *(report.figure(row[c]) for c in columns)] for row in rows])]


def tables(name, data):
    columns = ("lut", "ff", "bram", "lutram", "dsp")
    rows = []
    for module, row in sorted(data["modules"].items(), key=lambda item: (-item[1]["lut"], item[0])):
        deepest = data["deepest"].get(module)
        rows.append([f"`{module}`", row["instances"], *(report.figure(row[c]) for c in columns),
                     f"{deepest['ns']:.2f}" if deepest else "-"])
    head = ["module, without what is below", "instances", *(report.TITLES[c] for c in columns), "ns to its registers"]
    return [f"`{name}`:" + (f" **{data['note']}**" if data["note"] else ""), "",
            *report.comparison(data["total"]), "", *report.table(head, rows), "",
            f"Deepest paths, {data['worst_ns']:.2f} ns; {data['over_limit']} registers have one of more than "
            f"{data['limit_ns']} ns:", "", *report.paths_table(data["paths"]), *mechanisms(data.get("mechanisms"))]


def page(root):
    """docs/fpga.md as it should be."""
    text = (root / PAGE).read_text(encoding="utf-8")
    data = json.loads((root / DATA).read_text(encoding="utf-8"))
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or not data:
        raise Stale(f"{PAGE} has no place for the tables, or {DATA} is empty")
    made = [line for name in sorted(data) for line in ["", *tables(name, data[name])]]
    return before + BEGIN + "\n" + "\n".join(made) + "\n\n" + END + after


def is_current(root):
    return page(root) == (root / PAGE).read_text(encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("report", nargs="?", type=pathlib.Path)
    parser.add_argument("--note", default="")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    root = pathlib.Path(__file__).resolve().parents[3]
    if arguments.check == (arguments.report is not None):
        parser.error("either a report or --check")
    try:
        if arguments.check:
            if not is_current(root):
                raise Stale(f"{PAGE} is not as {DATA} says; run hw/fpga/yosys/document.py with a report")
            return 0
        result = json.loads(arguments.report.read_text(encoding="utf-8"))
        data = json.loads((root / DATA).read_text(encoding="utf-8")) if (root / DATA).is_file() else {}
        entry = data.get(result["config"], {})
        if "rows" in result:
            data[result["config"]] = {**entry, "mechanisms": result["rows"]}
        else:
            data[result["config"]] = {**kept(result, arguments.note), "mechanisms": entry.get("mechanisms", [])}
        (root / DATA).write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        (root / PAGE).write_text(page(root), encoding="utf-8")
    except (OSError, ValueError, KeyError, Stale) as error:
        print(f"document: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
