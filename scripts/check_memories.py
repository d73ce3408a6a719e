#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that Yosys turned every on-chip memory of the design into block RAM.

  scripts/check_memories.py BEFORE.json AFTER.json CONFIG.json

BEFORE is the flattened netlist with its memories as $mem_v2 cells, AFTER the same with the memories
mapped to 7-series RAM, CONFIG the geometry. Prints one line when all is well, else one line per finding.
"""

import json
import sys

MAX_SMALL_WORDS = 64  # a queue of this many words may live in distributed RAM or registers
BUFFERS = ("UOP", "INP", "WGT", "ACC")


def top_cells(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)["modules"]["vta_top"]["cells"]


def number(text):
    return int(text, 2)


def buffer_bits(config):
    """Bits of the four memories that a geometry names; OUT is a copy or a view of ACC."""
    with open(config, encoding="utf-8") as file:
        keys = json.load(file)
    return sum(8 << keys[f"LOG_{name}_BUFF_SIZE"] for name in BUFFERS)


def findings(before, after, needed_bits):
    memories = {name: cell["parameters"] for name, cell in before.items()
                if cell["type"].startswith("$mem")}
    mapped = {}  # memory -> types of the cells it became; cells are called MEMORY.row.column
    for name, cell in after.items():
        if cell["type"].startswith("$mem"):
            mapped.setdefault(name, []).append("registers")
        elif "RAM" in cell["type"]:
            mapped.setdefault(name.rsplit(".", 2)[0], []).append(cell["type"])
    total_bits, half_blocks, large = 0, 0, 0
    for name, parameters in sorted(memories.items()):
        words, width = number(parameters["SIZE"]), number(parameters["WIDTH"])
        cells = mapped.get(name, ["registers"])
        half_blocks += sum({"RAMB36E1": 2, "RAMB18E1": 1}.get(kind, 0) for kind in cells)
        if words <= MAX_SMALL_WORDS:
            continue
        large += 1
        total_bits += words * width
        kinds = sorted(set(cells) - {"RAMB36E1", "RAMB18E1"})
        if kinds:
            clocked = "1" in parameters["RD_CLK_ENABLE"] and "0" not in parameters["RD_CLK_ENABLE"]
            why = "" if clocked else "; its read is not registered"
            yield f"{name}: {words} words of {width} bits became {', '.join(kinds)}, not block RAM{why}"
    if total_bits < needed_bits:
        yield (f"the memories hold {total_bits} bits, the buffers of the geometry {needed_bits}; a memory was "
               "dissolved into registers or is missing")
    yield f"{large} memories, {half_blocks / 2:g} RAMB36"


def main():
    *found, summary = findings(top_cells(sys.argv[1]), top_cells(sys.argv[2]), buffer_bits(sys.argv[3]))
    print("\n".join(found) if found else summary)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
