# SPDX-License-Identifier: Apache-2.0
"""Who may include whom: the table "Who may include whom" of docs/architecture.md is the rule.

What a file sees through the headers that it includes counts, too.
"""

import re

from tree import add, append

DOCUMENT = "docs/architecture.md"
HEADING = "## Who may include whom"
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.M)
VERILATED = re.compile(r"^(V\w+|vta_\w+)\.h$")  # made by the build; found in the build tree


def rules(tree):
    """folder -> folders and files that it may include, in the order of the table."""
    if DOCUMENT not in tree.files():
        return {}
    section = tree.text(DOCUMENT).partition(HEADING)[2].partition("\n## ")[0]
    table = {}
    for line in section.splitlines():
        cells = [re.findall(r"`([^`]+)`", cell) for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) >= 2:
            for folder in cells[0]:
                table[folder] = [folder] + cells[1]
    return table


def covers(entry, name):
    return name == entry or name.startswith(entry.rstrip("/") + "/")


def reached(targets, includes):
    """Our files that are seen through these includes -> the first of them on the way."""
    way = {}
    for first in targets:
        pending = [first]
        while pending:
            name = pending.pop()
            if name not in way:
                way[name] = first
                pending += [target for quote, target in includes.get(name, ()) if quote == '"']
    return way


def findings(tree):
    table = rules(tree)
    if not table:
        return [f"{DOCUMENT}: no table under '{HEADING}'"]
    files = set(tree.files())
    found = []
    for folder in table:
        if not any(covers(folder, name) for name in files):
            found.append(f"{DOCUMENT}: the table names {folder}, which does not exist")
    ours = [name for name in sorted(files) if name.endswith((".cpp", ".h"))]
    includes = {name: INCLUDE.findall(tree.text(name)) for name in ours}
    for name in ours:
        owner = max((f for f in table if covers(f, name)), key=len, default=None)
        if owner is None:
            found.append(f"{name}: its folder is not in the table of {DOCUMENT}")
            continue
        direct = []
        for quote, target in includes[name]:
            if target in files:
                direct.append(target)
                if quote == "<":
                    found.append(f"{name}: includes our {target} with <>")
            elif quote == '"' and not VERILATED.match(target):
                found.append(f"{name}: {target} does not exist; paths start at the root of the tree")
            elif quote == '"' and not name.startswith(("sim/rtl/", "bench/", "tests/")):
                found.append(f"{name}: only the RTL simulator, measurements and tests may include {target}")
        for target, first in reached(direct, includes).items():
            if target in files and not any(covers(entry, target) for entry in table[owner]):
                by = "" if target == first else f" (through {first})"
                found.append(f"{name}: may not include {target}{by}; {owner} may include: "
                             + ", ".join(table[owner]))
    return found


MUTANTS = [
    ("the ISA includes the driver",
     {"hw/isa/mutant.h": add('#include "driver/device/device.h"\n')}, "may not include driver/device"),
    ("the driver includes a simulator",
     {"driver/device/device.cpp": append('#include "sim/reference/conv2d.h"\n')}, "may not include sim/"),
    ("the driver includes the compiler",
     {"driver/program/mutant.cpp": add('#include "compiler/topi/pack.h"\n')}, "may not include compiler/"),
    ("the compiler includes a device",
     {"compiler/mutant.cpp": add('  # include "driver/device/device.h"\n')}, "may not include driver/device"),
    ("the compiler includes a simulator",
     {"compiler/mutant.cpp": add('#include "sim/reference/conv2d.h"\n')}, "may not include sim/"),
    ("a pass includes an operator",
     {"compiler/passes/mutant.cpp": add('#include "compiler/topi/pack.h"\n')}, "may not include compiler/topi/"),
    ("the loops include what they are made from",
     {"compiler/ir/mutant.cpp": add('#include "compiler/te/tensor.h"\n')}, "may not include compiler/te/"),
    ("the compiler sees a device through a header of the driver",
     {"driver/program/mutant.h": add('#include "driver/device/device.h"\n'),
      "compiler/mutant.cpp": add('#include "driver/program/mutant.h"\n')},
     "may not include driver/device/device.h (through driver/program/mutant.h)"),
    ("our header in angle brackets",
     {"hw/isa/mutant.h": add("#include <hw/isa/insn.h>\n")}, "includes our hw/isa/insn.h with <>"),
    ("a simulator includes a tool",
     {"sim/golden/mutant.cpp": add('#include "tools/command.h"\n')}, "may not include tools/"),
    ("the reference operator includes the ISA",
     {"sim/reference/conv2d.h": append('#include "hw/isa/insn.h"\n')}, "may not include hw/isa/insn.h"),
    ("code includes a test",
     {"sim/golden/mutant.cpp": add('#include "tests/meta/mutant.h"\n'), "tests/meta/mutant.h": add("")},
     "may not include tests/"),
    ("a path relative to the folder",
     {"hw/isa/mutant.cpp": add('#include "insn.h"\n')}, "insn.h does not exist"),
    ("a Verilated header in a tool",
     {"tools/mutant.cpp": add('#include "Vvta_top.h"\n')}, "only the RTL simulator"),
    ("a folder that nobody described",
     {"extra/mutant.cpp": add("\n")}, "extra/mutant.cpp: its folder is not in the table"),
    ("a test may include anything",
     {"tests/meta/mutant.cpp": add('#include "sim/reference/conv2d.h"\n#include "hw/isa/insn.h"\n')}, None),
]
