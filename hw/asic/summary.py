# SPDX-License-Identifier: Apache-2.0
"""report.json and report.md of a mapping to standard cells."""

import collections
import re

import liberty
import netlist
import report

MEMORY = "vta_memory_left_out"
NOTHING = {"$scopeinfo"}


class Unexpected(Exception):
    """What came out of Yosys cannot be counted."""


def delays(log):
    """module as Yosys names it -> ps of its longest path, from the log of `abc -constr`; none without logic.

    The steps of the path that abc prints are left: where rising and falling edges tie it skips cells.
    """
    found, module = {}, None
    for line in log.splitlines():
        start = re.match(r"[\d.]*\s*Extracting gate netlist of module `\\?(.+)' to `", line)
        delay = re.match(r"ABC: WireLoad = .*\bDelay =\s*([\d.]+) ps", line)
        if start:
            module = start[1]
        elif delay and module:
            found[module] = float(delay[1])
    return found


def add_cells(modules, name, library, into, times=1):
    """Counts what stands in a module itself: cells into `into`, and memories as (words, bits, ...) keys."""
    memories = collections.Counter()
    for cell in modules[name]["cells"].values():
        kind = cell["type"]
        if kind == MEMORY:
            given = {key: netlist.value(text) for key, text in cell["parameters"].items()}
            memories[(given["WORDS"], given["BITS"], given["READS"], given["WRITES"],
                      given["CLOCKS"] == 2 ** given["READS"] - 1)] += times
        elif kind in library.areas:
            into[kind] += times
        elif kind not in modules and kind not in NOTHING:
            raise Unexpected(f"the netlist of {netlist.plain_name(name)} has a cell {kind}, which is none of the "
                             f"library {library.name}")
    return memories


def instances(modules, top):
    """module -> how many of it are in the tree."""
    counts, todo = collections.Counter(), [top]
    while todo:
        name = todo.pop()
        counts[name] += 1
        todo += [cell["type"] for cell in modules[name]["cells"].values()
                 if cell["type"] in modules and cell["type"] != MEMORY
                 and "blackbox" not in modules[cell["type"]].get("attributes", {})]
    return counts


def figures(kinds, library):
    area = sum(library.areas[kind] * count for kind, count in kinds.items())
    return {"cells": sum(kinds.values()), "area_um2": round(area, 2), "nand2": round(area / library.unit),
            "ff": sum(count for kind, count in kinds.items() if kind in library.flip_flops)}


def nanoseconds(ps):
    return None if ps is None else round(ps / 1000, 2)


def build(name, library, hierarchy, flat, top):
    """report.json as a dictionary. `hierarchy` and `flat` are (modules, delays), `flat` may be None."""
    modules, ps = hierarchy
    total, rows, memories = collections.Counter(), {}, []
    for module, count in instances(modules, top).items():
        plain, kinds = netlist.plain_name(module), collections.Counter()
        found = add_cells(modules, module, library, kinds, count)
        memories += [{"module": plain, "words": words, "bits": bits, "reads": reads, "writes": writes,
                      "read_registers": clocked, "number": number}
                     for (words, bits, reads, writes, clocked), number in found.items()]
        row = rows.setdefault(plain, {"instances": 0, "kinds": collections.Counter(), "ps": None})
        row["instances"] += count
        row["kinds"].update(kinds)
        total.update(kinds)
        row["ps"] = max((delay for delay in (row["ps"], ps.get(module)) if delay is not None), default=None)
    if not total or not ps or flat and not flat[1].get(top):
        raise Unexpected("abc found no logic in the design: there is nothing to report")
    whole = None
    if flat:
        kinds = collections.Counter()
        add_cells(flat[0], top, library, kinds)
        whole = {**figures(kinds, library), "ns": nanoseconds(flat[1][top])}
    placed = {kind: area for kind, area in library.placed.items() if kind in total}
    return {
        "config": name, "library": library.name, "nand2_um2": library.unit, "load_ff": library.load_ff,
        "total": figures(total, library),
        "whole": whole,
        "modules": {plain: {"instances": row["instances"], **figures(row["kinds"], library),
                            "ns": nanoseconds(row["ps"])}
                    for plain, row in sorted(rows.items())},
        "kinds": dict(sorted(total.items())),
        # Where the two files of a library do not agree about the size of a cell, the LEF file is what is placed.
        "placed_um2": round(sum(placed[kind] * count for kind, count in total.items()), 2)
                      if set(placed) == set(total) else None,
        "differ": {kind: [library.areas[kind], placed[kind]] for kind in sorted(placed)
                   if abs(library.areas[kind] - placed[kind]) > 0.01},
        "memories": sorted(memories, key=lambda m: (-m["words"] * m["bits"], m["module"], m["words"])),
    }


