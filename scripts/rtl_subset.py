#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The textual rules of the RTL: the common subset of Verilator 5.006 and Yosys 0.23, and the style.

  scripts/rtl_subset.py [ROOT]   prints one line per finding; exits 1 when there is one

Most of the banned constructs are accepted by Yosys and then synthesized wrongly, without a message;
the others are refused by one of the two tools. Each rule says what to write in its place.
"""

import pathlib
import re
import sys

MAX_LINES = 400
MAX_COLUMNS = 100
GENERATED = ("vta_config.svh", "vta_isa.svh")  # their layout is the generator's

KEYWORD_TYPES = r"logic|bit|byte|shortint|int|longint|integer|signed|unsigned"

# Searched in the code, comments and strings blanked, line by line.
CODE_RULES = [
    (r"\bimport\b", "no import; write vta_pkg::name"),
    (r"\b(?:\w+::)?\w+_[te]\s*\[|\b(?:\w+::)?\w+_[te]\s+\w+\s*\[",
     "no array of a typedef; use logic [W-1:0] x [0:N-1] and overlay the struct on read"),
    (rf"\b(?:{KEYWORD_TYPES})\s*\[[^\[\]]*\]\s*\[",
     "no packed 2-D vector; use a flat vector x[W*i +: W] or an unpacked array"),
    (r"^\s*(?:input|output)\b[^,;]*\b\w+\s*\[[^\[\]]*\]\s*(?:,|\)|;|$)",
     "no unpacked array port; use a flat vector"),
    (r"\breturn\b", "no return; assign to the name of the function"),
    (r"\bvoid\b", "no void function; give it a result"),
    (r"\bfunction\b(?!\s+automatic\b)", "functions are automatic"),
    (r"\bforeach\b", "no foreach; use for (int i ...)"),
    (r"\b(?:break|continue)\b", "no break or continue; guard the body of the loop"),
    (r"\b(?:interface|modport)\b", "no interface; use plain ports"),
    (r"\binside\b", "no inside; write the comparisons out or use casez"),
    (r"\b(?:unique0?|priority)\s+if\b", "no unique or priority if; use unique case"),
    (r"\b(?:assert|assume|cover)\s+property\b", "no concurrent assertion; use VTA_ASSERT"),
    (r"\bassert\s*\(.*\)\s*else\b", "no assert ... else; use VTA_ASSERT"),
    (r"\$past\b", "no $past; keep a register"),
    (r"\b(?:\w+::)?\w+_[te]\s*'\s*\(", "no cast to a type; assign the vector to a struct net"),
    (rf"\b(?:{KEYWORD_TYPES})\s*'\s*\(", "no cast to a type; use $signed(x) or W'(x)"),
    (r"(?:[~!]|(?:[=(,?:{]|&&|\|\||[=!<>]=)\s*[-+&|^])\s*(?:\w+::)?\w+\s*'\s*\(",
     "no unary operator in front of a cast, Yosys applies it to the width; name the value first"),
    (r"'\s*\{", "no assignment pattern; use '0, a concatenation or a loop"),
    (r"[=!]=\?", "no wildcard equality; use casez"),
    (r"\{\s*(?:<<|>>)", "no streaming operator; use a loop"),
    (r"\bparameter\s+type\b", "no type parameter; use parameter int Width"),
    (r"\bstring\b", "no string"),
    (r"\balways_latch\b", "no latch"),
    (r"\bu_\w+\s*\.\s*\w+", "no hierarchical read of an instance; make it a port"),
    (r"\b(?:RAMB\w+|RAM\d+\w+|DSP48\w*|BUFG\w*|URAM\w*|FD[CPRS]E|MMCM\w*)\b",
     "no vendor primitive in rtl/"),
]

# Searched in the text as it stands.
TEXT_RULES = [
    (r"(?i)(?://|/\*)\s*verilator\b",
     "no comment that begins with the word Verilator; it is read as a pragma"),
    (r"\t", "no tab"),
    (r"[ \t]+$", "no blank at the end of a line"),
    (r"[^\x00-\x7f]", "ASCII only"),
]

INITIALISER = re.compile(rf"^\s*(?:{KEYWORD_TYPES})\b[^=]*=")


def strip(text):
    """The code alone: comments and strings become blanks, lines stay where they are."""
    token = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.S)
    return token.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def file_list(root):
    """The entries of rtl/vta.f, in order: (path, ...), without options and comments."""
    text = re.sub(r"//[^\n]*", "", (root / "rtl/vta.f").read_text())
    return [word for word in text.split() if not word.startswith(("+", "-"))]


def line_findings(name, text):
    code_lines = strip(text).split("\n")
    in_function = False
    for number, (line, code) in enumerate(zip(text.split("\n"), code_lines), 1):
        if len(line) > MAX_COLUMNS and not name.endswith(GENERATED):
            yield f"{name}:{number}: {len(line)} columns, at most {MAX_COLUMNS}"
        for pattern, message in TEXT_RULES:
            if re.search(pattern, line):
                yield f"{name}:{number}: {message}"
        for pattern, message in CODE_RULES:
            if re.search(pattern, code):
                yield f"{name}:{number}: {message}"
        if re.search(r"\bfunction\b", code):
            in_function = True
        elif re.search(r"\bendfunction\b", code):
            in_function = False
        elif in_function and INITIALISER.search(code):
            yield f"{name}:{number}: no initialiser in a function; declare, then assign"


def file_findings(path, name):
    text = path.read_text()
    if not name.endswith(GENERATED):
        if not text.startswith("// SPDX-License-Identifier: Apache-2.0\n"):
            yield f"{name}:1: the first line is not // SPDX-License-Identifier: Apache-2.0"
        if len(text.splitlines()) > MAX_LINES:
            yield f"{name}: {len(text.splitlines())} lines, at most {MAX_LINES}"
    if path.suffix == ".sv":
        code = [line.strip() for line in strip(text).splitlines() if line.strip()]
        directives = [line for line in code if line.startswith("`default_nettype")]
        if directives[:1] != ["`default_nettype none"] or directives[-1:] != ["`default_nettype wire"]:
            yield f"{name}: does not open with `default_nettype none and close with `default_nettype wire"
        else:
            opening = code.index("`default_nettype none")
            if any(not line.startswith("`include") for line in code[:opening]):
                yield f"{name}: code before `default_nettype none"
            if code[-1] != "`default_nettype wire":
                yield f"{name}: code behind `default_nettype wire"
        units = re.findall(r"^\s*(module|package)\s+(?:automatic\s+)?(\w+)", "\n".join(code), re.M)
        kind = "package" if path.stem == "vta_pkg" else "module"  # Yosys: one package in the design
        if units != [(kind, path.stem)]:
            found = ", ".join(" ".join(unit) for unit in units) or "none"
            yield f"{name}: holds {found}; expected one unit: {kind} {path.stem}"
    yield from line_findings(name, text)


def list_findings(root, sources):
    if not (root / "rtl/vta.f").is_file():
        yield "rtl/vta.f: missing; it is the only list of the RTL files"
        return
    listed = file_list(root)
    for entry in sorted({e for e in listed if listed.count(e) > 1}):
        yield f"rtl/vta.f: {entry} is listed twice"
    for entry in listed:
        if not (root / entry).is_file():
            yield f"rtl/vta.f: {entry} does not exist"
    for name in sources:
        if name.endswith(".sv") and name not in listed:
            yield f"{name}: not listed in rtl/vta.f"
    units = [e for e in listed if e.endswith(".sv")]
    if units and units[0] != "rtl/vta_pkg.sv":
        yield f"rtl/vta.f: {units[0]} comes before rtl/vta_pkg.sv; the package is first"


def waiver_findings(root):
    """Every waiver in lint.vlt stands below a reason; waivers in the RTL are banned as comments."""
    path = root / "rtl/lint.vlt"
    if not path.is_file():
        return
    reason = False
    for number, line in enumerate(path.read_text().split("\n"), 1):
        text = line.strip()
        if text.startswith("lint_off"):
            if not reason:
                yield f"rtl/lint.vlt:{number}: a waiver without a reason above it"
            if "-rule" not in text or "-file" not in text:
                yield f"rtl/lint.vlt:{number}: a waiver names a rule and a file"
        else:  # a reason holds for the waivers that follow it without a gap
            reason = text.startswith("//") and "SPDX" not in text


def findings(root):
    root = pathlib.Path(root)
    paths = sorted(p for p in (root / "rtl").rglob("*") if p.suffix in (".sv", ".svh", ".v"))
    names = [p.relative_to(root).as_posix() for p in paths]
    result = []
    for path, name in zip(paths, names):
        result += file_findings(path, name)
    return result + list(list_findings(root, names)) + list(waiver_findings(root))


def main():
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1]
    found = findings(root)
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
