#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""every_module.py FILE_LIST MODULES...: each module of the list is in one of the netlists.

MODULES are what Yosys' `ls` printed for a netlist before it was flattened; a module with parameters
has them in its name. Exit code: 0 all are there, 1 a module is missing, 2 wrong usage.
"""

import pathlib
import re
import sys

PACKAGES = {"vta_pkg"}


def main():
    if len(sys.argv) < 3:
        print("usage: every_module.py FILE_LIST MODULES...", file=sys.stderr)
        return 2
    listed = re.findall(r"^\S*?(\w+)\.sv$", pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"), re.M)
    there = set()
    for path in sys.argv[2:]:
        there.update(re.findall(r"\w+", pathlib.Path(path).read_text(encoding="utf-8")))
    missing = sorted(set(listed) - PACKAGES - there)
    for module in missing:
        print(f"{module} is in no netlist that a test runs on")
    if not missing:
        print(f"{len(set(listed) - PACKAGES)} modules are in {len(sys.argv) - 2} netlists")
    return 1 if missing else 0


sys.exit(main())
