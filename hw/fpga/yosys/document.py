#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The tables of docs/fpga.md, from reports of synth.py and mechanisms.py.

  document.py REPORT.json [--note TEXT]   puts a report into docs/synthesis.json, and the tables into docs/fpga.md
  document.py --check                     exits 1 when docs/fpga.md is not as docs/synthesis.json says
"""

import pathlib
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[2] / "scripts")]
import measured_page  # noqa: E402  (the directories of the project's scripts are on the path now)
import report  # noqa: E402

PATHS = 5


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


def entry(result, old, note):
    """A report of mechanisms.py is kept beside that of synth.py."""
    if "rows" in result:
        return {**old, "mechanisms": result["rows"]}
    return {**kept(result, note), "mechanisms": old.get("mechanisms", [])}


PAGE = measured_page.MeasuredPage("hw/fpga/yosys/document.py", "docs/synthesis.json", "docs/fpga.md", tables)

if __name__ == "__main__":
    sys.exit(PAGE.main(__doc__.splitlines()[0], entry, ["note"]))