def cost_table(result):
    rows = []
    for name, row in sorted(result["modules"].items(), key=lambda item: (-item[1]["area_um2"], item[0])):
        rows.append([f"`{name}`", row["instances"], *numbers(row), shown_ns(row)])
    rows.append(["all of them", sum(row["instances"] for row in result["modules"].values()),
                 *numbers(result["total"]), ""])
    if result["whole"]:
        rows.append(["the same, flattened first", 1, *numbers(result["whole"]), shown_ns(result["whole"])])
    return report.table(["module, without what is below", "instances", "cells", "um^2", "NAND2", "flip-flops",
                         "ns"], rows)


def numbers(row):
    return [report.figure(row["cells"]), report.figure(round(row["area_um2"])), report.figure(row["nand2"]),
            report.figure(row["ff"])]


def shown_ns(row):
    return "-" if row["ns"] is None else f"{row['ns']:.2f}"


def memory_table(memories):
    rows = [[f"`{m['module']}`", m["number"], f"{m['words']} x {m['bits']}", report.figure(m["words"] * m["bits"]),
             f"{m['reads']} + {m['writes']}", "yes" if m["read_registers"] else "no"] for m in memories]
    rows.append(["all of them", sum(m["number"] for m in memories), "",
                 report.figure(sum(m["number"] * m["words"] * m["bits"] for m in memories)), "", ""])
    return report.table(["in", "number", "words x bits", "bits of one", "ports: read + write", "read on a clock"], rows)


def areas_sentence(result):
    if result["placed_um2"] is None:
        return []
    differ = "; ".join(f"{kind}: {report.figure(area)} and {report.figure(placed)}"
                       for kind, (area, placed) in result["differ"].items())
    return ["", f"By the outlines in the LEF file of the library the same cells take {result['placed_um2']:,.0f} um^2. "
                "The table has the areas of the liberty file, which abc optimizes by; the two "
                + (f"differ ({differ} um^2)." if differ else "agree on every cell.")]


def markdown(result):
    """Lines of the report."""
    return [f"# Standard cells: {result['config']}", "", *body(result)]


def body(result):
    whole = result["whole"]
    longest = ("The design was not flattened, so that paths across modules are not known."
               if not whole else "The longest logic between registers, memories and ports of the flattened design "
                                 f"takes {whole['ns']:.2f} ns.")
    return [
        f"`{result['config']}` in the cells of {result['library']}: {report.figure(result['total']['nand2'])} NAND2 "
        f"of {report.figure(result['nand2_um2'])} um^2, {report.figure(result['total']['ff'])} flip-flops, and "
        f"memories that are left out. {longest}", "",
        *cost_table(result), *areas_sentence(result), "", "Memories, left out:", "",
        *memory_table(result["memories"]), "",
        "What the ns are: `stime` of abc, from the tables of the library by slope and load, for cells alone. There "
        f"are no wires (WireLoad none); every path starts behind a {liberty.DRIVER} and ends at a load of "
        f"{result['load_ff']} fF, {liberty.LOADS} inputs of {liberty.LOAD}. Paths lie between registers, memories and "
        "ports of a module (of the whole, where it is flattened), so that the figure of a module alone is that of a "
        "part where a path passes ports. The registers themselves (clock to output, setup), skew and the access "
        "times of memories are not in it.",
    ]
