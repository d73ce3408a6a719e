# SPDX-License-Identifier: Apache-2.0
"""Timing diagrams in WaveDrom's form (WaveJSON), as docs/rtl/waves/MODULE.json holds them.

A file has `signal`, `head.text` and a part of ours, `vta`, which WaveDrom does not look at:

  "vta": {"parameters": {"Depth": 4},     of the module, for the test; numbers
          "inputs": {"flush_i": 0},       inputs that are not drawn; one that stands nowhere is 0
          "values": {"A": "0x12"},        what a label of `data` means
          "notes": ["..."]}               sentences below the picture

Waves are made of p (the clock), 0, 1, x, = and 2 to 9 (with `data`), and "." for the cycle before once
more. A signal is a port, `port[3]`, `port[7:4]`, or `port.field` of a struct of rtl/vta_pkg.sv. A label
that is a number is this number, two's complement if it is below zero; one that `values` does not know
stands for bits of its own, the same everywhere it is written.
"""

import dataclasses
import hashlib
import json
import re

NAME = re.compile(r"(\w+)(?:\[(\d+)(?::(\d+))?\]|\.(\w+))?")
NUMBER = re.compile(r"0x[0-9a-fA-F]+|-?\d+")
DATA = "=23456789"
CLOCKS, RESETS = ("clk_i", "clk"), ("rst_ni", "rst_n")  # the ports of vta_top have no suffixes


class WaveError(Exception):
    """A diagram that does not mean anything; the sentence says where and why."""


@dataclasses.dataclass(frozen=True)
class Cell:
    """One cycle of one signal: kind is p, 0, 1, x or d (with a label and a colour); first: it begins here."""

    kind: str
    first: bool
    label: str = ""
    colour: str = "="


@dataclasses.dataclass(frozen=True)
class Row:
    """A signal with its cells; depth of its groups. A title has no cells; neither has a blank line."""

    name: str
    depth: int
    cells: tuple = ()
    title: bool = False

    @property
    def port(self):
        return NAME.fullmatch(self.name).group(1)

    @property
    def bits(self):
        """(msb, lsb) or None for the whole port."""
        _, high, low, _ = NAME.fullmatch(self.name).groups()
        return None if high is None else (int(high), int(low if low is not None else high))

    @property
    def field(self):
        """Of a port that is a struct, or None."""
        return NAME.fullmatch(self.name).group(4)


def cells(where, wave, data):
    labels = list(data.split() if isinstance(data, str) else data)
    found = []
    for position, letter in enumerate(wave):
        if letter == ".":
            if not found:
                raise WaveError(f"{where}: the wave begins with a dot")
            found.append(dataclasses.replace(found[-1], first=found[-1].kind == "p"))
        elif letter in "p01x":
            found.append(Cell(letter, True))
        elif letter in DATA:
            if not labels:
                raise WaveError(f"{where}: cycle {position} has no label in data")
            found.append(Cell("d", True, labels.pop(0), letter))
        else:
            raise WaveError(f"{where}: cycle {position} has {letter!r}, which is none of p 0 1 x . = 2 to 9")
    if labels:
        raise WaveError(f"{where}: data has more labels than the wave: {labels}")
    return tuple(found)


def rows(name, signals, depth=0):
    found = []
    for entry in signals:
        if isinstance(entry, list):
            found.append(Row(entry[0], depth, title=True))
            found += rows(name, entry[1:], depth + 1)
        elif not entry:
            found.append(Row("", depth))
        else:
            if not NAME.fullmatch(entry["name"]):
                raise WaveError(f"{name}: {entry['name']!r} is neither a port nor bits or a field of one")
            where = f"{name}: {entry['name']}"
            found.append(Row(entry["name"], depth, cells(where, entry["wave"], entry.get("data", []))))
    return found


@dataclasses.dataclass(frozen=True)
class Wave:
    name: str
    title: str
    rows: tuple
    parameters: dict
    inputs: dict
    values: dict
    notes: tuple

    @property
    def cycles(self):
        return len(next(row for row in self.rows if row.cells).cells)

    @property
    def signals(self):
        return [row for row in self.rows if row.cells]


KNOWN = {"parameters", "inputs", "values", "notes"}


def parse(name, text):
    """The diagram of module `name`; raises WaveError."""
    try:
        table = json.loads(text)
        extra = table["vta"]
        if set(extra) - KNOWN:
            raise WaveError(f"{name}: vta has {sorted(set(extra) - KNOWN)}, which means nothing")
        wave = Wave(name, table["head"]["text"], tuple(rows(name, table["signal"])),
                    extra.get("parameters", {}), extra.get("inputs", {}), extra.get("values", {}),
                    tuple(extra.get("notes", [])))
    except (ValueError, KeyError, TypeError) as error:
        raise WaveError(f"{name}: {type(error).__name__} {error}") from error
    clock = wave.signals[0].name if wave.signals else ""
    if clock not in CLOCKS:
        raise WaveError(f"{name}: the first signal is clk_i")
    for row in wave.signals:
        if len(row.cells) != wave.cycles:
            raise WaveError(f"{name}: {row.name} has {len(row.cells)} cycles, {clock} has {wave.cycles}")
        if any((cell.kind == "p") != (row.name == clock) for cell in row.cells):
            raise WaveError(f"{name}: p is for {clock}, and {clock} is p")
    return wave


def number(where, what, width, isa):
    """The bits that an entry of `values` or `inputs` means in a signal of this width."""
    if isinstance(what, dict) and "each" in what:
        part, bits = int(str(what["each"]), 0), int(what["bits"])
        if width % bits or part >> bits:
            raise WaveError(f"{where}: {what} does not fit into {width} bits")
        return sum(part << at for at in range(0, width, bits))
    if isinstance(what, dict):  # fields of an instruction, by their names in rtl/vta_isa.svh
        try:
            value = sum(number_of << isa[f"{field}Lsb"] for field, number_of in what.items())
        except KeyError as error:
            raise WaveError(f"{where}: rtl/vta_isa.svh does not know {error}") from error
    else:
        value = int(str(what), 0)
    if -(1 << (width - 1)) <= value < 0:
        value += 1 << width
    if value < 0 or value >> width:
        raise WaveError(f"{where}: {what} does not fit into {width} bits")
    return value


def meaning(wave, row, cell, width, isa):
    """The bits of a cell, or None for x."""
    if cell.kind == "x":
        return None
    if cell.kind in "01":
        return (1 << width) - 1 if cell.kind == "1" and width == 1 else int(cell.kind)
    where = f"{wave.name}: {row.name}: {cell.label}"
    if cell.label in wave.values:
        return number(where, wave.values[cell.label], width, isa)
    if NUMBER.fullmatch(cell.label):
        return number(where, cell.label, width, isa)
    digest = b"".join(hashlib.sha256(f"{cell.label}/{i}".encode()).digest() for i in range(width // 256 + 1))
    return int.from_bytes(digest, "little") & ((1 << width) - 1)
