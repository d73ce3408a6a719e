# SPDX-License-Identifier: Apache-2.0
"""What is read here of a library of cells: areas, and which cells are registers. Yosys and abc read the rest."""

import dataclasses
import re

# Names in the OSU libraries: the unit of area, what drives an input, and what loads an output.
UNIT, DRIVER, LOAD = "NAND2X1", "BUFX2", "INVX1"
LOADS = 4
CELL = re.compile(r'\bcell\s*\(\s*"?(\w+)"?\s*\)\s*\{')
FARADS = {"ff": 1, "pf": 1000}


class Unreadable(Exception):
    """One sentence: what is not in the file."""


@dataclasses.dataclass
class Library:
    name: str
    areas: dict          # cell -> um^2
    flip_flops: set
    load_ff: float       # LOADS inputs of LOAD, in fF
    placed: dict         # cell -> um^2 of its outline in the LEF file beside the library, if there is one

    @property
    def unit(self):
        return self.areas[UNIT]


def outlines(text):
    """cell -> width times height of a LEF file, in um^2."""
    found = re.findall(r"^MACRO\s+(\w+)(.*?)^END\s+\1\s*$", text, re.S | re.M)
    sizes = {name: re.search(r"SIZE\s+([\d.]+)\s+BY\s+([\d.]+)", body) for name, body in found}
    return {name: round(float(size[1]) * float(size[2]), 3) for name, size in sizes.items() if size}


def read(path):
    """A liberty file."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
        lef = path.with_suffix(".lef")
        placed = outlines(lef.read_text(encoding="utf-8", errors="replace")) if lef.is_file() else {}
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from error
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    name = re.search(r'\blibrary\s*\(\s*"?(\w+)"?\s*\)', text)
    starts = list(CELL.finditer(text))
    if not name or not starts:
        raise Unreadable(f"{path} is no liberty file: it has no library with cells")
    bodies = {match[1]: text[match.end():following.start() if following else len(text)]
              for match, following in zip(starts, [*starts[1:], None])}
    areas = {}
    for cell, body in bodies.items():
        area = re.search(r"\barea\s*:\s*([\d.]+)", body)
        if not area:
            raise Unreadable(f"{path}: the cell {cell} has no area")
        areas[cell] = float(area[1])
    for needed in (UNIT, DRIVER, LOAD):
        if areas.get(needed, 0) <= 0:
            raise Unreadable(f"{path} has no cell {needed} with an area, which the report is measured with")
    unit = re.search(r'\bcapacitive_load_unit\s*\(\s*([\d.]+)\s*,\s*"?(\w+)"?\s*\)', text)
    pin = re.search(r"\bcapacitance\s*:\s*([\d.eE+-]+)", bodies[LOAD])
    if not unit or unit[2].lower() not in FARADS or not pin:
        raise Unreadable(f"{path} does not say the capacitance of {LOAD} in pF or fF")
    load = LOADS * float(pin[1]) * float(unit[1]) * FARADS[unit[2].lower()]
    flip_flops = {cell for cell, body in bodies.items() if re.search(r"\bff\s*\(", body)}
    return Library(name[1], areas, flip_flops, round(load, 2), placed)
