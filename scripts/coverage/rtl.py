# SPDX-License-Identifier: Apache-2.0
"""What the Verilated models of all tests executed, per line of rtl/.

A point is a place in the source; instances, parameters and tests are merged. A line is covered when
each of its points (blocks, both ways of an if, items of a case) was executed somewhere; a bit of a
signal when one instance in one model saw it change at least twice, hence in both directions.
"""

import pathlib
import re

from points import Sources

POINT = re.compile(r"^C '(.*)' (\d+)$")
BIT_CHANGES = 2


class FormatError(Exception):
    """One sentence."""


def fields(text):
    return dict(part.split("\x02", 1) for part in text.split("\x01") if "\x02" in part)


def spans(text):
    """"3,5-7" -> 3, 5, 6, 7."""
    for part in text.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def points(path):
    """(fields, count) of each line."""
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = POINT.match(row)
        if not match:
            raise FormatError(f"{path}:{number}: not a coverage point: {row[:80]}")
        yield fields(match.group(1)), int(match.group(2))


def changed_design(root, files):
    """Whether a file is a copy of a module, as tests of designs with a fault make them."""
    paths = map(pathlib.Path, files)
    return any(path.parent != root / "rtl" and (root / "rtl" / path.name).exists() for path in paths)


def read(root, paths):
    """(file, line, column, page, comment) -> [most or sum of counts, lines]."""
    merged = {}
    for path in paths:
        all_points = list(points(path))
        if changed_design(root, {point["f"] for point, _ in all_points}):
            continue
        for point, count in all_points:
            kind = point["page"].partition("/")[0]
            key = (point["f"], int(point["l"]), int(point["n"]), kind, point["o"])
            entry = merged.setdefault(key, [0, set()])
            entry[0] = max(entry[0], count) if kind == "v_toggle" else entry[0] + count
            entry[1].update(spans(point["S"]) if "S" in point else ())
    return merged


def sources(root, paths):
    """Lines with hits, and with bits as parts, of the files below rtl/."""
    result = Sources(root)
    prefix = f"{root}/"
    for (file, number, _, kind, comment), (count, lines) in read(root, paths).items():
        file = file.removeprefix(prefix)
        if not file.startswith("rtl/"):
            continue
        if kind == "v_toggle":
            parts = result.line(file, number).parts
            parts[comment] = parts.get(comment, False) or count >= BIT_CHANGES
            continue
        for covered_line in lines | {number}:
            line = result.line(file, covered_line)
            line.hits = count if line.hits is None else min(line.hits, count)
    return result
