# SPDX-License-Identifier: Apache-2.0
"""A document whose tables, between two lines, are made of measurements that are committed beside it."""

import argparse
import json
import pathlib
import sys


class Stale(Exception):
    """The page cannot be made, or is not what it should be."""


class MeasuredPage:
    """`page` holds what `tables` makes of `data`: lines for each name in it, in the order of names.

    `script` is the program that does it, as one calls it from the root of the tree.
    """

    def __init__(self, script, data, page, tables):
        self.script, self.data, self.page, self.tables = script, data, page, tables
        self.begin = f"<!-- made by {script} from {data}; do not edit -->"
        self.end = "<!-- end of what is made -->"

    def text(self, root):
        """The page as it should be."""
        before, begin, rest = (root / self.page).read_text(encoding="utf-8").partition(self.begin)
        _, end, after = rest.partition(self.end)
        data = json.loads((root / self.data).read_text(encoding="utf-8"))
        if not begin or not end or not data:
            raise Stale(f"{self.page} has no place for the tables, or {self.data} is empty")
        made = [line for name in sorted(data) for line in ["", *self.tables(name, data[name])]]
        return before + self.begin + "\n" + "\n".join(made) + "\n\n" + self.end + after

    def is_current(self, root):
        return self.text(root) == (root / self.page).read_text(encoding="utf-8")

    def put(self, root, result, entry):
        """`entry(result, old)` is what is kept of a result; what cannot be shown is not kept."""
        path, name = root / self.data, result["config"]
        data = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        data[name] = entry(result, data.get(name, {}))
        self.tables(name, data[name])
        path.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        (root / self.page).write_text(self.text(root), encoding="utf-8")

    def main(self, description, entry, options=()):
        """The command: a report to put in, or --check. `entry` gets the values of `options`, too."""
        parser = argparse.ArgumentParser(description=description)
        parser.add_argument("report", nargs="?", type=pathlib.Path)
        for option in options:
            parser.add_argument(f"--{option}", default="")
        parser.add_argument("--check", action="store_true")
        arguments = parser.parse_args()
        root = pathlib.Path(__file__).resolve().parents[1]
        if arguments.check == (arguments.report is not None):
            parser.error("either a report or --check")
        try:
            if arguments.check:
                if not self.is_current(root):
                    raise Stale(f"{self.page} is not as {self.data} says; run {self.script} with a report")
                return 0
            given = [getattr(arguments, option) for option in options]
            self.put(root, json.loads(arguments.report.read_text(encoding="utf-8")),
                     lambda result, old: entry(result, old, *given))
        except (OSError, ValueError, KeyError, TypeError, Stale) as error:
            print(f"{pathlib.Path(self.script).stem}: {error}", file=sys.stderr)
            return 1
        return 0
